"""What parameters are called, and what tasks make of them."""

import pytest

from migrate.plan.parameters import survives
from migrate.plan.repair import Repair
from tests.plan.building import apart, notebook, planned, task

FOREST = "RandomForestClassifier"


def names(*sources: str, named: dict[str, str] | None = None) -> dict[str, object]:
    """The parameters of a notebook of one task."""
    return {p.name: p.value for p in planned(notebook(*sources), None, Repair(named=named)).parameters}


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        pytest.param(["x = 1"], {}, id="nothing to do"),
        pytest.param(["x = f(test_size=0.2)"], {"test_size": 0.2}, id="as the notebook calls it"),
        pytest.param(["TEST_SHARE = 0.2"], {"test_share": 0.2}, id="constants in small letters"),
        pytest.param(
            ["x = f(random_state=1)", "m = KMeans(random_state=1)"],
            {"random_state": 1},
            id="one seed for all",
        ),
        pytest.param(
            ["RANDOM_STATE = 1", "m = f(random_state=1)"], {"random_state": 1}, id="also where it has a name"
        ),
        pytest.param(
            ["x = f(random_state=1)", "m = KMeans(random_state=2)"],
            {"f_random_state": 1, "k_means_random_state": 2},
            id="two seeds",
        ),
        pytest.param(["m = SVC(C=1, tol=0.1)"], {"svc_C": 1, "svc_tol": 0.1}, id="a letter says too little"),
        pytest.param(
            [f"m = {FOREST}(max_depth=3)", "k = KMeans(n_init=3)", "x = f(cv=5)"],
            {"random_forest_max_depth": 3, "k_means_n_init": 3, "cv": 5},
            id="several estimators",
        ),
        pytest.param(
            [f"m = {FOREST}(max_depth=3)", f"k = {FOREST}(max_depth=3)"],
            {"max_depth": 3},
            id="the same twice",
        ),
        pytest.param(
            [f"small = {FOREST}(max_depth=3)", f"large = {FOREST}(max_depth=9)"],
            {"small_max_depth": 3, "large_max_depth": 9},
            id="the same with two values",
        ),
        pytest.param(
            [f"m = {{'Small one': {FOREST}(max_depth=3), 'large': {FOREST}(max_depth=9)}}"],
            {"small_one_max_depth": 3, "large_max_depth": 9},
            id="in a dict",
        ),
        pytest.param(
            [f"m = [('a', {FOREST}(max_depth=3)), ('b', {FOREST}(max_depth=9))]"],
            {"a_max_depth": 3, "b_max_depth": 9},
            id="in pairs",
        ),
        pytest.param(
            [f"f({FOREST}(max_depth=3), {FOREST}(max_depth=9))"], {}, id="none, if nothing tells them apart"
        ),
        pytest.param(["x = f(cv=1)", "y = f(cv=True)"], {"x_cv": 1, "y_cv": True}, id="True is not 1"),
        pytest.param(
            ["m = f()", "m.fit(x, epochs=3, batch_size=8)"], {"epochs": 3, "batch_size": 8}, id="method"
        ),
        pytest.param(["ON = 3", "NO = 4"], {"on": 3, "no": 4}, id="words of YAML's"),
    ],
)
def test_names(sources, expected):
    found = names(*sources)
    assert {name: repr(value) for name, value in found.items()} == {k: repr(v) for k, v in expected.items()}
    assert list(found) == list(expected)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        pytest.param({}, {}, id="none"),
        pytest.param({"f(cv=5) in cell 0": "folds"}, {"folds": 5}, id="renamed, the other one not lifted"),
        pytest.param(
            {"f(cv=5) in cell 0": "folds", "g(n_init=5) in cell 1": "folds"}, {"folds": 5}, id="joined"
        ),
        pytest.param(
            {"f(cv=5) in cell 0": "a", "g(tol=1) in cell 1": "a"}, {"f_cv": 5, "g_tol": 1}, id="unlike: apart"
        ),
    ],
)
def test_the_user_names_them(named, expected):
    assert names("x = f(cv=5)", "y = g(n_init=5, tol=1)", named=named) == expected


def test_each_task_has_its_own():
    pipeline = planned(apart("SEED = 1\nx = f(cv=5)", "print(SEED, x)", "y = f(SEED, cv=5)"))
    assert [[p.name for p in item.parameters] for item in pipeline.tasks] == [["seed", "cv"], [], ["cv"]]


def test_a_task_reads_them_where_the_literals_were():
    cells = task(planned(notebook("SEED = 1  # one", "def f(cv=5): return cv\nx = f(cv=5)")), 1).cells
    assert [cell.source for cell in cells] == [
        'SEED = params["seed"]  # one',
        'from shop.study.notebook import f\n\nx = f(cv=params["cv"])',
    ]


def test_a_notebook_that_uses_our_name_keeps_it():
    pipeline = planned(notebook("params = {}", "x = f(cv=5)"))
    assert task(pipeline, 1).cells[1].source == 'x = f(cv=task_params["cv"])'


@pytest.mark.parametrize(
    "repair",
    [
        pytest.param(Repair(unlifted="cell 1 differs"), id="they made a difference"),
        pytest.param(Repair(bare=True), id="cells that list all names"),
    ],
)
def test_none_are_lifted(repair):
    pipeline = planned(notebook("SEED = 1"), None, repair)
    assert pipeline.parameters == ()
    assert task(pipeline, 1).cells[0].source == "SEED = 1"


@pytest.mark.parametrize("value", [1, -1, 1e-05, 1e22, True, None, "yes", "1e3", "null", " a: b #"], ids=repr)
def test_values_survive(value):
    assert survives(value)
