"""Everything that is read from a repository, as a stranger may have written it: a row a file and a field.

Whatever it says: a sentence that names the file, exit code 2, nothing changed in the project, and nothing
outside of it touched. Some files can't do harm; what they hold is left out, and the command succeeds.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from migrate.cli import main
from migrate.errors import RequestError
from migrate.project.project import Project
from migrate.project.records import (
    read_added,
    read_boundaries,
    read_original,
    read_planned,
    read_recorded,
)
from tests.program import PYTHON, traces, write_notebook
from tests.shell import git

DEEP = "[" * 3_000
LONG = "9" * 10_000
MARK = "0" * 64
ADD = ("add", "../churn.ipynb")
SPLIT = ("split", "../churn.ipynb", "--no-run")
PLAN = ("split", "../churn.ipynb", "--no-run", "--plan", "churn.plan.yaml")
VERIFY = ("verify", "--python", PYTHON)
GIT = ("git",)

ADDED: dict[str, Any] = {
    "notebook": "notebooks/churn.ipynb",
    "source": "somewhere",
    "sha256": MARK,
    "files": {},
    "data": {},
    "stage": {},
}
PLANNED: dict[str, Any] = {"notebook": "churn.ipynb", "files": {}, "data": {}, "section": ""}
RECORD: dict[str, Any] = {**PLANNED, "sha256": MARK, "folder": ".", "second_run": {}, "accepted": []}
CELL = {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [], "execution_count": 1}
ORIGINAL: dict[str, Any] = {"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
BOUNDARY = {"variable": "x", "cell": 0, "kind": "int", "fingerprint": MARK, "summary": 1}
ANSWERS = {"package": "churn", "edition": 1}
OUTWARD = ("../outside/victim.txt", "/etc/hostname", "a/../../outside/victim.txt", ".git/description")


def text(content: object) -> str:
    return content if isinstance(content, str) else json.dumps(content)


def spoilt(whole: dict[str, Any], **fields: object) -> list[tuple[str, str]]:
    """A record with one field that is not what it should be, and what is no record at all."""
    found = [(f"{name}: {text(value)[:30]}", text({**whole, name: value})) for name, value in fields.items()]
    missing = [(f"no {name}", text({k: v for k, v in whole.items() if k != name})) for name in fields]
    other = {"not JSON": "{", "a list": "[]", "deep": DEEP, "NaN": text(whole)[:-1] + ', "n": NaN}'}
    huge = {"a huge number": text(whole)[:-1] + f', "n": {LONG}}}'}
    return [*found, *missing, *{**other, **huge}.items()]


def rows() -> list[Any]:
    """File, content, command."""
    found: list[tuple[str, str, str, tuple[str, ...]]] = []

    def given(place: str, command: tuple[str, ...], *contents: tuple[str, str]) -> None:
        found.extend((place, name, content, command) for name, content in contents)

    added = spoilt(ADDED, notebook=1, source=None, sha256=[], files=[], data="x", stage=3)
    given("records/churn/added.json", ADD, *added, ("empty", "{}"))
    given("records/churn/added.json", SPLIT, ("files: a list", text({**ADDED, "files": ["a"]})))
    planned = spoilt(PLANNED, notebook=1, files={"tasks/churn/a.py": 3}, data=None, section=0)
    given("records/churn/planned.json", SPLIT, *planned, ("empty", "{}"))
    record = spoilt(RECORD, notebook=[], sha256=1, files=3, data=[1])
    given("records/churn/record.json", SPLIT, *record, ("empty", "{}"))
    given("records/churn/added.json", SPLIT, ("empty", "{}"))
    given("records/other/record.json", ADD, ("notebook: 1", text({**RECORD, "notebook": 1})))
    for path in (*OUTWARD, "tasks/other/01_x.py", "README.md"):
        given(
            "records/churn/added.json",
            ADD,
            (f"files: {path}", text({**ADDED, "files": {path: MARK}})),
            (f"data: {path}", text({**ADDED, "data": {path: MARK}})),
            (f"notebook: {path}", text({**ADDED, "notebook": path})),
        )
        given(
            "records/churn/planned.json", SPLIT, (f"files: {path}", text({**PLANNED, "files": {path: MARK}}))
        )
        given("records/churn/record.json", SPLIT, (f"files: {path}", text({**RECORD, "files": {path: MARK}})))
    given(
        "records/churn/record.json",
        VERIFY,
        ("second_run: no cell", text({**RECORD, "second_run": {"7": []}})),
        ("second_run: no number", text({**RECORD, "second_run": {"x": []}})),
        ("second_run: a list", text({**RECORD, "second_run": []})),
        ("folder: out", text({**RECORD, "folder": "../.."})),
        ("folder: absolute", text({**RECORD, "folder": "/tmp"})),
        ("written: out", text({**RECORD, "written": {"../x": {"cell": 1, "mark": "a", "second": None}}})),
        ("written: other keys", text({**RECORD, "written": {"x": {"code": 1}}})),
        ("accepted: text", text({**RECORD, "accepted": "all"})),
        ("parameters: a list", text({**RECORD, "parameters": [1]})),
        ("empty", "{}"),
    )
    given(
        "records/churn/boundaries.json",
        VERIFY,
        *[(path, text({path: BOUNDARY})) for path in OUTWARD],
        ("no object", text({"models/x.joblib": 1})),
        ("cell: text", text({"models/x.joblib": {**BOUNDARY, "cell": "1"}})),
        ("no fingerprint", text({"models/x.joblib": {"variable": "x", "cell": 1}})),
        ("deep", DEEP),
    )
    given(
        "records/churn/original.ipynb",
        VERIFY,
        ("no cells", "{}"),
        ("cells: text", text({**ORIGINAL, "cells": "x"})),
        ("a number for a cell", text({**ORIGINAL, "cells": [1]})),
        ("no outputs", text({**ORIGINAL, "cells": [{"cell_type": "code", "source": "1"}]})),
        ("source: 1", text({**ORIGINAL, "cells": [{**CELL, "source": 1}]})),
        ("outputs: text", text({**ORIGINAL, "cells": [{**CELL, "outputs": "x"}]})),
        ("an output without a type", text({**ORIGINAL, "cells": [{**CELL, "outputs": [{}]}]})),
        ("data: 1", text({**ORIGINAL, "cells": [{**CELL, "outputs": [{"output_type": "x", "data": 1}]}]})),
    )
    for package in ("../../x", "/tmp/x", "", "a b", ["x"], None, "x" * 200, "{{ 7 * 7 }}"):
        given(
            ".copier-answers.yml", ADD, (f"package: {package!s:.20}", text({**ANSWERS, "package": package}))
        )
    given(".copier-answers.yml", GIT, ("deep", DEEP), ("not YAML", "a: [1"), ("no text", "\udcff"))
    for name, content in {
        "not YAML": "stages: [",
        "deep": DEEP,
        "a list": "- a",
        "no date": "stages:\n  churn-x:\n    cmd: 2001-99-99\n",
        "numbers for names": "stages:\n  1:\n    cmd: x\n",
        "braces": "stages: {a: {cmd: x}}",
        "text": "stages: x",
        "no text": "\udcff",
    }.items():
        given("dvc.yaml", ADD, (name, content))
        given("dvc.yaml", SPLIT, (name, content))
    broken = [("not TOML", "[project\n"), ("no text", "\udcff"), ("project: 1", "project = 1\n")]
    lists = [("dependencies: 1", "[project]\ndependencies = 1\n"), ("dynamic: 1", "[project]\ndynamic = 1\n")]
    tools = [("tool: 1", "tool = 1\n"), ("ruff: 1", "[tool]\nruff = 1\n")]
    given("pyproject.toml", SPLIT, *broken, *lists, *tools)
    given(
        "configs/config.yaml",
        SPLIT,
        ("deep", DEEP),
        ("not YAML", "a: ["),
        ("a list", "- 1"),
        ("no text", "\udcff"),
    )
    given(".gitattributes", GIT, ("no text", "\udcff"))
    given(".gitignore", ADD, ("no text", "\udcff"))
    for name, content in {"deep": DEEP, "a list": "- 1", "no stages": "cells: 1", "not YAML": "a: ["}.items():
        given("churn.plan.yaml", PLAN, (name, content))
    return [pytest.param(*row[::2], row[3], id=f"{row[3][0]} {row[0]} {row[1]}") for row in found]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a task and a record, as a clone of a stranger's."""
    root = tmp_path / "project"
    write_notebook(tmp_path / "churn.ipynb", "print(1)")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/victim.txt").write_text("precious")
    (root / "records").mkdir(parents=True)
    (root / "README.md").write_text("theirs\n")
    git(root, "init", "--quiet")
    monkeypatch.chdir(root)
    monkeypatch.setenv("NBMIGRATE_CACHE", "")
    return root


def put(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", errors="surrogateescape")


def outside(project: Path) -> dict[str, object]:
    """What nobody may touch: what lies beside the project, and git's own files."""
    around = {
        path: trace for path, trace in traces(project.parent).items() if not path.startswith("project/")
    }
    own = [project / ".git" / name for name in ("config", "description", "hooks")]
    return {**around, **{str(path): path.read_bytes() for path in own if path.is_file()}}


READERS = {
    "added.json": read_added,
    "planned.json": read_planned,
    "record.json": read_recorded,
    "boundaries.json": read_boundaries,
    "original.ipynb": lambda project, name: read_original(project, name, {}),
}


def records() -> list[Any]:
    """The rows on records, where one reader sees all that is wrong: file and content."""
    found = [row for row in rows() if row.values[0].startswith("records/churn/")]
    kept = [row for row in found if row.values[1] != "{}" and "second_run: no" not in str(row.id)]
    return [pytest.param(*row.values[:2], id=row.id) for row in kept]


@pytest.mark.parametrize(("place", "content"), records())
def test_a_record_that_is_not_as_it_should_be_is_refused(tmp_path: Path, place: str, content: str) -> None:
    put(tmp_path / place, content)
    with pytest.raises(RequestError, match=rf"{place}: not as nbmigrate left it"):
        READERS[Path(place).name](Project(tmp_path, "churn"), "churn")


@pytest.mark.slow
@pytest.mark.parametrize(("place", "content", "command"), rows())
def test_what_is_not_as_it_should_be_is_told_and_nothing_is_touched(
    project: Path, capsys: pytest.CaptureFixture[str], place: str, content: str, command: tuple[str, ...]
) -> None:
    if command is VERIFY:
        whole = {"record.json": RECORD, "boundaries.json": {}, "original.ipynb": ORIGINAL}
        for name, good in whole.items():
            put(project / "records/churn" / name, text(good))
    put(project / place, content)
    before, around = traces(project), outside(project)
    code = main([*command])
    said = capsys.readouterr().err
    assert (code, "bug of ours" in said, "Traceback" in said) == (2, False, False), said
    assert Path(place).name in said or place.split("/")[0] in said, said
    assert (traces(project), outside(project)) == (before, around)


@pytest.mark.parametrize(
    ("place", "content", "command"),
    [
        pytest.param(
            ".nbmigrate/manifest.json", '{"paths": ["../outside/victim.txt"]}', ADD, id="old journal"
        ),
        pytest.param(".nbmigrate/manifest.json", "garbage", SPLIT, id="old journal, garbage"),
        pytest.param(".nbmigrate/manifest.json", "[]", GIT, id="old journal, a list"),
        pytest.param(".dvc/tmp/nbmigrate.json", "[1", SPLIT, id="note of shared files, garbage"),
        pytest.param(".dvc/tmp/nbmigrate.json", '{"dvc.yaml": 3}', ADD, id="note of shared files, numbers"),
        *(
            pytest.param(
                ".copier-answers.yml", text({**ANSWERS, name: value}), GIT, id=f"answers, {name}: {told}"
            )
            for name, value, told in [
                ("project_name", "a\nb", "lines"),
                ("project_name", ["a"], "a list"),
                ("ci", "jenkins", "unknown"),
                ("license", "../x", "a path"),
                ("notebooks", ["no"], "a list"),
            ]
        ),
        pytest.param("pyproject.toml", "[project\n", ADD, id="pyproject, which add leaves alone"),
        pytest.param("jupytext.toml", "formats = [", GIT, id="jupytext, not TOML"),
        pytest.param("pyproject.toml", "tool = 1\n", GIT, id="jupytext, no table"),
        pytest.param(".pre-commit-config.yaml", "repos: [{hooks: [{}]}]", GIT, id="hooks without ids"),
        pytest.param(".pre-commit-config.yaml", "repos: 3", GIT, id="hooks, a number"),
        pytest.param(".pre-commit-config.yaml", DEEP, GIT, id="hooks, deep"),
    ],
)
@pytest.mark.parametrize("dry", [True, False], ids=["dry run", "for real"])
def test_what_cannot_do_harm_is_left_alone(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    place: str,
    content: str,
    command: tuple[str, ...],
    dry: bool,
) -> None:
    put(project / place, content)
    put(project / ".nbmigrate/old1", "x")
    around = outside(project)
    code = main([*command, *(["--dry-run"] if dry else [])])
    assert code == 0, capsys.readouterr().err
    config = str(project / ".git/config")
    after = outside(project)
    assert {**after, config: around[config]} == around
    assert (project / ".nbmigrate/old1").read_text() == "x"


@pytest.mark.slow
@pytest.mark.parametrize("command", [ADD, SPLIT], ids=lambda command: command[0])
@pytest.mark.parametrize(
    "place", ["tasks", "records", "tasks/churn", "records/churn", "dvc.yaml", "notebooks"]
)
@pytest.mark.parametrize("to", ["../outside", ".git/hooks", "/nowhere/at/all"])
def test_links_in_the_repository_are_not_written_through(
    project: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...], place: str, to: str
) -> None:
    target = project / place
    if target.is_dir():
        target.rmdir()
    target.parent.mkdir(exist_ok=True)
    target.symlink_to(to if os.path.isabs(to) else os.path.relpath(project / to, target.parent))
    around = outside(project)
    hooks = sorted((project / ".git/hooks").iterdir())
    code = main([*command])
    said = capsys.readouterr().err
    assert (code, "bug of ours" in said) == (2, False), said
    assert (outside(project), sorted((project / ".git/hooks").iterdir())) == (around, hooks)


def hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_add_deletes_and_overwrites_nothing_that_only_a_record_claims(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_notebook(project / "churn.ipynb", "print(1)")
    other = write_notebook(project / "notebooks/other.ipynb", "print(2)")
    put(project / "tasks/churn/mine.py", "mine, changed\n")
    record = {
        **ADDED,
        "source": "churn.ipynb",
        "notebook": "notebooks/other.ipynb",
        "sha256": hashed(other.read_bytes()),
        "files": {"tasks/churn/mine.py": hashed(b"mine\n")},
    }
    put(project / "records/churn/added.json", text(record))
    before = other.read_bytes()
    assert main(["add", str(source)]) == 0, capsys.readouterr().err
    assert other.read_bytes() == before
    assert (project / "tasks/churn/mine.py").read_text() == "mine, changed\n"
    assert (project / "notebooks/churn.ipynb").exists()
