import pytest

from migrate.model.trace import CellTrace, Trace
from migrate.plan.files import changed_files, loose, needed, raw_files, restored, written
from migrate.plan.partition.by_headings import at_headings
from tests.plan.building import apart


def seen(**sets):
    """A cell that read, wrote or made these paths."""
    return CellTrace(**{what: frozenset(paths.split()) for what, paths in sets.items()})


@pytest.mark.parametrize(
    ("cells", "files"),
    [
        pytest.param([], "util.py", id="a module only"),
        pytest.param([seen(reads="a")], "a util.py", id="read"),
        pytest.param([seen(writes="a"), seen(reads="a")], "util.py", id="its own"),
        pytest.param([seen(reads="a"), seen(writes="a")], "a util.py", id="read, then overwritten"),
        pytest.param([seen(reads="a", writes="a")], "a util.py", id="read and overwritten"),
    ],
)
def test_raw_files(cells, files):
    assert (
        list(raw_files(Trace(cells=dict(enumerate(cells)), modules=frozenset({"util.py"})))) == files.split()
    )


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(seen(), seen(), "", id="nothing to do"),
        pytest.param(seen(writes="a b/c"), seen(), "a b/c", id="files"),
        pytest.param(seen(writes="b/c b/d", made="b"), seen(), "b", id="a folder that it made and filled"),
        pytest.param(seen(made="b"), seen(), "", id="a folder that stays empty"),
        pytest.param(seen(writes="b/c", made="b"), seen(writes="b/d"), "b/c", id="a folder that both fill"),
        pytest.param(seen(writes="b/c/d", made="b b/c"), seen(), "b", id="folders in each other"),
        pytest.param(
            seen(writes="b/c/d", made="b b/c"), seen(writes="b/e"), "b/c", id="the inner one is its own"
        ),
        pytest.param(seen(writes="a b", deletes="a"), seen(), "b", id="not what is gone in the end"),
        pytest.param(seen(writes="bc", made="b"), seen(), "bc", id="a name that begins like a folder's"),
    ],
)
def test_written(first, second, expected):
    parts = at_headings(apart("x = load()", "y = load()").cells)
    assert list(written(parts[0], Trace(cells={1: first, 3: second}))) == expected.split()


TODAY = {"r_17.txt": "r_*.txt", "out/r_17.txt": "out/r_*.txt", "run_17/a.txt": "run_*/a.txt"}


@pytest.mark.parametrize(
    ("first", "second", "outs", "patterns"),
    [
        pytest.param(seen(writes="a"), seen(), "a", "", id="a name that stays"),
        pytest.param(seen(writes="r_17.txt"), seen(), "", "r_*.txt", id="beside the notebook"),
        pytest.param(seen(writes="out/r_17.txt", made="out"), seen(), "out", "", id="a folder that it makes"),
        pytest.param(seen(writes="out/r_17.txt"), seen(), "out", "", id="in a folder that was there"),
        pytest.param(seen(writes="out/r_17.txt"), seen(writes="out/b"), "", "out/r_*.txt", id="among others"),
        pytest.param(seen(writes="out/r_17.txt", reads="out/b"), seen(), "", "out/r_*.txt", id="among data"),
        pytest.param(seen(writes="run_17/a.txt", made="run_17"), seen(), "", "run_*/a.txt", id="a folder"),
        pytest.param(seen(writes="home/r_17.txt"), seen(), "", "home/*.txt", id="the own folder"),
        pytest.param(seen(writes="b/1 b/2 b/3"), seen(), "b/1 b/2 b/3", "", id="a few"),
        pytest.param(seen(writes="b/1 b/2 b/3 b/4"), seen(), "b", "", id="many, in a folder that was there"),
        pytest.param(
            seen(writes="b/1 b/2 b/3 b/4", reads="b/0"), seen(), "b/1 b/2 b/3 b/4", "", id="many, among data"
        ),
    ],
)
def test_files_of_many_and_of_new_names(first, second, outs, patterns):
    parts = at_headings(apart("x = load()", "y = load()").cells)
    names = TODAY | {"home/r_17.txt": "home/*.txt"}
    written_here = {path for cell in (first, second) for path in cell.writes}
    renamed = {path: pattern for path, pattern in names.items() if path in written_here}
    trace = Trace(cells={1: first, 3: second}, folder="home", renamed=renamed)
    assert (list(written(parts[0], trace)), list(loose(parts[0], trace))) == (outs.split(), patterns.split())


@pytest.mark.parametrize(
    ("first", "second", "changed", "mine"),
    [
        pytest.param(seen(reads="a"), seen(), "", "", id="only read"),
        pytest.param(seen(writes="a"), seen(reads="a", writes="a"), "", "", id="its own"),
        pytest.param(seen(reads="a", writes="a"), seen(), "a", "a", id="overwritten"),
        pytest.param(seen(reads="a b", deletes="a"), seen(), "a", "a", id="removed"),
        pytest.param(seen(reads="a"), seen(writes="a"), "a", "", id="overwritten by another"),
        pytest.param(
            seen(reads="in/1 in/2 in/3 in/4", deletes="in/1 in/2 in/3 in/4"),
            seen(),
            "in/1 in/2 in/3 in/4",
            "in",
            id="a folder that is emptied",
        ),
        pytest.param(
            seen(reads="in/1 in/2 in/3 in/4", deletes="in/1 in/2 in/3 in/4"),
            seen(reads="in/5", writes="in/5"),
            "in/1 in/2 in/3 in/4 in/5",
            "in/1 in/2 in/3 in/4",
            id="a folder of which another changes something",
        ),
    ],
)
def test_given_files_that_are_changed(first, second, changed, mine):
    parts = at_headings(apart("x = load()", "y = load()").cells)
    trace = Trace(cells={1: first, 3: second})
    assert sorted(changed_files(trace)) == changed.split()
    assert list(restored(parts[0], trace)) == mine.split()


MANY = " ".join(f"in/{number:02}" for number in range(30))


@pytest.mark.parametrize(
    ("user", "made", "expected"),
    [
        pytest.param(seen(), "", "", id="nothing to do"),
        pytest.param(seen(reads="a out/1"), "out", "a out/1", id="one file of a folder that was made"),
        pytest.param(seen(reads="out/1", lists="out"), "out", "out", id="what is in that folder"),
        pytest.param(seen(reads="out/1 out/2 out/3 out/4"), "out", "out", id="many of its files"),
        pytest.param(seen(reads="out/r_17.txt"), "out", "out", id="a file with another name each time"),
        pytest.param(seen(reads=MANY), "", "in", id="a folder of data"),
        pytest.param(seen(reads=MANY[:20]), "", MANY[:20], id="some of it"),
        pytest.param(seen(reads=f"{MANY} in/caf\udce9"), "", f"{MANY} in/caf\udce9", id="no text"),
    ],
)
def test_what_a_stage_depends_on(user, made, expected):
    parts = at_headings(apart("x = load()", "y = load()").cells)
    data = user.reads if not made else frozenset()
    maker = seen(writes="out/1 out/2 out/3 out/4 out/r_17.txt") if made else CellTrace(reads=data)
    trace = Trace(cells={1: maker, 3: user}, renamed=TODAY)
    found = needed(parts[1], user.reads, made.split(), trace)
    assert sorted(found) == sorted(expected.split())
