import pytest

from migrate.model.trace import CellTrace, Trace
from migrate.plan.files import raw_files, written
from migrate.plan.sections import at_headings
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
