"""Jupytext's settings in somebody's project."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from migrate.project.pairing import SETTINGS, with_pairing

OURS = "".join(f'{key} = "{value}"\n' for key, value in SETTINGS.items())


def merged(files: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    return with_pairing(lambda path: files.get(path, ""))


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"pyproject.toml": f"[tool.jupytext]\n{OURS}"}, id="in pyproject.toml"),
        pytest.param(
            {"jupytext.toml": OURS, "pyproject.toml": "[project]\nname = 'a'\n"}, id="in jupytext.toml"
        ),
    ],
)
def test_nothing_changes_where_all_is_there(files: dict[str, str]) -> None:
    assert merged(files) == ({}, [])


@pytest.mark.parametrize(
    ("files", "path"),
    [
        pytest.param({}, "jupytext.toml", id="no file"),
        pytest.param({"jupytext.toml": "# mine\ncomment_magics = true"}, "jupytext.toml", id="jupytext.toml"),
        pytest.param({".jupytext.toml": "comment_magics = true\n"}, ".jupytext.toml", id=".jupytext.toml"),
        pytest.param({"pyproject.toml": "[project]\nname = 'a' # me"}, "pyproject.toml", id="other tables"),
        pytest.param(
            {"pyproject.toml": "[tool.black]\r\nline-length = 99\r\n"}, "pyproject.toml", id="Windows"
        ),
        pytest.param(
            {"pyproject.toml": "[tool.jupytext] # mine\nnotebook_metadata_filter='-all'\n\n[tool.black]\n"},
            "pyproject.toml",
            id="some of them",
        ),
    ],
)
def test_settings_come_where_settings_are(files: dict[str, str], path: str) -> None:
    found, notes = merged(files)
    assert notes == []
    assert list(found) == [path]
    assert all(line in found[path] for line in files.get(path, "").splitlines())
    content = tomllib.loads(found[path])
    table = content["tool"]["jupytext"] if path == "pyproject.toml" else content
    assert table.items() >= SETTINGS.items()
    assert merged({**files, **found}) == ({}, [])


@pytest.mark.parametrize(
    ("files", "says"),
    [
        pytest.param(
            {"jupytext.yml": "formats: ipynb,md\n"}, "jupytext.yml", id="another format of settings"
        ),
        pytest.param(
            {"jupytext.toml": 'formats = "ipynb,md"\n'}, "formats is 'ipynb,md', which stays", id="formats"
        ),
        pytest.param(
            {"pyproject.toml": "[tool.jupytext.formats]\n'a/' = 'ipynb'\n"}, "which stays", id="a table"
        ),
        pytest.param({"pyproject.toml": "[project\n"}, "pyproject.toml: can't be read", id="broken"),
        pytest.param({"pyproject.toml": "tool = {black = {}}\n"}, "add by hand", id="a table in braces"),
    ],
)
def test_what_someone_chose_or_broke_stays_and_is_told(files: dict[str, str], says: str) -> None:
    found, notes = merged(files)
    assert found == {}
    assert says in notes[0]


def test_jupytext_reads_what_is_written(tmp_path: Path) -> None:
    found, _ = merged({})
    (tmp_path / "jupytext.toml").write_text(found["jupytext.toml"], encoding="utf-8")
    for folder in ("tasks", "elsewhere"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.py").write_text("# %% origin=3\n1\n", encoding="utf-8")
        command = [sys.executable, "-m", "jupytext", "--quiet", "--sync", f"{folder}/a.py"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert '"origin": 3' in (tmp_path / "tasks/a.ipynb").read_text(encoding="utf-8")
    assert not (tmp_path / "elsewhere/a.ipynb").exists()
