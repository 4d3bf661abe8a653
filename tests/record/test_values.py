"""What the probe says of variables at borders, of files, modules and packages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrate.model.trace import CellTrace, Value
from migrate.record.observe import Recording

VALUES = {
    "number": ("1.5", "float", "json"),
    "text": ("'a'", "str", "json"),
    "long": ("'a' * 2000", "str", "json"),
    "half": ("'caf\\udce9.csv'", "str", "pkl"),
    "huge": ("10 ** 5000", "int", "pkl"),
    "plain": ("{'a': [1, 2, None], 'b': {'c': True}}", "dict", "json"),
    "tuple": ("(1, 2)", "tuple", "pkl"),
    "keys": ("{1: 'a'}", "dict", "pkl"),
    "missing": ("float('nan')", "float", "pkl"),
    "table": ("pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})", "pandas.DataFrame", "parquet"),
    "by_columns": ("pd.DataFrame({'a': [1.5, 2], 'b': [3, 4.5]})", "pandas.DataFrame", "parquet"),
    "by_rows": ("pd.DataFrame([[1.5, 2], [3, 4.5]], columns=['a', 'b'])", "pandas.DataFrame", "parquet"),
    "scaled": ("pd.DataFrame(np.ones((2, 3)), columns=[*'abc'], copy=False)", "pandas.DataFrame", "pkl"),
    "mixed": ("pd.DataFrame({'a': [1, 'x']})", "pandas.DataFrame", "pkl"),
    "lists": ("pd.DataFrame({'a': [[1], [2, 3]]})", "pandas.DataFrame", "pkl"),
    "wide": (
        "pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_product([['a'], [1, 2]]))",
        "pandas.DataFrame",
        "parquet",
    ),
    "category": ("pd.DataFrame({'a': pd.Categorical(['x', 'y'])})", "pandas.DataFrame", "parquet"),
    "daily": (
        "pd.DataFrame({'a': [1, 2]}, index=pd.date_range('2020', periods=2, freq='D'))",
        "pandas.DataFrame",
        "pkl",
    ),
    "nullable": ("pd.DataFrame({'a': pd.array([1, None], dtype='Int64')})", "pandas.DataFrame", "parquet"),
    "series": ("pd.Series([1, 2], name='s')", "pandas.Series", "pkl"),
    "array": ("np.arange(6.).reshape(2, 3)", "numpy.ndarray", "npy"),
    "fortran": ("np.asfortranarray(array)", "numpy.ndarray", "npy"),
    "objects": ("np.array([1, 'a'], dtype=object)", "numpy.ndarray", "pkl"),
    "estimator": ("Ridge().fit(array, [0, 1])", "sklearn.Ridge", "joblib"),
    "instance": ("Thing()", "__main__.Thing", "pkl"),
    "generator": ("(i for i in [1, 2])", "generator", None),
    "connection": ("sqlite3.connect(':memory:')", "sqlite3.Connection", None),
    "file": ("open('in.csv')", "_io.TextIOWrapper", None),
    "colours": ("plt.matplotlib.colors.ListedColormap(['red', 'blue'])", "matplotlib.ListedColormap", "pkl"),
    "figure": ("plt.figure()", "matplotlib.Figure", None),
    "function": ("noisy", "function", None),
    "nameless": ("lambda: 1", "function", None),
    "module": ("np", "module", None),
    "class_": ("Thing", "class", None),
}
CHANGES = {  # what is done to a value, and whether that changes it
    "describe": (
        "table.describe(); table.head(); len(table); table['a'].sum(); table.dtypes",
        "table",
        False,
    ),
    "copied columns": ("table.values; table.to_numpy(); table.copy(); table['a'] + 1", "table", False),
    "columns in dict": ("holder['t'].describe(); holder['t'].values;", "holder", False),
    "predicted": ("model.predict(array);", "model", False),
    "drop": ("table.drop(columns='b', inplace=True)", "table", True),
    "column": ("table['c'] = 1", "table", True),
    "append": ("items.append(4)", "items", True),
    "nested": ("plain['a'].append(4)", "plain", True),
    "table in dict": ("holder['t'].loc[0, 'a'] = 99", "holder", True),
    "fit": ("model.fit(array + 1, [1, 0])", "model", True),
    "view": ("view[0] = 5", "array", True),
    "equal": ("array = array.copy()", "array", False),
    "index name": ("table.index.name = 'n'", "table", True),
    "attribute": ("instance.x = 2", "instance", True),
    "category added": ("category['a'] = category['a'].cat.add_categories(['z'])", "category", True),
}
SETUP = """import sqlite3, subprocess, sys, os
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.linear_model import Ridge
from package import inner
import helpers
class Thing:
    def __init__(self): self.x = 1
    def __getstate__(self):
        print('told'); return self.__dict__
def noisy(): pass
"""
FILES = {
    "no file": "x = 1",
    "existence": "os.path.exists('none.csv')",
    "read": "pd.read_csv('in.csv')",
    "write": "table.to_csv('out.csv')",
    "read back": "pd.read_csv('out.csv')",
    "overwrite": "pd.DataFrame({'z': [1]}).to_csv('old.csv')",
    "extend": "with open('log.txt', 'a') as f: f.write('more')",
    "figure file": "fig, ax = plt.subplots(); fig.savefig('new/fig.png'); plt.close(fig)",
    "array file": "np.save('new/array.npy', array)",
    "database": "db = sqlite3.connect('new.db'); db.execute('create table t (a)'); db.commit(); db.close()",
    "old database": "db = sqlite3.connect('old.db'); db.execute('select 1').fetchall(); db.close()",
    "subprocess": 'subprocess.run([sys.executable, "-c", "open(\\"sub.txt\\", \\"w\\")"], check=True);',
    "shell": "!cp in.csv shell.csv",
    "parquet": "pd.read_parquet('in.parquet')",
    "other folder": "here = os.getcwd(); os.chdir('new'); d = pd.read_csv('../in.csv'); os.chdir(here)",
}
CELLS = {
    "setup": SETUP,
    "values": "\n".join(f"{name} = {source}" for name, (source, _, _) in VALUES.items())
    + "\nplt.close('all')",
    "more": "items = [1, 2]; holder = {'t': table.copy()}\n"
    "model = Ridge().fit(array, [0, 1]); view = array[0]",
    **{f"change {name}": source for name, (source, _, _) in CHANGES.items()},
    **FILES,
}
NAMES = (*VALUES, "items", "holder", "model")
WATCH = {"values": tuple(VALUES)} | {
    name: NAMES for name in CELLS if name.startswith("change") or name == "more"
}


@pytest.fixture(scope="module")
def recording(record_once: Any, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    import pandas as pd

    folder = tmp_path_factory.mktemp("values")
    (folder / "new").mkdir()
    (folder / "package").mkdir()
    (folder / "package/inner.py").write_text("import yaml\n")
    (folder / "helpers.py").write_text("VALUE = 1\n")
    (folder / "in.csv").write_text("a,b\n1,2\n")
    (folder / "old.csv").write_text("a,b\n1,2\n")
    (folder / "log.txt").write_text("first")
    (folder / "old.db").write_bytes(b"")
    pd.DataFrame({"a": [1]}).to_parquet(folder / "in.parquet")
    found: Recording = record_once(folder / "values.ipynb", CELLS, WATCH)
    return found


def after(recording: Recording, cell: str) -> dict[str, Value]:
    return dict(recording.trace.snapshots[list(CELLS).index(cell)])


def seen(recording: Recording, cell: str) -> CellTrace:
    return recording.trace.cells[list(CELLS).index(cell)]


def test_nothing_went_wrong_in_the_probe(recording: Recording) -> None:
    assert recording.trouble == {}


@pytest.mark.parametrize(("name", "kind", "form"), [(name, *rest) for name, (_, *rest) in VALUES.items()])
def test_kind_and_format(recording: Recording, name: str, kind: str, form: str | None) -> None:
    value = after(recording, "values")[name]
    assert (value.kind, value.format) == (kind, form)


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("number", None),
        ("instance", None),
        ("function", "__main__"),
        ("nameless", "__main__"),
        ("class_", "__main__"),
        ("module", "numpy"),
    ],
)
def test_where_a_definition_lives(recording: Recording, name: str, home: str | None) -> None:
    assert after(recording, "values")[name].home == home


@pytest.mark.parametrize("name", ["generator", "connection", "file", "figure", "function", "module"])
def test_no_telling_whether_it_changed(recording: Recording, name: str) -> None:
    assert after(recording, "values")[name].fingerprint is None


@pytest.mark.parametrize(("name", "same"), [("fortran", True), ("objects", False), ("number", False)])
def test_a_fingerprint_is_of_the_content(recording: Recording, name: str, same: bool) -> None:
    found = after(recording, "values")
    assert (found[name].fingerprint == found["array"].fingerprint) is same


@pytest.mark.parametrize(("cell", "name", "changes"), [(cell, *rest) for cell, (_, *rest) in CHANGES.items()])
def test_what_changes_a_value(recording: Recording, cell: str, name: str, changes: bool) -> None:
    borders = ["more", *(f"change {name}" for name in CHANGES)]
    before, now = (after(recording, border) for border in borders[borders.index(f"change {cell}") - 1 :][:2])
    others = {other for other in before if before[other] != now[other]} - {name}
    assert (before[name].fingerprint != now[name].fingerprint) is changes
    assert others == set()


@pytest.mark.parametrize(
    ("name", "summary"),
    [
        ("long", {"kind": "str"}),
        ("huge", {"kind": "int"}),
        ("number", {"value": 1.5}),
        ("table", {"rows": 2, "columns": [["a", "int64"], ["b", "str"]]}),
        ("array", {"shape": [2, 3], "dtype": "float64"}),
        ("estimator", {"kind": "Ridge"}),
    ],
)
def test_summary(recording: Recording, name: str, summary: object) -> None:
    assert after(recording, "values")[name].summary == summary


@pytest.mark.parametrize(
    ("cell", "reads", "writes"),
    [
        ("no file", [], []),
        ("existence", [], []),
        ("read", ["in.csv"], []),
        ("write", [], ["out.csv"]),
        ("read back", ["out.csv"], []),
        ("overwrite", [], ["old.csv"]),
        ("extend", ["log.txt"], ["log.txt"]),
        ("figure file", [], ["new/fig.png"]),
        ("array file", [], ["new/array.npy"]),
        ("database", [], ["new.db"]),
        ("old database", ["old.db"], []),
        ("subprocess", [], ["sub.txt"]),
        ("shell", ["in.csv"], ["shell.csv"]),
        ("parquet", ["in.parquet"], []),
        ("other folder", ["in.csv"], []),
    ],
)
def test_files(recording: Recording, cell: str, reads: list[str], writes: list[str]) -> None:
    trace = seen(recording, cell)
    assert (sorted(trace.reads), sorted(trace.writes)) == (reads, writes)


def test_modules_beside_the_notebook(recording: Recording) -> None:
    assert recording.trace.modules == {"helpers.py", "package/inner.py"}


def test_packages_are_those_imported_by_the_notebook_and_its_modules(recording: Recording) -> None:
    found = set(recording.trace.packages)
    assert {"numpy", "pandas", "matplotlib", "scikit-learn", "pyarrow", "PyYAML"} <= found
    assert not found & {"ipykernel", "nbformat", "pillow"}


def test_looking_at_values_shows_nothing(recording: Recording) -> None:
    assert not any("told" in str(cell.outputs) for cell in recording.original.cells)


def test_the_source_folder_is_untouched(recording: Recording) -> None:
    assert not (Path(recording.tree.root) / "out.csv").exists()
    assert (Path(recording.tree.root) / "log.txt").read_text() == "first"


def test_a_variable_is_not_looked_at_in_vain(record_cells: Any, tmp_path: Path) -> None:
    """After the last cell: unless it shares something, may be a model, or has become something else."""
    names = ("alone", "part", "whole", "items", "other")
    make = "import numpy as np\nalone, other, whole = map(np.ones, (2, 3, 4))\nitems, part = [1], whole[1:]"
    cells = {"make": make, "look": "alone.sum()", "change": "other = 'a text'"}
    borders = record_cells(tmp_path / "nb.ipynb", cells, dict.fromkeys(cells, names)).trace.snapshots
    assert [{*names} - {*borders[cell]} for cell in range(3)] == [set(), set(), {"alone"}]
