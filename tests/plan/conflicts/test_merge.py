import pytest

from migrate.model.trace import CellTrace
from migrate.plan.conflicts.merge import join, merge
from migrate.plan.partition.by_headings import at_headings
from tests.plan.building import CONNECTION, apart, change, changes, trace, writes

READS = CellTrace(reads=frozenset({"a.csv"}))
MISSES = CellTrace(missing_files=frozenset({"a.csv"}))
MAKES = CellTrace(made=frozenset({"out"}))
UNKNOWN = change(0, "matplotlib")


def elsewhere(used: str, spoilt: str = "") -> CellTrace:
    return CellTrace(external_files=frozenset({used}), external_changes=frozenset(filter(None, [spoilt])))


@pytest.mark.parametrize(
    ("cells", "borders", "seen", "joined", "reason"),
    [
        pytest.param(["df = load()", "print(df)"], [{"df": 1}], {}, None, "", id="nothing to do"),
        pytest.param(
            ["db = open()", "x = load()", "db.close()"],
            [{"db": CONNECTION}] * 2,
            {},
            (1, 5),
            "cell 5 needs `db` of cell 1 (sqlite3.Connection), which can't be stored in a file",
            id="a value that can't be stored, and all between",
        ),
        pytest.param(["db = open()", "x = load()"], [{}], {}, None, "", id="one that nobody needs"),
        pytest.param(
            ["x = load()", "db = open()\nprint(x)", "db.close()"],
            [{"x": 1}, {"db": CONNECTION}],
            {},
            (3, 5),
            "cell 5 needs `db` of cell 3 (sqlite3.Connection), which can't be stored in a file",
            id="what comes before stays apart",
        ),
        pytest.param(
            ["import atexit\nx = load()", "atexit.unregister(x)", "register(x)"],
            [{}, {}],
            {},
            None,
            "",
            id="nothing is left for the end of the process",
        ),
        pytest.param(
            ["x = load()", "from atexit import register as later\nlater(print, 1)", "y = load()", "z = 1"],
            [{}, {}, {}],
            {},
            (3, 7),
            "cell 3 calls `later(print, 1)`, for when the process ends",
            id="work for when the process ends",
        ),
        pytest.param(
            ["import atexit\n@atexit.register\ndef bye():\n    pass\nx = load()", "y = load()"],
            [{}],
            {},
            (1, 3),
            "cell 1 calls `@atexit.register`, for when the process ends",
            id="a function for when the process ends",
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
            ["x = load()", "y = load()", "z = load()"],
            [{}, {}],
            {"cell1": MISSES, "cell3": MISSES, "cell5": writes("b.csv")},
            None,
            "",
            id="a file that isn't there, and never will",
        ),
        pytest.param(
            ["x = load()", "y = load()", "z = load()"],
            [{}, {}],
            {"cell1": MISSES, "cell5": writes("a.csv")},
            (1, 5),
            "the first looks for the file a.csv, and the later one writes it",
            id="a file looked for before it is there",
        ),
        pytest.param(
            ["x = load()", "y = load()"],
            [{}],
            {"cell1": MAKES, "cell3": CellTrace(lists=frozenset({"out"}), reads=frozenset({"out/a.csv"}))},
            None,
            "",
            id="a folder listed for what is in it",
        ),
        pytest.param(
            ["x = load()", "y = load()"],
            [{}],
            {"cell1": MAKES, "cell3": CellTrace(lists=frozenset({"out"}))},
            (1, 3),
            "the first makes the folder out, and the later one lists it",
            id="an empty folder listed",
        ),
        pytest.param(
            ["x = load()", "y = load()"],
            [{}],
            {"cell1": CellTrace(missing_files=frozenset({"out"})), "cell3": MAKES},
            (1, 3),
            "the first looks for the folder out, and the later one makes it",
            id="a folder looked for before it is there",
        ),
        pytest.param(
            ["x = load()", "y = load()"],
            [{}],
            {"cell1": elsewhere("/tmp/a.txt"), "cell3": elsewhere("/tmp/a.txt")},
            None,
            "",
            id="a file elsewhere that both only read",
        ),
        pytest.param(
            ["x = load()", "y = load()"],
            [{}],
            {"cell1": elsewhere("/tmp/a.txt", "/tmp/a.txt"), "cell3": elsewhere("/tmp/a.txt")},
            (1, 3),
            "both use the file a.txt beyond the notebook's folder",
            id="a file elsewhere that one writes",
        ),
        pytest.param(
            ["x = load()", "y = load()"],
            [{}],
            {
                "cell1": elsewhere("/tmp/tmpab_01xyz/a", "/tmp/tmpab_01xyz/a"),
                "cell3": elsewhere("/tmp/tmpab_01xyz/a"),
            },
            (1, 3),
            "both use a temporary file beyond the notebook's folder",
            id="one of another name each time",
        ),
        pytest.param(
            ["x = load()", "print(os.path.getmtime('b.csv'))"],
            [{}],
            {"cell1": writes("a.csv")},
            (1, 3),
            "cell 3 asks when files were written",
            id="the age of files",
        ),
        pytest.param(
            ["x = load()", "print(os.path.getmtime('b.csv'))"],
            [{}],
            {},
            None,
            "",
            id="the age of given files",
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
            {"cell1": CellTrace(reads=frozenset({"a.csv"}), writes=frozenset({"a.csv"})), "cell3": READS},
            (1, 3),
            "both use the file a.csv, and the first overwrites what was given",
            id="a file that was there before, overwritten, then read",
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
            ["x = load()", "y = load()"],
            [{}],
            {"cell1": writes("a.csv"), "cell3": CellTrace(deletes=frozenset({"a.csv"}))},
            (1, 3),
            "both use the file a.csv, and the later one deletes it",
            id="a file written, then deleted",
        ),
        pytest.param(
            ["x = load()", "y = load()"],
            [{}],
            {"cell1": CellTrace(lists=frozenset({"."})), "cell3": writes("a.csv")},
            (1, 3),
            "the first looks up files, and the later one writes a.csv there",
            id="a folder looked at before a file is written there",
        ),
        pytest.param(
            ["x = load()", "y = load()"],
            [{}],
            {"cell1": writes("a.csv"), "cell3": CellTrace(lists=frozenset({"."}))},
            None,
            "",
            id="a folder looked at after a file was written there",
        ),
        pytest.param(
            ["x = load()\nos.mkdir('out')", "y = load()"],
            [{}],
            {"cell1": CellTrace(made=frozenset({"out"})), "cell3": writes("out/a.csv")},
            (1, 3),
            "the first makes the folder out, and the later one writes into it",
            id="a folder that another fills",
        ),
        pytest.param(
            ["x = load()\nos.makedirs('out', exist_ok=True)", "y = load()"],
            [{}],
            {"cell1": CellTrace(made=frozenset({"out"})), "cell3": writes("out/a.csv")},
            None,
            "",
            id="a folder that may be there",
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


def test_the_cell_that_changed_a_value_last_is_named() -> None:
    book = apart("db = load()", "db.open()", "n = load()", "print(db)")
    parts = join(at_headings(book.cells), 1, 2)
    seen = trace({"db": 1}, {"db": 1}, {"db": CONNECTION})
    _, merges = merge(book, parts, seen)
    assert [merge.reason for merge in merges] == [
        "cell 7 needs `db` of cell 3 (sqlite3.Connection), which can't be stored in a file"
    ]
