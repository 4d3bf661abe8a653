"""Secrets stay where they are, whichever command is used, and keys in cells are told and never printed."""

import json
from pathlib import Path

import pytest

from migrate.cli import main
from migrate.commands import secrets as leaks
from tests.program import PYTHON, write_notebook
from tests.shell import git

KEY = "AKIA" + "QX7T2LMV" + "N4RD9WZK"
READS = """
import json
from pathlib import Path

secrets = json.loads(Path("secrets.json").read_text())
settings = Path(".env").read_text()
table = Path("data.csv").read_text()
print(len(secrets), len(settings), len(table))
"""
ADD = ("add", "../work/reads.ipynb")
UNRUN = ("split", "../work/reads.ipynb", "--no-run")
RUN = ("split", "../work/reads.ipynb", "--python", PYTHON)
COMMANDS = [
    pytest.param(ADD, id="add"),
    pytest.param(UNRUN, id="split --no-run"),
    pytest.param(RUN, id="split", marks=pytest.mark.slow),
]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root, work = tmp_path / "project", tmp_path / "work"
    root.mkdir()
    git(root, "init", "--quiet")
    write_notebook(work / "reads.ipynb", READS)
    (work / "secrets.json").write_text('{"key": "hidden treasure"}')
    (work / ".env").write_text("PASSWORD=hidden treasure\n")
    (work / "id_rsa").write_text("hidden treasure\n")
    (work / "data.csv").write_text("a,b\n")
    monkeypatch.chdir(root)
    monkeypatch.setenv("NBMIGRATE_CACHE", "")
    monkeypatch.setenv("COLUMNS", "300")
    leaks.in_file.cache_clear()
    return root


@pytest.mark.parametrize("command", COMMANDS)
def test_secrets_are_not_copied_and_it_is_said_where_tasks_look_for_them(
    project: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    assert main([*command]) == 0
    said = capsys.readouterr().out
    assert (project / "data/raw/reads/data.csv").is_file()
    holding = [
        path for path in project.rglob("*") if path.is_file() and b"hidden treasure" in path.read_bytes()
    ]
    assert holding == []
    for name in ("secrets.json", ".env"):
        assert f" it at data/raw/reads/{name}, where " in said
        (project / "data/raw/reads" / name).write_text("hidden treasure")
    git(project, "add", "--all")
    staged = git(project, "ls-files", "data/raw/reads").split()
    assert staged == ["data/raw/reads/data.csv"]
    assert "secrets" not in (project / "dvc.yaml").read_text()


@pytest.mark.slow
def test_a_pipeline_with_secrets_can_be_verified_once_they_are_in_place(project: Path) -> None:
    assert main([*RUN]) == 0
    for name in ("secrets.json", ".env"):
        (project / "data/raw/reads" / name).write_bytes((project.parent / "work" / name).read_bytes())
    assert main(["verify", "--python", PYTHON]) == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_keys_in_cells_are_told_and_never_printed(
    project: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    write_notebook(project.parent / "work/reads.ipynb", "x = 1", f"key = '{KEY}'")
    assert main([*command]) == 0
    said = capsys.readouterr()
    assert "reads.ipynb, cell 1: " in said.out
    assert "its text holds what looks like an AWS access key; git will keep it" in said.out
    assert KEY not in said.out + said.err


@pytest.mark.parametrize("command", [ADD, UNRUN], ids=["add", "split --no-run"])
@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "name": "stdout", "text": ["a\n", f"key {KEY}\n"]},
        {"output_type": "execute_result", "data": {"text/html": f"<b>{KEY}</b>"}, "metadata": {}},
        {"output_type": "error", "ename": "E", "evalue": "x", "traceback": ["a", f"in {KEY}"]},
    ],
    ids=["printed", "shown", "in a traceback"],
)
def test_keys_that_the_file_shows_are_told(
    project: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...], output: dict[str, object]
) -> None:
    path = write_notebook(project.parent / "work/reads.ipynb", "x = 1", "show(x)")
    content = json.loads(path.read_text())
    content["cells"][1]["outputs"] = [{"execution_count": 1, **output} if "data" in output else output]
    path.write_text(json.dumps(content))
    assert main([*command]) == 0
    said = capsys.readouterr().out
    assert "reads.ipynb, cell 1: its output holds what looks like an AWS access key" in said
    assert KEY not in said
    kept = [file.read_text(errors="replace") for file in project.rglob("*") if file.is_file()]
    assert not [text for text in kept if KEY in text]


@pytest.mark.slow
def test_keys_in_outputs_are_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_notebook(project.parent / "work/reads.ipynb", "x = 1", f"print('{KEY[:8]}' + '{KEY[8:]}')")
    assert main([*RUN]) == 0
    said = capsys.readouterr().out
    assert "cell 1: what it shows or hands on holds what looks like an AWS access key" in said
    assert KEY not in said
