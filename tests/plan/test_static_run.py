import pytest

from migrate.plan.static_run import assumed_trace
from tests.plan.building import notebook

SETUP = "import random, warnings\nimport matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd"


def cell(source):
    return assumed_trace(notebook(SETUP, source), ".", []).cell(1)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("x = 1", [], id="nothing"),
        pytest.param("'np.random.seed(1)'", [], id="a text"),
        pytest.param("def f(): return np.random.rand()", [], id="a definition"),
        pytest.param("x = secrets.random.choice()", [], id="something else of that name"),
        pytest.param("np.random.seed(1)", [("numpy", True)], id="seeds"),
        pytest.param("random.seed(1)", [("random", True)], id="seeds Python's"),
        pytest.param("x = np.random.rand()", [("numpy", False)], id="draws"),
        pytest.param("x = random.random()", [("random", False)], id="draws from Python's"),
        pytest.param("x = df.sample(3)", [("numpy", False)], id="draws rows"),
        pytest.param("m.fit(x)", [("numpy", False)], id="fits"),
    ],
)
def test_what_may_draw(source, expected):
    assert [(draw.generator, draw.seeds) for draw in cell(source).draws] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("df = pd.DataFrame()", False, id="makes something"),
        pytest.param("plt.show()", False, id="shows something"),
        pytest.param("plt.style.use('dark_background')", True, id="a style"),
        pytest.param("warnings.filterwarnings('ignore')", True, id="a filter"),
        pytest.param("pd.options.display.max_rows = 9", True, id="an option"),
        pytest.param("x = plt.rcParams['font.size']", False, id="keeps what it reads"),
    ],
)
def test_what_may_set_something(source, expected):
    assert bool(cell(source).changes) is expected
