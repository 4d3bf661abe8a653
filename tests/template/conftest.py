"""Projects that many tests of the template look at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from migrate.project import template
from migrate.project.bundle import write_bundle
from tests.shell import commit
from tests.template import releases
from tests.template.answers import SETS
from tests.template.shared import made_once


@pytest.fixture(scope="session", autouse=True)
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Projects are rendered from one bundle of the template, as an installed nbmigrate does."""

    def make(folder: Path) -> None:
        write_bundle(releases.ROOT, folder / "template.bundle", "0.1.0")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(template, "PACKAGE", made_once(tmp_path_factory, "bundle", make))
        yield


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project for each set of answers; only to look at."""

    def make(folder: Path) -> None:
        for name, answers in SETS.items():
            template.render(folder / name, answers)
            commit(folder / name)

    return made_once(tmp_path_factory, "rendered", make)


@pytest.fixture(scope="session")
def rendered(projects: Path) -> Path:
    """The project with default answers, committed; tests that write work in a copy of it."""
    return projects / "all by default"


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two releases of the template; only to copy and update from."""
    made = made_once(
        tmp_path_factory, "releases", lambda folder: releases.improve(releases.begin(folder / "template.git"))
    )
    return made / "template.git"
