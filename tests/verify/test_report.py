"""What a user reads after a comparison."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from migrate.verify.compare import CellResult, Comparison, Difference, compare
from migrate.verify.files import FileResult
from migrate.verify.report import LINES, ROWS, as_json, render, summary
from migrate.verify.values import ValueResult

if TYPE_CHECKING:
    from tests.verify.conftest import Runs

EQUAL = CellResult((1,), "equal", ("01_load, cell 2",))
TIMING = CellResult(
    (44,), "not repeatable", ("02_fit, cell 1",), (Difference("stdout", "1 s", "2 s"),), "a timing"
)
SCORED = CellResult(
    (46,), "not repeatable", ("02_fit, cell 3",), (Difference("stdout", "score 0.5 in 1 s", ""),), "a timing"
)
RANDOM = CellResult((45,), "not repeatable", ("02_fit, cell 2",), (), "random numbers")
WRONG = CellResult(
    (3, 4), "different", ("02_fit, cell 3",), (Difference("stdout", "a\nb\n", "a\n\x1b[2J[red]c\n"),)
)
EXTRA = CellResult((), "different", ("02_fit, cell 0",), (Difference("text/plain", "", "x"),))
SEEDED = CellResult((7,), "equal", ("02_fit, cell 1",), (), "random numbers")
LUCKY = CellResult((8,), "equal", ("02_fit, cell 1",), (), "a timing")
SAME = FileResult("a.csv", 1, "equal", "text")
OTHER = FileResult("b\x1b.png", 3, "different", "picture")
GONE = FileResult("c.csv", 4, "missing", "text")
UNSURE = FileResult("d.pkl", 5, "not compared", "pickle", "a pickle may hold equal values in other bytes")
KEPT = ValueResult("x.pkl", "x", 3, "equal")
LOST = ValueResult("y.pkl", "y", 4, "different", "`y` after cell 4 (y.pkl) has another value")
CLOCK = ValueResult("z.json", "z", 5, "not repeatable")
MISSING = CellResult((9,), "missing", (), (Difference("text/html", "<b>", ""),))


def printed(comparison: Comparison) -> str:
    file = io.StringIO()
    render(comparison, Console(file=file, width=100))
    return file.getvalue()


@pytest.mark.parametrize(
    ("comparison", "line"),
    [
        (Comparison(()), "the notebook shows nothing; all that could be checked is that every task runs"),
        (
            Comparison((EQUAL, SEEDED, LUCKY)),
            "3 of 3 outputs identical (1 of them only when seeded alike: 7)",
        ),
        (Comparison((EQUAL,)), "1 of 1 output identical"),
        (Comparison((EQUAL,), files=(SAME,)), "1 of 1 output identical, 1 of 1 file identical"),
        (Comparison((), files=(SAME, SAME)), "2 of 2 files identical"),
        (
            Comparison((), files=(SAME, OTHER, GONE, UNSURE)),
            "1 of 4 files identical, 1 not compared (d.pkl), 1 different (b.png), 1 missing (c.csv)",
        ),
        (
            Comparison((EQUAL,) * 117 + (TIMING,)),
            "117 of 118 outputs identical, 1 not repeatable in the notebook itself (cell 44: a timing)",
        ),
        (
            Comparison((TIMING, RANDOM)),
            "nothing could be compared, 0 of 2 outputs identical, 2 not repeatable in the notebook itself"
            " (cell 44: a timing; cell 45: random numbers)",
        ),
        (
            Comparison((EQUAL, WRONG, EXTRA, MISSING), ("cell 9 occurs in no task",)),
            "1 of 4 outputs identical, 2 different (cell 3+4, shown by 02_fit, cell 0), 1 missing (cell 9),"
            " 1 fault of provenance",
        ),
        (
            Comparison((RANDOM,), values=(KEPT, CLOCK)),
            "0 of 1 output identical, 1 not repeatable in the notebook itself (cell 45: random numbers),"
            " 1 of 2 values between tasks identical, 1 not repeatable (z)",
        ),
        (
            Comparison((EQUAL,), values=(KEPT, LOST)),
            "1 of 1 output identical, 1 of 2 values between tasks identical, 1 different (y)",
        ),
        (Comparison((EQUAL,), values=(KEPT,)), "1 of 1 output identical"),
        (
            Comparison((), values=(KEPT,)),
            "the notebook shows nothing; 1 of 1 value between tasks identical",
        ),
        (
            Comparison((WRONG,) * 5),
            "0 of 5 outputs identical, 5 different (cell 3+4, cell 3+4, cell 3+4, 2 more)",
        ),
    ],
)
def test_says_in_a_line_how_it_went(comparison: Comparison, line: str) -> None:
    assert summary(comparison) == line


def test_says_nothing_more_where_all_is_equal() -> None:
    assert printed(Comparison((EQUAL, EQUAL))) == "✓ 2 of 2 outputs identical\n"


@pytest.mark.parametrize(
    ("comparison", "sign"),
    [
        pytest.param(Comparison((EQUAL, RANDOM)), "✓", id="something is equal"),
        pytest.param(Comparison((RANDOM,), values=(KEPT,)), "✓", id="a value is"),
        pytest.param(Comparison((SCORED,)), "✓", id="all but a time is"),
        pytest.param(Comparison((), values=(KEPT,)), "✓", id="a value alone is"),
        pytest.param(Comparison(()), "-", id="nothing to compare"),
        pytest.param(Comparison((), values=(CLOCK,)), "-", id="nothing but a time to compare"),
        pytest.param(Comparison((RANDOM, TIMING)), "✗", id="nothing repeats"),
        pytest.param(Comparison((), files=(UNSURE,)), "✗", id="a file that can't be compared"),
        pytest.param(Comparison((EQUAL,), values=(LOST,)), "✗", id="a value differs"),
    ],
)
def test_only_what_was_seen_to_be_equal_is_a_success(comparison: Comparison, sign: str) -> None:
    assert printed(comparison).rstrip().split("\n")[-1].startswith(f"{sign} ")
    assert comparison.proved is (sign != "✗")


def test_a_value_that_differs_is_told() -> None:
    assert "`y` after cell 4 (y.pkl) has another value\n" in printed(Comparison((EQUAL,), values=(LOST,)))


def test_shows_only_the_cells_that_are_not_equal() -> None:
    text = printed(Comparison((EQUAL, TIMING)))
    assert "a timing" in text
    assert "01_load" not in text
    assert "notebook: stdout" not in text


def test_shows_both_sides_of_the_first_wrong_cell() -> None:
    text = printed(Comparison((EQUAL, TIMING, WRONG, MISSING)))
    assert "cell 3+4: different, in 02_fit, cell 3\n--- notebook: stdout\n+++ pipeline: stdout\n" in text
    assert "\n a\n-b\n+[red]c\n" in text
    assert "-<b>" not in text
    assert "\x1b" not in text
    assert text.rstrip().split("\n")[-1].startswith("✗ 1 of 4")


def test_shows_not_too_many_lines() -> None:
    long = Difference("stdout", "\n".join(map(str, range(500))), "")
    text = printed(Comparison((CellResult((0,), "different", ("01_load, cell 0",), (long,)),)))
    assert "more lines" in text
    assert len(text.split("\n")) < LINES + 10


def test_finds_the_place_in_a_long_line() -> None:
    digits = "1" * 5000
    long = Difference("stdout", digits + "2" + digits, digits + "3" + digits)
    text = printed(Comparison((CellResult((0,), "different", ("01_load, cell 0",), (long,)),)))
    assert any(line.startswith("-1") and "2" in line for line in text.split("\n"))
    assert any(line.startswith("+1") and "3" in line for line in text.split("\n"))


@pytest.mark.parametrize(
    ("kinds", "shown"),
    [
        pytest.param(["text/html"], {"text/html"}, id="markup alone"),
        pytest.param(["stdout", "text/html"], {"stdout", "text/html"}, id="markup and what was printed"),
        pytest.param(["text/html", "text/plain"], {"text/plain"}, id="markup and its text"),
    ],
)
def test_shows_markup_only_where_no_text_says_the_same(kinds: list[str], shown: set[str]) -> None:
    differences = tuple(Difference(kind, "a", "b") for kind in kinds)
    text = printed(Comparison((CellResult((0,), "different", ("01_load, cell 0",), differences),)))
    assert {kind for kind in kinds if f"--- notebook: {kind}\n" in text} == shown


def test_says_of_images_how_much_differs() -> None:
    sentence = "25.00% of the pixels differ (image of 2x2 pixels)"
    image = Difference("image/png", "image of 2x2 pixels", sentence)
    text = printed(Comparison((CellResult((0,), "different", ("01_load, cell 0",), (image,)),)))
    assert f"  image/png: {sentence}\n" in text


def test_lists_not_too_many_cells_and_the_wrong_ones_first() -> None:
    text = printed(Comparison((TIMING,) * 20 + (WRONG,)))
    assert text.split("\n")[1].startswith("3+4")
    assert "… 6 more cells; --html FILE writes a report of all\n" in text
    assert len(text.split("\n")) < ROWS + 20


def test_prints_the_faults() -> None:
    assert "cell 9 occurs in no task\n" in printed(Comparison((), ("cell 9 occurs in no task",)))


@pytest.mark.slow
def test_is_json_for_programs(runs: Runs) -> None:
    data = json.loads(json.dumps(as_json(compare(runs.original, runs.plain, runs.tasks, runs.roots))))
    assert data["proved"] is True
    assert data["counts"] == {"equal": 14, "different": 0, "missing": 0, "not repeatable": 2}
    assert data["cells"][runs.index["elapsed"]]["reason"] == "a timing"
    assert data["masked"]["UUIDs"] > 0


def test_files_stand_in_the_table_with_the_cell_that_writes_them() -> None:
    found = printed(Comparison((EQUAL,), files=(SAME, OTHER, UNSURE)))
    rows = [line.split() for line in found.splitlines()]
    assert ["3", "different", "the", "file's", "picture", "b.png"] in rows
    assert any(row[:3] == ["5", "not", "compared"] and row[-1] == "d.pkl" for row in rows)
    assert "a.csv" not in found
    assert found.splitlines()[-1].startswith("✗")


@pytest.mark.parametrize(
    ("file", "proved"),
    [
        pytest.param(SAME, True, id="equal"),
        pytest.param(UNSURE, True, id="not compared"),
        pytest.param(OTHER, False, id="different"),
        pytest.param(GONE, False, id="missing"),
    ],
)
def test_a_file_decides_as_a_cell_does(file: FileResult, proved: bool) -> None:
    comparison = Comparison((EQUAL,), files=(file,))
    assert comparison.proved == proved
    assert as_json(comparison)["files"][0]["status"] == file.status
