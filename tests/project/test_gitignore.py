"""Lines in somebody's .gitignore."""

import subprocess
from pathlib import Path

import pytest

from migrate.project.gitignore import with_ignored_pairs


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("/tasks/**/*.ipynb\n.ipynb_checkpoints/\n", id="ours"),
        pytest.param("*.ipynb\n**/.ipynb_checkpoints\n", id="more general ones"),
        pytest.param("tasks/**/*.ipynb\r\n.ipynb_checkpoints\r\n", id="the same in other words"),
    ],
)
def test_nothing_changes_where_all_is_there(text: str) -> None:
    assert with_ignored_pairs(text) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="no file"),
        pytest.param("*.pyc", id="no end of line"),
        pytest.param("# mine\r\n*.pyc\r\n", id="Windows line ends"),
        pytest.param("# *.ipynb\n!notebooks/*.ipynb\n", id="comment and exception"),
        pytest.param(".ipynb_checkpoints\n", id="one of them"),
    ],
)
def test_what_is_missing_comes_last(tmp_path: Path, text: str) -> None:
    merged = with_ignored_pairs(text)
    assert merged.startswith(text)
    assert with_ignored_pairs(merged) == merged
    assert merged.count("checkpoints") == 1
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / ".gitignore").write_text(merged, encoding="utf-8", newline="")
    asked = ["tasks/a/01_b.ipynb", "tasks/a/01_b.py", "notebooks/a.ipynb", "a/.ipynb_checkpoints/b.py"]
    told = subprocess.run(["git", "check-ignore", *asked], cwd=tmp_path, capture_output=True, text=True)
    assert told.stdout.split() == [asked[0], asked[3]]
