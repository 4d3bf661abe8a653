import pytest

from migrate.model.trace import CellTrace, Change
from migrate.plan.merging import join, merge
from migrate.plan.sections import at_headings
from tests.plan.building import CONNECTION, apart, changes, trace, writes

READS = CellTrace(reads=frozenset({"a.csv"}))
UNKNOWN = Change(0, "matplotlib")


@pytest.mark.parametrize(
    ("cells", "borders", "seen", "joined", "reason"),
    [
        pytest.param(["df = load()", "print(df)"], [{"df": 1}], {}, None, "", id="nothing to do"),
        pytest.param(
            ["db = open()", "x = load()", "db.close()"],
            [{"db": CONNECTION}] * 2,
            {},
            (1, 5),
            "both use `db` (sqlite3.Connection), which can't be stored in a file",
            id="a value that can't be stored, and all between",
        ),
        pytest.param(["db = open()", "x = load()"], [{}], {}, None, "", id="one that nobody needs"),
        pytest.param(
            ["x = load()", "db = open()\nprint(x)", "db.close()"],
            [{"x": 1}, {"db": CONNECTION}],
            {},
            (3, 5),
            "both use `db` (sqlite3.Connection), which can't be stored in a file",
            id="what comes before stays apart",
        ),
        pytest.param(
            ["x = load()", "y = load()", "z = load()"],
            [{}, {}],
            {"cell1": writes("a.csv"), "cell5": writes("a.csv")},
            (1, 5),
            "both use the file a.csv, and the later one writes it",
            id="a file written twice",
        ),
        pytest.param(
            ["x = load()", "y = load()"],
            [{}],
            {"cell1": READS, "cell3": writes("a.csv")},
            (1, 3),
            "both use the file a.csv, and the later one writes it",
            id="a file read, then written",
        ),
        pytest.param(
            ["x = load()", "y = load()"],
            [{}],
            {"cell1": writes("a.csv"), "cell3": READS},
            None,
            "",
            id="a file written, then read: an edge",
        ),
        pytest.param(
            ["x = load()", "y = load()"],
            [{}],
            {"cell1": READS, "cell3": READS},
            None,
            "",
            id="a file read twice",
        ),
        pytest.param(
            ["x = load()", "set_up(x)", "y = load()", "z = load()"],
            [{"x": 1}, {"x": 1}, {}],
            {"cell3": changes(UNKNOWN)},
            (3, 7),
            "cell 3 changes the matplotlib settings in a way that needs its variables",
            id="a setting that can't be repeated: all that follows",
        ),
        pytest.param(
            ["x = load()", "set_up(x)"],
            [{"x": 1}],
            {"cell3": changes(UNKNOWN)},
            None,
            "",
            id="in the last section",
        ),
    ],
)
def test_merge(cells, borders, seen, joined, reason):
    book = apart(*cells)
    parts, merges = merge(book, at_headings(book.cells), trace(*borders, **seen))
    assert [(merge.first, merge.last, merge.reason) for merge in merges] == (
        [(*joined, reason)] if joined else []
    )
    lost = (joined[1] - joined[0]) // 2 if joined else 0
    assert len(parts) == len(cells) - lost
    assert [cell for part in parts for cell in part.cells] == list(book.cells)


def test_join_keeps_the_first_title():
    parts = at_headings(apart("x = load()", "print(x)", "y = load()").cells)
    assert [part.title for part in join(parts, 1, 2)] == ["S0", "S1"]
