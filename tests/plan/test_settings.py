import pytest

from migrate.model.trace import Trace
from migrate.plan.functions import functions
from migrate.plan.partition.by_headings import at_headings
from migrate.plan.settings import imports_that_set, settings, unrepeatable_setting
from tests.plan.building import apart, change, changes, notebook, seeds

SEEN = ("import pandas as pd", "pd.set_option('display.width', 9)")


def made(book, **cells):
    """The settings of a notebook, by cell: imports and code."""
    seen = Trace(cells={int(name[4:]): found for name, found in cells.items()})
    parts = at_headings(book.cells)
    moved = functions(book, parts, [f"s{n}" for n in range(len(parts))], frozenset())
    return {s.cell: (list(s.imports), list(s.code)) for s in settings(book, moved, seen)}


@pytest.mark.parametrize(
    ("cells", "seen", "expected"),
    [
        pytest.param(["x = 1"], {}, {}, id="nothing to do"),
        pytest.param(["pd.show()"], {}, {}, id="looks like a setting, but changed none"),
        pytest.param(
            ["import pandas as pd\npd.set_option('a', 1)"],
            {"cell0": changes(change(1, "pandas", SEEN))},
            {0: (["import pandas as pd"], ["pd.set_option('a', 1)"])},
            id="a constant statement is replayed",
        ),
        pytest.param(
            ["import plotly", "plotly.begin(\n    1\n)"],
            {"cell1": changes(change(0, "plotly", shows=True))},
            {
                1: (
                    ["from IPython.utils.capture import capture_output", "import plotly"],
                    ["with capture_output():\n    plotly.begin(\n        1\n    )"],
                )
            },
            id="one that displays something is replayed in silence",
        ),
        pytest.param(
            ["import pandas as pd\nn = len(load())", "pd.set_option('a', n)"],
            {"cell1": changes(change(0, "pandas", SEEN))},
            {1: (["import pandas as pd"], ["pd.set_option('display.width', 9)"])},
            id="one that needs variables: the values seen",
        ),
        pytest.param(
            ["n = len(load())\nset_up(n)"],
            {"cell0": changes(change(1, "environment"))},
            {},
            id="neither: nothing to replay",
        ),
        pytest.param(
            [
                "import seaborn as sns",
                "n = load()",
                "for i in n:\n    sns.boxplot(i)\n    sns.set(rc=i)\n    sns.set(a=1)",
            ],
            {"cell2": changes(change(0, "matplotlib"))},
            {2: (["import seaborn as sns"], ["sns.set(a=1)"])},
            id="in a loop that needs variables: the calls in it that do not",
        ),
        pytest.param(
            ["import pandas as pd\nimport loud"],
            {"cell0": changes(change(1, "pandas", SEEN))},
            {},
            id="by import",
        ),
        pytest.param(
            ["import a, b", "a.set(1)\nx = b.load()", "b.set(2)"],
            {"cell1": changes(change(0, "pandas")), "cell2": changes(change(0, "numpy"))},
            {1: (["import a"], ["a.set(1)"]), 2: (["import b"], ["b.set(2)"])},
            id="later changes come under their own cells",
        ),
        pytest.param(
            ["import random\nrandom.seed(3)"],
            {"cell0": seeds(1)},
            {0: (["import random"], ["random.seed(3)"])},
            id="a seed",
        ),
        pytest.param(
            ["import random\nn = len(load())\nrandom.seed(n)"],
            {"cell0": seeds(2)},
            {},
            id="a seed that is computed",
        ),
        pytest.param(
            ["%matplotlib inline"],
            {"cell0": changes(change(0, "ipython"))},
            {
                0: (
                    ["from IPython import get_ipython"],
                    ["get_ipython().run_line_magic('matplotlib', 'inline')"],
                )
            },
            id="a magic",
        ),
        pytest.param(
            ["import a\na.set(1); a.set(1)"],
            {"cell0": changes(change(1, "pandas"), change(2, "pandas"), change(2, "numpy"))},
            {0: (["import a"], ["a.set(1)", "a.set(1)"])},
            id="several statements, each once",
        ),
    ],
)
def test_settings(cells, seen, expected):
    assert made(notebook(*cells), **seen) == expected


def test_a_setting_may_call_a_function_that_moved():
    book = notebook("import a\ndef set_up(): a.set(1)", "set_up()\nx = a.load()")
    seen = Trace(cells={1: changes(change(0, "pandas"))})
    moved = functions(book, at_headings(book.cells), ["s"], frozenset())
    (setting,) = settings(book, moved, seen)
    assert (setting.code, setting.uses) == (("set_up()",), ("set_up",))


@pytest.mark.parametrize(
    ("source", "change", "expected"),
    [
        pytest.param("x = 1", None, None, id="nothing to do"),
        pytest.param("import a\na.set(1)", change(1, "pandas"), None, id="its statement stands alone"),
        pytest.param("x = load()\nset_up(x)", change(1, "pandas", SEEN), None, id="its values are known"),
        pytest.param("x = load()\nset_up(x)", change(1, "pandas"), "pandas", id="neither"),
        pytest.param(
            "import a\nfor x in b:\n    a.set(1)", change(1, "pandas"), None, id="a call in it does"
        ),
        pytest.param(
            "x = load()\nset_up(x)", change(1, "environment"), None, id="neither, but it doesn't show"
        ),
        pytest.param("import loud", change(0, "pandas"), None, id="by import"),
    ],
)
def test_unrepeatable_setting(source, change, expected):
    book = notebook(source)
    seen = Trace(cells={0: changes(change)} if change else {})
    assert unrepeatable_setting(book, book.cells[0], seen) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(change(1, "pandas"), set(), id="not by import"),
        pytest.param(change(0, "pandas"), {"import loud"}, id="by import"),
        pytest.param(change(0, "path"), set(), id="by import, but it doesn't show"),
    ],
)
def test_imports_that_set(change, expected):
    book = apart("import loud\nx = loud.load()")
    assert imports_that_set(book, Trace(cells={1: changes(change)})) == expected
