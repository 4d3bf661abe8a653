"""The one project that many tests look at, and copies of it to work in."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.program import PYTHON, nbmigrate, succeeded, traces

GOLDEN = Path(__file__).parent / "golden"


@dataclass(frozen=True)
class Made:
    """A project made of a notebook: where, what the command said, and the source before and after."""

    root: Path
    said: str
    source: Path
    before: dict[str, tuple[str, int]]
    beside: list[str]


@pytest.fixture(scope="session")
def iris(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """`nbmigrate new iris-flowers iris.ipynb`; only to look at. Tests that use it share a worker."""
    folder = tmp_path_factory.mktemp("iris")
    source = folder / "source"
    shutil.copytree(GOLDEN / "notebook", source)
    before = traces(source)
    (folder / "place").mkdir()
    done = nbmigrate(folder / "place", "new", "iris-flowers", source / "iris.ipynb", "--python", PYTHON)
    beside = sorted(path.name for path in (folder / "place").iterdir())
    return Made(folder / "place/iris-flowers", succeeded(done).stdout, source, before, beside)


@pytest.fixture
def project(iris: Made, tmp_path: Path) -> Path:
    """A copy of that project to work in."""
    shutil.copytree(iris.root, tmp_path / "iris-flowers", symlinks=True)
    return tmp_path / "iris-flowers"
