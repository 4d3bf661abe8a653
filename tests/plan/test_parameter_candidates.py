"""Literals that can become parameters: which these are, and where exactly they stand."""

import ast
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.model.trace import CellTrace, Trace
from migrate.plan.edits import edited
from migrate.plan.parameter_candidates import literals
from tests.plan.building import apart, change, notebook

FOREST = "from sklearn.ensemble import RandomForestClassifier"
SPLIT = "from sklearn.model_selection import train_test_split"


def found(*sources: str, trace: Trace | None = None) -> list[str]:
    """The literals, without the cells."""
    book = notebook(*sources)
    return [str(given).rpartition(" in cell ")[0] for given in literals(book, frozenset(), trace or Trace())]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("rows = 5", [], id="no form"),
        pytest.param("rows = 5 # @parameter", [], id="another comment"),
        pytest.param('rows = 5 #@param {type:"slider"}', ["rows = 5"], id="a number"),
        pytest.param("mode = 'fast'  # @param ['fast', 'slow']", ["mode = 'fast'"], id="a choice"),
        pytest.param("path = '/content/a.csv' #@param", [], id="a path"),
        pytest.param("rows = 5 #@param\nrows = 6", [], id="set twice"),
    ],
)
def test_fields_of_a_form_on_colab(source, expected):
    assert found(source) == expected


def lifted(source: str) -> str:
    """A cell with P in place of each literal."""
    book = notebook(source)
    found = literals(book, frozenset(), Trace())
    return edited(book.cells[0].source, [(given.begin, given.end, "P") for given in found])


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("", id="empty"),
        pytest.param("x = f(1, 2)", id="no keywords"),
        pytest.param("x = f(test_size=share)", id="no literal"),
        pytest.param("x = f(test_size=1 / 3)", id="computed"),
        pytest.param("x = f(cv=[1, 2])", id="a list"),
        pytest.param("x = f(verbose=2, n_jobs=-1)", id="no knobs"),
        pytest.param("x = f(C=1, gamma=2, alpha=0.5, kernel='rbf')", id="of estimators, given to a function"),
        pytest.param("import matplotlib.pyplot as plt\na = plt.Circle(0, alpha=0.5)", id="of a picture"),
        pytest.param("import seaborn as sns\na = sns.barplot(x, seed=3)", id="the seed of a picture"),
        pytest.param("x = f(random_state=None)", id="no seed"),
        pytest.param("x = f(seed=True)", id="a flag is no seed"),
        pytest.param("x = f(max_features='')", id="an empty text"),
        pytest.param("def f():\n    return g(max_depth=3)", id="in a function"),
        pytest.param("def f(max_depth=3):\n    return max_depth", id="a default"),
        pytest.param("class K:\n    max_depth = 3", id="in a class"),
        pytest.param("f = lambda: g(max_depth=3)", id="in a lambda"),
        pytest.param("x = apply(lambda: g(max_depth=3))", id="in a lambda that is given on"),
        pytest.param("x = f'{g(max_depth=3)}'", id="in a formatted text"),
        pytest.param("x = 'f(max_depth=3)'", id="in a text"),
        pytest.param("# x = f(max_depth=3)", id="in a comment"),
        pytest.param("%time x = f(max_depth=3)", id="in a magic"),
        pytest.param("%%writefile a.py\nx = f(max_depth=3)", id="under a magic that isn't Python"),
        pytest.param("!train --max_depth=3", id="in a command"),
        pytest.param("exec(code); x = f(max_depth=3)", id="where names are hidden"),
        pytest.param("x = f(max_depth=3\nprint(", id="no Python"),
        pytest.param("size = 10", id="a variable"),
        pytest.param("X = 3", id="one letter says nothing"),
        pytest.param("A = B = 3", id="two at once"),
        pytest.param("LIMITS = [1, 2]", id="no scalar"),
        pytest.param("LIMIT = 3\nLIMIT = 4", id="set twice"),
        pytest.param("LIMIT = 3\nLIMIT += 1", id="changed"),
        pytest.param("LIMIT = 3\ndel LIMIT", id="deleted"),
        pytest.param("LIMIT = 3\ndef f():\n    global LIMIT\n    LIMIT = 4", id="changed by a function"),
        pytest.param("if x:\n    LIMIT = 3", id="in a branch"),
        pytest.param("DATA_PATH = 'train'", id="a path by its name"),
        pytest.param("TRAIN = 'data/train'", id="a path by its value"),
        pytest.param("TRAIN = 'train.csv'", id="a file"),
        pytest.param("API_KEY = 'abc'", id="a secret"),
        pytest.param("BAR_COLOR = 'red'", id="a colour"),
        pytest.param("import numpy as np\nnp.random.seed(seed=3)", id="what the settings repeat"),
    ],
)
def test_not_these(source):
    assert found(source) == []


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        pytest.param(
            [f"{SPLIT}\na, b = train_test_split(x, test_size=0.2)"],
            ["train_test_split(test_size=0.2)"],
            id="knob",
        ),
        pytest.param(["a = m.split(x, random_state=-3)"], ["m.split(random_state=-3)"], id="of a method"),
        pytest.param(["import a.b as c\nx = c.F(C=1)"], ["F(C=1)"], id="of an estimator in a module"),
        pytest.param(
            ["from sklearn.svm import SVC as S\nx = S(C=1)"], ["SVC(C=1)"], id="imported under another name"
        ),
        pytest.param(["x = f(g(cv=5), tol=1e-4)"], ["g(cv=5)", "f(tol=0.0001)"], id="within each other"),
        pytest.param(["for i in y:\n    f(max_iter=i, cv=5)"], ["f(cv=5)"], id="in a loop"),
        pytest.param(
            ["x = [F(max_depth=d, n_estimators=9) for d in y]"], ["F(n_estimators=9)"], id="in a list"
        ),
        pytest.param(["x = f(max_features='sqrt')"], ["f(max_features='sqrt')"], id="text"),
        pytest.param(["x = f(max_depth=None)"], ["f(max_depth=None)"], id="None"),
        pytest.param(["%%time\nx = f(cv=5)"], ["f(cv=5)"], id="under a magic that only watches"),
        pytest.param(["%matplotlib inline\nx = f(cv=5)"], ["f(cv=5)"], id="below a magic"),
        pytest.param(["SEED = 42"], ["SEED = 42"], id="constant"),
        pytest.param(["LIMIT: float = 0.5"], ["LIMIT = 0.5"], id="constant with its type"),
        pytest.param(["FAST = True"], ["FAST = True"], id="flag"),
        pytest.param(["TARGET = 'price'"], ["TARGET = 'price'"], id="text constant"),
        pytest.param(["n_clusters = 3"], ["n_clusters = 3"], id="a knob's name"),
    ],
)
def test_these(sources, expected):
    assert found(*sources) == expected


def test_a_cell_that_may_show_its_text_keeps_it():
    book = notebook("x = f(cv=5)")
    cells = (replace(book.cells[0], tags=("raises-exception",)),)
    assert literals(replace(book, cells=cells), frozenset(), Trace()) == ()


def test_what_was_seen_to_set_something_keeps_its_value():
    book = ["import pandas as pd", "ROWS = 20\npd.options.display.max_rows = ROWS"]
    seen = Trace(cells={1: CellTrace(changes=(change(1, "pandas"),))})
    assert (found(*book), found(*book, trace=seen)) == (["ROWS = 20"], [])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("x = 1", "x = 1", id="nothing to do"),
        pytest.param("x=f( cv = 5 )  # cv=5", "x=f( cv = P )  # cv=5", id="blanks and comments stay"),
        pytest.param("größe = f('é', cv=5, tol=1)", "größe = f('é', cv=P, tol=P)", id="letters of two bytes"),
        pytest.param(
            "x = f('🐧', cv=5); y = f(cv=6)", "x = f('🐧', cv=P); y = f(cv=P)", id="of four, twice in a line"
        ),
        pytest.param(
            "x = f(\n    'é',\n    cv=(\n        5\n    ),\n)",
            "x = f(\n    'é',\n    cv=(\n        P\n    ),\n)",
            id="several lines",
        ),
        pytest.param(
            "x = f(max_features='a'\n      'b', cv=5)",
            "x = f(max_features=P, cv=P)",
            id="a text in two parts",
        ),
        pytest.param("\n\nx = f(cv=- 5)\n", "\n\nx = f(cv=P)\n", id="negative, below empty lines"),
        pytest.param("# x = f(cv=5)\nx = f(cv=5)", "# x = f(cv=5)\nx = f(cv=P)", id="not the comment"),
        pytest.param("x = f(cv=5)\nx = f(cv=5)", "x = f(cv=P)\nx = f(cv=P)", id="twice the same"),
        pytest.param(
            "x = f(cv=5)\nx = f(cv=5).g()", "x = f(cv=P)\nx = f(cv=P).g()", id="one begins like the other"
        ),
        pytest.param(
            "t = '''\nx = f(cv=5)\n'''\nx = f(cv=5)",
            "t = '''\nx = f(cv=5)\n'''\nx = f(cv=P)",
            id="a text holds the same: not there",
        ),
        pytest.param("%%time\nx = f(cv=5)", "%%time\nx = f(cv=P)", id="below a magic"),
        pytest.param("!ls\nx = f(cv=5)\n%pwd", "!ls\nx = f(cv=P)\n%pwd", id="between magics"),
        pytest.param("SEED = 42  # the answer", "SEED = P  # the answer", id="constant"),
        pytest.param(
            "def f(cv=5): return cv\nx = f(cv=5)",
            "def f(cv=5): return cv\nx = f(cv=P)",
            id="beside a function",
        ),
    ],
)
def test_only_the_literal_is_replaced(source, expected):
    assert lifted(source) == expected


TEXTS = st.text(alphabet="aé🐧'\"\\ #;()\n=", max_size=6).map(repr)
CALLS = st.builds("x = f({}, cv={}, tol={})".format, TEXTS, st.integers(), st.floats(0, 9))


@given(st.lists(CALLS, min_size=1, max_size=4), st.sampled_from(["\n", "; ", "  # é; cv=5\n"]))
def test_code_with_names_computes_what_it_did(calls, between):
    """Read with the literals put back, the tree is the same."""
    source = between.join(calls)
    book = notebook(source)
    places = literals(book, frozenset(), Trace())
    back = edited(book.cells[0].source, [(p.begin, p.end, repr(p.value)) for p in places])
    assert ast.dump(ast.parse(back)) == ast.dump(ast.parse(source))
    assert "#" in source or len(places) == 2 * len(calls)


def test_cells_are_numbered_as_in_the_notebook():
    book = apart("x = f(cv=5)", "SEED = 1")
    assert [str(item) for item in literals(book, frozenset(), Trace())] == [
        "f(cv=5) in cell 1",
        "SEED = 1 in cell 3",
    ]
