import functools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.warm import Warm

SCRIPTS = Path(__file__).parents[2] / "template" / "scripts"


@pytest.fixture
def project(tmp_path):
    shutil.copytree(SCRIPTS, tmp_path / "scripts")
    (tmp_path / "tasks/study").mkdir(parents=True)
    return tmp_path


@functools.cache
def warm():
    """A Python that has imported what runs tasks, with the hash seed that they get."""
    return Warm("ipykernel.zmqshell", "jupyter_client.session", PYTHONHASHSEED="0")


def run(project, script, *options, environment=None):
    """Run a task; its exit code, what went to stderr, and the executed code cells."""
    (project / "tasks/study/01_task.py").write_text(script)
    command = [*options, "scripts/run_task.py", "tasks/study/01_task.py"]
    if options or environment:  # they may be heeded at Python's start alone
        command = [sys.executable, *command]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, env=environment)
    else:
        done = warm().run(project, command, {**os.environ, "PYTHONHASHSEED": "0"})
    executed = json.loads((project / "outputs/notebooks/study/01_task.ipynb").read_text())
    return done.returncode, done.stderr, [c for c in executed["cells"] if c["cell_type"] == "code"]


def shown(cell):
    """What a cell shows: streams by name, data as text."""
    return [
        (output["name"], output["text"])
        if output["output_type"] == "stream"
        else (output["output_type"], output.get("data", {}).get("text/plain", output.get("ename")))
        for output in cell["outputs"]
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("x = 1", [], id="shows nothing"),
        pytest.param("1 + 1", [("execute_result", "2")], id="last expression"),
        pytest.param("1 + 1;", [], id="hushed"),
        pytest.param("print('a')\nprint('b')", [("stdout", "a\nb\n")], id="text runs together"),
        pytest.param(
            "import sys\nprint('a')\nprint('w', file=sys.stderr)\nprint('b')",
            [("stdout", "a\nb\n"), ("stderr", "w\n")],
            id="streams apart",
        ),
        pytest.param(
            "import time\nprint('a')\ntime.sleep(0.5)\nprint('b')",
            [("stdout", "a\n"), ("stdout", "b\n")],
            id="text after a pause",
        ),
        pytest.param(
            "print('a', end='', flush=True)\nprint('b')",
            [("stdout", "a"), ("stdout", "b\n")],
            id="text that is flushed",
        ),
        pytest.param(
            "print('a')\ndisplay(1)\nprint('b')",
            [("stdout", "a\n"), ("display_data", "1"), ("stdout", "b\n")],
            id="display in between",
        ),
        pytest.param("1 + 1; # so", [], id="hushed, with a comment"),
        pytest.param("1 + 1  # a;", [("execute_result", "2")], id="comment with a semicolon"),
        pytest.param("import os\nos.system('echo sub');", [("stdout", "sub\n")], id="subprocess"),
        pytest.param(
            "import os\nprint('a', flush=True)\nif not (child := os.fork()):\n    print('in a fork')\n"
            "    os._exit(0)\nos.waitpid(child, 0)\nprint('b')",
            [("stdout", "a\n"), ("stdout", "in a fork"), ("stdout", "\n"), ("stdout", "b\n")],
            id="a fork",
        ),
        pytest.param(
            "import multiprocessing\nwith multiprocessing.Pool(1) as pool:\n    pool.map(print, 'a')",
            [("stdout", "a"), ("stdout", "\n")],
            id="a pool of processes",
        ),
        pytest.param("# x = !echo magic\nx", [("execute_result", "['magic']")], id="commented magic"),
        pytest.param(
            "h = display('a', display_id=True)\nh.update('b')",
            [("display_data", "'b'")],
            id="updated display",
        ),
        pytest.param(
            "display('a', display_id='x')\ndisplay('b', display_id='x');",
            [("display_data", "'b'"), ("display_data", "'b'")],
            id="displayed again",
        ),
        pytest.param(
            "from IPython.display import clear_output\nprint('a')\nclear_output()\nprint('b')",
            [("stdout", "b\n")],
            id="cleared",
        ),
        pytest.param("import asyncio\nawait asyncio.sleep(0, 7)", [("execute_result", "7")], id="await"),
        pytest.param(
            "import asyncio\nasyncio.get_running_loop().is_running()",
            [("execute_result", "True")],
            id="a loop that runs",
        ),
        pytest.param(
            "display({'text/plain': 'p', 'application/x-own': b'q'}, raw=True)",
            [("display_data", "p")],
            id="bytes in what is shown",
        ),
        pytest.param(
            "import comm\nwidget = comm.create_comm()\nprint('a', flush=True)\n"
            "widget.send({'state': {'msg_id': 'cell'}})\nprint('b', flush=True)\n"
            "widget.send({'state': {'msg_id': ''}})\nprint('c')",
            [("stdout", "a\n"), ("stdout", "c\n")],
            id="a widget that takes output",
        ),
        pytest.param("print('\\ud800', flush=True)\nprint('a')", [("stdout", "a\n")], id="no characters"),
        pytest.param(
            "import sys\ntry:\n    sys.stdout.write(1)\nexcept TypeError as error:\n    print(error)",
            [("stdout", "write() argument must be str, not <class 'int'>\n")],
            id="what is no text",
        ),
        pytest.param("__name__", [("execute_result", "'__main__'")], id="main module"),
        pytest.param(
            "try:\n    input('name: ')\nexcept NotImplementedError as error:\n    print(str(error)[:20])",
            [("stdout", "raw_input was called\n")],
            id="nobody to ask",
        ),
        pytest.param("exit()\nprint(1)", [("stdout", "1\n")], id="no kernel to end"),
        pytest.param("breakpoint()\nprint(1)", [("stdout", "1\n")], id="nobody to debug"),
        pytest.param(
            "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('-f')\n"
            "parser.parse_args().f is None",
            [("execute_result", "False")],
            id="a kernel's arguments",
        ),
        pytest.param(
            "import os\n'JPY_PARENT_PID' in os.environ, os.environ['TERM']",
            [("execute_result", "(True, 'xterm-color')")],
            id="a kernel's environment",
        ),
    ],
)
def test_a_cell_shows_what_it_shows_in_a_notebook(project, source, expected):
    code, _, cells = run(project, f"# %%\n{source}\n")
    assert code == 0
    assert shown(cells[0]) == expected


def test_an_error_keeps_what_was_shown_so_far_and_names_the_task(project):
    code, said, cells = run(project, "# %%\nprint('a')\n1 / 0\n\n# %%\nprint('never')\n")
    assert code == 1
    assert [shown(cell) for cell in cells] == [[("stdout", "a\n"), ("error", "ZeroDivisionError")], []]
    assert "ZeroDivisionError" in said
    assert "tasks/study/01_task.py failed" in said


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        pytest.param(
            "raises-exception", [[("error", "ZeroDivisionError")], [("execute_result", "2")]], id="raises"
        ),
        pytest.param("skip-execution", [[], [("execute_result", "2")]], id="skipped"),
    ],
)
def test_tags_of_notebooks_are_honoured(project, tag, expected):
    code, _, cells = run(project, f'# %% tags=["{tag}"]\n1 / 0\n\n# %%\n2\n')
    assert code == 0
    assert [shown(cell) for cell in cells] == expected


def test_work_that_goes_on_does_so_between_cells(project):
    script = (
        "# %%\nimport asyncio\nasync def work():\n    await asyncio.sleep(0)\n    print('done')\n"
        "task = asyncio.create_task(work());\n\n# %%\ntask.done()\n"
    )
    _, _, cells = run(project, script)
    assert shown(cells[1])[-1] == ("execute_result", "True")


def test_cells_that_do_not_stem_from_the_notebook_take_no_count(project):
    script = "# %%\nimport os\n\n# %% origin=3\n6 * 7\n\n# %% origin=5\nOut[1], _\n"
    _, _, cells = run(project, script)
    assert [cell["execution_count"] for cell in cells] == [None, 1, 2]
    assert shown(cells[2]) == [("execute_result", "(42, 42)")]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param("# %% origin=1\n6\n\n# %%\n7\n", ["6", "7"], id="both shown"),
        pytest.param("# %% origin=1\n6\n\n# %%\n7;\n", ["6"], id="without origin, hushed"),
        pytest.param("# %% origin=1\n6;\n\n# %%\n7\n", ["7"], id="after one that is hushed"),
        pytest.param("# %%\n6;\n\n# %% origin=1\n7\n", ["7"], id="before one that is shown"),
    ],
)
def test_a_semicolon_hushes_its_own_cell(project, script, expected):
    _, _, cells = run(project, script)
    assert [text for cell in cells for _, text in shown(cell)] == expected


def test_equal_runs_give_equal_files(project):
    script = "# %%\nimport warnings\nwarnings.warn('odd')\nobject\n"
    run(project, script, environment=os.environ)
    first = (project / "outputs/notebooks/study/01_task.ipynb").read_bytes()
    run(project, script, environment=os.environ)
    assert (project / "outputs/notebooks/study/01_task.ipynb").read_bytes() == first


ORDER = "hash('a'), [*{'alpha', 'beta', 'gamma', 'delta'}]"


@pytest.mark.parametrize("seed", [None, "0", "1", "random"])
def test_sets_come_in_one_order_whatever_the_environment_says(project, seed):
    fixed = {**os.environ, "PYTHONHASHSEED": "0"}
    ask = [sys.executable, "-c", f"print(({ORDER}))"]
    expected = subprocess.run(ask, capture_output=True, text=True, env=fixed, check=True).stdout.strip()
    environment = {name: value for name, value in fixed.items() if name != "PYTHONHASHSEED"}
    code, _, cells = run(
        project, f"# %%\n{ORDER}\n", environment={**environment, **({"PYTHONHASHSEED": seed} if seed else {})}
    )
    assert (code, shown(cells[0])) == (0, [("execute_result", expected)])


def test_the_options_of_python_stay(project):
    options = ["-X", "faulthandler", "-W", "ignore"]
    _, _, cells = run(project, "# %%\nimport sys\nsys._xoptions, sys.warnoptions\n", *options)
    assert shown(cells[0]) == [("execute_result", "({'faulthandler': True}, ['ignore'])")]


@pytest.mark.parametrize(("asked", "expected"), [("", True), ("1", False)], ids=["by itself", "asked to"])
def test_a_cell_installs_only_when_asked_to(project, asked, expected):
    environment = {**os.environ, **({"RUN_TASK_INSTALL": asked} if asked else {})}
    script = "# %%\nimport os\nos.environ.get('PIP_DRY_RUN')\n\n# %%\n# !python -m pip install\n"
    _, _, cells = run(project, script, environment=environment)
    assert shown(cells[0]) == ([("execute_result", "'1'")] if expected else [])
    assert ("Not run: pip install (packages" in str(shown(cells[1]))) is expected
