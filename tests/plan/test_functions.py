import ast
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.plan.functions import functions
from migrate.plan.functions import rewritten as with_edits
from migrate.plan.partition.by_headings import at_headings
from tests.plan.building import Markdown, apart, notebook

DATA = "x = load()"


def moved(book, stay=()):
    parts = at_headings(book.cells)
    return functions(book, parts, [f"s{place}" for place in range(len(parts))], frozenset(stay))


def rewritten(book, stay=()):
    return [with_edits(cell, [], moved(book, stay), "shop.study") for cell in book.code]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param([DATA], "", id="nothing to do"),
        pytest.param(["def f(): return 1"], "f", id="needs nothing"),
        pytest.param(["import os", "def f(): return os.sep"], "f", id="needs an import"),
        pytest.param(["def f(): return os.sep", "import os"], "f", id="needs a later import"),
        pytest.param(["def f(): return g()\ndef g(): return 1"], "f g", id="need each other"),
        pytest.param(["def f(n): return f(n - 1)"], "f", id="recursion"),
        pytest.param(["def f():\n    def g(): return f\n    return g"], "f", id="nested"),
        pytest.param(["async def f(): return 1"], "f", id="async"),
        pytest.param(["class K:\n    def m(self): return K"], "K", id="class"),
        pytest.param(["class K: pass", "class L(K): pass"], "K L", id="base class"),
        pytest.param(
            ["from dataclasses import dataclass", "@dataclass\nclass P:\n    x: int"], "P", id="dataclass"
        ),
        pytest.param(["def d(f): return f\n@d\ndef g(): return 1"], "d g", id="own decorator"),
        pytest.param(["def f(): return display(1)"], "f", id="display"),
        pytest.param([DATA, "def f(): return x"], "", id="reads data"),
        pytest.param([DATA, "def f(): return g()\ndef g(): return x"], "", id="reaches data"),
        pytest.param([DATA, "def f(y=x): return y"], "", id="a default reads data"),
        pytest.param([DATA, "@x.wrap\ndef f(): return 1"], "", id="a decorator reads data"),
        pytest.param([DATA, "class K:\n    size = x"], "", id="a class body reads data"),
        pytest.param(["def f(): return 1", "def f(): return 2"], "", id="defined twice"),
        pytest.param(["def f(): return 1\nf = cached(f)"], "", id="bound again"),
        pytest.param(["def f():\n    global n\n    n = 1"], "", id="global"),
        pytest.param(["f = lambda: 1"], "", id="lambda"),
        pytest.param(["if True:\n    def f(): return 1"], "", id="in a branch"),
        pytest.param(["%%time\ndef f(): return 1"], "", id="under a cell magic"),
        pytest.param(["def f(): return globals()"], "", id="reaches all names"),
        pytest.param(["from math import *", "def f(): return sin(1)"], "", id="from a star"),
        pytest.param(
            ["from a import g", "def f(): return g()", "from b import g"], "", id="an import that changes"
        ),
        pytest.param(
            ["import json", "def f(): return json", "json = {}"], "", id="an import that is overwritten"
        ),
        pytest.param(["s = 'def f(): return 1'\ndef f(): return 1"], "f", id="its text occurs twice"),
    ],
)
def test_what_moves(cells, expected):
    assert [function.name for function in moved(notebook(*cells))] == expected.split()


def test_what_has_to_stay_stays_and_so_does_what_uses_it():
    book = notebook("def f(): return 1\ndef g(): return f()\ndef h(): return 2")
    assert [function.name for function in moved(book, stay=["f"])] == ["h"]


@pytest.mark.parametrize(
    ("cells", "imports", "uses"),
    [
        pytest.param(["def f(): return 1"], [], [], id="nothing"),
        pytest.param(
            ["import os, sys", "def f(): return os.sep"], ["import os"], [], id="an import, reduced"
        ),
        pytest.param(
            ["def f(): return display(g())", "def g(): return 1"],
            ["from IPython.display import display"],
            ["g"],
            id="display and a function",
        ),
        pytest.param(
            ["def f(): return get_ipython()"], ["from IPython import get_ipython"], [], id="get_ipython"
        ),
        pytest.param(
            ["import a", "def f(x: a.T = a.N): return x"], ["import a"], [], id="annotation and default"
        ),
        pytest.param(
            ["from __future__ import annotations", "def f(): return 1"],
            ["from __future__ import annotations"],
            [],
            id="future",
        ),
    ],
)
def test_what_a_function_brings(cells, imports, uses):
    function = moved(notebook(*cells))[0]
    assert (list(function.imports), list(function.uses)) == (imports, uses)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param([DATA, "y = load()\ndef f(): return 1"], {"f": "s1"}, id="its own stage"),
        pytest.param(
            [DATA + "\ndef f(): return 1", "y = load()\ndef g(): return f()"],
            {"f": "s0", "g": "s1"},
            id="uses an earlier one",
        ),
        pytest.param(
            [DATA + "\ndef f(): return g()", "y = load()\ndef g(): return 1"],
            {"f": "s1", "g": "s1"},
            id="uses a later one: goes there, so that no two modules import each other",
        ),
        pytest.param(
            [DATA + "\ndef f(n): return g(n)", "y = load()\ndef g(n): return f(n)"],
            {"f": "s1", "g": "s1"},
            id="use each other",
        ),
    ],
)
def test_the_module_it_goes_to(cells, expected):
    assert {function.name: function.module for function in moved(apart(*cells))} == expected


F, G = "def f():\n    return 1", "def g():\n    return 2"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param(DATA, DATA, id="nothing to do"),
        pytest.param(F, "from shop.study.s0 import f", id="alone"),
        pytest.param(f"{F}\n\n\n{G}", "from shop.study.s0 import f, g", id="several: one import"),
        pytest.param(
            f"{F}\nx = load()\n{G}", "from shop.study.s0 import f, g\n\nx = load()", id="code in between"
        ),
        pytest.param(
            f"import os\n\n{F}\n\nx = f()", "import os\nfrom shop.study.s0 import f\n\nx = f()", id="around"
        ),
        pytest.param(
            f"# What\n# it does\n{F}\nf()", "from shop.study.s0 import f\n\nf()", id="comments go along"
        ),
        pytest.param(f"# Why\n\n{F}", "# Why\n\nfrom shop.study.s0 import f", id="other comments stay"),
        pytest.param(
            f"{F}\n# Then\nf()", "from shop.study.s0 import f\n\n# Then\nf()", id="comments below stay"
        ),
        pytest.param(
            f"# Why\n \n{F}\n  \n    ", "# Why\n\nfrom shop.study.s0 import f", id="no blanks are left"
        ),
        pytest.param("@staticmethod\n@property\n" + F, "from shop.study.s0 import f", id="decorators"),
        pytest.param(f"!ls\n{F}\n%cd ..", "!ls\n\nfrom shop.study.s0 import f\n\n%cd ..", id="among magics"),
        pytest.param(f"  {F}", f"  {F}", id="indented as a whole: stays"),
    ],
)
def test_the_cell_afterwards(cell, expected):
    assert rewritten(notebook(cell)) == [expected]


def test_functions_of_two_modules_are_imported_from_each():
    book = apart(f"{F}\ndef h():\n    return late()\nx = load()", "y = load()\ndef late():\n    return 2")
    assert rewritten(book)[0] == "from shop.study.s0 import f\nfrom shop.study.s1 import h\n\nx = load()"


PIECES = st.sampled_from(
    [
        "import os",
        DATA,
        "# a comment",
        "",
        "print(x)  # look",
        "if x:\n    y = 1",
        '"""text"""',
        "def f():\n    return 1",
        "# about g\ndef g(): return os.sep  # note",
        "@cache\ndef h(n=1):\n\n    return f()",
        "class K:\n    '''doc'''\n\n    def m(self):\n        return 1",
        "async def a(): pass",
        "def r(): return x",
        "from functools import cache",
        "x = '''\nlong\n'''",
        "def s(): return 1; return 2",
    ]
)


@given(st.lists(st.lists(PIECES, max_size=7, unique=True).map("\n".join), min_size=1, max_size=3))
def test_nothing_is_lost(cells):
    book = apart(*cells)
    if any(cell.problem for cell in book.code):
        return
    found = moved(book)
    after = [with_edits(cell, [], found, "shop.study") for cell in book.code]
    kept = [line for source in after for line in parsed(source) if "shop.study" not in line]
    assert Counter(kept + [line for f in found for line in parsed(f.source)]) == Counter(
        line for cell in book.code for line in parsed(cell.source)
    )
    imported = [name for source in after for name in names_imported(source)]
    assert Counter(imported) == Counter(function.name for function in found)
    assert "\n".join([*after, *(f.source for f in found)]).count("#") == "\n".join(cells).count("#")


def parsed(source):
    """The statements of some code, comparable."""
    return [ast.unparse(node) for node in ast.parse(source).body]


def names_imported(source):
    """What the imports from our modules bind."""
    nodes = [node for node in ast.parse(source).body if isinstance(node, ast.ImportFrom)]
    return [alias.name for node in nodes if "shop.study" in str(node.module) for alias in node.names]


def test_prose_is_left_alone():
    book = notebook(Markdown("## def f"), F)
    assert book.cells[0].source == "## def f"
