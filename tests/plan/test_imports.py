import pytest

from migrate.model.trace import CellTrace, Trace
from migrate.plan.imports import (
    literal_names,
    names_in,
    needed_imports,
    needs_path,
    only_imported,
    shell_imports,
)
from tests.plan.building import change, notebook


@pytest.mark.parametrize(
    ("cells", "names", "expected"),
    [
        pytest.param(["import os"], "", [], id="nothing used"),
        pytest.param(["x = 1"], "x", [], id="no imports"),
        pytest.param(["import os"], "os", ["import os"], id="used"),
        pytest.param(
            ["import os, sys, re"], "os re", ["import os", "import re"], id="one line becomes several"
        ),
        pytest.param(["import numpy as np"], "np", ["import numpy as np"], id="alias"),
        pytest.param(["import numpy as np"], "numpy", [], id="the name behind an alias"),
        pytest.param(["from math import (pi,\n    sin, cos)"], "sin", ["from math import sin"], id="reduced"),
        pytest.param(["from math import pi as p"], "p", ["from math import pi as p"], id="from with alias"),
        pytest.param(["from ..a import b"], "b", ["from ..a import b"], id="relative"),
        pytest.param(["import os.path"], "os", ["import os.path"], id="dotted"),
        pytest.param(
            ["import scipy.stats", "import scipy.linalg"],
            "scipy",
            ["import scipy.stats", "import scipy.linalg"],
            id="dotted imports add up",
        ),
        pytest.param(
            ["import a.b as b", "import c.b as b"], "b", ["import c.b as b"], id="with alias they don't"
        ),
        pytest.param(["import os", "import os"], "os", ["import os"], id="twice the same"),
        pytest.param(
            ["from a import f", "from b import f"], "f", ["from b import f"], id="the last one counts"
        ),
        pytest.param(["import f", "from b import f"], "f", ["from b import f"], id="module, then member"),
        pytest.param(
            ["try:\n    import a\nexcept ImportError:\n    import b as a"],
            "a",
            ["try:\n    import a\nexcept ImportError:\n    import b as a"],
            id="try and except stay together",
        ),
        pytest.param(["from math import *"], "", ["from math import *"], id="a star is always needed"),
        pytest.param(
            ["from __future__ import annotations"], "", ["from __future__ import annotations"], id="future"
        ),
        pytest.param(["from __future__ import print_function"], "", [], id="what is the future no more"),
        pytest.param(
            ["from sklearn.experimental import enable_iterative_imputer"],
            "",
            ["from sklearn.experimental import enable_iterative_imputer"],
            id="an import that enables others",
        ),
        pytest.param(["import b", "import a"], "a b", ["import b", "import a"], id="in the notebook's order"),
    ],
)
def test_needed_imports(cells, names, expected):
    imports = [s for s in notebook(*cells).statements if s.kind == "import"]
    assert list(needed_imports(imports, frozenset(names.split()))) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["x = 1"], "", id="no imports"),
        pytest.param(["import os, sys"], "os sys", id="imports"),
        pytest.param(["import os", "import os"], "os", id="repeated"),
        pytest.param(["import os", "import os.path"], "os", id="with a submodule"),
        pytest.param(["from a import f, g", "from a import f"], "f g", id="repeated with others"),
        pytest.param(["from a import f", "from b import f"], "", id="something else later"),
        pytest.param(["import json", "json = {}"], "", id="bound to data later"),
        pytest.param(["import json", "def json(): pass"], "", id="defined later"),
        pytest.param(["import x", "for x in []: pass"], "", id="a loop variable"),
    ],
)
def test_only_imported(cells, expected):
    assert only_imported(notebook(*cells)) == frozenset(expected.split())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("1", "", id="none"),
        pytest.param("a.b(c)", "a c", id="names, not attributes"),
        pytest.param("df.query('x > @limit')", "df limit", id="in a query"),
        pytest.param("get_ipython().system('ls {folder} $name')", "get_ipython folder name", id="in a magic"),
        pytest.param("f'{a}'", "a", id="in an f-string"),
    ],
)
def test_literal_names(source, expected):
    assert literal_names(notebook(source).statements[0].nodes) == frozenset(expected.split())


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["1"], "", id="none"),
        pytest.param(["print('np')"], "print", id="a word in a text"),
        pytest.param(
            ["import numpy as np", "from statsmodels.formula.api import ols", "ols('y ~ np.sin(x)', d)"],
            "ols d np",
            id="in a formula",
        ),
    ],
)
def test_names_in_a_statement_and_in_what_it_evaluates(cells, expected):
    assert names_in(notebook(*cells).statements[-1]) == frozenset(expected.split())


@pytest.mark.parametrize(
    ("source", "bound", "expected"),
    [
        pytest.param("print(1)", "", [], id="nothing to do"),
        pytest.param("display(1)", "", ["from IPython.display import display"], id="display"),
        pytest.param("display(1)", "display", [], id="the notebook's own"),
        pytest.param("get_ipython()", "", ["from IPython import get_ipython"], id="get_ipython"),
    ],
)
def test_shell_imports(source, bound, expected):
    assert (
        list(shell_imports(literal_names(notebook(source).statements[0].nodes), frozenset(bound.split())))
        == expected
    )


@pytest.mark.parametrize(
    ("source", "setting", "first", "needs"),
    [
        pytest.param("import helper", "folder", 3, False, id="nothing to do"),
        pytest.param("import helper", "path", 3, True, id="a module of the tree"),
        pytest.param("from helper import VALUE", "path", 3, True, id="a name of it"),
        pytest.param("import lib.helper", "path", 3, True, id="a package of the tree"),
        pytest.param("import numpy", "path", 3, False, id="a module of the environment"),
        pytest.param("import helper", "path", 1, False, id="the path is changed later"),
    ],
)
def test_needs_path(source, setting, first, needs):
    trace = Trace({1: CellTrace(changes=(change(0, setting),))}, modules=frozenset({"lib/helper.py"}))
    assert needs_path(source, trace, first) == needs
