import pytest

from migrate.model.trace import Value
from migrate.plan.final_model import served
from migrate.plan.partition.by_headings import at_headings
from tests.plan.building import apart, planned, trace

MODEL = Value("sklearn.linear_model.Ridge", "joblib", "m")
TABLE = Value("pandas.DataFrame", "parquet", "t")
USE = "z = m.predict(X)"


@pytest.mark.parametrize(
    ("cells", "borders", "expected"),
    [
        pytest.param(["x = 1", "print(x)"], [{"x": 1}, {}], None, id="no model"),
        pytest.param(
            ["X = load()\nm.fit(X, y)", USE], [{"m": MODEL}, {}], (0, "m", "X"), id="fitted, then used"
        ),
        pytest.param(
            ["X = load()\nm.fit(X, y)\n" + USE, "z = load()"],
            [{"m": MODEL}, {}],
            (0, "m", "X"),
            id="never used later",
        ),
        pytest.param(["m = M().fit(X)\n" + USE], [{"m": MODEL}], (0, "m", "X"), id="made and fitted at once"),
        pytest.param(["m.fit(X[a], y)\n" + USE], [{"m": MODEL}], (0, "m", None), id="fitted to a part"),
        pytest.param(["s.fit(X)\ns.transform(X)"], [{"s": MODEL}], None, id="nothing that predicts"),
        pytest.param(
            ["X = load()\nm.fit(X, y)", USE],
            [{"m": Value("mine.M", None, "m")}, {}],
            None,
            id="can't be stored",
        ),
        pytest.param(
            ["m.fit(X)\nn.fit(X)\nm.score(X)\nn.score(X)"],
            [{"m": MODEL, "n": MODEL}],
            None,
            id="several at once",
        ),
        pytest.param(
            ["X = load()\nm.fit(X)\nm.score(X)", "Z = load()\nn.fit(Z)\nn.score(Z)"],
            [{"m": MODEL}, {"n": MODEL}],
            (1, "n", "Z"),
            id="several, one last",
        ),
    ],
)
def test_served(cells, borders, expected):
    source = apart(*cells)
    parts = at_headings(source.cells)
    assert served(parts, trace(*borders)) == expected


def test_the_model_is_kept_and_so_is_the_table_it_was_fitted_to():
    source = apart("X = load()", "m = M()\nm.fit(X, X.y)\nprint(m.predict(X))")
    made = planned(source, trace({"X": TABLE}, {"m": MODEL}))
    assert made.served.model in made.tasks[1].product
    assert made.served.table in made.tasks[0].product
    assert made.served.model.path.startswith("models/")
