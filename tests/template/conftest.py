"""Projects that many tests of the template look at."""

from pathlib import Path

import pytest

from migrate.write.template import render
from tests.shell import commit
from tests.template import releases
from tests.template.answers import SETS
from tests.template.shared import made_once


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project for each set of answers; only to look at."""

    def make(folder: Path) -> None:
        for name, answers in SETS.items():
            render(folder / name, answers)
            commit(folder / name)

    return made_once(tmp_path_factory, "rendered", make)


@pytest.fixture
def rendered(projects: Path) -> Path:
    """The project with default answers, committed; tests that write work in a copy of it."""
    return projects / "all by default"


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two releases of the template; only to copy and update from."""
    made = made_once(
        tmp_path_factory, "releases", lambda folder: releases.improve(releases.clone(folder / "template.git"))
    )
    return made / "template.git"
