import pytest
from hypothesis import given, settings

from migrate.model.pipeline import Merge
from migrate.model.trace import Trace, Value
from migrate.plan.repair import Repair
from tests.plan.building import (
    FUNCTION,
    NUMPY,
    Markdown,
    apart,
    change,
    changes,
    draws,
    names,
    notebook,
    planned,
    seeds,
    task,
    trace,
)
from tests.plan.programs import programs
from tests.plan.simulation import observe

FRAME = Value("pandas.DataFrame", "parquet", "1")
CHANGED = Value("pandas.DataFrame", "parquet", "2")
MODEL = Value("sklearn.Model", "joblib", "1")


def paths(products):
    return {product.name: product.path for product in products}


def test_a_notebook_without_headings_is_one_task():
    pipeline = planned(notebook("df = load()", "print(df)"))
    (only,) = pipeline.tasks
    assert (only.file, names(only.loads), names(only.stores)) == ("01_notebook", [], [])
    assert (only.settings_before, pipeline.settings) == (None, ())


def test_tasks_are_numbered_and_named_after_headings():
    book = notebook(
        Markdown("## 1. Load"), "df = load()", Markdown("## 2. Train"), "print(df)", stem="My Study 2"
    )
    pipeline = planned(book)
    assert [t.file for t in pipeline.tasks] == ["01_load", "02_train"]
    assert [t.title for t in pipeline.tasks] == ["1. Load", "2. Train"]
    assert (pipeline.name, pipeline.notebook) == ("my_study_2", "My Study 2.ipynb")


def test_products_are_stored_by_the_task_that_last_changed_them():
    book = apart("df = load()", "df['a'] = 1\nm = fit(df)", "print(df)", "print(df, m)")
    seen = trace({"df": FRAME}, {"df": CHANGED, "m": MODEL}, {"df": CHANGED, "m": MODEL})
    pipeline = planned(book, seen)
    first, second = "data/interim/study/s0/df.parquet", "data/interim/study/s1/df.parquet"
    assert [paths(t.upstream) for t in pipeline.tasks] == [
        {},
        {"df": first},
        {"df": second},
        {"df": second, "m": "models/study/s1/m.joblib"},
    ]
    assert [paths(t.product) for t in pipeline.tasks] == [
        {"df": first},
        {"df": second, "m": "models/study/s1/m.joblib"},
        {},
        {},
    ]
    assert [p.cell for p in task(pipeline, 2).product] == [3, 3]


@pytest.mark.parametrize(
    ("value", "path"),
    [
        pytest.param(FRAME, "data/interim/study/s0/x.parquet", id="table"),
        pytest.param(MODEL, "models/study/s0/x.joblib", id="estimator"),
        pytest.param(Value("dict", "json", "1"), "data/interim/study/s0/x.json", id="json"),
        pytest.param(Value("shop.Odd", "pkl", None), "data/interim/study/s0/x.pkl", id="pickle"),
        pytest.param(None, "data/interim/study/s0/x.pkl", id="not seen"),
    ],
)
def test_the_file_of_a_product(value, path):
    seen = trace({"x": value}) if value else Trace()
    assert paths(task(planned(apart("x = load()", "print(x)"), seen), 1).product) == {"x": path}


@pytest.mark.parametrize(
    ("cells", "borders", "imports"),
    [
        pytest.param(["x = load()", "print(1)"], [{}], [], id="nothing to do"),
        pytest.param(
            ["import os, sys\nx = load()", "print(sys)"], [{"sys": NUMPY}], ["import sys"], id="used"
        ),
        pytest.param(["import sys\nx = load()", "import sys\nprint(sys)"], [{}], [], id="imported again"),
        pytest.param(["x = load()", "print(sys)\nimport sys"], [{}], [], id="imported later"),
        pytest.param(
            ["try:\n    import numpy as np\nexcept ImportError:\n    np = 0\nx = load()", "print(np)"],
            [{"np": NUMPY}],
            ["import numpy as np"],
            id="bound by other statements",
        ),
        pytest.param(
            ["import os\nx = load()\ndef f(): return os.sep, x", "f()"],
            [{"f": FUNCTION, "x": 1, "os": NUMPY}],
            ["import os"],
            id="for a definition that is repeated",
        ),
        pytest.param(
            ["import os\nx = load()\ndef f(y=os.sep): return x", "f()"],
            [{"f": FUNCTION, "x": 1, "os": NUMPY}],
            ["import os"],
            id="for its default",
        ),
        pytest.param(
            ["import os\nx = load()\ndef f(): return os.sep", "f()"],
            [{"f": FUNCTION, "os": NUMPY}],
            [],
            id="not for one that moved",
        ),
    ],
)
def test_imports_of_the_second_task(cells, borders, imports):
    assert list(task(planned(apart(*cells), trace(*borders)), 2).imports) == imports


def test_imports_that_change_how_things_look_are_in_every_task():
    book = apart("import seaborn, os\nx = load()", "print(1)")
    assert task(planned(book, trace({}, cell1=changes(change(0, "matplotlib")))), 2).imports == (
        "import seaborn, os",
    )


def test_moved_functions_are_imported_where_they_are_used():
    pipeline = planned(apart("def f(): return 1\nx = load()", "f()", "print(x)"), trace({"x": 1}, {"x": 1}))
    assert names(pipeline.functions) == ["f"]
    assert [names(t.functions) for t in pipeline.tasks] == [[], ["f"], []]
    assert "from shop.study.s0 import f" in task(pipeline, 1).cells[1].source


def test_functions_that_read_variables_are_defined_again():
    book = apart("x = load()\ndef f(): return x\ndef g(): return f()", "g()", "print(x)")
    pipeline = planned(book, trace(*[{"x": 1, "f": FUNCTION, "g": FUNCTION}] * 2))
    assert [t.late for t in pipeline.tasks] == [(), ("def f(): return x", "def g(): return f()"), ()]


def test_classes_are_defined_before_their_instances_are_loaded():
    book = apart("x = load()\nclass K:\n    def m(self): return x\nk = K()", "print(k)")
    pipeline = planned(book, trace({"x": 1, "K": FUNCTION, "k": Value("__main__.K", "pkl", "1")}))
    assert task(pipeline, 2).early == ("class K:\n    def m(self): return x",)
    assert names(task(pipeline, 2).upstream) == ["k", "x"]


def test_settings_come_before_a_task_that_follows_them():
    book = apart("x = load()", "import a\na.set(1)\ny = load()", "print(1)")
    pipeline = planned(book, trace({}, {}, cell3=changes(change(1, "pandas"))))
    assert [t.settings_before for t in pipeline.tasks] == [None, None, 5]


def test_positions_of_random_generators_cross_where_something_is_drawn():
    book = apart(
        "import random\nx = load()\nrandom.seed(1)", "print(random.random())", "print(random.random())"
    )
    pipeline = planned(book, trace({}, {}, cell1=seeds(2), cell3=draws(), cell5=draws()))
    path = "data/interim/study/s1/random_position.rng"
    assert [[p.path for p in t.stores] for t in pipeline.tasks] == [[], [path], []]
    assert [[p.path for p in t.loads] for t in pipeline.tasks] == [[], [], [path]]


@pytest.mark.parametrize(
    ("joins", "stages"),
    [
        pytest.param([], ["s0", "s1", "s2", "s3"], id="nothing to do"),
        pytest.param([(1, 1)], ["s0", "s1", "s2", "s3"], id="one section"),
        pytest.param([(1, 3)], ["s0", "s2", "s3"], id="two"),
        pytest.param([(3, 7)], ["s0", "s1"], id="to the end"),
        pytest.param([(1, 3), (5, 7)], ["s0", "s2"], id="two pairs"),
        pytest.param([(1, 3), (3, 5)], ["s0", "s3"], id="overlapping"),
        pytest.param([(0, 2)], ["s0", "s1", "s2", "s3"], id="from before the first cell with code"),
        pytest.param([(1, 7)], ["notebook"], id="all"),
    ],
)
def test_joins(joins, stages):
    book = apart("a = load()", "b = load()", "c = load()", "d = load()")
    merges = tuple(Merge(first, last, "why") for first, last in joins)
    pipeline = planned(book, Trace(), Repair(joins=merges))
    assert [t.name for t in pipeline.tasks] == stages
    assert pipeline.merges == merges


def test_definitions_that_have_to_stay_stay():
    book = apart("def f(): return 1\nx = load()", "f()")
    pipeline = planned(book, trace({"f": FUNCTION}), Repair(stay=frozenset("f")))
    assert (pipeline.functions, task(pipeline, 2).late) == ((), ("def f(): return 1",))


def test_what_was_merged_says_why():
    pipeline = planned(apart("db = open()", "db.close()"), trace({"db": Value("Connection", None, None)}))
    assert [t.name for t in pipeline.tasks] == ["notebook"]
    assert "`db` of cell 1 (Connection)" in pipeline.merges[0].reason


def test_our_names_give_way_to_the_notebooks():
    pipeline = planned(apart("io = load()", "print(io)"))
    assert (pipeline.own("io"), pipeline.own("settings")) == ("task_io", "settings")


@settings(max_examples=20, deadline=None)
@given(programs())
def test_each_cell_is_in_one_task_and_each_value_has_one_maker(cells):
    book = notebook(*cells)
    seen = observe(book).trace
    pipeline = planned(book, seen)
    assert [cell.index for t in pipeline.tasks for cell in t.cells] == [cell.index for cell in book.cells]
    assert pipeline == planned(book, seen)
    made = [product for t in pipeline.tasks for product in t.stores]
    assert len({product.path for product in made}) == len(made)
    for place, one in enumerate(pipeline.tasks):
        assert set(one.loads) <= {product for t in pipeline.tasks[:place] for product in t.stores}
