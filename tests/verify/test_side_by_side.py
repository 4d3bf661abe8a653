"""Texts side by side."""

from __future__ import annotations

import pytest

from migrate.verify.side_by_side import MOST, Line, Row, columns

SAME = "".join(f"line {n}\n" for n in range(50))


@pytest.mark.parametrize(
    ("wanted", "got", "rows"),
    [
        pytest.param("", "", (), id="nothing"),
        pytest.param(SAME, SAME, (), id="the same"),
        pytest.param(
            "a 1 b", "a 22 b", (Row("changed", Line("a ", "1", " b"), Line("a ", "22", " b")),),
            id="in a line",
        ),
        pytest.param("aa", "a", (Row("changed", Line("a", "a", ""), Line("a", "", "")),), id="a letter less"),
        pytest.param("", "x", (Row("changed", None, Line(changed="x")),), id="only there"),
        pytest.param(
            "same\nx", "same", (Row("same", Line("same"), Line("same")), Row("changed", Line(changed="x"))),
            id="one line more",
        ),
    ],
)  # fmt: skip
def test_shows_where_texts_differ(wanted: str, got: str, rows: tuple[Row, ...]) -> None:
    assert columns(wanted, got) == rows


def test_lines_between_differences_are_left_out() -> None:
    kinds = [row.kind for row in columns("x\n" + SAME + "y", "z\n" + SAME + "w")]
    assert kinds == ["changed", *["same"] * 3, "gap", *["same"] * 3, "changed"]


def test_of_endless_differences_only_some_are_shown() -> None:
    rows = columns("a\n" * 2000, "b\n" * 2000)
    assert (len(rows), rows[-1]) == (MOST, Row("gap"))
