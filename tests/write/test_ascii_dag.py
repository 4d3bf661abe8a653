"""The picture in the terminal, compared as it is seen."""

import textwrap

import pytest

from migrate.write.ascii_dag import NARROWEST, picture, plain
from tests.write.pipelines import whole


@pytest.mark.parametrize(
    ("takes", "expected"),
    [
        pytest.param([{}], "●  st  cells 1-11", id="one task"),
        pytest.param(
            [{}, {}],
            """
            ●  st   cells 1-11
            ●  sta  cell 2
            """,
            id="nothing between them",
        ),
        pytest.param(
            [{}, {1: "df"}, {2: "df n"}],
            """
            ●  st    cells 1-11
            ↓    df
            ●  sta   cell 2
            ↓    df, n
            ●  stag  cell 3
            """,
            id="a chain",
        ),
        pytest.param(
            [{}, {1: "a"}, {1: "b"}, {2: "c", 3: "d"}],
            """
            ●    st     cells 1-11
            ├─╮    a
            │ ●  sta    cell 2
            ↓ │    b
            ● │  stag   cell 3
            ↓ │    d
            ├─╯    c
            ●    stage  cell 4
            """,
            id="a diamond",
        ),
        pytest.param(
            [{}, {1: "a"}, {}, {1: "b", 3: "c"}, {1: "d"}],
            """
            ●    st     cells 1-11
            ├─╮    a
            │ ●  sta    cell 2
            │ ●  stag   cell 3
            │ ↓    c
            ├─┤    b
            │ ●  stage  cell 4
            ↓      d
            ●    s5     cell 5
            """,
            id="lanes are used again",
        ),
        pytest.param(
            [{}, {1: "a"}, {1: "b", 2: "c"}, {1: "d", 2: "e", 3: "f"}, {1: "g", 4: "h"}],
            """
            ●      st     cells 1-11
            ├─╮      a
            │ ●    sta    cell 2
            ├─│─╮    b
            │ ├─┤    c
            │ │ ●  stag   cell 3
            │ ↓ │    e
            ├─┤ │    d
            │ ├─╯    f
            │ ●    stage  cell 4
            ↓ │      g
            ├─╯      h
            ●      s5     cell 5
            """,
            id="across other lanes, and from both sides",
        ),
    ],
)
def test_the_picture(takes: list[dict[int, str]], expected: str) -> None:
    lines = picture(whole(*takes), 80)
    assert lines == textwrap.dedent(expected).strip("\n ").split("\n"), "\n".join(lines)


def test_names_are_left_out_where_the_terminal_is_narrow() -> None:
    names = " ".join(f"variable_{number}" for number in range(20))
    for width in (30, 40, 80, 120):
        label = picture(whole({}, {1: names}), width)[1]
        assert len(label) <= width
        assert label.endswith(" more") or label.endswith("20 values")
    assert len(picture(whole({}, {1: names}), 5)[1]) <= NARROWEST + 4


def test_a_terminal_without_unicode_gets_ascii() -> None:
    lines = [plain(line) for line in picture(whole({}, {1: "größe"}, {1: "b", 2: "c"}), 80)]
    assert all(line.isascii() for line in lines)
    assert lines[0].startswith("*")


def test_twelve_tasks_are_one_screen() -> None:
    chain = [{}, *({number: "df", **({1: "config"} if number > 1 else {})} for number in range(1, 12))]
    lines = picture(whole(*chain), 80)
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80
