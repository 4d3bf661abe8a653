import pytest

from migrate.plan.partition.purposes import purposes
from tests.plan.building import Markdown, notebook

SETUP = """
import joblib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score as accuracy
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
"""


def main(*sources):
    """What each cell is for, above all."""
    found = purposes(notebook(SETUP, *sources))
    return [max(votes, key=lambda told: votes[told]) if votes else "" for votes in found.values()][1:]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("# df.plot()", "", id="a comment"),
        pytest.param("x = = 1", "", id="not Python"),
        pytest.param("'a text'", "", id="a text"),
        pytest.param("import os", "", id="an import"),
        pytest.param("N, NAMES = 3, ['a']", "", id="constants"),
        pytest.param("def f(df): return df.dropna()", "", id="a definition"),
        pytest.param("%matplotlib inline\n!pip install pandas", "", id="magics"),
        pytest.param("sns.set_style('dark'); pd.set_option('a', 1); np.random.seed(1)", "", id="settings"),
        pytest.param("df = pd.read_csv('a.csv')", "load", id="reads"),
        pytest.param("a = np.loadtxt('a')", "load", id="reads an array"),
        pytest.param("from sklearn.datasets import load_iris\nx = load_iris()", "load", id="a data set"),
        pytest.param("import utils\ndf = utils.read_toy_data()", "load", id="a helper reads"),
        pytest.param("import utils\ndf = utils.import_csv('a')", "load", id="a helper imports a file"),
        pytest.param("import utils\ndf = utils.read_thermometer()", "compute", id="it reads something else"),
        pytest.param("df = pd.read_csv('a.csv')\ndf.head()\nprint(df.shape)", "load", id="reads and looks"),
        pytest.param("read_me = 1", "", id="a name like a reader's"),
        pytest.param("df.head()", "explore", id="looks"),
        pytest.param("df", "explore", id="shows"),
        pytest.param("df['a'].isnull().sum()", "explore", id="counts what is missing"),
        pytest.param("df = df.dropna()", "clean", id="drops"),
        pytest.param("df['day'] = pd.to_datetime(df['day'])", "clean", id="converts"),
        pytest.param("df.columns = ['a', 'b']", "clean", id="names columns"),
        pytest.param("del df['a']", "clean", id="deletes a column"),
        pytest.param("print(df.shape)\ndf = df.dropna()\nprint(df.shape)", "clean", id="cleans among looks"),
        pytest.param("df['c'] = df['a'] * df['b']", "features", id="a new column"),
        pytest.param("X = pd.get_dummies(df)", "features", id="encodes"),
        pytest.param("X = StandardScaler().fit_transform(X)", "features", id="scales: no training"),
        pytest.param("X, y = df[['a']], df['b']", "features", id="picks columns"),
        pytest.param("a, b = train_test_split(df)", "split", id="splits"),
        pytest.param("model = RandomForestClassifier()\nmodel.fit(X, y)", "train", id="trains"),
        pytest.param("plt.figure()\nplt.plot(df.a)\nplt.show()", "plot", id="plots"),
        pytest.param("df['a'].hist()", "plot", id="plots by pandas"),
        pytest.param("print(accuracy(y, z))", "evaluate", id="a metric by another name"),
        pytest.param("df.to_csv('b.csv')", "save", id="writes"),
        pytest.param("for i in range(9):\n    total += i", "compute", id="computes"),
    ],
)
def test_purposes(cell, expected):
    assert main(cell) == [expected]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["df.plot()", "df.plot()"], ["plot", "plot"], id="no model: plots"),
        pytest.param(
            ["m = RandomForestClassifier().fit(X, y)", "p = m.predict(X)", "plt.plot(p)\nplt.show()"],
            ["train", "evaluate", "evaluate"],
            id="plots of predictions evaluate",
        ),
        pytest.param(
            ["m = RandomForestClassifier().fit(X, y)", "m.feature_importances_", "df.plot()"],
            ["train", "evaluate", "plot"],
            id="looking at a model evaluates, plotting data doesn't",
        ),
        pytest.param(
            ["m = RandomForestClassifier().fit(X, y)", "joblib.dump(m, 'm')", "joblib.load('m').predict(X)"],
            ["train", "save", "evaluate"],
            id="a model loaded again is tried",
        ),
        pytest.param(
            ["def tidy(df): return df.dropna()", "df = tidy(df)"], ["", "clean"], id="what a function does"
        ),
        pytest.param(
            ["def a(df): return df.dropna()\ndef b(df): return a(df)", "df = b(df)"],
            ["", "clean"],
            id="what a function does that it calls",
        ),
    ],
)
def test_what_came_before_tells(cells, expected):
    assert main(*cells) == expected


def test_prose_has_no_purpose():
    assert purposes(notebook(Markdown("Load"), "df = 1")).keys() == {1}
