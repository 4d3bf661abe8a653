"""Cells that would install something: what they say in the record and in tasks, and what they ask for."""

from __future__ import annotations

import ast

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from migrate.project.template_files import module

installs = module("installs")
SAID = installs.SAYING.format


def python(cell: str) -> str:
    """The code that a cell becomes."""
    return TransformerManager().transform_cell(cell)


def run(cell: str) -> list[str]:
    """The texts that a cell gives to the shell, as they are when it runs."""
    tree = installs.Saying().visit(ast.parse(python(cell)))
    assert compile(tree, "cell", "exec")
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [str(a.value) for call in calls for a in call.args if isinstance(a, ast.Constant)]


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("x = 1", id="nothing"),
        pytest.param("!pip list", id="what is there"),
        pytest.param("!pip freeze > all.txt", id="what is there, kept"),
        pytest.param("%pip show numpy", id="a magic that looks"),
        pytest.param("!echo pip install x", id="words"),
        pytest.param("print('pip install x')", id="text"),
        pytest.param("!conda env list", id="environments"),
        pytest.param("%%writefile setup.sh\npip install x", id="a file"),
        pytest.param("import os\nos.system('ls')", id="another command"),
    ],
)
def test_other_cells_stay_as_they_are(cell: str) -> None:
    tree = ast.parse(python(cell))
    assert ast.unparse(installs.Saying().visit(ast.parse(python(cell)))) == ast.unparse(tree)


@pytest.mark.parametrize(
    ("cell", "command"),
    [
        pytest.param("!pip install x", "pip install x", id="in the shell"),
        pytest.param("%pip install x", "pip install x", id="a magic"),
        pytest.param("!pip3 -q install x", "pip3 -q install x", id="quietly"),
        pytest.param("!python -m pip install x", "pip install x", id="as a module"),
        pytest.param("!{sys.executable} -m pip install x", "pip install x", id="of this Python"),
        pytest.param('!"{sys.executable}" -m pip install x', "pip install x", id="of this Python, quoted"),
        pytest.param("!/usr/bin/python3 -m pip install x", "pip install x", id="of some Python"),
        pytest.param("!uv pip install x", "uv pip install x", id="uv"),
        pytest.param("%uv pip install x", "uv pip install x", id="uv's magic"),
        pytest.param("%conda install -y x", "conda install -y x", id="conda's magic"),
        pytest.param("!mamba install -y x", "mamba install -y x", id="mamba"),
        pytest.param("!sudo apt-get -y install x", "apt-get -y install x", id="the system's"),
        pytest.param("!pip uninstall -y x", "pip uninstall -y x", id="the other way"),
        pytest.param("!pip install x \\\n  y", "pip install x y", id="two lines"),
        pytest.param(
            "try:\n    import x\nexcept ImportError:\n    !pip install x", "pip install x", id="inside"
        ),
        pytest.param("y = !pip install x", "pip install x", id="its words kept"),
    ],
)
def test_a_cell_says_what_it_would_install(cell: str, command: str) -> None:
    told = [text for text in run(cell) if SAID(command) in text]
    assert len(told) == 1
    assert told[0].strip().startswith("echo ")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param(
            "!cd a && pip install -e . && ls",
            f"cd a && echo '{SAID('pip install -e .')}' && ls",
            id="in between",
        ),
        pytest.param("!pip install x > /dev/null 2>&1", " : ", id="in silence"),
        pytest.param("!pip install 'x>1;a' > log", " : ", id="marks in quotes"),
        pytest.param("!pip install x | tail -1", f" echo '{SAID('pip install x')}' | tail -1", id="a pipe"),
        pytest.param(
            "%%bash\nls\npip install x\n", f"ls\n echo '{SAID('pip install x')}' \n", id="in a script"
        ),
    ],
)
def test_the_rest_of_a_command_runs(cell: str, expected: str) -> None:
    assert run(cell)[-1] == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param("x = 1", [], id="nothing"),
        pytest.param("!pip install a b==1.0 'c[d]>=2'", ["a", "b==1.0", "c[d]>=2"], id="several"),
        pytest.param("%pip install -U -q a", ["a"], id="with flags"),
        pytest.param("!pip install -r r.txt -c c.txt -i https://a/b a", ["a"], id="options that take a word"),
        pytest.param("!pip install . ./a git+https://a/b https://a/b.whl {name}", [], id="no names"),
        pytest.param("!conda install -y a", [], id="not from the index"),
        pytest.param("!pip uninstall -y a", [], id="the other way"),
    ],
)
def test_what_is_asked_for(cell: str, expected: list[str]) -> None:
    assert list(installs.requirements(python(cell))) == expected
