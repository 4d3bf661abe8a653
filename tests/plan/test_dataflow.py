import pytest

from migrate.plan.dataflow import names_to_watch, sources
from migrate.plan.partition.by_headings import at_headings
from tests.plan.building import FUNCTION, NUMPY, UNKNOWN, Value, apart, trace

MODEL = Value("__main__.Model", "pkl", "m")


def found(cells, seen):
    """What each section needs, with the section that it comes from."""
    return [dict(needed) for needed in sources(at_headings(apart(*cells).cells), seen)]


@pytest.mark.parametrize(
    ("cells", "borders", "expected"),
    [
        pytest.param(["df = load()"], [], [{}], id="one section"),
        pytest.param(["df = load()", "other = load()"], [{"df": 1}], [{}, {}], id="nothing crosses"),
        pytest.param(
            ["df = load()", "df = load()\nprint(df)"], [{}], [{}, {}], id="bound anew before it is read"
        ),
        pytest.param(["df = load()", "print(df)"], [{"df": 1}], [{}, {"df": 0}], id="read later"),
        pytest.param(
            ["df = load()", "df.drop(columns='a', inplace=True)", "print(df)"],
            [{"df": 1}, {"df": 2}],
            [{}, {"df": 0}, {"df": 1}],
            id="a change in place is seen by its fingerprint",
        ),
        pytest.param(
            ["df = load()", "df.describe()", "print(df)"],
            [{"df": 1}, {"df": 1}],
            [{}, {"df": 0}, {"df": 0}],
            id="a mention that changes nothing: the branches stay parallel",
        ),
        pytest.param(
            ["df = load()", "look(df)", "print(df)"],
            [{"df": UNKNOWN}, {"df": UNKNOWN}],
            [{}, {"df": 0}, {"df": 1}],
            id="no fingerprint: a mention may be a change",
        ),
        pytest.param(
            ["df = load()\nn = load()", "print(n)", "print(df)"],
            [{"df": UNKNOWN, "n": 1}, {"df": UNKNOWN, "n": 1}],
            [{}, {"n": 0}, {"df": 0}],
            id="no fingerprint, not touched",
        ),
        pytest.param(
            ["df = load()", "df = load()\nprint(df)", "print(df)"],
            [{"df": 1}, {"df": 1}],
            [{}, {}, {"df": 0}],
            id="bound anew with an equal value: the earlier source",
        ),
        pytest.param(
            ["df = load()", "if late():\n    df = load()", "print(df)"],
            [{"df": 1}, {"df": 2}],
            [{}, {"df": 0}, {"df": 1}],
            id="perhaps bound anew: what it leaves as it was, it needs",
        ),
        pytest.param(
            ["i = load()", "for i in range(3):\n    print(i)", "x = load()"],
            [{}, {}],
            [{}, {}, {}],
            id="a loop variable that nobody reads",
        ),
        pytest.param(
            ["df = load()", "for i in range(3):\n    print(df)", "print(i)"],
            [{"df": 1}, {"df": 1, "i": 2}],
            [{}, {"df": 0}, {"i": 1}],
            id="a loop variable used after the loop",
        ),
        pytest.param(
            ["df = load()", "del df", "df = load()\nprint(df)"],
            [{"df": 1}, {}],
            [{}, {"df": 0}, {}],
            id="deleted",
        ),
        pytest.param(
            ["df = load()", "if late():\n    del df", "print(df)"],
            [{"df": 1}, {"df": 1}],
            [{}, {"df": 0}, {"df": 0}],
            id="perhaps deleted, but it wasn't",
        ),
        pytest.param(
            ["df = load()\nn = load()", "eval(text())"],
            [{"df": 1, "n": 2}],
            [{}, {"df": 0, "n": 0}],
            id="an opaque cell needs everything",
        ),
        pytest.param(
            ["n = load()\nexec(text())", "print(df)"],
            [{"df": 1}],
            [{}, {"df": 0}],
            id="bound by an opaque cell",
        ),
        pytest.param(
            ["import numpy as np\nn = np.load(1)", "print(np.sum(n))"],
            [{"n": 1, "np": NUMPY}],
            [{}, {"n": 0, "np": 0}],
            id="an imported name, too",
        ),
        pytest.param(
            ["n = load()\ndef f():\n    return n", "print(f())"],
            [{"n": 1, "f": FUNCTION}],
            [{}, {"f": 0, "n": 0}],
            id="what a function reads",
        ),
        pytest.param(
            ["n = load()\ndef f(x=n):\n    return x", "print(f())"],
            [{"n": 1, "f": FUNCTION}],
            [{}, {"f": 0, "n": 0}],
            id="what a definition reads",
        ),
        pytest.param(
            ["n = load()\ndef f(x=n):\n    return x\nm = load()", "print(m)"],
            [{"n": 1, "f": FUNCTION, "m": 1}],
            [{}, {"m": 0}],
            id="a definition that nobody uses",
        ),
        pytest.param(
            ["class Model:\n    pass\nm = Model()", "print(m)"],
            [{"Model": FUNCTION, "m": MODEL}],
            [{}, {"Model": 0, "m": 0}],
            id="an instance needs its class",
        ),
        pytest.param(
            ["class Model:\n    pass\nm = [Model()]", "print(m)"],
            [{"Model": FUNCTION, "m": Value("list", "pkl", "1")}],
            [{}, {"Model": 0, "m": 0}],
            id="a pickle may hold instances",
        ),
        pytest.param(
            ["class Model:\n    pass\nm = load()", "print(m)"],
            [{"Model": FUNCTION, "m": Value("pandas.DataFrame", "parquet", "1")}],
            [{}, {"m": 0}],
            id="a table doesn't",
        ),
    ],
)
def test_sources(cells, borders, expected):
    assert found(cells, trace(*borders)) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["df = load()", "print(1, x)"], [{}, {}], id="nothing crosses"),
        pytest.param(["df = load()", "look(df)", "print(df)"], [{}, {"df": 0}, {"df": 1}], id="a mention"),
        pytest.param(["df = load()", "df = load()", "print(df)"], [{}, {}, {"df": 1}], id="bound anew"),
        pytest.param(["df = load()", "del df", "eval(text())"], [{}, {"df": 0}, {}], id="deleted"),
        pytest.param(["x = load()", "print(late)", "print(late)"], [{}, {}, {}], id="never bound: not ours"),
        pytest.param(
            ["df = load()", "eval(text())", "print(df)"],
            [{}, {"df": 0}, {"df": 1}],
            id="opaque: may change all",
        ),
    ],
)
def test_without_a_run_whatever_is_touched_may_have_changed(cells, expected):
    assert found(cells, trace()) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["df = load()"], {}, id="one section"),
        pytest.param(["df = load()", "n = load()"], {}, id="nothing is read later"),
        pytest.param(
            ["df = load()\nn = load()", "print(df)"], {1: ("df",), 3: ("df",)}, id="what is read later"
        ),
        pytest.param(
            ["df = load()", "x = load()", "print(df)"], dict.fromkeys([1, 3, 5], ("df",)), id="at each border"
        ),
        pytest.param(
            ["df = load()\nn = load()", "eval(text())"],
            {1: ("df", "n"), 3: ("df", "n")},
            id="before an opaque cell",
        ),
        pytest.param(["n = load()\nexec(text())", "print(df)"], {1: ("df",)}, id="after an opaque cell"),
        pytest.param(
            ["n = load()\ndef f(x=n): pass", "f()"],
            {1: ("f", "n"), 3: ("f",)},
            id="what a definition reads",
        ),
        pytest.param(
            ["class K: pass\nk = K()", "print(k)"],
            {1: ("K", "k"), 3: ("k",)},
            id="classes, for their instances",
        ),
    ],
)
def test_names_to_watch(cells, expected):
    assert names_to_watch(at_headings(apart(*cells).cells)) == expected
