"""Rendering from a checkout and from an installed wheel: nothing of this machine gets into a project."""

import os
import re
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from migrate.errors import RequestError
from migrate.model.layout import PRE_COMMIT
from migrate.project.project import Project, missing_files
from migrate.project.template import address, render
from migrate.project.tooling import CONFIGURE, SCRIPTS, template_text
from tests.shell import run

ROOT = Path(__file__).parents[2]


def answers(project: Path) -> dict[str, str]:
    return yaml.safe_load((project / ".copier-answers.yml").read_text(encoding="utf-8"))


def test_the_address_is_the_one_that_pyproject_names() -> None:
    assert re.search(
        rf'^Repository = "{re.escape(address().removesuffix(".git"))}"$',
        (ROOT / "pyproject.toml").read_text(encoding="utf-8"),
        re.MULTILINE,
    )


def test_the_answers_name_the_public_address_and_a_version(tmp_path: Path) -> None:
    render(tmp_path / "p", {})
    assert answers(tmp_path / "p")["_src_path"] == address()
    assert answers(tmp_path / "p")["_commit"].startswith("v")


def test_no_place_of_this_machine_gets_into_a_project(tmp_path: Path) -> None:
    render(tmp_path / "p", {})
    for path in (tmp_path / "p").rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert str(ROOT) not in text, path
            assert str(tmp_path) not in text, path
            assert "nbmigrate-" not in text, path


def test_rendering_says_nothing_and_leaves_the_environment_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    before = dict(os.environ)
    render(tmp_path / "p", {})
    assert capfd.readouterr() == ("", "")
    assert not [str(warning.message) for warning in recwarn]
    assert dict(os.environ) == before


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RequestError, match="git is needed"):
        render(tmp_path / "p", {})


def test_an_empty_folder_that_exists_is_filled(tmp_path: Path) -> None:
    render(tmp_path, {})
    assert (tmp_path / "Makefile").is_file()


def test_what_a_repository_lacks_is_what_a_project_has(tmp_path: Path) -> None:
    found = missing_files(Project(tmp_path / "none", "churn"))
    render(tmp_path / "p", {"package": "churn"})
    found |= {path: template_text(path).encode() for path in (CONFIGURE, PRE_COMMIT, *SCRIPTS)}
    assert found == {path: (tmp_path / "p" / path).read_bytes() for path in found}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A wheel built from the repository, and one built from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    run(ROOT, *build)
    (sdist,) = folder.glob("*.tar.gz")
    run(folder, "tar", "xf", sdist.name)
    second = [*build[:-1], str(folder / "again"), "-t", "wheel"]
    run(sdist.with_suffix("").with_suffix(""), *second)
    return [next(folder.glob("*.whl")), next((folder / "again").glob("*.whl"))]


def test_a_wheel_renders_what_the_checkout_renders(wheels: list[Path], tmp_path: Path) -> None:
    zipfile.ZipFile(wheels[0]).extractall(tmp_path / "site")
    code = "from pathlib import Path; from migrate.project import template as t; t.render(Path('p'), {})"
    told = run(tmp_path, sys.executable, "-c", f"{code}; print(t.PACKAGE)", PYTHONPATH=str(tmp_path / "site"))
    assert told.strip() == str(tmp_path / "site/migrate")
    render(tmp_path / "q", {})
    assert answers(tmp_path / "p") == answers(tmp_path / "q")
    run(tmp_path, "diff", "-r", "p", "q")


def test_a_wheel_has_what_a_repository_may_lack(wheels: list[Path], tmp_path: Path) -> None:
    zipfile.ZipFile(wheels[0]).extractall(tmp_path / "site")
    code = "from migrate.project.project import *; print(missing_files(Project(Path('none'), 'churn')))"
    told = run(tmp_path, sys.executable, "-c", code, PYTHONPATH=str(tmp_path / "site"))
    assert told.strip() == str(missing_files(Project(tmp_path / "none", "churn")))


def test_an_sdist_gives_the_same_wheel_without_git(wheels: list[Path]) -> None:
    assert wheels[0].read_bytes() == wheels[1].read_bytes()
