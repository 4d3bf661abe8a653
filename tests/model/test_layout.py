"""Where a project's things lie, and that no other module says so."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrate.model import layout
from migrate.model.layout import Layout

SHOP = Layout("shop")
MIGRATE = Path(layout.__file__).parents[1]
PATHS = [path for name, path in vars(layout).items() if name.isupper() and isinstance(path, str)]
FOLDERS = {path.split("/")[0] for path in PATHS if "/" in path or "." not in path}
EXEMPT = ("model/layout.py", "record/cache.py")  # itself; folders of the user's own cache
NAMED = re.compile(rf"(^|[\s/`'{{,])({'|'.join(FOLDERS)})/")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (SHOP.tasks, "tasks/shop"),
        (SHOP.setup, "tasks/shop/_setup.py"),
        (SHOP.task("01_load"), "tasks/shop/01_load.py"),
        (SHOP.executions, "outputs/notebooks/shop"),
        (SHOP.executed("01_load"), "outputs/notebooks/shop/01_load.ipynb"),
        (SHOP.raw, "data/raw/shop"),
        (SHOP.data("prices/a.csv"), "data/raw/shop/prices/a.csv"),
        (SHOP.home("."), "data/raw/shop"),
        (SHOP.home("notebooks"), "data/raw/shop/notebooks"),
        (SHOP.external, "data/external/shop"),
        (SHOP.given("a.csv"), "data/external/shop/a.csv"),
        (SHOP.product("load", "df.parquet"), "data/interim/shop/load/df.parquet"),
        (SHOP.model("train", "tree.joblib"), "models/shop/train/tree.joblib"),
        (SHOP.source("trade"), "src/trade/shop"),
        (SHOP.module("trade", "settings"), "src/trade/shop/settings.py"),
        (SHOP.test, "tests/shop/test_pipeline.py"),
        (SHOP.record, "records/shop/record.json"),
        (Layout("*").record, "records/*/record.json"),
        (layout.notebook_path("a.ipynb"), "notebooks/a.ipynb"),
        (layout.module("trade", "io"), "src/trade/io.py"),
        (layout.script("run_task"), layout.RUN_TASK),
    ],
)
def test_paths(path, expected):
    assert path == expected


def test_records_are_all_below_one_folder():
    assert {path.rpartition("/")[0] for path in SHOP.all_records} == {SHOP.records}


def test_no_other_module_says_where_things_lie():
    others = {path.relative_to(MIGRATE).as_posix() for path in MIGRATE.rglob("*.py")} - {*EXEMPT}
    found = [f"{path}:{line}: {text}" for path in sorted(others) for line, text in paths_in(MIGRATE / path)]
    assert found == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("x = 'data'", [], id="a word"),
        pytest.param("'''\ntasks/ are scripts\n'''", [], id="a docstring"),
        pytest.param('x = """\nopen("data/raw")\n"""', [], id="code that is written into the project"),
        pytest.param("x = f'{TASKS}/{name}'", [], id="by the layout's names"),
        pytest.param("x = f'tasks/{name}'", ["tasks/"], id="a path with a name in it"),
        pytest.param("x = f'{a} in data/raw/{name}'", [" in data/raw/"], id="within a sentence"),
        pytest.param("x = '/models/'", ["/models/"], id="a rule"),
        pytest.param("x = root / 'src'", ["src"], id="a folder of a path"),
    ],
)
def test_what_counts_as_saying_so(tmp_path, code, expected):
    (tmp_path / "code.py").write_text(code)
    assert [text for _, text in paths_in(tmp_path / "code.py")] == expected


def paths_in(module: Path) -> Iterator[tuple[int, str]]:
    """Texts of a module that name a project's folder, by line; texts of several lines are code or prose."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(str(text)) if id(node) not in prose and "\n" not in text.strip():
                if NAMED.search(text):
                    yield node.lineno, text
            case ast.BinOp(op=ast.Div(), right=ast.Constant(str(text))) if text in FOLDERS:
                yield node.lineno, text
