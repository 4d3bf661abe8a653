"""What cells read, bind, mention and delete: each row is a notebook, the claim is about its last cell."""

import sys

import pytest

from migrate.model.notebook import Effects
from migrate.read.combine import either

MAKES = "def f(): return n"


def names(text):
    return frozenset(text.split())


@pytest.mark.parametrize(
    ("cells", "uses"),
    [
        pytest.param([""], "", id="nothing"),
        pytest.param(["x = 1"], "", id="a binding"),
        pytest.param(["print(len('x'))"], "", id="builtins"),
        pytest.param(["x = 1\nx"], "", id="bound just before"),
        pytest.param(["import a\na.b()"], "", id="imported just before"),
        pytest.param(["[x for x in range(3)]"], "", id="comprehension's own name"),
        pytest.param(["{k: v for k, v in {}.items()}"], "", id="dictionary comprehension's own names"),
        pytest.param(["def f(x, *a, k=1, **kw): return x, a, k, kw"], "", id="parameters"),
        pytest.param(["def f(): return n"], "", id="a definition that nobody uses"),
        pytest.param(["f = lambda x: x + n"], "", id="a named lambda that nobody uses"),
        pytest.param(["class C:\n    x = 1\n    y = x"], "", id="a class's own names"),
        pytest.param(["for i in range(3):\n    i"], "", id="loop variable"),
        pytest.param(["with open('f') as file:\n    x = file.read()\nx"], "", id="bound in a with block"),
        pytest.param(
            ["try:\n    x = 1\nexcept E:\n    x = 2\nx".replace("E", "ValueError")], "", id="both ways"
        ),
        pytest.param(["x: int = 1\nx"], "", id="annotated assignment"),
        pytest.param(["if (y := 1): y"], "", id="walrus"),
        pytest.param(
            ["match 1:\n    case {'a': a, **rest}: a, rest\n    case [b, *c]: b, c\n    case d: d"],
            "",
            id="captures of match",
        ),
        pytest.param(["x = 1\ndf = 2", "'@x'", "df.other('@x')"], "df", id="@x outside a query"),
        pytest.param(["n = 1", "!echo n $HOME {unknown}"], "", id="plain words in a command"),
        pytest.param(["f = 1", MAKES, "f = 2", "f"], "f", id="a function's name taken by a value"),
        pytest.param(["x = 1\ny = 2", "x + y"], "x y", id="loads"),
        pytest.param(["x = x + 1"], "x", id="own old value"),
        pytest.param(["x += 1"], "x", id="augmented"),
        pytest.param(["x.a = 1\ny['k'] = 2\nz[0].b += 1"], "x y z", id="stores into objects"),
        pytest.param(["del x"], "x", id="deletion"),
        pytest.param(["x: T"], "T", id="annotation only"),
        pytest.param(["if c: x = 1\nx"], "c x", id="bound in one branch"),
        pytest.param(["if c: x = 1\nelse: x = 2\nx"], "c", id="bound in both branches"),
        pytest.param(["for i in y:\n    x = 1\nx, i"], "y x i", id="bound in a loop"),
        pytest.param(["while c:\n    x = 1\nx"], "c x", id="bound in a while loop"),
        pytest.param(["try:\n    x = 1\nexcept ValueError:\n    pass\nx"], "x", id="handler binds less"),
        pytest.param(["try:\n    g(); x = 1\nfinally:\n    x"], "g x", id="finally runs early, too"),
        pytest.param(["c and (x := 1)\nx"], "c x", id="walrus behind and"),
        pytest.param(["(x := 1) and x\nx"], "", id="walrus before and"),
        pytest.param(["y = 1 if c else (x := 1)\nx"], "c x", id="walrus in one arm"),
        pytest.param(["import contextlib\nwith contextlib.suppress(E):\n    x = 1\nx"], "E x", id="suppress"),
        pytest.param(["match y:\n    case 1: x = 1\nx"], "y x", id="match without a last resort"),
        pytest.param(
            ["match y:\n    case C.A if c: x = 1\n    case _: x = 2\nx"], "y C c", id="match that must bind"
        ),
        pytest.param(["[x + y for x in xs for z in x if z > t]"], "y xs t", id="comprehension"),
        pytest.param(["(f(x) for x in g)"], "f g", id="generator expression"),
        pytest.param(["xs.apply(lambda x: x + n)"], "xs n", id="lambda used on the spot"),
        pytest.param(["@d\ndef f(a: T = n) -> U: pass"], "d n T U", id="when a function is made"),
        pytest.param(["class C(B, metaclass=M):\n    y = n\n    z = y"], "B M n", id="when a class is made"),
        pytest.param(
            ["class C:\n    x = 1\n    y = [x for i in z]"],
            "x z",
            id="a class hides nothing from what it runs",
        ),
        pytest.param(["class C:\n    y = y"], "y", id="class attribute from a global of its name"),
        pytest.param([MAKES, "f()"], "f n", id="a function's global"),
        pytest.param([MAKES, "g = lambda: f()", "g()"], "g f n", id="through a lambda"),
        pytest.param([MAKES, "def g(): return f()", "def f(): return m", "g()"], "g f m", id="redefined"),
        pytest.param([MAKES, "if c:\n    def f(): return m", "f()"], "f n m", id="perhaps redefined"),
        pytest.param([MAKES, "g = f", "f = 1", "g()"], "g n", id="another name for it"),
        pytest.param([MAKES, "fs = {'k': [f]}", "fs['k'][0]()"], "fs n", id="in a container"),
        pytest.param(["fs = []", MAKES, "fs.append(f)", "fs[0]()"], "fs n", id="appended"),
        pytest.param([MAKES, "h['k'] = f", "h"], "h n", id="stored under a key"),
        pytest.param([MAKES, "from functools import partial\ng = partial(f, 1)", "g()"], "g n", id="partial"),
        pytest.param([MAKES, "y = f()", "y"], "y", id="a plain result"),
        pytest.param([MAKES, "df['c'] = df.c.apply(f)", "df"], "df", id="applied at once"),
        pytest.param([MAKES, "import dask", "d = d.apply(f)", "d.compute()"], "d n", id="applied later"),
        pytest.param([MAKES, "m = map(f, xs)", "list(m)"], "m n", id="map is lazy"),
        pytest.param(
            ["def f():\n    def g(): return n\n    return g", "g = f()", "g()"], "g n", id="closure"
        ),
        pytest.param(["def f(): yield n", "g = f()", "next(g)"], "g n", id="generator"),
        pytest.param(["g = (x * n for x in xs)", "list(g)"], "g n", id="generator expression kept"),
        pytest.param(
            ["class C:\n    def m(self): return n", "c = C()", "c.m()"], "c n", id="method of an object"
        ),
        pytest.param(
            ["class A:\n    def m(s): return n\nclass B(A): pass", "b = B()", "b.m()"], "b n", id="inherited"
        ),
        pytest.param(["class C:\n    k = n", "c = C()", "c"], "c", id="class attribute, made once"),
        pytest.param(
            ["class C:\n    def m(s): return n", "c = C()", "c = c.to(1)", "c"], "c n", id="still the object"
        ),
        pytest.param(
            ["def d(f):\n    def w(): return f(n)\n    return w", "@d\ndef g(): pass", "g()"],
            "g n",
            id="decorator's closure",
        ),
        pytest.param(
            ["for i in y:\n    if i: g()\n    def g(): return n"], "y g n", id="defined by an earlier turn"
        ),
        pytest.param(["while g():\n    g = lambda: n"], "g n", id="defined by an earlier turn of while"),
        pytest.param(
            ["try:\n    x = f()\nexcept ValueError:\n    x"], "f x", id="a handler sees half of the body"
        ),
        pytest.param(["n = 1", "def f():\n    global n\n    n += 1", "f()"], "f n", id="counts up a global"),
        pytest.param(["list = [1]", "list"], "list", id="a builtin that the notebook binds"),
        pytest.param(["max(1, 2)", "max = 3"], "", id="its binding"),
        pytest.param(["x = 1\ndf = 2", "df.query('a > @x')"], "df x", id="query"),
        pytest.param(["x = 1\ndf = 2", "df.query(f'{y} > @x')"], "df x y", id="query in an f-string"),
        pytest.param(["x = 1", "q = 'a > @x'", "df.query(q)"], "df q x", id="query kept in a variable"),
        pytest.param(
            ["x = 1", "def f(df): return df.query('a > @x')", "f(1)"], "f x", id="query in a function"
        ),
        pytest.param(["import pandas as pd\nx = 1", "pd.eval('x + 1')"], "pd x", id="pd.eval"),
        pytest.param(["k = 1", "smf.ols('y ~ x + k', data=df)"], "smf df k", id="formula"),
        pytest.param(
            ["k = 1", "def f(v):\n    return v + k", "smf.ols('y ~ f(x)', data=df)"],
            "smf df f k",
            id="formula that calls a function",
        ),
        pytest.param(
            ["k = 1", "s = 'y ~ k'", "smf.ols(s, data=df)"], "smf s df k", id="formula kept in a variable"
        ),
        pytest.param(["p = 1", "open('~/p')"], "", id="home folder"),
        pytest.param(["import duckdb\ndf = 1", "duckdb.query('select * from df')"], "duckdb df", id="duckdb"),
        pytest.param(["x = y = 1", "!echo {x} $y"], "x y", id="command"),
        pytest.param(["x = [1]", "!echo {x[0] + 1}"], "x", id="expression in a command"),
        pytest.param(["x = 1", "%cd $x"], "x", id="line magic"),
        pytest.param(["x = 1", "%%bash\necho {x}"], "x", id="cell magic"),
        pytest.param(["x = 1", "%%bash -s $x\necho 1"], "x", id="cell magic's line"),
        pytest.param(["x = 1", "x?"], "x", id="help"),
        pytest.param(["%time y = g(x)\ny"], "g x", id="timed line"),
        pytest.param(["%timeit -n 10 -r3 g(x)"], "g x", id="timed line with options"),
        pytest.param(["%%time\ny = g(x)\ny"], "g x", id="timed cell"),
        pytest.param(["%%timeit y = 1\ng(x, y)"], "g x", id="timed cell with setup"),
        pytest.param(["%%time\n%%capture out\ny = x\nout"], "x out", id="nested cell magics"),
        pytest.param(["%prun -l 5 g(x)"], "g x", id="profiled"),
        pytest.param(["await g(x)\nasync for i in y: i"], "g x y", id="top-level await"),
        pytest.param(["eval('x + 1')\nexec('y = z\\ny')"], "x z", id="evaluated constants"),
        pytest.param(["print(f'{x!r:>{w}}')"], "x w", id="f-string"),
        pytest.param(["with a as b, c(b) as d.e: b"], "a c d", id="with"),
        pytest.param(["a, (b, *c) = x\na, b, c"], "x", id="unpacking"),
        pytest.param(["    x = y\n    x"], "y", id="indented cell"),
        pytest.param([">>> x = y\n>>> x"], "y", id="prompts"),
        pytest.param(["ﬁ = 1\nfi"], "", id="names equal after normalisation"),
    ],
)
def test_uses(effects_of, cells, uses):
    assert effects_of(*cells).uses == names(uses)


@pytest.mark.parametrize(
    ("cells", "may", "must"),
    [
        pytest.param(["x"], "", "", id="a load"),
        pytest.param(["x.a = 1; x[0] = 2"], "", "", id="stores into objects"),
        pytest.param(["[x for x in y]"], "", "", id="comprehension"),
        pytest.param(["def f():\n    x = 1"], "f", "f", id="a function's own name"),
        pytest.param(["x: int"], "", "", id="annotation only"),
        pytest.param(["%timeit x = 1"], "", "", id="timeit has a scope of its own"),
        pytest.param(["x = y = 1; z += 1"], "x y z", "x y z", id="assignments"),
        pytest.param(["if c: x = 1"], "x", "", id="branch"),
        pytest.param(["for i in y: x = 1"], "i x", "", id="loop"),
        pytest.param(["with a as b: x = 1"], "b x", "b x", id="with"),
        pytest.param(["try:\n    x = 1\nexcept ValueError as e:\n    y = 1"], "x y", "", id="try"),
        pytest.param(["[(y := x) for x in z]"], "y", "", id="walrus in a comprehension"),
        pytest.param(["import a.b, c.d as e\nfrom f import g as h"], "a e h", "a e h", id="imports"),
        pytest.param(["from f import *"], "", "", id="star"),
        pytest.param(["def f():\n    global n\n    n = 1", "f()"], "n", "", id="global"),
        pytest.param(["x = !ls\n%time y = 1"], "x y", "x y", id="magics"),
        pytest.param(["%%capture out\nx = 1"], "out x", "out x", id="capture"),
        pytest.param(["%%bash --out x\nls"], "x", "x", id="shell's output"),
        pytest.param(["x = 1\ndel x"], "", "", id="deleted"),
        pytest.param(["x = 1\nif c: del x"], "x", "", id="perhaps deleted"),
        pytest.param(["exec('x = 1')"], "x", "x", id="exec"),
    ],
)
def test_defines(effects_of, cells, may, must):
    effects = effects_of(*cells)
    assert (effects.may_define, effects.must_define) == (names(may), names(must))


@pytest.mark.parametrize(
    ("cells", "mutates"),
    [
        pytest.param(["x = 1"], "", id="bound only"),
        pytest.param(["x = 1\nx.append(2)"], "x", id="made and changed here"),
        pytest.param(["x.a = 1; y[0] = z"], "x y z", id="stores into objects"),
        pytest.param(["n = []", "def f(): n.append(1)", "f()"], "f n", id="through a function"),
        pytest.param(["def f():\n    global n\n    n = 1", "f()"], "f n", id="global"),
    ],
)
def test_mutates(effects_of, cells, mutates):
    assert effects_of(*cells).may_mutate == names(mutates)


@pytest.mark.parametrize(
    ("cells", "dynamic"),
    [
        pytest.param(["x = 1"], False, id="plain"),
        pytest.param(["eval('x')"], False, id="constant eval"),
        pytest.param(["exec(code, {})"], False, id="own namespace"),
        pytest.param(["df.eval('a = b')"], False, id="a frame's eval"),
        pytest.param(["df.c.apply(eval)"], False, id="eval of values elsewhere"),
        pytest.param(["vars(x); dir(x)"], False, id="vars of an object"),
        pytest.param(["def f(): return locals()", "f()"], False, id="a function's locals"),
        pytest.param(["for _ in y: _"], False, id="underscore bound"),
        pytest.param(["_, x = y", "_"], False, id="underscore bound before"),
        pytest.param(["%matplotlib inline\n!ls\n%pip install x"], False, id="harmless magics"),
        pytest.param(["%%html\n<b>"], False, id="harmless cell magic"),
        pytest.param(["from x import *"], False, id="star import"),
        pytest.param(["exec(code)"], True, id="exec"),
        pytest.param(["exec('x = 1', globals())"], True, id="exec in globals"),
        pytest.param(["list(map(eval, xs))"], True, id="eval passed on"),
        pytest.param(["globals()['x']"], True, id="globals"),
        pytest.param(["'{x}'.format(**locals())"], True, id="locals"),
        pytest.param(["vars()"], True, id="vars"),
        pytest.param(["def f(): return globals()", "f()"], True, id="globals through a function"),
        pytest.param(["def f(): return globals()"], False, id="globals in a function not called"),
        pytest.param(["_"], True, id="last output"),
        pytest.param(["Out[3]"], True, id="an output"),
        pytest.param(["In"], True, id="inputs"),
        pytest.param(["_3"], True, id="a numbered output"),
        pytest.param(["_i"], True, id="an input"),
        pytest.param(["%run other.py"], True, id="run"),
        pytest.param(["%store -r x"], True, id="store"),
        pytest.param(["%reset -f"], True, id="reset"),
        pytest.param(["%%sql x <<\nselect 1"], True, id="an unknown cell magic"),
        pytest.param(["get_ipython().user_ns['x']"], True, id="user_ns"),
        pytest.param(["import __main__"], True, id="main module"),
    ],
)
def test_dynamic(effects_of, cells, dynamic):
    assert effects_of(*cells).dynamic is dynamic


@pytest.mark.parametrize(
    ("source", "star"),
    [
        ("import x", False),
        ("from x import *", True),
        ("try:\n    from x import *\nexcept E: pass", True),
        ("%pylab", True),
    ],
)
def test_star(effects_of, source, star):
    assert effects_of(source).star is star


@pytest.mark.skipif(sys.version_info < (3, 12), reason="new in Python 3.12")
def test_type_parameters_are_the_definitions_own(effects_of):
    effects = effects_of("type A[T] = list[T]\ndef f[T](x: T) -> U: return x\nclass C[T](B): pass")
    assert effects.uses == names("U B")
    assert effects.must_define == names("A f C")


@pytest.mark.parametrize(
    "source",
    [
        "x = 1\nwhile c:\n    del x\n    if d: break\n    x = 1",
        "x = 1\nfor i in y:\n    del x\n    if d: break\n    x = 1",
        "x = 1\ntry:\n    del x\n    f()\n    x = 1\nexcept ValueError: pass",
    ],
)
def test_what_stops_half_way_may_leave_a_name_deleted(effects_of, source):
    effects = effects_of(source)
    assert "x" in effects.may_define
    assert "x" not in effects.must_define


def test_except_star(effects_of):
    assert effects_of("try:\n    x = 1\nexcept* ValueError as e:\n    y = e\nx").uses == names("x")


@pytest.mark.parametrize(
    ("first", "second", "binds", "deletes"),
    [
        (Effects(), Effects(), "", ""),
        (Effects(), Effects(deletes=names("x")), "x", "x"),
        (Effects(deletes=names("x")), Effects(deletes=names("x")), "", "x"),
    ],
)
def test_what_one_branch_deletes_may_still_be_there(first, second, binds, deletes):
    effects = either(first, second)
    assert (effects.may_define, effects.deletes) == (names(binds), names(deletes))
