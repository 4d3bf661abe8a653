"""The pipeline in dvc.yaml: its own stages come and go, everything else stays as it was."""

import subprocess
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pytest
import yaml

from migrate.errors import RequestError
from migrate.model.pipeline import Parameter, Product, Task
from migrate.model.record import Recorded, as_text
from migrate.write.files import shared_files
from migrate.write.stages import stage, stages, stages_of, with_all_stages, with_stages
from tests.program import dvc, succeeded
from tests.shell import run
from tests.write.pipelines import code, pipeline

LOAD = """\
  churn-load:
    cmd: python scripts/run_task.py tasks/churn/01_load.py
    deps:
      - tasks/churn/01_load.py
      - tasks/churn/_setup.py
    outs:
      - outputs/notebooks/churn/01_load.ipynb
"""
NARROW = LOAD.replace("      -", "    -")


def gone(script: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", f"stages:\n{LOAD}", id="no file"),
        pytest.param("stages:\n", f"stages:\n{LOAD}", id="nothing below stages"),
        pytest.param("stages: {}\n", f"stages:\n{LOAD}", id="empty stages"),
        pytest.param("# mine\nvars:\n- a: 1\n", f"# mine\nvars:\n- a: 1\nstages:\n{LOAD}", id="no stages"),
        pytest.param(
            "stages:\n  # mine\n  a: {cmd: echo}   # why\n\nplots:\n- a.csv\n",
            f"stages:\n  # mine\n  a: {{cmd: echo}}   # why\n{LOAD}\nplots:\n- a.csv\n",
            id="own stages in an own style",
        ),
        pytest.param(
            "stages:\n    a:\n        cmd: echo",
            "stages:\n    a:\n        cmd: echo\n" + "".join(f"  {line}\n" for line in LOAD.splitlines()),
            id="wide indentation, no line end",
        ),
        pytest.param(f"stages:\n{LOAD}", f"stages:\n{LOAD}", id="there already"),
        pytest.param(
            f"stages:\n{NARROW}", f"stages:\n{NARROW}", id="there already in another style"
        ),
        pytest.param(
            f"stages:\n  # about it\n{LOAD.replace('_setup', 'other')}  # about b\n  b:\n    cmd: echo\n",
            f"stages:\n  # about it\n{LOAD}  # about b\n  b:\n    cmd: echo\n",
            id="changed, between others",
        ),
    ],
)  # fmt: skip
def test_a_stage_is_put_into_whatever_is_there(text: str, expected: str) -> None:
    assert with_stages(text, pipeline("load"), "p", gone) == expected
    assert with_stages(expected, pipeline("load"), "p", gone) == expected


OTHERS = [
    pytest.param(
        "churn_x-load", "python scripts/run_task.py tasks/churn_x/01_load.py", id="another pipeline"
    ),
    pytest.param(
        "churn-2-load", "python scripts/run_task.py tasks/churn_2/01_load.py", id="a name that begins alike"
    ),
    pytest.param("churn-report", "python report.py", id="the user's own stage"),
]


@pytest.mark.parametrize(("name", "command"), OTHERS)
def test_stages_that_run_no_task_of_the_pipeline_are_left_alone(name: str, command: str) -> None:
    text = f"stages:\n  {name}:\n    cmd: {command}\n"
    assert with_stages(text, pipeline("load"), "p", gone) == text + LOAD
    assert stages_of(text + LOAD, "churn") == ["churn-load"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="no file"),
        pytest.param("stages:\n  a:\n    cmd: echo\n\nplots:\n- a.csv\n", id="between others"),
        pytest.param(f"stages:\n{LOAD}  # about b\n  b:\n    cmd: echo\n", id="one is there"),
        pytest.param(f"stages:\n{LOAD.replace('_setup', 'other')}  b:\n    cmd: echo\n", id="one changes"),
        pytest.param(
            f"stages:\n{LOAD.replace('churn', 'churn_x')}{LOAD.replace('load', 'old')}", id="one goes"
        ),
    ],
)
def test_stages_of_several_pipelines_come_as_if_one_after_the_other(text: str) -> None:
    pipelines = [pipeline("load", "fit", name=name) for name in ("churn", "sales", "churn_x")]
    expected = reduce(lambda text, each: with_stages(text, each, "p", gone), pipelines, text)
    assert with_all_stages(text, {each.name: stages(each, "p") for each in pipelines}, gone) == expected


def test_a_stage_goes_with_its_task_and_stays_with_it() -> None:
    mine = LOAD.replace("load", "mine").replace("01", "09")
    text = f"stages:\n{LOAD.replace('load', 'old')}{mine}"
    found = with_stages(text, pipeline("load"), "p", lambda script: script == "tasks/churn/09_mine.py")
    assert found == f"stages:\n{mine}{LOAD}"


def test_stages_of_former_tasks_go_and_those_of_the_users_own_tasks_stay() -> None:
    text = "stages:\n" + "".join(LOAD.replace("load", name) for name in ("former", "lost", "mine"))
    files = {
        "dvc.yaml": text,
        "tasks/churn/01_former.py": "there",
        "tasks/churn/01_mine.py": "there",
        "records/churn/record.json": as_text(
            Recorded(notebook="churn.ipynb", sha256="", data={}, files={"tasks/churn/01_former.py": ""})
        ),
    }
    found = shared_files(pipeline("load"), "p", lambda path: files.get(path, ""))
    assert list(yaml.safe_load(found["dvc.yaml"])["stages"]) == ["churn-mine", "churn-load"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("stages:\n  churn-load:\n    cmd: echo\n", "isn't nbmigrate's", id="same name"),
        pytest.param("stages: {a: {cmd: echo}}\n", "are in braces", id="one line"),
        pytest.param("stages:\n  a: [\n", "can't be read", id="not YAML"),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_safely_is_refused(text: str, says: str) -> None:
    with pytest.raises(RequestError, match=says):
        with_stages(text, pipeline("load"), "p", gone)


def test_a_task_with_parameters_depends_on_its_own_alone() -> None:
    tuned = replace(pipeline("load").tasks[0], parameters=(Parameter("cv", 5, ()),))
    found = stage(pipeline("load"), tuned, "p")
    assert list(found) == ["cmd", "deps", "params", "outs"]
    assert found["params"] == [{"configs/config.yaml": ["churn.load"]}]
    assert "src/p/parameters.py" in found["deps"]
    assert "params" not in stage(pipeline("load"), pipeline("load").tasks[0], "p")


def test_a_task_depends_on_what_it_uses_and_makes_what_it_stores() -> None:
    table, state = (
        Product("df", "data/interim/churn/load/df.parquet", 1),
        Product("s", "data/interim/churn/s.rng", 1),
    )
    load = Task(
        1,
        "load",
        "",
        (code(1),),
        product=(table,),
        random_to=state,
        reads=("a.csv", "gone.csv"),
        writes=("b.csv",),
    )
    train = Task(
        2, "train", "", (code(2),), upstream=(table,), random_from=state, reads=("b.csv", "a.csv"),
        writes=("a.csv",), settings_before=2,
    )  # fmt: skip
    whole = replace(pipeline(), tasks=(load, train), data=("a.csv",))
    assert stage(whole, load, "p")["outs"] == [
        *(table.path, state.path, "data/raw/churn/b.csv", "outputs/notebooks/churn/01_load.ipynb")
    ]
    assert stage(whole, load, "p")["deps"] == [
        *("tasks/churn/01_load.py", "tasks/churn/_setup.py", "src/p/io.py", "data/raw/churn/a.csv")
    ]
    assert stage(whole, train, "p") == {
        "cmd": "python scripts/run_task.py tasks/churn/02_train.py",
        "deps": [
            *("tasks/churn/02_train.py", "tasks/churn/_setup.py", "src/p/io.py", "src/p/churn/settings.py"),
            *(table.path, state.path, "data/raw/churn/b.csv", "data/raw/churn/a.csv"),
        ],
        "outs": ["outputs/notebooks/churn/02_train.ipynb"],
    }


ODD = [
    "a b.csv",
    "${HOME}.csv",
    "$(touch x).csv",
    "a: #b.csv",
    "'q\".csv",
    "-rf.csv",
    "é漢.csv",
    "{{x}}.csv",
    "[a].csv",
    "null",
]


def test_dvc_finds_files_with_odd_names(tmp_path: Path) -> None:
    written = tuple(f"out {name}" for name in ODD)
    task = Task(1, "load", "", (code(1),), reads=tuple(ODD), writes=written)
    text = with_stages("", replace(pipeline(), tasks=(task,), data=tuple(ODD)), "p", gone)
    data = tmp_path / "data/raw/churn"
    data.mkdir(parents=True)
    for name in ODD:
        (data / name).write_text("x")
    for path in ("tasks/churn/01_load.py", "tasks/churn/_setup.py", "scripts/run_task.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    lines = ["import pathlib", "pathlib.Path('outputs/notebooks/churn').mkdir(parents=True)"]
    lines += ["pathlib.Path('outputs/notebooks/churn/01_load.ipynb').write_text('')"]
    lines += [f"pathlib.Path({f'data/raw/churn/{name}'!r}).write_text('')" for name in written]
    (tmp_path / "scripts/run_task.py").write_text("\n".join(lines))
    (tmp_path / "dvc.yaml").write_text(text)
    run(tmp_path, "git", "init", "--quiet")
    succeeded(dvc(tmp_path, "init", "--quiet"))
    succeeded(dvc(tmp_path, "repro"))
    locked = yaml.safe_load((tmp_path / "dvc.lock").read_text())["stages"]["churn-load"]
    assert {f"data/raw/churn/{name}" for name in ODD} <= {dep["path"] for dep in locked["deps"]}
    assert {f"data/raw/churn/{name}" for name in written} <= {out["path"] for out in locked["outs"]}
    assert subprocess.run(["git", "status", "--porcelain"], cwd=tmp_path, capture_output=True).returncode == 0
