import pytest

from migrate.model.trace import Shared, Trace
from migrate.plan.suspects import suspicion
from tests.plan.building import apart


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        pytest.param(["a = load()", "print(a)"], "", id="nothing to do: values"),
        pytest.param(["def f(): return 1", "print(f())"], "", id="a function without a memory"),
        pytest.param(
            ["import gc\ngc.disable()", "print(gc.isenabled())"],
            "cell 1 calls `gc.disable()`",
            id="a call for its effect",
        ),
        pytest.param(
            ["import math\nmath.twice = load", "print(math.twice(1))"],
            "cell 1 sets `math.twice`",
            id="a changed module",
        ),
        pytest.param(
            ["class K: pass\nK.rate = 1", "k = K()\nprint(k.rate)"],
            "cell 1 sets `K.rate`",
            id="a changed class",
        ),
        pytest.param(
            ["def f(): f.n += 1", "def g(): f()", "g()"], "cell 1 sets `f.n`", id="through another function"
        ),
        pytest.param(
            ["from functools import cache\n@cache\ndef f(): return 1", "f()"],
            "cell 1 defines `f`, which keeps a cache (`@cache`)",
            id="a cache",
        ),
        pytest.param(
            ["def f(x, seen=[]): seen.append(x)", "f(1)"],
            "cell 1 defines `f`, whose default `[]` its calls may change",
            id="a default that can change",
        ),
        pytest.param(
            ["import api\n@api.register('geo')\nclass Geo: pass", "print(df.geo)"],
            "cell 1 makes `Geo` known elsewhere (`@api.register('geo')`)",
            id="a registration",
        ),
        pytest.param(
            ["import gc, math\ngc.disable()\nmath.x = 1", "import gc\nprint(gc.isenabled())"],
            "cell 1 calls `gc.disable()`",
            id="what the cell names comes first",
        ),
    ],
)
def test_suspicion(cells, found):
    book = apart(*cells)
    assert suspicion(book, Trace(), book.code[:-1], book.code[-1]) == found


def test_two_names_of_one_object():
    book = apart("a = load()\nb = a", "print(a is b)")
    trace = Trace(shared={1: (Shared(("a", "b"), "same"),)})
    told = suspicion(book, trace, book.code[:1], book.code[1])
    assert told == "`a` and `b` hold an object in common; stored, each has its own"
