"""The one project that many tests look at, and copies of it to work in."""

import fcntl
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from tests.program import PYTHON, nbmigrate, succeeded, traces

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--part 2/6` runs every sixth test, from the second on: a long set in parts of the same length."""
    parser.addoption("--part", metavar="K/N", default="1/1")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what isn't in the part asked for."""
    part, parts = map(int, config.getoption("--part").split("/"))
    config.hook.pytest_deselected(items=[t for i, t in enumerate(items) if i % parts != part - 1])
    items[:] = items[part - 1 :: parts]


@dataclass(frozen=True)
class Made:
    """A project made of a notebook: what the command said, its place, and the source as it was before."""

    place: str
    said: str
    before: dict[str, list[object]]
    beside: list[str]

    @property
    def root(self) -> Path:
        """The project."""
        return Path(self.place, "place/iris-flowers")

    @property
    def source(self) -> Path:
        """The folder of the original."""
        return Path(self.place, "source")


@pytest.fixture(scope="session")
def iris(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """`nbmigrate new iris-flowers iris.ipynb`, once for all workers; only to look at."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "iris"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "made.json"
        if not made.exists():
            made.write_text(json.dumps(asdict(make(folder))))
        return Made(**json.loads(made.read_text()))


def make(folder: Path) -> Made:
    source, place = folder / "source", folder / "place"
    shutil.copytree(GOLDEN / "notebook", source)
    before = {path: list(trace) for path, trace in traces(source).items()}
    place.mkdir()
    done = succeeded(nbmigrate(place, "new", "iris-flowers", source / "iris.ipynb", "--python", PYTHON))
    return Made(str(folder), done.stdout, before, sorted(path.name for path in place.iterdir()))


@pytest.fixture
def project(iris: Made, tmp_path: Path) -> Path:
    """A copy of that project to work in."""
    shutil.copytree(iris.root, tmp_path / "iris-flowers", symlinks=True)
    return tmp_path / "iris-flowers"
