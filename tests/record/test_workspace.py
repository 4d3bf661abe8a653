"""The copy of a notebook's surroundings."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.errors import RequestError
from migrate.record import workspace as tree
from migrate.record.workspace import copy_tree, links_out, surroundings
from tests.plan.building import notebook

Make = Callable[[Path], object]


def copied(home: Path, target: Path, *literals: str) -> list[str]:
    """What lies in the copy, folders with a slash at the end."""
    source = notebook(*map(repr, literals))
    copy = copy_tree(surroundings(home / "nb.ipynb", source), target)
    found = (path for path in copy.root.rglob("*"))
    return sorted(path.relative_to(copy.root).as_posix() + "/" * path.is_dir() for path in found)


def put(folder: Path, *paths: str) -> Path:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return put(tmp_path / "work/project/notebooks", "nb.ipynb")


@pytest.mark.parametrize(
    "unwanted",
    [
        ".git/config",
        ".venv/lib/x.py",
        "venv/lib/x.py",
        "env-311/pyvenv.cfg",
        "conda/conda-meta/history",
        "node_modules/x.js",
        "a/__pycache__/x.pyc",
        ".ipynb_checkpoints/nb.ipynb",
        ".dvc/cache/x",
    ],
)
def test_what_is_no_data_stays(home: Path, tmp_path: Path, unwanted: str) -> None:
    put(home, unwanted)
    assert unwanted not in copied(home, tmp_path / "copy")


def test_the_folder_of_the_notebook_comes_whole(home: Path, tmp_path: Path) -> None:
    put(home, "data/a.csv", "data/deep/b.csv", "helpers.py", ".hidden")
    (home / "out/empty").mkdir(parents=True)
    put(home.parent, "unnamed.csv")
    expected = [".hidden", "data/", "data/a.csv", "data/deep/", "data/deep/b.csv", "helpers.py", "nb.ipynb"]
    assert copied(home, tmp_path / "copy") == [*expected, "out/", "out/empty/"]


@pytest.mark.parametrize(
    ("literal", "root", "brought"),
    [
        pytest.param("data.csv", "notebooks", set(), id="nothing above is named"),
        pytest.param("../missing.csv", "notebooks", set(), id="what is not there"),
        pytest.param("../data/a.csv", "project", {"data/a.csv"}, id="a file above"),
        pytest.param("../data", "project", {"data/a.csv", "data/b.csv"}, id="a folder above"),
        pytest.param("..", "project", {"data/a.csv", "data/b.csv", "lib.py"}, id="the folder above"),
        pytest.param("../../other/c.csv", "work", {"other/c.csv"}, id="two folders above"),
        pytest.param("../../../../../../../../../../etc/passwd", "notebooks", set(), id="the system's files"),
        pytest.param("../\ud800", "notebooks", set(), id="no path at all"),
        pytest.param("../" + "ä" * 200, "notebooks", set(), id="too long for a path"),
    ],
)
def test_files_above_come_where_they_are_named(
    home: Path, tmp_path: Path, literal: str, root: str, brought: set[str]
) -> None:
    put(home.parent, "data/a.csv", "data/b.csv", "lib.py")
    put(home.parent.parent, "other/c.csv")
    assert surroundings(home / "nb.ipynb", notebook(repr(literal))).root.name == root
    files = {path for path in copied(home, tmp_path / "copy", literal) if not path.endswith("/")}
    assert files - {"nb.ipynb", "notebooks/nb.ipynb", "project/notebooks/nb.ipynb"} == brought


@pytest.mark.parametrize(
    ("code", "brought"),
    [
        pytest.param("import pandas", set(), id="another module"),
        pytest.param("import helpers", {"data/a.csv"}, id="a module"),
        pytest.param("from tools import read", {"data/a.csv"}, id="by way of another one"),
    ],
)
def test_files_above_come_where_a_module_beside_names_them(
    home: Path, tmp_path: Path, code: str, brought: set[str]
) -> None:
    put(home.parent, "data/a.csv", "data/b.csv")
    (home / "helpers.py").write_text("def read():\n    return open('../data/a.csv')\n")
    (home / "tools.py").write_text("from helpers import read\n")
    copy = copy_tree(surroundings(home / "nb.ipynb", notebook(code)), tmp_path / "copy")
    files = {path.relative_to(copy.root).as_posix() for path in copy.root.rglob("*.csv")}
    assert files == brought


def test_nothing_above_the_repository_comes(home: Path, tmp_path: Path) -> None:
    put(home.parent, ".git/config", "data/a.csv")
    put(home.parent.parent, "other/c.csv")
    found = copied(home, tmp_path / "copy", "../data/a.csv", "../../other/c.csv")
    assert found == ["data/", "data/a.csv", "notebooks/", "notebooks/nb.ipynb"]


def test_a_notebook_at_the_root_of_a_repository(home: Path, tmp_path: Path) -> None:
    put(home, ".git/config", ".venv/pyvenv.cfg", "data.csv")
    assert copied(home, tmp_path / "copy", "..") == ["data.csv", "nb.ipynb"]


@pytest.mark.parametrize(
    ("name", "target", "expected"),
    [
        pytest.param("link.csv", "data/a.csv", ["link.csv"], id="to a file inside"),
        pytest.param("link", "data", ["link/", "link/a.csv"], id="to a folder inside"),
        pytest.param("link.csv", "../outside/secret.csv", [], id="to a file outside"),
        pytest.param("link", "../outside", [], id="to a folder outside"),
        pytest.param("data/back", "..", [], id="back up"),
        pytest.param("link", "nowhere", [], id="to nothing"),
        pytest.param("link", "link", [], id="to itself"),
    ],
)
def test_links(home: Path, tmp_path: Path, name: str, target: str, expected: list[str]) -> None:
    put(home, "data/a.csv")
    put(home.parent, "outside/secret.csv")
    (home / name).symlink_to(target if name != "data/back" else home)
    assert copied(home, tmp_path / "copy") == ["data/", "data/a.csv", *expected, "nb.ipynb"]
    assert not any(path.is_symlink() for path in (tmp_path / "copy").rglob("*"))


def test_links_that_point_at_each_other_end(home: Path, tmp_path: Path) -> None:
    put(home, "a/x", "b/y")
    (home / "a/to").symlink_to(home / "b")
    (home / "b/to").symlink_to(home / "a")
    assert {"a/to/y", "b/to/x"} <= set(copied(home, tmp_path / "copy"))


def test_links_out_are_told(home: Path) -> None:
    (home / "inside").symlink_to("nb.ipynb")
    (home / "data").symlink_to("/usr")
    assert links_out(surroundings(home / "nb.ipynb", notebook())) == ["data"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_nobody_may_read_stays(home: Path, tmp_path: Path) -> None:
    put(home, "secret").joinpath("secret").chmod(0)
    assert copied(home, tmp_path / "copy") == ["nb.ipynb"]


def test_a_file_that_goes_away_meanwhile_stays_away(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(home, "temporary")
    monkeypatch.setattr(tree, "refuse_too_much", lambda *_: (home / "temporary").unlink())
    assert copied(home, tmp_path / "copy") == ["nb.ipynb"]


def test_pipes_stay(home: Path, tmp_path: Path) -> None:
    os.mkfifo(home / "pipe")
    assert copied(home, tmp_path / "copy") == ["nb.ipynb"]


@pytest.mark.parametrize(("limit", "words"), [("LIMIT", "GB are"), ("MOST", "2 files are")])
def test_too_much_is_refused_before_anything_is_copied(
    home: Path, tmp_path: Path, limit: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(home, "data.csv")
    monkeypatch.setattr(tree, limit, 1)
    with pytest.raises(RequestError, match=words):
        copied(home, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_the_copy_is_not_copied_into_itself(home: Path) -> None:
    assert copied(home, home / "copy") == ["nb.ipynb"]
