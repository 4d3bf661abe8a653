import ast

import pytest

from migrate.plan.qualified_names import aliases, calls
from tests.plan.building import notebook


@pytest.mark.parametrize(
    ("imports", "code", "expected"),
    [
        pytest.param("", "x = 1", [], id="nothing"),
        pytest.param("", "f(1)", ["f"], id="a function"),
        pytest.param("", "df.head()", [".head"], id="a method"),
        pytest.param("", "df.groupby('a').mean()", [".mean", ".groupby"], id="a chain"),
        pytest.param("", "fs[0](1)", [""], id="no name"),
        pytest.param("import pandas as pd", "pd.read_csv('a')", ["pandas.read_csv"], id="an alias"),
        pytest.param("import os.path", "os.path.join('a')", ["os.path.join"], id="a package"),
        pytest.param("from a.b import c", "c()", ["a.b.c"], id="a name of a module"),
        pytest.param("from a import b as c", "c.d()", ["a.b.d"], id="a module under another name"),
        pytest.param("try:\n    import a as b\nexcept ImportError:\n    pass", "b.c()", ["a.c"], id="tried"),
        pytest.param(
            "import pandas as pd", "pandas.read_csv('a')", ["pandas.read_csv"], id="not imported so"
        ),
        pytest.param("from a import *", "f()", ["f"], id="a star tells nothing"),
    ],
)
def test_calls(imports, code, expected):
    known = aliases(notebook(imports))
    assert list(calls(ast.walk(ast.parse(code)), known)) == expected
