"""One construct a notebook, cut where it hurts: what comes out shows the same, or says why it can't."""

from pathlib import Path

import pytest

from tests.hazards.migrating import Apart, Refused, apart, migrate

FEW = [
    pytest.param(
        ["import random\nrandom.seed(1)", "print(random.random())", "print(random.random())"],
        apart(3),
        id="the position of the global random generator",
    ),
    pytest.param(
        ["g = (i * i for i in range(5))\nprint(next(g))", "print(next(g))"],
        apart(1, "`g`", "generator"),
        id="a generator half consumed",
    ),
]


@pytest.mark.parametrize(("cells", "expected"), FEW)
def test_a_few_of_them(tmp_path: Path, cells: list[str], expected: Apart | Refused) -> None:
    check(tmp_path, cells, expected)


def check(
    folder: Path, cells: list[str], expected: Apart | Refused, files: dict[str, str] | None = None
) -> None:
    """Migrate, and judge what it came to; nothing may differ in any case."""
    found = migrate(folder, cells, files or {})
    assert found.differs == ()
    if isinstance(expected, Refused):
        assert found.code == 2
        assert all(word in found.said for word in expected.words), found.said
    else:
        assert (found.code, found.tasks) == (0, expected.tasks), found.said
        assert all(word in found.said for word in expected.because), found.said
