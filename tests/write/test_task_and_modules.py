"""The text of tasks and of the modules under src, as a reader sees it."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.model.notebook import Cell
from migrate.model.pipeline import LiteralOccurrence, Parameter, Pipeline, Product, Setting, Task
from migrate.plan.names import OWN
from migrate.write.files import own_files
from migrate.write.format_code import import_block, tidy
from migrate.write.modules import modules
from migrate.write.task import task_script
from tests.shell import run
from tests.write.pipelines import code, function, pipeline

DF = Product("df", "data/interim/churn/load/df.parquet", 2)
CV = Parameter("cv", 5, (LiteralOccurrence(3, 0, 1, 5, "cv", "fit"),))
RANDOM = Product("random", "data/interim/churn/load/random.rng", 2)
CLEAN = function("load", "def clean(t):\n    return np.sqrt(t)", imports=("import numpy as np",))
SCALE = function("train", "def scale(t):\n    return clean(t)", cell=3, uses=("clean",))


def script(task: Task, **more: object) -> str:
    return task_script(replace(pipeline(), tasks=(task,), **more), task, "p")  # type: ignore[arg-type]


def test_a_task_without_neighbours_holds_its_cells_and_two_of_ours() -> None:
    assert script(
        Task(1, "load", "Load", (Cell(0, "markdown", "# Load"), code(1, "x = 1"), Cell(2, "raw", "r")))
    ) == (
        "# %% [markdown]\n# # Load\n\n"
        '# %% tags=["parameters"]\nupstream = {}\nproduct = {}\n\n'
        "# %%\nimport _setup\n\n"
        "# %% origin=1\nx = 1\n\n"
        "# %% [raw]\n# r\n"
    )


def test_a_task_with_everything_reads_from_top_to_bottom() -> None:
    task = Task(
        2,
        "train",
        "Train",
        (code(3, "df"),),
        imports=("import pandas as pd", "from sklearn import svm", "import pandas as pd"),
        functions=(CLEAN,),
        early=("class A:\n    pass",),
        late=("def late():\n    return df",),
        settings_before=3,
        upstream=(DF,),
        random_from=RANDOM,
        product=(replace(DF, path="data/interim/churn/train/df.parquet"),),
        random_to=replace(RANDOM, path="data/interim/churn/train/random.rng"),
    )
    assert (
        script(task)
        == """\
# %% tags=["parameters"]
upstream = {
    "df": "data/interim/churn/load/df.parquet",
    "random": "data/interim/churn/load/random.rng",
}
product = {
    "df": "data/interim/churn/train/df.parquet",
    "random": "data/interim/churn/train/random.rng",
}

# %%
import _setup

import pandas as pd
from sklearn import svm

from p import io
from p.churn import settings
from p.churn.load import clean

class A:
    pass

settings.apply(before=3)
df = io.load(upstream["df"])
io.load_random_position(upstream["random"])


# %%
# Defined again here, for they read the notebook's variables
def late():
    return df


# %% origin=3
df

# %%
io.save(df, product["df"])
io.save_random_position(product["random"])
"""
    )


def test_a_task_with_parameters_imports_what_reads_them_first() -> None:
    task = Task(2, "train", "", (code(3, "fit(df)"),), settings_before=3, upstream=(DF,), parameters=(CV,))
    assert (
        script(task)
        == """\
# %%
import _setup

from p import io
from p.churn import settings
from p.parameters import parameters

# %% tags=["parameters"]
upstream = {
    "df": "data/interim/churn/load/df.parquet",
}
product = {}
params = parameters("churn", "train")

# %%
settings.apply(before=3)
df = io.load(upstream["df"])

# %% origin=3
fit(df)
"""
    )


def test_a_task_with_parameters_and_nothing_to_load_has_no_empty_cell() -> None:
    text = script(Task(1, "train", "", (code(3, "fit()"),), parameters=(CV,)))
    assert text.endswith('params = parameters("churn", "train")\n\n# %% origin=3\nfit()\n')


def test_our_names_step_aside_where_the_notebook_uses_them() -> None:
    task = Task(2, "train", "", (code(3, "io = 1"),), settings_before=3, upstream=(DF,), product=(DF,))
    names = tuple((name, f"task_{name}") for name in OWN)
    text = script(task, own_names=names)
    tuned = script(replace(task, parameters=(CV,)), own_names=names)
    assert "from p.parameters import parameters as task_parameters\n" in tuned
    assert 'task_params = task_parameters("churn", "train")\n' in tuned
    assert "from p import io as task_io\nfrom p.churn import settings as task_settings\n" in text
    assert 'task_settings.apply(before=3)\ndf = task_io.load(task_upstream["df"])' in text
    assert 'task_io.save(df, task_product["df"])' in text


@pytest.mark.parametrize(
    ("tags", "header"),
    [
        pytest.param((), "# %% origin=1\n", id="none"),
        pytest.param(("a", 'b "c"'), '# %% tags=["a", "b \\"c\\""] origin=1\n', id="kept, quotes and all"),
        pytest.param(
            ("active-ipynb", "a"), '# %% tags=["a"] origin=1\n', id="but not those that switch code off"
        ),
    ],
)
def test_tags_are_kept(tags: tuple[str, ...], header: str) -> None:
    assert header + "x" in script(Task(1, "load", "", (Cell(1, "code", "x", tags=tags),)))


def test_a_pipeline_without_functions_and_settings_has_no_package() -> None:
    assert modules(pipeline("load"), "p") == {}
    assert not [path for path in own_files(pipeline("load"), "p") if path.startswith("src/")]


def test_functions_lie_in_the_module_of_their_stage_and_import_each_other() -> None:
    found = modules(replace(pipeline("load", "train"), functions=(CLEAN, SCALE)), "p")
    assert sorted(found) == ["__init__.py", "load.py", "train.py"]
    assert found["load.py"] == (
        '"""Functions of the task load, from churn.ipynb."""\n\nimport numpy as np\n\n\n'
        "def clean(t):\n    return np.sqrt(t)\n"
    )
    assert found["train.py"] == (
        '"""Functions of the task train, from churn.ipynb."""\n\nfrom p.churn.load import clean\n\n\n'
        "def scale(t):\n    return clean(t)\n"
    )


def test_settings_are_made_up_to_the_cell_that_a_task_begins_with() -> None:
    made = (
        Setting(1, ("sns.set_theme()",), ("import seaborn as sns",)),
        Setting(
            4,
            ("pd.set_option(\n    'display.precision', 2)", "style()"),
            ("import pandas as pd",),
            ("style",),
        ),
    )
    style = function("load", "def style():\n    pass")
    text = modules(replace(pipeline("load"), settings=made, functions=(style,)), "p")["settings.py"]
    spoken: list[object] = []
    code_only = "\n".join(line for line in text.split("\n") if not line.startswith(("import", "from")))
    space: dict[str, object] = {
        "sns": Spy(spoken),
        "pd": Spy(spoken),
        "style": lambda: spoken.append("style"),
    }
    exec(code_only, space)
    for before in (1, 2, 4, 5):
        spoken.append(before)
        space["apply"](before=before)  # type: ignore[operator]
    assert spoken == [1, 2, "set_theme", 4, "set_theme", 5, "set_theme", "set_option", "style"]
    assert text.startswith(
        '"""The settings that churn.ipynb makes for its process; each task starts with them."""\n'
    )


class Spy:
    """Stands for a module: notes the functions that are called of it."""

    def __init__(self, spoken: list[object]) -> None:
        self.spoken = spoken

    def __getattr__(self, name: str) -> object:
        return lambda *arguments: self.spoken.append(name)


def test_every_text_of_a_pipeline_compiles() -> None:
    whole: Pipeline = replace(
        pipeline("load", "train"), functions=(CLEAN, SCALE), folder='note "books"/ü\'s', folders=("a'b",)
    )
    for path, text in own_files(whole, "p").items():
        compile(text, path, "exec")


def test_code_is_sorted_and_formatted_whatever_configuration_lies_around() -> None:
    assert (
        tidy("import p.a\nimport os, pandas\nx = 'a'\n", "p")
        == 'import os\n\nimport pandas\n\nimport p.a\n\nx = "a"\n'
    )
    assert import_block(["import b", "import a", "import b"], "p") == "import a\nimport b"
    assert import_block([], "p") == ""


def test_a_task_starts_with_what_it_changes_as_that_was_given() -> None:
    task = replace(pipeline("load").tasks[0], restores=("data.csv",), writes=("data.csv",))
    whole = replace(pipeline(), tasks=(task,), changed=("data.csv",))
    assert '_setup.restore("data.csv")  # which the cells below change\n' in task_script(whole, task, "shop")
    setup = own_files(whole, "shop")["tasks/churn/_setup.py"]
    assert 'GIVEN = ROOT / "data/external/churn"' in setup
    assert "import shutil\n" in setup


def test_files_are_brought_back_from_where_no_task_writes(tmp_path: Path) -> None:
    whole = replace(pipeline("load"), changed=("a.csv", "in/b.csv", "in/c.csv"))
    setup = tmp_path / "tasks/churn/_setup.py"
    setup.parent.mkdir(parents=True)
    setup.write_text(own_files(whole, "shop")["tasks/churn/_setup.py"])
    for name in ("a.csv", "in/b.csv", "in/c.csv"):
        for folder, text in (("data/external/churn", "given"), ("data/raw/churn", "changed")):
            (tmp_path / folder / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / name).write_text(text)
    (tmp_path / "data/raw/churn/in/c.csv").unlink()
    code = (
        "import IPython; from types import SimpleNamespace as N; shell = N(user_ns={'_dh': []});"
        "IPython.get_ipython = lambda: shell; import _setup; _setup.restore('a.csv', 'in')"
    )
    run(setup.parent, sys.executable, "-c", code)
    texts = {p.relative_to(tmp_path).as_posix(): p.read_text() for p in tmp_path.rglob("*.csv")}
    assert set(texts.values()) == {"given"}
    assert len(texts) == 6


def test_a_future_statement_hides_nothing_from_plain_python() -> None:
    imports = ("from __future__ import annotations", "import numpy as np")
    text = script(Task(2, "train", "", (code(3, "x = np"),), imports=imports))
    assert "# %%\nimport _setup\n\n" in text
    assert '# %% tags=["active-ipynb"]\n# from __future__ import annotations\n\n' in text
    assert "# %%\nimport numpy as np\n\n# %% origin=3\n" in text
