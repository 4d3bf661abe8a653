import pytest

from migrate.read.syntax import NotPython, parsed


def parts(cell):
    return [(statement.kind, statement.source) for statement in cell]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("# only a comment\n", [], id="a comment"),
        pytest.param("x = 1", [("other", "x = 1")], id="one"),
        pytest.param("x = 1;  y = 2;", [("other", "x = 1"), ("other", "y = 2")], id="in one line"),
        pytest.param(
            "import a, b\nfrom c import d",
            [("import", "import a, b"), ("import", "from c import d")],
            id="imports",
        ),
        pytest.param(
            "try:\n    import a\nexcept ImportError:\n    import b as a",
            [("import", "try:\n    import a\nexcept ImportError:\n    import b as a")],
            id="one import or another",
        ),
        pytest.param(
            "try:\n    import a\nexcept ImportError:\n    a = None",
            [("other", "try:\n    import a\nexcept ImportError:\n    a = None")],
            id="more than imports",
        ),
        pytest.param(
            "@a.b(1)\n@c\ndef f():\n    pass",
            [("definition", "@a.b(1)\n@c\ndef f():\n    pass")],
            id="decorated",
        ),
        pytest.param("f = lambda x: x", [("definition", "f = lambda x: x")], id="named lambda"),
        pytest.param("f, g = lambda: 1, 2", [("other", "f, g = lambda: 1, 2")], id="lambda among others"),
        pytest.param("T = make('T')", [("other", "T = make('T')")], id="any call with its name"),
        pytest.param(
            "T = typing.TypeVar('T')", [("definition", "T = typing.TypeVar('T')")], id="a class by a call"
        ),
        pytest.param(
            "T = namedtuple('U', 'x')", [("other", "T = namedtuple('U', 'x')")], id="under another name"
        ),
        pytest.param("async def f(): pass", [("definition", "async def f(): pass")], id="async"),
        pytest.param(
            "%matplotlib inline",
            [("magic", "get_ipython().run_line_magic('matplotlib', 'inline')")],
            id="magic",
        ),
        pytest.param("x = !ls", [("magic", "x = get_ipython().getoutput('ls')")], id="shell assignment"),
        pytest.param(
            "if c:\n    !ls", [("other", "if c:\n    get_ipython().system('ls')")], id="magic in a block"
        ),
        pytest.param(
            "pip install x",
            [("magic", "get_ipython().run_line_magic('pip', 'install x')")],
            id="no percent sign",
        ),
        pytest.param("ls", [("magic", "get_ipython().run_line_magic('ls', '')")], id="bare command"),
        pytest.param("cat = 1", [("other", "cat = 1")], id="a variable named as a command"),
        pytest.param("cat", [("other", "cat")], id="a variable named as a command, shown"),
        pytest.param(
            "%%bash\nls", [("magic", "get_ipython().run_cell_magic('bash', '', 'ls\\n')")], id="cell magic"
        ),
        pytest.param("%%time\nx = 1\nimport a", [("other", "x = 1"), ("import", "import a")], id="timed"),
        pytest.param(
            "x = 'ä'; y = 'ö'", [("other", "x = 'ä'"), ("other", "y = 'ö'")], id="columns are bytes"
        ),
        pytest.param(
            "x = '\u2028\x0c'\ny = 2", [("other", "x = '\u2028\x0c'"), ("other", "y = 2")], id="odd line ends"
        ),
        pytest.param(
            "\n \n%matplotlib inline\ndef f():\n    '''a\n    \n'''\n  \n    return 1",
            [
                ("magic", "get_ipython().run_line_magic('matplotlib', 'inline')"),
                ("definition", "def f():\n    '''a\n    \n'''\n  \n    return 1"),
            ],
            id="blank lines keep their blanks",
        ),
        pytest.param("    x = 1\n    y = 2", [("other", "x = 1"), ("other", "y = 2")], id="indented"),
        pytest.param("x = (1 +\n     2)  # c\n", [("other", "x = (1 +\n     2)")], id="over lines"),
    ],
)
def test_parts(read_cells, source, expected):
    assert parts(read_cells(source)[0]) == expected


@pytest.mark.parametrize(
    ("source", "magic"),
    [
        ("x = 1", None),
        ("%%bash\nls", None),
        ("%%timeit\nx", None),
        ("%%capture out\nx", None),
        ("%%time\nx", "%%time"),
        ("\n\n%%capture --no-stderr\nx", "%%capture --no-stderr"),
        ("%%time\n%%capture\nx", "%%time\n%%capture"),
    ],
)
def test_the_magic_that_statements_run_under(source, magic):
    assert parsed(source).magic == magic


@pytest.mark.parametrize(
    ("source", "defines", "free"),
    [
        ("x = 1", None, ""),
        ("def f(x): return len(x)", "f", ""),
        ("def f(x): return f(x - 1)", "f", ""),
        ("def f(x=n): return np.sum(x) + [y + k for y in x][0]", "f", "n np k"),
        ("@d\ndef f(x: T) -> U:\n    def g(): return n\n    return g", "f", "d T U n"),
        ("class C(B):\n    a = n\n    def m(self): return a + k", "C", "B n a k"),
        ("f = lambda x, y=n: x + k", "f", "n k"),
        ("P = namedtuple('P', 'x', defaults=[n])", "P", "namedtuple n"),
        ("def f():\n    global n\n    n += 1", "f", "n"),
        ("def f(df): return df.query('a > @x')", "f", ""),
    ],
)
def test_definitions(read_cells, source, defines, free):
    (statement,) = read_cells(source)[0]
    assert (statement.defines, statement.free) == (defines, frozenset(free.split()))


def test_a_builtin_that_the_notebook_binds_is_free(read_cells):
    assert read_cells("def f(x): return max(x)", "max = 3")[0][0].free == {"max"}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("x = ", "invalid syntax (line 1)"),
        ("\nreturn 1", "'return' outside function (line 1)"),
        ("break", "'break' outside loop (line 1)"),
        ("x = " + "(" * 300 + ")" * 300, "too many nested parentheses (line 1)"),
        ("x = " + "-" * 20_000 + "1", "nested too deeply"),
    ],
)
def test_what_is_not_python(source, reason):
    with pytest.raises(NotPython) as error:
        parsed(source)
    assert str(error.value) == reason


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("x = 1\ny = 2", ["x = 1", "y = 2"], id="nothing to do"),
        pytest.param(" x = 1\n y = 2", ["x = 1", "y = 2"], id="all lines indented"),
        pytest.param(
            " x = 1\ny = 2", ["x = 1", "y = 2"], id="the first line indented, as IPython 8 takes it"
        ),
        pytest.param("\n x = [1,\n2]\n# note\n y = 2", ["x = [1,\n2]", "y = 2"], id="a line further left"),
        pytest.param(
            "%pwd\nfrom __future__ import division\nx = 1",
            ["get_ipython().run_line_magic('pwd', '')", "from __future__ import division", "x = 1"],
            id="a future statement below a magic",
        ),
        pytest.param(
            "import a\nfrom __future__ import division",
            ["import a", "from __future__ import division"],
            id="a future statement below another",
        ),
    ],
)
def test_what_only_a_notebook_may_hold(read_cells, source, expected):
    assert [statement.source for statement in read_cells(source)[0]] == expected
