"""The judgement on whole runs, each cell for itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from migrate.errors import RequestError
from migrate.verify.compare import Comparison, Difference, compare

if TYPE_CHECKING:
    from tests.verify.conftest import Runs

Cell = dict[str, Any]


def cell(text: str = "", origin: Any = None, source: str = "x", stderr: str = "") -> Cell:
    outputs = [{"output_type": "stream", "name": "stdout", "text": text}] if text else []
    outputs += [{"output_type": "stream", "name": "stderr", "text": stderr}] if stderr else []
    metadata = {} if origin is None else {"origin": origin}
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": outputs}


def prose() -> Cell:
    return {"cell_type": "markdown", "source": "# Load", "metadata": {}}


def notebook(*cells: Cell) -> Cell:
    return {"cells": list(cells)}


def statuses(comparison: Comparison) -> list[tuple[tuple[int, ...], str]]:
    return [(result.origin, result.status) for result in comparison.cells]


SOUND = [
    ("nothing to do", [], [[]], []),
    ("nothing shown", [cell()], [[cell(origin=0)]], []),
    ("prose and blank cells need no task", [prose(), cell(source=" \n")], [[]], []),
    ("equal", [prose(), cell("a")], [[prose(), cell("a", 1)]], [((1,), "equal")]),
    ("only stderr differs", [cell("a")], [[cell("a", 0, stderr="w")]], [((0,), "equal")]),
    (
        "replayed cells that show nothing",
        [cell("a")],
        [[cell(), cell("a", 0), cell(stderr="w")]],
        [((0,), "equal")],
    ),
    (
        "over two tasks",
        [cell("a"), cell("b")],
        [[cell("b", 1)], [cell("a", 0)]],
        [((0,), "equal"), ((1,), "equal")],
    ),
    ("divided", [cell("ab")], [[cell("a", 0), cell(), cell("b", [0])]], [((0,), "equal")]),
    ("divided over tasks", [cell("ab")], [[cell("a", 0)], [cell("b", 0)]], [((0,), "equal")]),
    ("merged", [cell("a"), cell("b")], [[cell("ab", [0, 1])]], [((0, 1), "equal")]),
]


@pytest.mark.parametrize(
    ("original", "tasks", "expected"), [pytest.param(*row[1:], id=row[0]) for row in SOUND]
)
def test_proves(original: list[Cell], tasks: list[list[Cell]], expected: list[Any]) -> None:
    comparison = compare(notebook(*original), None, [notebook(*task) for task in tasks])
    assert (statuses(comparison), comparison.faults, comparison.proved) == (expected, (), True)


def result(*outputs: str, source: str) -> Cell:
    """A cell with a value among what is printed; the value is `=`."""
    value = {"output_type": "execute_result", "data": {"text/plain": "0"}, "metadata": {}}
    texts = [{"output_type": "stream", "name": "stdout", "text": text} for text in outputs]
    shown = [value if text["text"] == "=" else text for text in texts]
    return {"cell_type": "code", "source": source, "metadata": {"origin": 0}, "outputs": shown}


@pytest.mark.parametrize(
    ("source", "one", "other", "status"),
    [
        pytest.param("print(x)", ["a", "="], ["a", "="], "equal", id="nothing to do"),
        pytest.param("print(x)", ["a", "="], ["=", "a"], "different", id="printed by the cell itself"),
        pytest.param("os.system(x)", ["a", "="], ["=", "a"], "equal", id="printed by another program"),
        pytest.param("os.system(x)", ["a", "=", "b"], ["=", "ab"], "equal", id="on both sides of the value"),
        pytest.param("subprocess.run(x)", ["a", "="], ["=", "b"], "different", id="another text"),
        pytest.param("subprocess.run(x)", ["a", "="], ["="], "different", id="no text"),
        pytest.param("subprocess.run(x)", ["a", "="], ["a"], "different", id="no value"),
    ],
)
def test_what_another_program_prints_arrives_when_it_does(
    source: str, one: list[str], other: list[str], status: str
) -> None:
    wanted, got = notebook(result(*one, source=source)), notebook(result(*other, source=source))
    assert statuses(compare(wanted, None, [got])) == [((0,), status)]


AB = [cell("a"), cell("b")]
UNSOUND = [
    ("another text", [cell("a")], [cell("b", 0)], [((0,), "different")], ()),
    ("shows what it shouldn't", [cell()], [cell("b", 0)], [((0,), "different")], ()),
    ("shows nothing any more", [cell("a")], [cell("", 0)], [((0,), "different")], ()),
    (
        "a replayed cell shows something",
        [cell("a")],
        [cell("b"), cell("a", 0)],
        [((0,), "equal"), ((), "different")],
        (),
    ),
    ("divided in the wrong order", [cell("ab")], [cell("b", 0), cell("a", 0)], [((0,), "different")], ()),
    ("merged in the wrong order", AB, [cell("ab", [1, 0])], [((1, 0), "different")], ()),
    ("missing", AB, [cell("a", 0)], [((0,), "equal"), ((1,), "missing")], ("cell 1 occurs in no task",)),
    ("silent and missing", [cell()], [], [], ("cell 0 occurs in no task",)),
    (
        "in two origins",
        AB,
        [cell("ab", [0, 1]), cell("b", 1)],
        [((0, 1), "equal"), ((1,), "equal")],
        ("cell 1 occurs in several origins",),
    ),
    (
        "twice in one origin",
        [cell("a")],
        [cell("aa", [0, 0])],
        [((0, 0), "equal")],
        ("cell 0 occurs in several origins",),
    ),
    (
        "beyond the end",
        [],
        [cell("", 4)],
        [],
        ("task 1, cell 0: its origin 4 isn't a code cell of the original notebook",),
    ),
    (
        "before the start",
        [cell("a")],
        [cell("a", 0), cell("", -1)],
        [((0,), "equal")],
        ("task 1, cell 1: its origin -1 isn't a code cell of the original notebook",),
    ),
    (
        "of prose",
        [prose()],
        [cell("", 0)],
        [],
        ("task 1, cell 0: its origin 0 isn't a code cell of the original notebook",),
    ),
    (
        "of no number",
        [],
        [cell("", "0")],
        [],
        ("task 1, cell 0: its origin '0' isn't a code cell of the original notebook",),
    ),
    (
        "of an empty list",
        [],
        [cell("b", [])],
        [((), "different")],
        ("task 1, cell 0: its origin [] isn't a code cell of the original notebook",),
    ),
]


@pytest.mark.parametrize(
    ("original", "task", "expected", "faults"), [pytest.param(*row[1:], id=row[0]) for row in UNSOUND]
)
def test_refuses(
    original: list[Cell], task: list[Cell], expected: list[Any], faults: tuple[str, ...]
) -> None:
    comparison = compare(notebook(*original), None, [notebook(*task)])
    assert (statuses(comparison), comparison.faults, comparison.proved) == (expected, faults, False)


@pytest.mark.parametrize(
    ("first", "second", "got", "status"),
    [
        ("r 0.1", "r 0.2", "r 0.1", "equal"),
        ("r 0.1", "r 0.2", "r 0.2", "equal"),
        ("r 0.1", "r 0.2", "r 0.3", "not repeatable"),
        ("r 0.1", "r 0.2", "s 0.3", "different"),
        ("r 0.1", "r 0.1", "r 0.3", "different"),
        ("r 0.1", "", "r 0.3", "different"),
        ("r 0.1", "", "", "equal"),
    ],
)
def test_forgives_what_the_notebook_itself_does_not_repeat(
    first: str, second: str, got: str, status: str
) -> None:
    comparison = compare(notebook(cell(first)), notebook(cell(second)), [notebook(cell(got, 0))])
    assert statuses(comparison) == [((0,), status)]


def test_says_what_differs_and_where() -> None:
    comparison = compare(notebook(cell("a\nb")), None, [notebook(prose(), cell("a\nc", 0))])
    (result,) = comparison.cells
    assert [str(place) for place in result.places] == ["task 1, cell 1"]
    assert result.differences == (Difference("stdout", "a\nb", "a\nc"),)


def test_a_run_of_another_notebook_is_no_second_run() -> None:
    with pytest.raises(ValueError, match="another notebook"):
        compare(notebook(cell()), notebook(prose()), [])


def test_a_file_that_is_no_notebook_is_named(tmp_path: Path) -> None:
    (tmp_path / "02_clean.ipynb").write_text("{}")
    with pytest.raises(RequestError, match="02_clean"):
        compare(notebook(), None, [tmp_path / "02_clean.ipynb"])


@pytest.mark.slow
class TestRealRuns:
    def test_are_equal_but_for_what_is_random(self, runs: Runs) -> None:
        comparison = compare(runs.original, runs.plain, runs.tasks, runs.roots)
        unequal = {result.origin: result.reason for result in comparison.cells if result.status != "equal"}
        assert unequal == {(runs.index["random"],): "random numbers", (runs.index["elapsed"],): "a timing"}
        assert comparison.proved

    def test_differ_where_nothing_tells_that_they_are_random(self, runs: Runs) -> None:
        comparison = compare(runs.original, None, runs.tasks, runs.roots)
        different = [result.origin for result in comparison.having("different")]
        assert different == [(runs.index["random"],), (runs.index["elapsed"],)]

    def test_count_the_noise(self, runs: Runs) -> None:
        masked = compare(runs.original, runs.plain, runs.tasks, runs.roots).masked
        assert {"UUIDs", "timings", "Styler ids", "SVG ids", "estimator ids", "working folder"} <= set(masked)

    def test_miss_a_task_that_was_left_out(self, runs: Runs) -> None:
        comparison = compare(runs.original, runs.plain, runs.tasks[1:], runs.roots)
        missing = [result.origin for result in comparison.having("missing")]
        assert missing == [(runs.index[name],) for name in ("frame", "styler", "estimator", "figure")]


@pytest.mark.parametrize(
    ("plain", "pipeline", "why"),
    [
        pytest.param("0.5", "0.5", None, id="both runs agree"),
        pytest.param("0.7", "0.5", "random numbers", id="as the seeded run"),
        pytest.param("0.7", "0.7", None, id="as the plain run"),
    ],
)
def test_what_agrees_only_when_seeded_alike_is_equal_and_says_so(
    plain: str, pipeline: str, why: str | None
) -> None:
    found = compare(notebook(cell("0.5")), notebook(cell(plain)), [notebook(cell(pipeline, 0))])
    assert [(result.status, result.reason) for result in found.cells] == [("equal", why)]


def test_what_only_the_watched_run_shows_proves_nothing() -> None:
    found = compare(notebook(cell("a")), notebook(cell()), [notebook(cell("a", 0))])
    assert [(result.status, result.reason) for result in found.cells] == [
        ("not repeatable", "differs from run to run")
    ]
