import pytest

from migrate.model.trace import Shared, Trace, Value
from migrate.plan.hidden_state import needed_to_load, suspicion
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
            ["class K:\n    def up(self): type(self).n += 1", "k.up()"],
            "cell 1 sets `type(self).n`",
            id="a class by its instance",
        ),
        pytest.param(
            ["class K: pass", "k.__class__.rate = 2", "print(k.rate)"],
            "cell 3 sets `k.__class__.rate`",
            id="the class of a value",
        ),
        pytest.param(
            ["class K: pass\nfor x in 'ab':\n    setattr(K, x, 1)", "print(K.a)"],
            "cell 1 changes `K` by `setattr(K, x, 1)`",
            id="a class changed in a loop",
        ),
        pytest.param(
            ["class Counted: pass\n@Counted\ndef f(): return 1", "print(f())"],
            "cell 1 defines `f`, whose calls `@Counted` may remember",
            id="a decorator of its own",
        ),
        pytest.param(
            ["class K:\n    @lru_cache\n    def f(self): return 1", "print(K().f())"],
            "cell 1 defines `K`, which keeps a cache (`@lru_cache`)",
            id="a method's cache",
        ),
        pytest.param(["def f(): return 1", "d[type(x)] = f()", "print(d)"], "", id="a class as a key"),
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
            ["from api import register_dtype\n@register_dtype\nclass Geo: pass", "print(df.geo)"],
            "cell 1 makes `Geo` known elsewhere (`@register_dtype`)",
            id="a registration under a name of its own",
        ),
        pytest.param(
            [
                "from functools import singledispatch\n@singledispatch\ndef f(x): return 1",
                "@f.register\ndef _(x: int): return 2",
                "print(f(1))",
            ],
            "cell 3 makes `_` known elsewhere (`@f.register`)",
            id="a registration without arguments",
        ),
        pytest.param(
            ["class A:\n    @property\n    def x(self): return 1", "print(A().x)"], "", id="a property"
        ),
        pytest.param(
            ["class A: pass\nclass B: pass", "A.register(B)", "print(issubclass(B, A))"],
            "cell 3 calls `A.register(B)`",
            id="a call of a class of its own",
        ),
        pytest.param(
            ["class Bag:\n    items = []", "print(Bag().items)"],
            "cell 1 defines `Bag`, whose `items = []` all instances share",
            id="what all instances share",
        ),
        pytest.param(["%pprint", "print(1)"], "cell 1 runs `%pprint`", id="a magic"),
        pytest.param(["!ls\n%matplotlib inline", "print(1)"], "", id="commands, and how figures are shown"),
        pytest.param(
            ["html = formatters['text/html']\nhtml.for_type(int, str)", "a = load()\na"],
            "cell 1 calls `html.for_type(int, str)`",
            id="how values are shown",
        ),
        pytest.param(
            ["get_ipython().events.register('post_run_cell', print)", "print(1)"],
            "cell 1 runs `get_ipython().events.register('post_run_cell', print)`",
            id="a callback",
        ),
        pytest.param(
            ["a = 1", "del globals()['a']", "print('a' in dir())"],
            "cell 3 changes `globals()['a']`",
            id="a variable deleted by its name",
        ),
        pytest.param(
            ["1 + 1", "print(_)"],
            "cell 3 uses `_`, of which only the notebook's own session knows",
            id="the last output",
        ),
        pytest.param(
            ["1 + 1", "print(Out[1])"],
            "cell 3 uses `Out`, of which only the notebook's own session knows",
            id="an output",
        ),
        pytest.param(
            ["x = load()", "%macro again 1"],
            "cell 3 runs `%macro again 1`, which only the notebook's own session can",
            id="what was typed",
        ),
        pytest.param(["_, a = load()", "print(_)"], "", id="a variable of that name"),
        pytest.param(["a = load()", "for _ in a: print(a)"], "", id="a name for what isn't used"),
        pytest.param(
            ["a = load()\nb = a", "print(a is b)"],
            "cell 3 asks for `a is b`, which stored values don't keep",
            id="identity",
        ),
        pytest.param(["a = load()", "print(a is None)"], "", id="whether there is one"),
        pytest.param(
            ["a = load()", "print(a.strides)"],
            "cell 3 asks for `a.strides`, which stored values don't keep",
            id="memory",
        ),
        pytest.param(
            ["import warnings\nwarnings.showwarning = print", "warnings.warn('a')", "warnings.warn('b')"],
            "cell 1 sets `warnings.showwarning`",
            id="what is set before what is called",
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
    assert suspicion(book, Trace(), book.code[:-1], book.code[-1:]) == found


def test_two_names_of_one_object():
    book = apart("a = load()\nb = a", "print(a is b)")
    trace = Trace(aliases={1: (Shared(("a", "b"), "same"),)})
    told = suspicion(book, trace, book.code[:1], book.code[1:])
    assert told == "`a` and `b` hold an object in common; stored, each has its own"


def test_one_of_the_cells_of_a_task_that_fails():
    book = apart("1 + 1", "a = load()", "print(_1)")
    told = suspicion(book, Trace(), book.code[:1], book.code[1:])
    assert told == "cell 5 uses `_1`, of which only the notebook's own session knows"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param("NameError: name 'f' is not defined", "", id="another error"),
        pytest.param("AttributeError: Can't get attribute 'g' on <module '__main__'>", "", id="not its own"),
        pytest.param(
            "AttributeError: Can't get attribute 'f' on <module '__main__'>",
            "a value that it loads needs `f` of cell 1",
            id="a function that a partial holds",
        ),
    ],
)
def test_what_a_stored_value_needs(error, told):
    book = apart("def f(x): return x * n\ntwice = partial(f, 2)", "print(twice())")
    assert needed_to_load(book, error) == told


@pytest.mark.parametrize(
    ("modules", "found"),
    [
        pytest.param(set(), "", id="nothing to do: of a library"),
        pytest.param({"helper.py"}, "cell 1 calls `Item(1)`, whose module may keep something", id="a module"),
        pytest.param(
            {"helper/items.py"}, "cell 1 calls `Item(1)`, whose module may keep something", id="in a package"
        ),
    ],
)
def test_what_a_file_beside_the_notebook_defines(modules, found):
    book = apart("from helper import Item\na = Item(1)", "print(a.count)")
    assert suspicion(book, Trace(modules=frozenset(modules)), book.code[:1], book.code[1:]) == found


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        pytest.param("list", "", id="a list"),
        pytest.param("set", "`a` is a set, and may come in another order once it was stored", id="a set"),
        pytest.param(
            "frozenset", "`a` is a set, and may come in another order once it was stored", id="frozen"
        ),
    ],
)
def test_a_set_that_is_used_is_named(kind: str, told: str) -> None:
    book = apart("a = load()\nb = 1", "print(list(a))")
    trace = Trace(snapshots={1: {"a": Value(kind, "pkl", "1"), "b": Value("set", "pkl", "2")}})
    assert suspicion(book, trace, book.code[:1], book.code[1:]) == told
