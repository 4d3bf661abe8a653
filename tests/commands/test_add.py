"""`nbmigrate add`: notebooks become tasks, unchanged; what can't is named, and the others go on."""

import json
from pathlib import Path

import jupytext
import nbformat
import pytest
import yaml

from tests.program import PYTHON, dvc, nbmigrate, succeeded, traces, write_notebook
from tests.shell import commit, git, run

OWN = "# mine\nstages:\n  # the first\n  own:\n    cmd: echo   own  # really\n"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A stranger's repository, with a notebook, its data and a module beside it."""
    root = tmp_path / "repo"
    write_notebook(
        root / "work/sums.ipynb",
        "# Sums",
        "%matplotlib inline\nfrom helper import double",
        "numbers = [int(line) for line in open('data/x.csv')]\nprint(double(sum(numbers)))",
    )
    (root / "work/data").mkdir()
    (root / "work/data/x.csv").write_text("1\n2\n")
    (root / "work/helper.py").write_text("def double(x):\n    return 2 * x\n")
    (root / "README.md").write_text("mine\n")
    (root / "dvc.yaml").write_text(OWN)
    commit(root)
    return root


def tasks(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "tasks").iterdir())


def repro(root: Path, *stages: str) -> None:
    succeeded(dvc(root, "repro", *stages))


def shown(root: Path, pipeline: str) -> str:
    executed = nbformat.read(root / f"outputs/notebooks/{pipeline}/01_notebook.ipynb", as_version=4)
    outputs = [out for cell in executed.cells for out in cell.get("outputs", [])]
    return "".join(out["text"] for out in outputs if out.get("name") == "stdout")


def test_a_second_run_changes_nothing(repo: Path) -> None:
    succeeded(nbmigrate(repo, "add", "work/sums.ipynb"))
    before = traces(repo)
    done = succeeded(nbmigrate(repo, "add", "work/sums.ipynb"))
    assert "already added" in done.stdout
    assert traces(repo) == before
    succeeded(nbmigrate(repo, "add", "."))
    assert traces(repo) == before


def test_from_then_on_git_takes_notebooks_without_outputs(repo: Path) -> None:
    succeeded(nbmigrate(repo, "add", "work/sums.ipynb"))
    node = nbformat.read(repo / "work/sums.ipynb", as_version=4)
    node.cells[-1].outputs = [nbformat.v4.new_output("stream", name="stdout", text="SECRET 6")]
    nbformat.write(node, repo / "work/sums.ipynb")
    git(repo, "add", "work/sums.ipynb")
    assert "SECRET" not in git(repo, "show", ":work/sums.ipynb")
    assert "SECRET" in (repo / "work/sums.ipynb").read_text()


def test_a_strangers_repository_gets_only_what_is_missing(repo: Path) -> None:
    before = traces(repo)
    done = succeeded(nbmigrate(repo, "add", "work/sums.ipynb"))
    assert len(done.stdout.splitlines()) <= 10
    assert "Nothing was run" in done.stdout
    assert (repo / "tasks/sums/01_notebook.py").read_text() == (
        "# %% [markdown]\n# # Sums\n\n# %%\nimport _setup\n\n"
        "# %% origin=1\n# %matplotlib inline\nfrom helper import double\n\n"
        "# %% origin=2\nnumbers = [int(line) for line in open('data/x.csv')]\nprint(double(sum(numbers)))\n"
    )
    stages = (repo / "dvc.yaml").read_text()
    assert stages.startswith(OWN)
    assert yaml.safe_load(stages)["stages"]["sums-notebook"] == {
        "cmd": "python scripts/run_task.py tasks/sums/01_notebook.py",
        "deps": [
            "tasks/sums/01_notebook.py",
            "tasks/sums/_setup.py",
            "data/raw/sums/data/x.csv",
            "data/raw/sums/helper.py",
        ],
        "outs": ["outputs/notebooks/sums/01_notebook.ipynb"],
    }
    after = traces(repo)
    assert {path for path in before if after[path] != before[path]} == {"dvc.yaml"}
    assert not (repo / "src").exists()
    assert not (repo / "pyproject.toml").exists()
    original = nbformat.read(repo / "notebooks/sums.ipynb", as_version=4)
    assert original.cells[0].source == "# Sums"
    (repo / "tasks/sums/01_notebook.ipynb").write_text("{}")
    assert "tasks/sums/01_notebook.ipynb" not in git(repo, "status", "--porcelain", "-uall")


def settings(repo: Path) -> str:
    return git(repo, "config", "--list", "--local")


def test_what_changes_outside_of_the_tasks_is_said(repo: Path) -> None:
    before = settings(repo)
    planned = succeeded(nbmigrate(repo, "add", "work/sums.ipynb", "--dry-run")).stdout
    assert settings(repo) == before
    said = succeeded(nbmigrate(repo, "add", "work/sums.ipynb")).stdout
    assert settings(repo) != before
    changed = git(repo, "status", "--porcelain", "-uall").splitlines()
    for path in (line[3:] for line in changed):
        assert path.startswith("tasks/") or path in said, path
    for text in (planned, said):
        git_line = next(line for line in text.splitlines() if "how git treats all notebooks" in line)
        assert (
            ".gitattributes, .pre-commit-config.yaml, scripts/notebook_tools/strip_notebooks.py" in git_line
        )
        assert "--no-git leaves this out" in git_line
        assert "  copies: data/raw/sums/data/x.csv, data/raw/sums/helper.py, notebooks/sums.ipynb\n" in text
    assert "staged without outputs, by" in planned
    assert ": would be set up" in planned
    assert ": set up" in said


def test_git_is_left_alone_where_that_is_asked_for(repo: Path) -> None:
    before, hooks = settings(repo), [*(repo / ".git/hooks").iterdir()]
    done = succeeded(nbmigrate(repo, "add", "work/sums.ipynb", "--no-git"))
    assert "how git treats" not in done.stdout
    assert (settings(repo), [*(repo / ".git/hooks").iterdir()]) == (before, hooks)
    assert not [path for path in (".gitattributes", ".pre-commit-config.yaml") if (repo / path).exists()]
    assert (repo / "tasks/sums/01_notebook.py").exists()
    assert "already added" in succeeded(nbmigrate(repo, "add", "work/sums.ipynb", "--no-git")).stdout


def test_what_add_set_up_in_git_can_be_taken_out_again(repo: Path) -> None:
    before = settings(repo)
    assert "nothing to do" in succeeded(nbmigrate(repo, "git", "--undo")).stdout
    succeeded(nbmigrate(repo, "add", "work/sums.ipynb", "--commit"))
    git(repo, "revert", "--no-edit", "HEAD")
    assert "filter.strip-notebook" in settings(repo)
    said = succeeded(nbmigrate(repo, "git", "--undo", "--dry-run")).stdout
    assert "filter.strip-notebook in .git/config" in said
    assert "filter.strip-notebook" in settings(repo)
    succeeded(nbmigrate(repo, "git", "--undo"))
    assert settings(repo) == before


def test_all_that_tasks_need_is_a_line_to_copy(repo: Path) -> None:
    names = ["pandas", "sklearn", "matplotlib.pyplot", "seaborn", "scipy", "joblib", "yaml", "requests"]
    write_notebook(repo / "all.ipynb", "\n".join(f"import {name}" for name in names))
    done = succeeded(nbmigrate(repo, "add", "all.ipynb"))
    line = next(line for line in done.stdout.splitlines() if "pip install" in line)
    assert line == (
        "  pip install dvc ipykernel joblib matplotlib pandas PyYAML requests scikit-learn scipy seaborn"
    )


def test_a_file_at_the_repositorys_root_is_brought_to_where_the_cell_looks_for_it(repo: Path) -> None:
    (repo / "data").mkdir()
    (repo / "data/y.csv").write_text("4\n")
    write_notebook(repo / "deep/eda.ipynb", "print(open('data/y.csv').read())")
    commit(repo)
    first = succeeded(nbmigrate(repo, "add", "deep/eda.ipynb")).stdout
    assert "eda.ipynb, cell 0: reads 'data/y.csv', which is at ../data/y.csv" in first
    assert (repo / "data/raw/eda/data/y.csv").read_text() == "4\n"
    assert "open('data/y.csv')" in (repo / "tasks/eda/01_notebook.py").read_text()
    before = traces(repo)
    assert "already added" in succeeded(nbmigrate(repo, "add", "deep/eda.ipynb")).stdout
    assert traces(repo) == before
    split = succeeded(nbmigrate(repo, "split", "deep/eda.ipynb", "--no-run", "--plan-only")).stdout
    assert "'data/y.csv' isn't here; '../data/y.csv' is used instead" in split


@pytest.mark.slow
def test_a_task_reads_what_was_brought_for_it(repo: Path) -> None:
    (repo / "data").mkdir()
    (repo / "data/y.csv").write_text("4\n")
    write_notebook(repo / "deep/eda.ipynb", "print(open('data/y.csv').read())")
    succeeded(nbmigrate(repo, "add", "deep/eda.ipynb"))
    repro(repo, "eda-notebook")
    assert shown(repo, "eda") == "4\n\n"


def test_files_of_windows_keep_their_line_ends(repo: Path) -> None:
    theirs = {
        "dvc.yaml": OWN,
        ".gitignore": "*.log\n",
        ".gitattributes": "*.csv text\n",
        ".pre-commit-config.yaml": "repos:\n  - repo: meta\n    hooks:\n      - id: identity\n",
        "pyproject.toml": "[project]\nname = 'x'\n",
    }
    for path, text in theirs.items():
        (repo / path).write_text(text, newline="\r\n")
    commit(repo)
    succeeded(nbmigrate(repo, "add", "work/sums.ipynb"))
    for path in theirs:
        content = (repo / path).read_bytes()
        assert content.count(b"\r\n") == content.count(b"\n") > theirs[path].count("\n"), path
    before = traces(repo)
    succeeded(nbmigrate(repo, "add", "work/sums.ipynb"))
    assert traces(repo) == before


@pytest.mark.parametrize(
    ("path", "content", "says"),
    [
        pytest.param("dvc.yaml", b"# caf\xe9\n", "byte 5 is not UTF-8", id="pipeline in Latin-1"),
        pytest.param(".gitattributes", b"# caf\xe9\n", "byte 5 is not UTF-8", id="attributes in Latin-1"),
        pytest.param("dvc.yaml", b"stages: [a]\n", "its stages have no names", id="stages in a list"),
        pytest.param("dvc.yaml", b"- a\n", "its stages have no names", id="a list"),
    ],
)
def test_files_that_cannot_be_merged_are_named(repo: Path, path: str, content: bytes, says: str) -> None:
    (repo / path).write_bytes(content)
    commit(repo)
    before = traces(repo)
    done = nbmigrate(repo, "add", "work/sums.ipynb")
    assert done.returncode == 2
    assert done.stderr.startswith(f"nbmigrate: {path}: ")
    assert says in done.stderr
    assert traces(repo) == before


BAD = [
    pytest.param("bad.ipynb", b"", "the file is empty", id="empty"),
    pytest.param("bad.ipynb", b'{"cells": [', "cut off", id="truncated"),
    pytest.param("bad.ipynb", b"hello", "not JSON", id="not JSON"),
    pytest.param("bad.ipynb", b'{"cells": [],\n<<<<<<< HEAD\n', "merge conflict", id="conflict markers"),
    pytest.param("bad.ipynb", b"\x1f\x8b\x08", "gzip", id="an archive"),
    pytest.param("bad.ipynb", b"[]", "not a notebook", id="another JSON"),
    pytest.param("script.py", b"print(1)\n", "a Python file", id="a Python file"),
    pytest.param("gone.ipynb", None, "no such file", id="no file"),
    pytest.param(
        "r.ipynb",
        b'{"cells": [{"cell_type": "code", "source": "x <- 1", "metadata": {}, "outputs": []}],'
        b' "nbformat": 4, "nbformat_minor": 4, "metadata": {"kernelspec": {"name": "ir", "language": "R"}}}',
        "its language is R",
        id="R",
    ),
    pytest.param(
        "old.ipynb",
        b'{"cells": [{"cell_type": "code", "source": "print \'a\'", "metadata": {}, "outputs": []}],'
        b' "nbformat": 4, "nbformat_minor": 4, "metadata": {}}',
        "Python 2",
        id="Python 2",
    ),
    pytest.param(
        "text.ipynb",
        b'{"cells": [{"cell_type": "markdown", "source": "a", "metadata": {}}], "nbformat": 4,'
        b' "nbformat_minor": 4, "metadata": {}}',
        "no code cells",
        id="only Markdown",
    ),
]


@pytest.mark.parametrize(("name", "content", "says"), [BAD[0], BAD[6], BAD[7]])
def test_what_is_no_notebook_is_named_and_alone_writes_nothing(
    repo: Path, name: str, content: bytes | None, says: str
) -> None:
    if content is not None:
        (repo / name).write_bytes(content)
    before = traces(repo)
    done = nbmigrate(repo, "add", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"nbmigrate: {name}")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert traces(repo) == before


def test_links_that_lead_to_themselves_are_like_files_that_are_not_there(repo: Path) -> None:
    (repo / "loop.ipynb").symlink_to("loop.ipynb")
    (repo / "work/loop.csv").symlink_to("loop.csv")
    (repo / "work/round").symlink_to(".")
    write_notebook(repo / "work/sums.ipynb", "open('loop.csv')\nopen('round/round/loop.csv')")
    done = nbmigrate(repo, "add", "loop.ipynb", "work/sums.ipynb")
    assert done.returncode == 1
    assert "loop.ipynb: it can't be read" in done.stderr
    assert "cell 0: reads 'loop.csv', which isn't there" in done.stdout
    assert tasks(repo) == ["sums"]


def test_among_good_ones_it_stops_nothing(repo: Path) -> None:
    names, reasons = [], []
    for number, row in enumerate(BAD):
        name, content, says = row.values
        names.append(f"{number}/{name}")
        reasons.append(says)
        (repo / str(number)).mkdir()
        if isinstance(content, bytes):
            (repo / names[-1]).write_bytes(content)
    (repo / "empty").mkdir()
    done = nbmigrate(repo, "add", *names, "work/sums.ipynb", "empty")
    assert done.returncode == 1
    assert tasks(repo) == ["sums"]
    assert done.stderr.startswith(
        f"nbmigrate: {len(BAD) + 1} notebooks could not be added; the other 1 could"
    )
    lines = done.stderr.splitlines()[1:]
    for name, says in zip([*names, "empty"], [*reasons, "no notebook in this folder"], strict=True):
        assert any(line.startswith(name) and str(says) in line for line in lines), name


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_read_and_kept_as_UTF_8(repo: Path, encoding: str) -> None:
    text = (repo / "work/sums.ipynb").read_text()
    (repo / "work/other.ipynb").write_text(text, encoding=encoding)
    succeeded(nbmigrate(repo, "add", "work/other.ipynb"))
    json.loads((repo / "notebooks/other.ipynb").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_an_old_format_is_upgraded_and_its_outputs_stay_out(repo: Path) -> None:
    cell = {
        "cell_type": "code",
        "language": "python",
        "input": "print(3)",
        "outputs": [{"output_type": "stream", "stream": "stdout", "text": "secret"}],
        "collapsed": False,
        "metadata": {},
        "prompt_number": 1,
    }
    old = {
        "worksheets": [{"cells": [cell], "metadata": {}}],
        "metadata": {},
        "nbformat": 3,
        "nbformat_minor": 0,
    }
    (repo / "old.ipynb").write_text(json.dumps(old))
    succeeded(nbmigrate(repo, "add", "old.ipynb"))
    assert "secret" not in (repo / "notebooks/old.ipynb").read_text()
    assert "# %% origin=0\nprint(3)\n" in (repo / "tasks/old/01_notebook.py").read_text()


def test_outside_a_repository_it_says_how_to_start(tmp_path: Path) -> None:
    write_notebook(tmp_path / "sums.ipynb", "x = 1")
    done = nbmigrate(tmp_path, "add", "sums.ipynb", GIT_CEILING_DIRECTORIES="/")
    assert done.returncode == 2
    assert "is not in a project or a git repository" in done.stderr


@pytest.mark.slow
def test_same_names_in_different_folders_are_kept_apart_in_any_order(repo: Path) -> None:
    for folder in ("a", "b"):
        write_notebook(repo / folder / "sums.ipynb", f"print('{folder}')")
    succeeded(nbmigrate(repo, "add", "b/sums.ipynb", "a/sums.ipynb", "--commit"))
    assert tasks(repo) == ["a_sums", "b_sums"]
    assert "print('a')" in (repo / "tasks/a_sums/01_notebook.py").read_text()
    assert sorted(path.name for path in (repo / "notebooks").iterdir()) == ["a_sums.ipynb", "b_sums.ipynb"]
    before = traces(repo)
    succeeded(nbmigrate(repo, "add", "a/sums.ipynb"))
    assert traces(repo) == before
    succeeded(nbmigrate(repo, "add", "work/sums.ipynb"))
    assert tasks(repo) == ["a_sums", "b_sums", "sums"]


@pytest.mark.slow
def test_odd_names_do_no_harm(repo: Path) -> None:
    names = ["01 - Intro.v2.ipynb", "02 - Intro.v2.ipynb", "$(touch x) 'q' ${HOME}.ipynb", "データ.ipynb"]
    names += ["con.ipynb", "-rf.ipynb", "class.ipynb", "2020-01-01.ipynb", 'a"b|c.ipynb', "io.ipynb"]
    for name in names:
        write_notebook(repo / "odd" / name, "x = 1")
    before = traces(repo / "odd")
    told = json.loads(succeeded(nbmigrate(repo, "add", "odd", "--json")).stdout)
    assert len(told["notebooks"]) == len(names)
    assert len(tasks(repo)) == len(names)
    assert {"intro_v2_01", "intro_v2_02", "con_notebook", "rf", "class_"} <= {*tasks(repo)}
    assert all(name.isascii() and name.isidentifier() for name in tasks(repo))
    assert traces(repo / "odd") == before
    assert not (repo / "x").exists()
    assert len(yaml.safe_load((repo / "dvc.yaml").read_text())["stages"]) == len(names) + 1


NASTY = [
    "x = 1\n# %%\ny = 2",
    "if x:\n    !echo hi",
    "    z = 3",
    "s = '''\n# %%\n%time\n'''",
    "from __future__ import annotations",
    "%%bash\necho '# %%'\n",
    "x = (",
    "x \\",
    "# only a comment",
    "",
    "%%writefile out.txt\nHello, world!\n\n",
    "await f()",
]


def test_every_cell_is_read_back_as_it_was(repo: Path) -> None:
    path = repo / "nasty.ipynb"
    cells = [nbformat.v4.new_code_cell(source) for source in NASTY]
    texts = ["# %%\n%% a", '"""\nx\n"""', "```mermaid\n%% b\n```", "", "![p](attachment:p.png)"]
    cells[3:3] = [nbformat.v4.new_markdown_cell(text) for text in texts]
    cells.insert(0, nbformat.v4.new_raw_cell("---\ntitle: x\n---"))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    succeeded(nbmigrate(repo, "add", "nasty.ipynb"))
    script = (repo / "tasks/nasty/01_notebook.py").read_text()
    compile(script, "script", "exec")
    config = jupytext.config.JupytextConfiguration()
    config.cell_metadata_filter = "tags,origin,-all"
    back = [
        c for c in jupytext.reads(script, "py:percent", config=config).cells if c.source != "import _setup"
    ]
    assert [(cell.cell_type, cell.source) for cell in back] == [
        (cell.cell_type, cell.source) for cell in cells
    ]
    origins = {cell.metadata["origin"]: cell.source for cell in back if cell.cell_type == "code"}
    assert origins == {place: cell.source for place, cell in enumerate(cells) if cell.cell_type == "code"}


@pytest.mark.slow
def test_edits_are_never_overwritten_and_the_others_go_on(repo: Path) -> None:
    succeeded(nbmigrate(repo, "add", "work/sums.ipynb", "--commit"))
    script = repo / "tasks/sums/01_notebook.py"
    script.write_text(script.read_text() + "# mine\n")
    done = nbmigrate(repo, "add", "work/sums.ipynb")
    assert done.returncode == 2
    assert "work/sums.ipynb: tasks/sums/01_notebook.py was edited since nbmigrate wrote it" in done.stderr
    write_notebook(repo / "more.ipynb", "x = 1")
    assert nbmigrate(repo, "add", "work/sums.ipynb", "more.ipynb").returncode == 1
    assert script.read_text().endswith("# mine\n")
    assert tasks(repo) == ["more", "sums"]


@pytest.mark.slow
def test_a_stage_that_the_user_changed_stays(repo: Path) -> None:
    succeeded(nbmigrate(repo, "add", "work/sums.ipynb"))
    text = (repo / "dvc.yaml").read_text() + "      - data/raw/sums/out.csv  # mine\n"
    (repo / "dvc.yaml").write_text(text)
    commit(repo)
    write_notebook(repo / "work/sums.ipynb", "print(open('data/x.csv').read(), open('helper.py'))")
    done = succeeded(nbmigrate(repo, "add", "work/sums.ipynb"))
    assert "sums-notebook was edited, and stays" in done.stdout
    assert (repo / "dvc.yaml").read_text() == text
    assert "helper.py" in (repo / "tasks/sums/01_notebook.py").read_text()


@pytest.mark.slow
def test_a_notebook_that_changed_is_taken_over(repo: Path) -> None:
    succeeded(nbmigrate(repo, "add", "work/sums.ipynb", "--commit"))
    write_notebook(repo / "work/sums.ipynb", "print('new')")
    succeeded(nbmigrate(repo, "add", "work/sums.ipynb", "--commit"))
    assert "print('new')" in (repo / "tasks/sums/01_notebook.py").read_text()
    assert "print('new')" in (repo / "notebooks/sums.ipynb").read_text()
    deps = yaml.safe_load((repo / "dvc.yaml").read_text())["stages"]["sums-notebook"]["deps"]
    assert deps == ["tasks/sums/01_notebook.py", "tasks/sums/_setup.py"]


@pytest.mark.parametrize(
    "path",
    [
        "tasks/sums/_setup.py",
        "scripts/run_task.py",
        "scripts/task_runner/percent_script.py",
        "data/raw/sums/data/x.csv",
    ],
)
def test_a_foreign_file_in_the_way_is_never_overwritten(repo: Path, path: str) -> None:
    (repo / path).parent.mkdir(parents=True)
    (repo / path).write_text("mine")
    before = traces(repo)
    done = nbmigrate(repo, "add", "work/sums.ipynb")
    assert done.returncode == 2
    assert f"{path}" in done.stderr
    assert traces(repo) == before


@pytest.mark.slow
def test_uncommitted_work_is_not_mixed_with_ours_but_two_additions_are(repo: Path) -> None:
    write_notebook(repo / "more.ipynb", "x = 1")
    (repo / "dvc.yaml").write_text(f"{OWN}# not committed\n")
    assert nbmigrate(repo, "add", "more.ipynb").returncode == 2
    commit(repo)
    succeeded(nbmigrate(repo, "add", "more.ipynb"))
    succeeded(nbmigrate(repo, "add", "work/sums.ipynb"))
    assert tasks(repo) == ["more", "sums"]


def test_a_commit_can_be_reverted(repo: Path) -> None:
    tracked = git(repo, "ls-tree", "-r", "HEAD")
    done = succeeded(nbmigrate(repo, "add", "work/sums.ipynb", "--commit"))
    assert "git ignores" not in done.stdout
    assert git(repo, "log", "-1", "--format=%s").strip() == "feat: add sums.ipynb as the task tasks/sums/"
    assert git(repo, "status", "--porcelain") == ""
    git(repo, "revert", "--no-edit", "HEAD")
    assert git(repo, "ls-tree", "-r", "HEAD") == tracked


def test_a_dry_run_writes_nothing_and_the_quiet_hear_nothing(repo: Path) -> None:
    before = traces(repo)
    done = succeeded(nbmigrate(repo, "add", "work/sums.ipynb", "--dry-run"))
    assert "repo/ (nothing was written)" in done.stdout
    assert "01_notebook.py" in done.stdout
    assert traces(repo) == before
    done = succeeded(nbmigrate(repo, "add", "work/sums.ipynb", "--quiet"))
    assert (done.stdout, done.stderr) == ("", "")


def test_what_the_text_cannot_settle_is_said_and_secrets_stay(repo: Path) -> None:
    (repo / "work/.env").write_text("KEY=1")
    (repo / "work/big.csv").write_text("1")
    (repo / ".gitignore").write_text("/work/big.csv\n")
    write_notebook(
        repo / "work/odd.ipynb",
        "open('gone.csv')\nopen('.env')\nopen('big.csv')\nopen('/content/drive/x.csv')",
        "if open:",
    )
    commit(repo)
    done = succeeded(nbmigrate(repo, "add", "work/odd.ipynb", "--json"))
    (told,) = json.loads(done.stdout)["notebooks"]
    assert [note.removeprefix("odd.ipynb, ") for note in told["notes"]] == [
        "cell 0: reads 'gone.csv', which isn't there; put it at data/raw/odd/gone.csv",
        "cell 0: '/content/drive/x.csv' is a path on one particular machine; make it relative",
        "cell 0: '.env' may hold secrets, so it wasn't copied; "
        "put it at data/raw/odd/.env, where the task reads it and git ignores it",
        "cell 1: isn't Python (expected an indented block after 'if' statement on line 1 (line 1)); "
        "the stage will stop there",
    ]
    assert told["data"] == ["data/raw/odd/big.csv"]
    assert "data/raw/odd/big.csv" not in git(repo, "status", "--porcelain", "-uall")


def test_nothing_is_run_and_no_source_is_touched(repo: Path) -> None:
    mark = repo.parent / "ran"
    code = f"open({str(mark)!r}, 'w')"
    write_notebook(
        repo / "work/canary.ipynb", code, f"!touch {mark}", f"import os\nos.system('touch {mark}')"
    )
    for name in ("sitecustomize.py", "ipython_config.py", ".jupytext.py", "conftest.py"):
        (repo / name).write_text(code)
        (repo / "work" / name).write_text(code)
    before = traces(repo / "work")
    succeeded(nbmigrate(repo / "work", "add", "canary.ipynb", "sums.ipynb"))
    assert not mark.exists()
    assert traces(repo / "work") == before


@pytest.mark.slow
def test_the_stage_runs_and_so_does_the_script(repo: Path) -> None:
    succeeded(nbmigrate(repo, "add", "work/sums.ipynb", "--commit"))
    repro(repo, "sums-notebook")
    assert shown(repo, "sums") == "6\n"
    (repo / "outputs/notebooks/sums/01_notebook.ipynb").unlink()
    run(repo, PYTHON, "tasks/sums/01_notebook.py")
    assert shown(repo, "sums") == "6\n"


@pytest.mark.slow
def test_code_that_stands_as_comments_runs(repo: Path) -> None:
    write_notebook(
        repo / "odd.ipynb",
        "from __future__ import annotations\nimport asyncio\nprint('a')",
        "if True:\n    !echo b",
        "    print('c')\n    # %%",
        "await asyncio.sleep(0)\nprint('d')",
        "print('e\u2028')",
    )
    succeeded(nbmigrate(repo, "add", "odd.ipynb"))
    run(repo, PYTHON, "tasks/odd/01_notebook.py")
    assert shown(repo, "odd").replace("\r", "") == "a\nb\nc\nd\ne\u2028\n"


@pytest.mark.slow
def test_new_adds_each_with_a_commit_of_its_own(repo: Path, tmp_path: Path) -> None:
    write_notebook(repo / "a/sums.ipynb", "print(1)")
    done = succeeded(
        nbmigrate(tmp_path, "new", "project", repo / "work/sums.ipynb", repo / "a/sums.ipynb", "--add")
    )
    project = tmp_path / "project"
    assert tasks(project) == ["a_sums", "work_sums"]
    assert git(project, "status", "--porcelain") == ""
    assert len(git(project, "log", "--format=%s").splitlines()) == 3
    assert "work_sums" in (project / "README.md").read_text()
    assert "is now a task" in done.stdout
    before = traces(project)
    succeeded(nbmigrate(project, "add", repo / "work/sums.ipynb"))
    assert traces(project) == before
    repro(project)
    assert shown(project, "work_sums") == "6\n"
    run(project, Path(PYTHON).with_name("ruff"), "check", "--quiet", "tasks")  # type: ignore[arg-type]
    run(project, Path(PYTHON).with_name("ruff"), "format", "--quiet", "--check", "tasks")  # type: ignore[arg-type]


@pytest.mark.slow
def test_splitting_it_later_replaces_the_task(repo: Path) -> None:
    succeeded(nbmigrate(repo, "add", "work/sums.ipynb", "--commit"))
    done = nbmigrate(repo, "split", "work/sums.ipynb", "--no-run", "--commit")
    succeeded(done)
    stages = yaml.safe_load((repo / "dvc.yaml").read_text())["stages"]
    assert list(stages) == ["own", "sums-notebook"]
    assert not (repo / "records/sums/added.json").exists()
    assert git(repo, "status", "--porcelain") == ""
