"""Tasks below one `dvc repro` share imports, and find what they would find alone."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.program import dvc, succeeded

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="process descriptors are Linux's")
ROOT = Path(__file__).parents[2]
SETUP = """\
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))
os.chdir(ROOT / "data/raw/study")
"""


@pytest.fixture
def project(tmp_path):
    """Make a project of tasks, given as texts; each is a stage that runs after the one before."""

    def make(**tasks):
        shutil.copytree(ROOT / "template/scripts", tmp_path / "scripts")
        stages = {}
        for folder in ("tasks/study", "src/mine", "data/raw/study"):
            (tmp_path / folder).mkdir(parents=True)
        (tmp_path / "tasks/study/_setup.py").write_text(SETUP)
        for name, text in tasks.items():
            path = f"tasks/study/{name}.py"
            (tmp_path / path).write_text(f"# %%\nimport _setup\n{text}\n")
            deps = [path, *(f"outputs/notebooks/study/{n}.ipynb" for n in list(tasks)[: len(stages)][-1:])]
            stages[name] = {
                "cmd": f"python scripts/run_task.py {path}",
                "deps": deps,
                "outs": [f"outputs/notebooks/study/{name}.ipynb"],
            }
        (tmp_path / "dvc.yaml").write_text(json.dumps({"stages": stages}))
        succeeded(dvc(tmp_path, "init", "--no-scm", "-q"))
        return tmp_path

    return make


def repro(project, **variables):
    """Run the pipeline; DVC's exit code, and all that was printed."""
    place = str(project / "site")
    done = dvc(project, "repro", "--force", "--no-run-cache", DVC_SITE_CACHE_DIR=place, **variables)
    return done.returncode, done.stdout + done.stderr


def said(project, name):
    """What a task printed."""
    notebook = json.loads((project / f"outputs/notebooks/study/{name}.ipynb").read_text())
    outputs = [o for cell in notebook["cells"] for o in cell.get("outputs", [])]
    return "".join(o["text"] for o in outputs if o["output_type"] == "stream").split()


FATHER = "import numpy as np\nimport os, sys\nprint(os.getppid(), 'numpy' in sys.modules)"


def test_tasks_with_the_same_imports_are_forked_from_one_process(project):
    place = project(a=FATHER, b=FATHER, c=FATHER.replace("numpy as np", "json"))
    assert repro(place)[0] == 0
    fathers = [said(place, name)[0] for name in "abc"]
    assert fathers[0] == fathers[1] != fathers[2]
    assert said(place, "c")[1] == "False", "a task finds only what it imports itself"


def test_it_can_be_turned_off(project):
    place = project(a="import gc\nprint(gc.get_freeze_count() > 0)")
    assert repro(place)[0] == 0
    assert said(place, "a") == ["True"]
    assert repro(place, RUN_TASK_COLD="1")[0] == 0
    assert said(place, "a") == ["False"]


STATE = """import numpy as np
import decimal, gc, locale, os, resource, signal, sys, warnings
own = ("DVC_STAGE", "RUN_TASK_COLD", "JPY_PARENT_PID", "SHLVL", "_")
limits = (resource.RLIMIT_AS, resource.RLIMIT_DATA, resource.RLIMIT_NOFILE, resource.RLIMIT_STACK)
state = {
    "hashes": [hash("a"), hash(b"a"), hash(None) if sys.version_info >= (3, 12) else 0],
    "sets": [*{"alpha", "beta", "gamma", "delta"}, *map(str, frozenset(map(str, range(99))))],
    "flags": repr(sys.flags),
    "environment": {name: value for name, value in os.environ.items() if name not in own},
    "arguments": sys.argv,
    "path": sys.path,
    "folder": os.getcwd(),
    "modules": sorted(sys.modules),
    "finders": [getattr(finder, "__name__", type(finder).__name__) for finder in sys.meta_path],
    "names": sorted(globals()),
    "warnings": repr(warnings.filters),
    "collecting": [gc.isenabled(), gc.get_threshold()],
    "limits": [sys.getrecursionlimit(), sys.getswitchinterval(), *map(resource.getrlimit, limits)],
    "signals": {int(s): str(signal.getsignal(s)) for s in {*signal.valid_signals()} - {signal.SIGINT}},
    "masked": [int(s) for s in signal.pthread_sigmask(signal.SIG_BLOCK, ())],
    "locale": locale.setlocale(locale.LC_ALL),
    "umask": os.umask(0o022),
    "decimal": repr(decimal.getcontext()),
    "numpy": [repr(np.geterr()), repr(np.get_printoptions())],
    "executable": [sys.executable, sys.prefix],
    "streams": [type(s).__qualname__ for s in (sys.stdin, sys.stdout, sys.stderr)],
    "nice": os.nice(0),
}
import json
print(json.dumps(state))
"""


def state_of(project, name):
    """What a task found itself in."""
    notebook = json.loads((project / f"outputs/notebooks/study/{name}.ipynb").read_text())
    outputs = [o for cell in notebook["cells"] for o in cell.get("outputs", [])]
    return json.loads("".join(o["text"] for o in outputs))


def test_a_task_finds_in_a_fork_what_it_finds_alone(project):
    """All that may decide what code computes: so one proof is enough, of whichever way to start a task."""
    place = project(a=STATE, b=STATE)
    assert repro(place)[0] == 0
    warm = state_of(place, "b")
    assert repro(place, RUN_TASK_COLD="1", PYTHONHASHSEED="7")[0] == 0
    cold = state_of(place, "b")
    assert {key: (warm[key], cold[key]) for key in warm if warm[key] != cold[key]} == {}


def test_the_server_ends_with_dvc(project):
    place = project(a=FATHER)
    assert repro(place)[0] == 0
    father = Path("/proc", said(place, "a")[0])
    patience = 100
    while father.exists() and ") Z " not in (father / "stat").read_text() and patience:
        time.sleep(0.1)
        patience -= 1
    assert patience


def test_imports_made_ahead_are_there_for_the_first_task(project):
    place = project(a=FATHER)
    with subprocess.Popen(["sleep", "600"]) as owner:
        mine = {**os.environ, "RUN_TASK_OWNER": str(owner.pid)}
        command = [sys.executable, "scripts/run_task.py"]
        ahead = ["--ahead", str(owner.pid), "tasks/study/a.py"]
        subprocess.run([*command, *ahead], cwd=place, env=mine, check=True)
        assert not (place / "outputs").exists()
        there = [p.parent.name for p in Path("/proc").glob("[0-9]*/cmdline") if says(p, *ahead)]
        subprocess.run([*command, ahead[-1]], cwd=place, env={**mine, "DVC_STAGE": "a"}, check=True)
        owner.kill()
    assert said(place, "a")[0] in there


def says(cmdline, *words):
    """Whether a process was started with these words."""
    try:
        return "\0".join(words).encode() in cmdline.read_bytes()
    except OSError:
        return False


@pytest.mark.parametrize(
    ("task", "code", "text"),
    [
        pytest.param("pass", 0, "", id="nothing to do"),
        pytest.param("1 / 0", 255, "ZeroDivisionError", id="raises"),
        pytest.param("import os\nos.abort()", 255, "ended without a word", id="crashes"),
        pytest.param("import no_such_package", 255, "ModuleNotFoundError", id="import that fails"),
        pytest.param("import sys\nassert sys.argv[1] == '-f'", 0, "", id="a kernel's arguments"),
        pytest.param("import os\nassert os.getcwd().endswith('raw/study')", 0, "", id="its own folder"),
        pytest.param("import os\nassert os.environ['DVC_STAGE'] == 'b'", 0, "", id="its own variables"),
    ],
)
def test_a_task_ends_as_it_would_alone(project, task, code, text):
    place = project(a="import numpy", b=task)
    found, printed = repro(place)
    assert found == code, printed
    assert text in printed


def test_packages_find_the_notebook_they_are_imported_in(project):
    """pandas asks, when it is imported, whether a table may be wider than a terminal."""
    task = "import pandas as pd\nimport gc\nprint(gc.get_freeze_count() > 0, pd.options.display.max_columns)"
    place = project(a=task, b=task)
    assert repro(place)[0] == 0
    assert said(place, "b") == ["True", "20"]


GROW = """
import os, stat, sys
from types import SimpleNamespace
from task_runner.warm_start import Nest, Reply
def prepare(folder):
    os.write(1, sys.argv[1].encode())
    found.append(stat.S_ISFIFO(os.fstat(1).st_mode))
    return SimpleNamespace(front=SimpleNamespace(outputs=[]))
found = []
found.append(Nest(0, prepare, None, Reply()).grow(("tasks",)))
print(*found, file=open("found", "w"))
"""


@pytest.mark.parametrize(("text", "shared"), [("", "True"), ("hello", "False")], ids=["quiet", "loud"])
def test_what_is_imported_finds_a_pipe_and_is_shared_if_it_says_nothing(tmp_path, text, shared):
    """Fortran's library decides once, when it is loaded, how it writes to what its output is then."""
    scripts = {**os.environ, "PYTHONPATH": str(ROOT / "template/scripts")}
    subprocess.run([sys.executable, "-c", GROW, text], cwd=tmp_path, env=scripts, check=True)
    assert (tmp_path / "found").read_text().split() == ["True", shared]


def test_what_happens_at_exit_happens(project):
    place = project(a="import atexit\natexit.register(lambda: open('farewell', 'w').write('bye'));")
    assert repro(place)[0] == 0
    assert (place / "data/raw/study/farewell").read_text() == "bye"


def test_unseeded_draws_differ(project):
    draw = "import numpy as np\nimport random\nprint(np.random.rand(), random.random())"
    place = project(a=draw, b=draw)
    assert repro(place)[0] == 0
    assert not {*said(place, "a")} & {*said(place, "b")}


def test_what_the_project_itself_holds_is_imported_anew(project):
    """A module that a task writes is the one that the next task finds."""
    write = "open('helper.py', 'w').write('value = {}')\nimport helper\nprint(helper.value)"
    place = project(a=write.format(1), b="import helper\nprint(helper.value)", c=write.format(22))
    assert repro(place)[0] == 0
    assert [said(place, name) for name in "abc"] == [["1"], ["1"], ["22"]]


@pytest.fixture
def reading(monkeypatch, tmp_path):
    """The module that reads what tasks import first, in a project of its own."""
    monkeypatch.syspath_prepend(str(ROOT / "template/scripts"))
    from task_runner import leading_imports

    (tmp_path / "src/mine").mkdir(parents=True)
    (tmp_path / "src/mine/helper.py").write_text(
        "import scipy\nfrom mine import other\nx = f()\nimport torch\n"
    )
    (tmp_path / "src/mine/parameters.py").write_text("import json\n")
    (tmp_path / "src/mine/other.py").write_text("import attrs\nfrom mine import helper\n")
    monkeypatch.setattr(leading_imports, "ROOT", tmp_path)
    return leading_imports


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("", set(), id="nothing"),
        pytest.param("import os, json", set(), id="Python's own"),
        pytest.param("import torch as t", {"torch"}, id="package"),
        pytest.param("from torch import nn", {"torch:nn"}, id="member"),
        pytest.param("import yaml, torch", {"torch"}, id="not what takes no time"),
        pytest.param("import pandas", {"numpy", "pandas"}, id="what it imports itself"),
        pytest.param("import torch\nx = torch.ones(3)\nimport jax", {"torch"}, id="after data"),
        pytest.param("import os\nos.environ['A'] = 'b'\nimport torch", set(), id="after a variable"),
        pytest.param("import sys\nsys.path.append('x')\nimport torch", set(), id="after a path"),
        pytest.param(
            "import torch\ntorch.set_up('x', n=3)\nimport jax", {"torch", "jax"}, id="after a setting"
        ),
        pytest.param("%matplotlib inline\nimport torch", {"torch"}, id="after a magic for display"),
        pytest.param("%pip install torch\nimport torch", set(), id="after another magic"),
        pytest.param("!ls\nimport torch", set(), id="after a command"),
        pytest.param("%%bash\nls\n# %%\nimport torch", set(), id="after a cell in another language"),
        pytest.param("N = 3\n'text'\nimport torch", {"torch"}, id="after constants"),
        pytest.param(
            "upstream = {'x': 'a/b.parquet'}\nimport torch",
            {"torch", "numpy", "pandas"},
            id="tables to load",
        ),
        pytest.param(
            "from mine.parameters import parameters\nparams = parameters('a', 'b')\nimport torch",
            {"torch"},
            id="after parameters",
        ),
        pytest.param(
            "from jax.parameters import parameters\nx = parameters('a')\nimport torch",
            {"jax.parameters:parameters"},
            id="after a call of that name",
        ),
        pytest.param("from mine import helper", {"numpy", "scipy", "attrs"}, id="through own modules"),
        pytest.param("import torch\nimport _setup", set(), id="setup isn't first"),
    ],
)
def test_leading_imports(reading, source, expected):
    assert reading.leading_imports(f"# %%\n{source}\n") == expected


def test_tasks_share_what_most_of_them_import(reading, tmp_path):
    folder = tmp_path / "tasks"
    folder.mkdir()
    for name, modules in {"a": "torch, jax", "b": "jax", "c": "flax, jax, torch"}.items():
        (folder / f"{name}.py").write_text(f"# %%\nimport _setup\nimport {modules}\n")
    found = {path.stem: reading.steps(path)[1:] for path in sorted(folder.glob("*.py"))}
    assert found == {
        "a": [("_setup", "jax"), ("torch",)],
        "b": [("_setup", "jax")],
        "c": [("_setup", "jax"), ("torch",), ("flax",)],
    }
