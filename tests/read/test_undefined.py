"""Names that no cell defines."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.read.notebook import read
from migrate.read.undefined import defined_in, undefined
from tests.program import write_notebook


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        pytest.param(["x = 1", "print(x, len('a'), __name__)"], {}, id="all defined, or builtin"),
        pytest.param(["print(x)", "x = 1"], {}, id="defined further down"),
        pytest.param(["1 + 1", "print(_, _1, In[0])"], {}, id="the history"),
        pytest.param(["for i in range(3): pass", "[j for j in 'ab']", "def f(a): return a"], {}, id="local"),
        pytest.param(["from math import *", "print(pi)"], {}, id="a star may bring it"),
        pytest.param(["exec(open('x').read())", "print(pi)"], {}, id="code may bring it"),
        pytest.param(["x = 1", "df2.head()", "print(df2, y)"], {"df2": 1, "y": 2}, id="gone"),
        pytest.param(["def f(): return df2", "f()"], {"df2": 1}, id="gone, read by a function when called"),
    ],
)
def test_names_that_no_cell_defines(tmp_path: Path, cells: list[str], found: dict[str, int]) -> None:
    assert undefined(read(write_notebook(tmp_path / "nb.ipynb", *cells))) == found


def test_cells_that_define_a_name(tmp_path: Path) -> None:
    notebook = read(write_notebook(tmp_path / "nb.ipynb", "x = 1", "print(x)", "import x", "del x"))
    assert defined_in(notebook, "x") == (0, 2)
