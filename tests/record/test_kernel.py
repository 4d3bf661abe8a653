"""Kernels that misbehave, and what is left of them."""

from __future__ import annotations

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import RequestError
from migrate.record.kernel import Limits, processes_with

REPOSITORY = Path(__file__).parents[2]
COMMAND = """
import sys
from contextlib import contextmanager
from pathlib import Path
from migrate.read.notebook import read
from migrate.record.kernel import Limits
from migrate.record.observe import record

@contextmanager
def show(what):
    yield lambda done, total, part: None

path = Path(sys.argv[1])
try:
    with record(path, read(path), Path(sys.executable), {}, Limits(), show):
        pass
except KeyboardInterrupt:
    sys.exit(130)
"""
DETACHED = (
    "import subprocess, sys\n"
    'code = \'import time; open("pid", "w").close(); time.sleep(600)\'\n'
    "p = subprocess.Popen([sys.executable, '-c', code], start_new_session=True)"
)


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary folders of the run go: nothing may stay in it, and nothing may run in it."""
    place = Path(tempfile.mkdtemp(prefix="t", dir="/tmp"))
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield place
    assert until(lambda: not running_in(place)), "processes are left"
    assert list(place.iterdir()) == []
    place.rmdir()


def running_in(place: Path) -> list[int]:
    """Processes whose environment names a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            text = (process / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if f"IPYTHONDIR={place}" in text:
            found.append(int(process.name))
    return found


def until(holds: Callable[[], object], seconds: float = 60) -> bool:
    """Whether something comes true before long."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(holds())


@pytest.mark.slow
def test_a_kernel_that_a_cell_takes_leave_of(record_cells: Any, tmp_path: Path) -> None:
    with pytest.raises(RequestError) as error:
        record_cells(
            tmp_path / "nb.ipynb",
            {"leaves": "x = 1\nexit()", "waits": "import time; time.sleep(1)", "more": "x"},
        )
    assert str(error.value).startswith("nb.ipynb, cell 0: ended its kernel")


def refused(record_cells: Any, folder: Path, source: str, limits: Limits | None = None) -> str:
    """What is said of a notebook whose second cell is this one."""
    with pytest.raises(RequestError) as error:
        record_cells(folder / "nb.ipynb", {"fine": "x = 1", "bad": source}, limits=limits)
    return str(error.value)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param("while True: pass", "did not end within 2 s", id="endless"),
        pytest.param(
            "import time; time.sleep(600)", "--timeout SECONDS", id="asleep", marks=pytest.mark.slow
        ),
        pytest.param(
            "import subprocess; subprocess.run(['sleep', '600'])",
            "did not end",
            id="in a subprocess",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_cell_that_takes_too_long(record_cells: Any, tmp_path: Path, source: str, words: str) -> None:
    said = refused(record_cells, tmp_path, source, Limits(seconds=2))
    assert said.startswith("nb.ipynb, cell 1: ")
    assert words in said


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param(
            "1 / 0", "raises ZeroDivisionError: division by zero", id="raises", marks=pytest.mark.slow
        ),
        pytest.param(
            "class Graph:\n    def _repr_html_(self): raise OSError('no dot')\nGraph()",
            "raises OSError: no dot",
            id="makes what can't be shown",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "display({'application/x-own': {'k': 1}}, raw=True)",
            "shows something that a notebook file can't hold: {'k': 1} is not valid",
            id="shows what a file can't hold",
            marks=pytest.mark.slow,
        ),
        pytest.param("x ==", "raises SyntaxError", id="does not parse", marks=pytest.mark.slow),
        pytest.param("input('name? ')", "asks for input", id="asks"),
        pytest.param(
            "import getpass; getpass.getpass()",
            "asks for input",
            id="asks for a password",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "import sys; assert not sys.stdin.read(); 1 / 0",
            "ZeroDivisionError",
            id="reads nothing",
            marks=pytest.mark.slow,
        ),
        pytest.param("import os; os._exit(3)", "its code ended the process with status 3", id="exits"),
        pytest.param(
            "import os; os.kill(os.getpid(), 9)", "ran out of memory", id="is killed", marks=pytest.mark.slow
        ),
        pytest.param(
            "import ctypes; ctypes.string_at(0)", "crashed with SIGSEGV", id="crashes", marks=pytest.mark.slow
        ),
        pytest.param(
            "import nosuchthing.part",
            "-m pip install nosuchthing",
            id="lacks a module",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "import cv2.nosuch",
            "-m pip install opencv-python",
            id="lacks a module named otherwise",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "open('no.csv')", "a copy of the notebook's folder", id="lacks a file", marks=pytest.mark.slow
        ),
    ],
)
def test_a_cell_that_fails(record_cells: Any, tmp_path: Path, source: str, words: str) -> None:
    said = refused(record_cells, tmp_path, source)
    assert said.startswith("nb.ipynb, cell 1: ")
    assert words in said
    assert said.endswith("Nothing was written.")


@pytest.mark.slow
def test_a_cell_that_takes_too_much_memory(record_cells: Any, tmp_path: Path) -> None:
    said = refused(record_cells, tmp_path, "b = bytearray(8 * 1024**3)", Limits(memory=4))
    assert "needs more than 4 GB of memory" in said


@pytest.mark.slow
def test_a_link_that_was_not_followed_is_named(record_cells: Any, tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to("/usr")
    assert "data: a link that leads out" in refused(record_cells, tmp_path, "open('data/x.csv')")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "import subprocess; p = subprocess.Popen(['sleep', '600'])", id="child", marks=pytest.mark.slow
        ),
        pytest.param(DETACHED, id="daemon in a session of its own"),
        pytest.param(
            "import os, time\nif not os.fork():\n    os.setsid(); time.sleep(600)",
            id="fork",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "import threading, time\nthreading.Thread(target=time.sleep, args=[600]).start()",
            id="thread",
            marks=pytest.mark.slow,
        ),
        pytest.param("%%script --bg bash\nsleep 600", id="shell", marks=pytest.mark.slow),
    ],
)
def test_what_a_cell_leaves_running_is_ended(
    record_cells: Any, tmp_path: Path, source: str, scratch: Path
) -> None:
    record_cells(tmp_path / "nb.ipynb", {"leaves": source})
    assert running_in(scratch) == []


def start(notebook: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "NBMIGRATE_CACHE": str(notebook.parent / "cache")}
    return subprocess.Popen([sys.executable, "-c", COMMAND, str(notebook)], cwd=REPOSITORY, env=environment)


def waiting_notebook(tmp_path: Path, source: str) -> Path:
    import nbformat

    cells = [nbformat.v4.new_code_cell(text) for text in (DETACHED, source)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "nb.ipynb")
    return tmp_path / "nb.ipynb"


def test_ctrl_c_leaves_nothing(tmp_path: Path, scratch: Path) -> None:
    process = start(waiting_notebook(tmp_path, "import time; open('here', 'w'); time.sleep(600)"))
    assert until(lambda: list(scratch.glob("nbmigrate-*/tree/here")))
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nb.ipynb"]


def test_a_kernel_that_kills_its_parent_ends_with_it(tmp_path: Path, scratch: Path) -> None:
    source = "import os, time; os.kill(os.getppid(), 9); time.sleep(600)"
    process = start(waiting_notebook(tmp_path, source))
    assert process.wait(60) == -signal.SIGKILL
    left = until(lambda: len(running_in(scratch)) <= 1)
    for pid in running_in(scratch):  # the detached child: with us gone, nobody is there to end it
        os.kill(pid, signal.SIGKILL)
    subprocess.run(["rm", "-r", *scratch.iterdir()], check=True)
    assert left
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nb.ipynb"]


def test_the_second_run_parses_nothing(
    record_cells: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two threads that parse at once end in a SystemError in Python 3.11."""
    parse = ast.parse

    def guarded(*given: Any, **named: Any) -> ast.AST:
        assert threading.current_thread() is threading.main_thread()
        return parse(*given, **named)

    monkeypatch.setattr(ast, "parse", guarded)
    assert record_cells(tmp_path / "nb.ipynb", {"only": "open('x', 'w').write('x')"}).plain.cells


def test_tags_as_in_jupyter(record_cells: Any, tmp_path: Path) -> None:
    cells = {"skipped": "x = 1", "raises": "x", "after": "'went on'", "last": "%%capture\nprint(1)"}
    tags = {"skipped": ["skip-execution"], "raises": ["raises-exception"]}
    found = record_cells(tmp_path / "nb.ipynb", cells, {"after": ("x",)}, tags=tags)
    skipped, raised, after, _ = found.original.cells
    assert skipped.outputs == []
    assert raised.outputs[0].ename == "NameError"
    assert after.outputs[0].data["text/plain"] == "'went on'"
    assert list(found.trace.cells) == [1, 2, 3]
    assert found.trouble == {}


@pytest.mark.slow
def test_nobodys_configuration_is_read(
    record_cells: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    startup = tmp_path / "profile/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("print('mine')\nmine = 1")
    (tmp_path / "startup.py").write_text("mine = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "profile"))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "startup.py"))
    found = record_cells(tmp_path / "work/nb.ipynb", {"look": "'mine' in globals()"})
    assert found.original.cells[0].outputs[0].data["text/plain"] == "False"


@pytest.mark.slow
def test_the_users_search_path_is_kept(
    record_cells: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/mine.py").write_text("VALUE = 'mine'")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "lib"))
    found = record_cells(
        tmp_path / "work/nb.ipynb", {"import": "import mine, os\nos.environ['PYTHONPATH'] + mine.VALUE"}
    )
    shown = [node.cells[0].outputs[0].data["text/plain"] for node in (found.plain, found.original)]
    assert shown == [f"'{tmp_path}/libmine'"] * 2


def test_no_process_has_a_variable_that_nobody_set() -> None:
    assert processes_with("NBMIGRATE_NEVER=1") == []


def test_a_task_skips_and_raises_as_the_notebook_did(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "template/scripts", tmp_path / "scripts")
    task = tmp_path / "tasks/p/01_a.py"
    task.parent.mkdir(parents=True)
    text = '# %% tags=["skip-execution"]\nx = 1\n\n# %% tags=["raises-exception"]\nx\n\n# %%\n"went on"\n'
    task.write_text(text)
    done = subprocess.run([sys.executable, "scripts/run_task.py", "tasks/p/01_a.py"], cwd=tmp_path)
    cells = json.loads((tmp_path / "outputs/notebooks/p/01_a.ipynb").read_text())["cells"]
    assert done.returncode == 0
    assert [o.get("ename") or o["data"]["text/plain"] for c in cells for o in c["outputs"]] == [
        "NameError",
        "'went on'",
    ]


def test_a_cell_that_installs_leaves_the_interpreter_as_it_is(record_cells: Any, tmp_path: Path) -> None:
    wheel = tmp_path / "work/odd_thing-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    info = "odd_thing-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("odd_thing.py", "")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: odd-thing\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    command = f"{sys.executable} -m pip install --no-index --no-deps --disable-pip-version-check {wheel}"
    program = (
        f"import subprocess\nprint(subprocess.run({command.split()}, capture_output=True, text=True).stdout)"
    )
    found = record_cells(tmp_path / "work/nb.ipynb", {"a": f"!{command}", "b": program, "c": "dir()"})
    for run in (found.original, found.plain):
        said, ran, names = run.cells
        assert said.outputs[0]["text"].startswith("Not run: pip install --no-index")
        assert "Would install odd-thing-1.0" in ran.outputs[0]["text"]
        assert "installs" not in names.outputs[0]["data"]["text/plain"]
    assert not any(Path(sys.prefix).rglob("odd_thing.py"))
