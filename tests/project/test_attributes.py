"""Rules for notebooks in somebody's .gitattributes."""

import subprocess
from pathlib import Path

import pytest

from migrate.project.attributes import FILTER, with_attributes

OURS = "*.ipynb filter=strip-notebook diff=jupyternotebook merge=jupyternotebook"
RECORDS = "records/** -text -filter -diff -merge linguist-generated"


def effective(folder: Path, text: str, path: str) -> dict[str, str]:
    """What git makes of it."""
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    (folder / ".gitattributes").write_text(text, encoding="utf-8", newline="")
    asked = ["git", "check-attr", "-z", "filter", "diff", "merge", "--", path]
    told = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=True).stdout.split("\0")
    return dict(zip(told[1::3], told[2::3], strict=False))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{OURS}\n{RECORDS}\n", id="ours"),
        pytest.param(f"* text=auto\n\n# mine\n{RECORDS}\n  {OURS}", id="ours among others, no end of line"),
        pytest.param(f"{OURS}\r\n{RECORDS}\r\n", id="Windows line ends"),
    ],
)
def test_nothing_changes_where_all_is_there(text: str) -> None:
    assert with_attributes(text, []) == (text, [])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="no file"),
        pytest.param("* text=auto", id="no end of line"),
        pytest.param("# mine\r\n*.csv -text\r\n", id="Windows line ends"),
        pytest.param("[attr]big -diff -text\n*.bin big\n", id="macro"),
    ],
)
def test_what_is_there_stays_and_a_second_time_changes_nothing(tmp_path: Path, text: str) -> None:
    merged, notes = with_attributes(text, [])
    assert text in merged
    assert notes == []
    assert with_attributes(merged, []) == (merged, [])
    assert ("\r\n" in merged) == ("\r\n" in text)
    found = effective(tmp_path, merged, "a/b.ipynb")
    assert found == {"filter": "strip-notebook", "diff": "jupyternotebook", "merge": "jupyternotebook"}
    assert set(effective(tmp_path, merged, "records/a/original.ipynb").values()) == {"unset"}


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        pytest.param("*.ipynb filter=nbstripout\n", "a.ipynb", "nbstripout", id="another filter"),
        pytest.param("**/*.ipynb -filter\n", "a.ipynb", "unset", id="no filter"),
        pytest.param("*.ipynb filter=lfs diff=lfs merge=lfs -text\n", "a.ipynb", "lfs", id="large files"),
        pytest.param("old/** -filter\n", "old/a.ipynb", "unset", id="for a folder"),
        pytest.param("old/** -filter\n", "a.ipynb", "strip-notebook", id="for another folder"),
    ],
)
def test_the_users_own_rule_wins(tmp_path: Path, text: str, path: str, expected: str) -> None:
    merged, notes = with_attributes(text, [])
    assert text in merged
    assert effective(tmp_path, merged, path)["filter"] == expected
    assert bool(notes) == ("*.ipynb" in text)
    assert with_attributes(merged, []) == (merged, notes)


@pytest.mark.parametrize(
    "path", ["a.ipynb", "a b.ipynb", 'say "x".ipynb', "a[1].ipynb", "back\\slash.ipynb", "é*.ipynb"]
)
def test_a_notebook_that_cannot_be_stripped_passes_alone(tmp_path: Path, path: str) -> None:
    merged, notes = with_attributes("", [path])
    assert effective(tmp_path, merged, path)["filter"] == "unset"
    assert effective(tmp_path, merged, "sub/" + path)["filter"] == "strip-notebook"
    assert effective(tmp_path, merged, "aa1.ipynb")["filter"] == "strip-notebook"
    assert [path in note for note in notes] == [True]
    assert with_attributes(merged, [path]) == (merged, [])


def test_where_nobody_asked_for_comparing_only_the_filter_is_set(tmp_path: Path) -> None:
    merged, _ = with_attributes("", [], FILTER)
    assert effective(tmp_path, merged, "a.ipynb") == {
        "filter": "strip-notebook",
        "diff": "unspecified",
        "merge": "unspecified",
    }
    assert with_attributes(merged, [], FILTER) == (merged, [])
