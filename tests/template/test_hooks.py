"""Hooks, filter and drivers of a project: real git, real pre-commit, real notebooks."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml

from migrate.project.stripped import KEPT
from tests.shell import git, run
from tests.template.shared import made_once

KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n"  # pragma: allowlist secret
TASK = '# %% [markdown]\n# # Hello\n\n# %% tags=["parameters"]\nx = 6\n\n# %% origin=3\n# %time x * 7\n'

CONFIGURE = "scripts/notebook_tools/configure_git.py"


def notebook(source: str = "6 * 7") -> dict[str, Any]:
    """A notebook that ran: with an output, a count, and metadata of people and of tools."""
    cell = nbformat.v4.new_code_cell(
        source,
        id="answer",
        execution_count=3,
        metadata={"tags": ["parameters"], "origin": 4, "collapsed": True, "scrolled": True},
        outputs=[nbformat.v4.new_output("stream", text="42\n")],
    )
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    language = {"name": "python", "version": "3.11.7"}
    return nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel, "language_info": language})


def write(path: Path, content: dict[str, Any]) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path.read_bytes()


@pytest.fixture(scope="session")
def configured(rendered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh project whose .venv is this environment, as `make setup` leaves it; committed without hooks."""

    def make(folder: Path) -> None:
        shutil.copytree(rendered, folder / "my project", ignore=shutil.ignore_patterns(".git"))
        set_up(folder / "my project")

    return made_once(tmp_path_factory, "configured", make) / "my project"


def set_up(folder: Path) -> None:
    (folder / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    for key, value in {"user.name": "A", "user.email": "a@example.org"}.items():
        git(folder, "config", key, value)
    (folder / ".git/info/exclude").write_text(".venv\n")
    told = configure(folder)
    assert "commits are checked, by .venv/bin/pre-commit: set up" in told
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--message", "start")


@pytest.fixture
def project(configured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to work in: a clone that someone has moved."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    return Path(shutil.copytree(configured, tmp_path / configured.name, symlinks=True))


def configure(project: Path, *arguments: str) -> str:
    return run(project, ".venv/bin/python", CONFIGURE, *arguments)


def commit(project: Path, *paths: str) -> subprocess.CompletedProcess[str]:
    """Stage these paths and commit through the hooks."""
    git(project, "add", "--", *paths)
    command = ["git", "commit", "--message", "change"]
    return subprocess.run(command, cwd=project, capture_output=True, text=True)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_fresh_project_passes_its_own_hooks(project: Path) -> None:
    run(project, ".venv/bin/pre-commit", "run", "--all-files")
    assert not git(project, "status", "--porcelain")


def test_configuring_again_changes_nothing_and_says_so(project: Path) -> None:
    before = [(project / ".git" / name).read_bytes() for name in ("config", "hooks/pre-commit")]
    told = configure(project).splitlines()
    assert told
    assert all(line.endswith(": already so") for line in told if "nbdime" not in line)
    assert before == [(project / ".git" / name).read_bytes() for name in ("config", "hooks/pre-commit")]


@pytest.mark.slow
def test_a_dry_run_configures_nothing(project: Path) -> None:
    shutil.rmtree(project / ".git")
    git(project, "init", "--quiet")
    before = (project / ".git/config").read_bytes()
    assert "would be set up" in configure(project, "--dry-run")
    assert (project / ".git/config").read_bytes() == before
    assert not (project / ".git/hooks/pre-commit").exists()


@pytest.mark.slow
def test_a_folder_without_git_is_left_alone(project: Path) -> None:
    shutil.rmtree(project / ".git")
    told = run(
        project,
        ".venv/bin/python",
        CONFIGURE,
        GIT_CEILING_DIRECTORIES=str(project.parent),
    )
    assert told.startswith("not in a git repository: nothing to set up")


def test_no_path_of_this_machine_is_in_the_configuration(project: Path) -> None:
    for name in ("config", "hooks/pre-commit"):
        text = (project / ".git" / name).read_text(encoding="utf-8")
        assert str(project.parent) not in text
        assert sys.prefix not in text


def test_a_notebook_with_outputs_reaches_git_stripped_and_keeps_them_here(project: Path) -> None:
    before = write(project / "notebooks/churn.ipynb", notebook())
    assert commit(project, "notebooks").returncode == 0
    kept = json.loads(git(project, "show", "HEAD:notebooks/churn.ipynb"))
    assert kept["cells"][0]["outputs"] == []
    assert kept["cells"][0]["execution_count"] is None
    assert kept["cells"][0]["metadata"] == {"origin": 4, "tags": ["parameters"]}
    assert kept["metadata"]["kernelspec"]["name"] == "python3"
    assert (project / "notebooks/churn.ipynb").read_bytes() == before
    (project / "notebooks/churn.ipynb").touch()
    assert not git(project, "status", "--porcelain")


def test_large_outputs_stay_here_and_keep_no_commit_back(project: Path) -> None:
    large = notebook()
    bar = "█" * 1_800_000  # of three bytes each: what looks for secrets takes its time by the letter
    large["cells"][0]["outputs"] = [{"name": "stdout", "output_type": "stream", "text": bar}]
    before = write(project / "notebooks/churn.ipynb", large)
    done = commit(project, "notebooks")
    assert done.returncode == 0, done.stdout
    assert len(git(project, "show", "HEAD:notebooks/churn.ipynb")) < 2000
    assert (project / "notebooks/churn.ipynb").read_bytes() == before


def test_the_filter_changes_nothing_the_second_time(project: Path) -> None:
    write(project / "notebooks/churn.ipynb", notebook())
    git(project, "add", "notebooks")
    first = git(project, "show", ":notebooks/churn.ipynb")
    (project / "notebooks/churn.ipynb").write_text(first, encoding="utf-8")
    git(project, "add", "--renormalize", "notebooks")
    assert git(project, "show", ":notebooks/churn.ipynb") == first


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["records/churn", "data/raw/churn"])
def test_records_and_data_keep_their_outputs(project: Path, folder: str) -> None:
    before = write(project / folder / "original.ipynb", notebook())
    assert commit(project, folder).returncode == 0
    assert git(project, "show", f"HEAD:{folder}/original.ipynb").encode() == before


@pytest.mark.slow
def test_without_the_tool_nothing_is_staged(project: Path) -> None:
    write(project / "notebooks/churn.ipynb", notebook())
    (project / ".venv").unlink()
    done = subprocess.run(["git", "add", "notebooks"], cwd=project, capture_output=True, text=True)
    assert done.returncode != 0
    assert "clean filter 'strip-notebook' failed" in done.stderr


@pytest.mark.slow
def test_where_nobody_set_up_the_filter_the_hook_strips_what_is_staged(project: Path) -> None:
    git(project, "config", "--remove-section", "filter.strip-notebook")
    before = write(project / "notebooks/churn 1.ipynb", notebook())
    assert "notebooks/churn 1.ipynb: staged without outputs now" in refused(commit(project, "notebooks"))
    done = subprocess.run(["git", "commit", "-m", "again"], cwd=project, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    kept = json.loads(git(project, "show", "HEAD:notebooks/churn 1.ipynb"))
    assert kept["cells"][0]["outputs"] == []
    assert kept["cells"][0]["metadata"]["origin"] == 4
    assert (project / "notebooks/churn 1.ipynb").read_bytes() == before


def test_filter_hook_and_migration_keep_the_same_metadata(project: Path) -> None:
    code = "import strip_notebooks; print(*strip_notebooks.KEPT)"
    told = run(project, sys.executable, "-c", code, PYTHONPATH=str(project / "scripts/notebook_tools"))
    assert told.split() == KEPT


AWS = "AKIA" + "Z7VQ3M5XK2W9R4TB"
BAD = [  # a file, what it holds, and what is said of it
    ("key.txt", KEY, "Secret Type: Private Key\nLocation:    key.txt:1"),
    ("src/aws.py", f'KEY = "{AWS}"\n', "Secret Type: AWS Access Key\nLocation:    src/aws.py:1"),
    (
        "src/gh.py",
        'TOKEN = "ghp_' + "a1B2" * 9 + '"\n',
        "Secret Type: GitHub Token\nLocation:    src/gh.py:1",
    ),
    (
        "src/pw.py",
        'password = "correct' + '-horse"\n',
        "Secret Type: Secret Keyword\nLocation:    src/pw.py:1",
    ),
    ("notes.md", "a\n<<<<<<< before updating\nb\n", "notes.md:2: Merge conflict string '<<<<<<<' found"),
    ("Makefile.rej", "+all:\n", "take over by hand what a .rej file holds, then delete it\n\nMakefile.rej"),
    ("src/broken.py", "def f(:\n", "src/broken.py:1:7"),
    ("src/ugly.py", "x = [1,2]\n", "1 file reformatted"),
    ("big.csv", "0123456789\n" * 600_000, "big.csv (6446 KB) exceeds 5000 KB"),
]


def test_bad_changes_are_refused(project: Path) -> None:
    for path, content, _ in BAD:
        (project / path).parent.mkdir(exist_ok=True)
        (project / path).write_text(content, encoding="utf-8")
    write(project / "notebooks/leak.ipynb", notebook(f'key = "{AWS}"'))
    told = refused(commit(project, "notebooks", *(path for path, _, _ in BAD)))
    assert [says for _, _, says in BAD if says not in told] == []
    assert "Location:    notebooks/leak.ipynb:" in told
    assert git(project, "log", "--oneline").count("\n") == 1


@pytest.mark.slow
def test_a_conflict_in_a_cell_is_refused(project: Path) -> None:
    write(project / "notebooks/churn.ipynb", notebook("<<<<<<< local\n1\n=======\n2\n>>>>>>> remote"))
    path = project / "notebooks/churn.ipynb"
    nbformat.write(nbformat.read(path, as_version=4), path)
    assert "nor in the cells of notebooks" in refused(commit(project, "notebooks"))


@pytest.fixture
def pair(project: Path) -> Path:
    """A committed task with a notebook in step beside it, which has an output."""
    script = project / "tasks/demo/01_hello.py"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(TASK, encoding="utf-8")
    git(project, "add", "tasks/demo")
    git(project, "commit", "--quiet", "--no-verify", "--message", "task")
    run(project, sys.executable, "-m", "jupytext", "--quiet", "--to", "ipynb", str(script))
    opened = nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    opened.cells[2].outputs = [nbformat.v4.new_output("stream", text="42\n")]
    nbformat.write(opened, script.with_suffix(".ipynb"))
    return script


def edit(path: Path, old: str, new: str, time: int | None = None) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    if time is not None:
        os.utime(path, (time, time))


def sync(pair: Path) -> subprocess.CompletedProcess[str]:
    command = [".venv/bin/python", "scripts/notebook_tools/sync_pairs.py"]
    return subprocess.run(command, cwd=pair.parents[2], capture_output=True, text=True)


def test_a_pair_in_step_stays_as_it_is(pair: Path) -> None:
    before = [pair.read_bytes(), pair.with_suffix(".ipynb").read_bytes()]
    os.utime(pair, (0, 0))
    assert (sync(pair).returncode, sync(pair).stdout) == (0, "")
    assert [pair.read_bytes(), pair.with_suffix(".ipynb").read_bytes()] == before


@pytest.mark.slow
def test_a_task_without_a_notebook_gets_none(pair: Path) -> None:
    pair.with_suffix(".ipynb").unlink()
    edit(pair, "x = 6", "x = 7")
    assert (sync(pair).returncode, sync(pair).stdout) == (0, "")
    assert not pair.with_suffix(".ipynb").exists()


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", "{}", "<<<<<<< HEAD"], ids=["empty", "of nothing", "half merged"])
def test_what_is_no_notebook_is_named_and_stays(pair: Path, text: str) -> None:
    pair.with_suffix(".ipynb").write_text(text)
    done = sync(pair)
    assert (done.returncode, done.stderr) == (1, "")
    assert "tasks/demo/01_hello.ipynb: can't be read as a notebook" in done.stdout
    assert pair.read_text(encoding="utf-8") == TASK


@pytest.mark.slow
@pytest.mark.parametrize("time", [0, 4_000_000_000], ids=["older", "newer"])
def test_the_notebook_follows_an_edited_script_and_keeps_outputs(pair: Path, time: int) -> None:
    edit(pair, "x = 6", "x = 7", time)
    text = pair.read_text(encoding="utf-8")
    assert sync(pair).returncode == 0
    followed = nbformat.read(pair.with_suffix(".ipynb"), as_version=4)
    assert followed.cells[1].source == "x = 7"
    assert followed.cells[2].outputs[0].text == "42\n"
    assert followed.cells[2].metadata.origin == 3
    assert pair.read_text(encoding="utf-8") == text


@pytest.mark.slow
@pytest.mark.parametrize("time", [0, 4_000_000_000], ids=["older", "newer"])
def test_the_script_follows_an_edited_notebook_and_the_commit_waits_once(pair: Path, time: int) -> None:
    project = pair.parents[2]
    edit(pair.with_suffix(".ipynb"), "x = 6", "x = 7", time)
    (project / "notes.md").write_text("Notes.\n", encoding="utf-8")
    assert "look at the change and `git add` it" in refused(commit(project, "notes.md"))
    assert pair.read_text(encoding="utf-8") == TASK.replace("x = 6", "x = 7")
    assert commit(project, "tasks").returncode == 0


@pytest.mark.slow
def test_a_notebook_of_an_older_version_follows_the_script(pair: Path) -> None:
    edit(pair, "x = 6", "x = 7")
    git(pair.parents[2], "commit", "--quiet", "--all", "--no-verify", "--message", "pulled")
    assert sync(pair).returncode == 0
    assert nbformat.read(pair.with_suffix(".ipynb"), as_version=4).cells[1].source == "x = 7"


def test_where_both_were_edited_nothing_is_lost_and_both_are_named(pair: Path) -> None:
    edit(pair, "x = 6", "x = 7")
    edit(pair.with_suffix(".ipynb"), "x = 6", "x = 8")
    before = [pair.read_bytes(), pair.with_suffix(".ipynb").read_bytes()]
    told = refused(commit(pair.parents[2], "tasks"))
    assert "tasks/demo/01_hello.py and tasks/demo/01_hello.ipynb were both edited" in told
    assert [pair.read_bytes(), pair.with_suffix(".ipynb").read_bytes()] == before


@pytest.mark.slow
def test_a_pair_that_is_not_staged_yet_stops_no_other_commit(pair: Path) -> None:
    project = pair.parents[2]
    edit(pair, "x = 6", "x = 7")
    edit(pair.with_suffix(".ipynb"), "x = 6", "x = 7")
    (project / "notes.md").write_text("Notes.\n", encoding="utf-8")
    done = commit(project, "notes.md")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "x = 7" in pair.read_text(encoding="utf-8")


@pytest.mark.slow
def test_hooks_of_others_stay(project: Path) -> None:
    hook = project / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 0\n")
    assert "another tool's and stays; add `pre-commit run` to it" in configure(project)
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"
    git(project, "config", "core.hooksPath", ".husky")
    assert "core.hooksPath is .husky; add `pre-commit run`" in configure(project)


@pytest.mark.slow
def test_a_filter_that_someone_chose_stays(project: Path) -> None:
    (project / ".git/info/attributes").write_text("*.ipynb filter=nbstripout\n")
    git(project, "config", "--remove-section", "filter.strip-notebook")
    assert "pass nbstripout, which stays" in configure(project)
    assert "strip-notebook" not in (project / ".git/config").read_text()


@pytest.mark.slow
def test_a_linked_worktree_uses_the_main_ones_environment(project: Path) -> None:
    git(project, "worktree", "add", "--quiet", "../other")
    other = project.parent / "other"
    write(other / "notebooks/churn.ipynb", notebook())
    git(other, "add", "notebooks")
    assert '"outputs": []' in git(other, "show", ":notebooks/churn.ipynb")
    assert not git(other, "status", "--porcelain", "--untracked-files=no").replace(
        "A  notebooks/churn.ipynb\n", ""
    )
    told = run(other, sys.executable, CONFIGURE)
    assert "staged without outputs, by .venv/bin/nb-clean: already so" in told


@pytest.mark.slow
def test_a_project_in_a_larger_repository_gets_the_filter_but_no_hooks(project: Path, tmp_path: Path) -> None:
    shutil.rmtree(project / ".git")
    git(tmp_path, "init", "--quiet")
    told = configure(project)
    assert "counts only at the top of a repository" in told
    write(project / "notebooks/churn.ipynb", notebook())
    git(tmp_path, "add", f"{project.name}/notebooks")
    assert '"outputs": []' in git(tmp_path, "show", f":{project.name}/notebooks/churn.ipynb")


def test_hooks_call_only_what_the_project_has(configured: Path) -> None:
    config = yaml.safe_load((configured / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    programs = {
        hook["entry"].split()[0] for hook in config["repos"][0]["hooks"] if hook["language"] == "system"
    }
    assert programs == {".venv/bin/python", ".venv/bin/ruff"}


@pytest.mark.slow
def test_notebooks_are_compared_and_merged_cell_by_cell(project: Path) -> None:
    (project / ".venv").unlink()
    run(project, sys.executable, "-m", "venv", ".venv")
    run(project, ".venv/bin/python", "-m", "pip", "install", "--quiet", "nb-clean", "nbdime")
    assert "compared and merged by .venv/bin/nbdime" in run(
        project, ".venv/bin/python", CONFIGURE, PATH="/usr/bin:/bin"
    )
    path = project / "notebooks/churn.ipynb"
    write(path, two_cells("a = 1", "b = 1"))
    quietly(project, "two cells")
    git(project, "checkout", "--quiet", "-b", "other")
    write(path, two_cells("a = 1", "b = 2"))
    quietly(project, "the second")
    git(project, "checkout", "--quiet", "main")
    write(path, two_cells("a = 2", "b = 1"))
    told = git(project, "diff")
    assert "a = 2" in told
    assert "outputs" not in told
    assert '"source"' not in told
    quietly(project, "the first")
    git(project, "merge", "--quiet", "--no-verify", "--message", "both", "other")
    merged = json.loads(git(project, "show", "HEAD:notebooks/churn.ipynb"))
    assert ["".join(cell["source"]) for cell in merged["cells"]] == ["a = 2", "b = 2"]


def two_cells(*sources: str) -> dict[str, Any]:
    """A notebook of two cells that ran."""
    both = notebook(sources[0])
    second = {**notebook(sources[1])["cells"][0], "id": "second"}
    return {**both, "cells": [*both["cells"], second]}


def quietly(project: Path, message: str) -> None:
    git(project, "add", "notebooks")
    git(project, "commit", "--quiet", "--no-verify", "--message", message)


@pytest.fixture
def team(project: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A project with a notebook of two cells in git, and a colleague's clone of it, both set up."""
    write(project / "notebooks/churn.ipynb", shown_cells("a = 1", "b = 2", outputs=False))
    git(project, "add", "notebooks")
    git(project, "commit", "--quiet", "--no-verify", "--message", "two cells")
    other = tmp_path / "other"
    git(tmp_path, "clone", "--quiet", str(project), str(other))
    (other / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    for key, value in {"user.name": "B", "user.email": "b@example.org"}.items():
        git(other, "config", key, value)
    configure(other)
    return project, other


def shown_cells(first: str, second: str, *, outputs: bool = True) -> dict[str, Any]:
    """A notebook of two cells that show their own code."""
    shown = {
        text: [nbformat.v4.new_output("stream", text=text)] if outputs else [] for text in (first, second)
    }
    cells = [
        nbformat.v4.new_code_cell(text, id=name, outputs=shown[text], execution_count=1 if outputs else None)
        for name, text in (("one", first), ("two", second))
    ]
    as_jupyter_saves_it = json.dumps(nbformat.v4.new_notebook(cells=cells), sort_keys=True)
    return dict(json.loads(as_jupyter_saves_it))


def shown_in(path: Path) -> list[str]:
    """What the cells of a notebook show."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(text for output in cell["outputs"] for text in output["text"]) for cell in cells]


def changed_by(colleague: Path, *cells: str) -> None:
    """A colleague commits the notebook with these cells."""
    write(colleague / "notebooks/churn.ipynb", shown_cells(*cells))
    git(colleague, "commit", "--quiet", "--no-verify", "--all", "--message", "other cells")


def test_a_pull_leaves_the_outputs_of_cells_that_stay_the_same(team: tuple[Path, Path]) -> None:
    mine, other = team
    changed_by(other, "a = 1", "b = 3")
    mine_path = mine / "notebooks/churn.ipynb"
    before = write(mine_path, shown_cells("a = 1", "b = 2"))
    git(mine, "add", "notebooks")
    done = subprocess.run(["git", "pull", str(other), "main"], cwd=mine, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert shown_in(mine_path) == ["a = 1", ""]
    assert "b = 3" in mine_path.read_text(encoding="utf-8")
    assert "notebooks/churn.ipynb: outputs of 1 cell that changed are kept in" in done.stderr
    kept = mine / ".git/notebooks-with-outputs/notebooks/churn.ipynb.before"
    assert kept.read_bytes() == before
    assert git(mine, "status", "--porcelain", "--untracked-files=no") == ""


def test_switching_to_a_branch_and_back_gives_all_outputs_back(team: tuple[Path, Path]) -> None:
    mine, _ = team
    path = mine / "notebooks/churn.ipynb"
    git(mine, "branch", "earlier", "HEAD~1")
    write(path, shown_cells("a = 1", "b = 2"))
    git(mine, "add", "notebooks")
    git(mine, "checkout", "--quiet", "earlier")
    assert not path.exists()
    git(mine, "checkout", "--quiet", "main")
    assert shown_in(path) == ["a = 1", "b = 2"]
    assert git(mine, "status", "--porcelain", "--untracked-files=no") == ""


def test_outputs_that_someone_cleared_stay_away(team: tuple[Path, Path]) -> None:
    mine, other = team
    changed_by(other, "a = 1", "b = 3")
    for outputs in (True, False):
        write(mine / "notebooks/churn.ipynb", shown_cells("a = 1", "b = 2", outputs=outputs))
        git(mine, "add", "notebooks")
    git(mine, "pull", "--quiet", str(other), "main")
    assert shown_in(mine / "notebooks/churn.ipynb") == ["", ""]


def test_a_conflict_can_be_looked_at_and_resolved(team: tuple[Path, Path]) -> None:
    mine, other = team
    git(mine, "config", "merge.jupyternotebook.driver", "false")  # as without nbdime
    changed_by(other, "a = 1", "b = 3")
    changed_by(mine, "a = 1", "b = 4")
    subprocess.run(["git", "pull", "--no-rebase", str(other), "main"], cwd=mine, capture_output=True)
    path = mine / "notebooks/churn.ipynb"
    path.write_text("<<<<<<< HEAD\n{}\n=======\n[]\n>>>>>>> theirs\n", encoding="utf-8")
    assert git(mine, "diff", "--no-ext-diff")
    assert "notebooks/churn.ipynb" in git(mine, "status", "--porcelain")
    write(path, shown_cells("a = 1", "b = 5"))
    git(mine, "add", "notebooks")
    assert "output_type" not in git(mine, "show", ":notebooks/churn.ipynb")


@pytest.mark.parametrize(
    ("content", "passes"),
    [
        pytest.param("", True, id="nothing"),
        pytest.param("<<<<<<< HEAD\n=======\n>>>>>>> b\n", True, id="a conflict"),
        pytest.param('<<<<<<< HEAD\n"output_type"\n=======\n>>>>>>> b\n', True, id="a conflict of outputs"),
        pytest.param('{"cells": [', True, id="cut off"),
        pytest.param('{"cells": [{"outputs": [{"output_type": "stream"', False, id="cut off among outputs"),
        pytest.param('{"nbformat": 3, "output_type": 1}', False, id="an old format, with outputs"),
        pytest.param('{"output_type"'.replace("", "\0"), False, id="UTF-16, with outputs"),
    ],
)
def test_what_cannot_be_read_passes_unless_it_holds_outputs(
    project: Path, content: str, passes: bool
) -> None:
    (project / "notebooks/odd.ipynb").write_text(content, encoding="utf-8")
    done = subprocess.run(["git", "add", "notebooks"], cwd=project, capture_output=True)
    assert (done.returncode == 0) == passes
    if passes:
        assert git(project, "show", ":notebooks/odd.ipynb") == content
