"""Projects rendered from the bundle that nbmigrate carries are updated from a bundle or a repository."""

import shutil
from pathlib import Path

import pytest
import yaml

from migrate.project import template
from migrate.project.bundle import write_bundle
from tests.program import copier, succeeded
from tests.shell import commit, git

ROOT = Path(__file__).parents[2]


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def update(project: Path, source: Path, cache: Path) -> None:
    """Run `copier update` as a user would, with the public address leading to `source`."""
    redirection = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{source}.insteadOf",
        "GIT_CONFIG_VALUE_0": template.address(),
        "COPIER_CACHE_DIR": str(cache),
    }
    succeeded(copier(project, "update", "--defaults", **redirection))


def answers(project: Path) -> dict[str, str]:
    return yaml.safe_load((project / ".copier-answers.yml").read_text(encoding="utf-8"))


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the template as it is now, from which `render` takes it."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "template", folder / "template", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "copier.yml", folder)
    commit(folder)
    monkeypatch.setattr(template, "PACKAGE", folder / "migrate")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "project"


def start(project: Path) -> None:
    """Render a project and work in it as a user does."""
    template.render(project, {})
    module = project / "src/my_project/io.py"
    module.write_text(module.read_text().replace("\nimport json", "\n# mine\nimport json"), encoding="utf-8")
    append(project / "src/my_project/__init__.py", "# mine\n")
    append(project / "README.md", "Mine.\n")
    append(project / "Makefile", "\nmine:\n\t@echo mine\n")
    append(project / ".gitignore", "/mine/\n")
    (project / "tests/test_io.py").unlink()
    (project / "tasks").mkdir(exist_ok=True)
    (project / "tasks/mine.py").write_text("# %%\n", encoding="utf-8")
    commit(project)


def improve(checkout: Path) -> None:
    """Change the template: files of its own, seeded ones, and a new one of each kind."""
    makefile = checkout / "template/Makefile.jinja"
    makefile.write_text(makefile.read_text().replace("# The verbs", "# All verbs"), encoding="utf-8")
    append(checkout / "template/src/{{ package }}/io.py", "# theirs\n")
    append(checkout / "template/src/{{ package }}/__init__.py.jinja", "# theirs\n")
    append(checkout / "template/tests/test_io.py.jinja", "# theirs\n")
    append(checkout / "template/README.md.jinja", "Theirs.\n")
    (checkout / "template/src/{{ package }}/new.py").write_text("", encoding="utf-8")
    (checkout / "template/src/{{ package }}/data/new.py").write_text("", encoding="utf-8")
    (checkout / "template/scripts/new.py").write_text("", encoding="utf-8")
    commit(checkout)


@pytest.mark.parametrize(
    ("released", "bundled"),
    [
        pytest.param(True, True, id="from a release to a bundle", marks=pytest.mark.slow),
        pytest.param(False, True, id="from between releases to a bundle"),
        pytest.param(False, False, id="from between releases to the repository", marks=pytest.mark.slow),
    ],
)
def test_update_brings_fixes_and_leaves_the_users_files(
    checkout: Path, project: Path, tmp_path: Path, released: bool, bundled: bool
) -> None:
    if released:
        git(checkout, "tag", "v0.1.0")
    start(project)
    assert answers(project)["_src_path"] == template.address()
    assert (answers(project)["_commit"] == "v0.1.0") == released
    improve(checkout)
    git(checkout, "tag", "v0.2.0")
    write_bundle(checkout, tmp_path / "newer.bundle", "0.2.0")
    update(project, tmp_path / "newer.bundle" if bundled else checkout, tmp_path / "cache")

    assert answers(project)["_commit"] == "v0.2.0"
    assert answers(project)["_src_path"] == template.address()
    makefile = (project / "Makefile").read_text(encoding="utf-8")
    assert "# All verbs" in makefile
    assert makefile.endswith("@echo mine\n")
    assert (project / "scripts/new.py").exists()
    shared = (project / "src/my_project/io.py").read_text(encoding="utf-8")
    assert "\n# mine\nimport json" in shared
    assert shared.endswith("# theirs\n")
    assert (project / "src/my_project/__init__.py").read_text(encoding="utf-8").endswith("# mine\n")
    assert (project / "README.md").read_text(encoding="utf-8").endswith("Mine.\n")
    assert (project / ".gitignore").read_text(encoding="utf-8").endswith("/mine/\n")
    assert (project / "tasks/mine.py").exists()
    assert (project / "src/my_project/new.py").exists()
    assert not (project / "src/my_project/data/new.py").exists()
    assert not (project / "tests/test_io.py").exists()


@pytest.mark.slow
def test_an_update_to_the_same_version_changes_nothing(checkout: Path, project: Path, tmp_path: Path) -> None:
    git(checkout, "tag", "v0.1.0")
    start(project)
    update(project, checkout, tmp_path / "cache")
    assert not git(project, "status", "--porcelain")
