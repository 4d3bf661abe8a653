import pytest

from migrate.plan.partition.by_headings import at_headings
from migrate.plan.partition.stage_names import purpose_names
from tests.plan.building import apart

IMPORTS = (
    "import pandas as pd\n"
    "from sklearn.ensemble import RandomForestClassifier\n"
    "from sklearn.linear_model import LogisticRegression\n"
)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["f(1)"], ["compute"], id="one"),
        pytest.param(["total = f(1)", "print(total)"], ["compute", "explore"], id="two that differ"),
        pytest.param(
            ["prices = pd.read_csv('a')", "prices.plot()"], ["load", "plot"], id="a subject is not needed"
        ),
        pytest.param(
            ["prices = pd.read_csv('a')", "rates = pd.read_csv('b')"],
            ["load_prices", "load_rates"],
            id="what is loaded",
        ),
        pytest.param(
            ["df_prices = pd.read_csv('a')", "rates_df = pd.read_csv('b')", "dfs = pd.read_csv('c')"],
            ["load_prices", "load_rates", "load_dfs"],
            id="tables that are called so",
        ),
        pytest.param(
            ["df = pd.read_csv('raw/student-mat.csv')", "df = pd.read_csv('Student data.csv', sep='.')"],
            ["load_student_mat", "load_student_data"],
            id="which files are loaded, where the values tell nothing",
        ),
        pytest.param(
            ["df = pd.read_csv('a.csv')", "df = pd.read_csv('data.csv')"],
            ["load", "load"],
            id="files whose names tell nothing",
        ),
        pytest.param(
            ["prices = pd.read_csv('a')", "prices.plot()", "prices.plot()"],
            ["load", "plot", "plot"],
            id="the same twice",
        ),
        pytest.param(
            ["df = pd.read_csv('one.csv')", "df.plot()", "df = pd.read_csv('two.csv')", "df.plot()"],
            ["load_one", "plot", "load_two", "plot_two"],
            id="the same with what was loaded right before",
        ),
        pytest.param(
            ["m = RandomForestClassifier().fit(x, z)", "m = LogisticRegression().fit(x, z)"],
            ["train_random_forest", "train_logistic"],
            id="which models are trained",
        ),
        pytest.param(
            ["df = pd.read_csv('a')", "df['Age'].hist()", "df['Fare'].hist()"],
            ["load", "plot_age", "plot_fare"],
            id="which columns are drawn",
        ),
        pytest.param(
            ["a = f(1)\nb = scale(a)", "a = f(2)\nb = shift(a)"],
            ["compute_scale", "compute_shift"],
            id="which functions are called",
        ),
        pytest.param(
            ["df = pd.read_csv('a')", "X_train = pd.read_csv('b')"],
            ["load", "load"],
            id="names that tell nothing",
        ),
        pytest.param(
            ["df = pd.read_csv('a')", "# Betting odds of the season\nX_train = pd.read_csv('b')"],
            ["load", "betting_odds_of_the_season"],
            id="nor do names, but a remark does",
        ),
        pytest.param(
            [
                "df = pd.read_csv('a')",
                "# The odds\ndf = pd.read_csv('b')",
                "# The odds\ndf = pd.read_csv('c')",
            ],
            ["load", "load", "load"],
            id="the same remark twice",
        ),
        pytest.param(
            ["prices = pd.read_csv('a')", "# All of it\nprices.plot()"],
            ["load", "plot"],
            id="a remark is not needed",
        ),
    ],
)
def test_purpose_names(cells, expected):
    book = apart(IMPORTS + cells[0], *cells[1:])
    assert list(purpose_names(book, at_headings(book.cells))) == expected
