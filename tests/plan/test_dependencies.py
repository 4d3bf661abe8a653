import pytest

from migrate.model.trace import Value
from migrate.plan.dependencies import dependencies
from migrate.plan.partition.by_headings import at_headings
from tests.plan.building import CONNECTION, FUNCTION, LIBRARY_FUNCTION, NUMPY, UNKNOWN, apart, trace

MODEL = Value("__main__.Model", "pkl", "m")
CLASS = Value("class", None, None, "__main__")


@pytest.mark.parametrize(
    ("cells", "borders", "name", "way"),
    [
        pytest.param(["df = load()", "print(df)"], [{"df": 1}], "df", "value", id="data"),
        pytest.param(["df = load()", "print(df)"], [], "df", "value", id="data, as far as text tells"),
        pytest.param(["db = open()", "print(db)"], [{"db": CONNECTION}], "db", "none", id="a connection"),
        pytest.param(
            ["import os\nx = load()\nenv = os.environ", "print(env)"],
            [{"os": NUMPY, "env": CONNECTION}],
            "env",
            "definition",
            id="another name for what each process has",
        ),
        pytest.param(
            ["from pathlib import Path\nx = load()\nDATA = Path.cwd().parent / 'data'", "print(DATA)"],
            [{"DATA": 1}],
            "DATA",
            "definition",
            id="the folder that it runs in",
        ),
        pytest.param(
            ["import os\nx = load()\nroot = os.getcwd()\nimages = os.path.join(root, 'a')", "print(images)"],
            [{"root": 1, "images": 2}],
            "root",
            "definition",
            id="what another place is found by",
        ),
        pytest.param(
            ["import os\nx = load()\na = os.getcwd()\nb = a + 'x'\na = 'y'", "print(b)"],
            [{"a": 1, "b": 2}],
            "b",
            "value",
            id="a place by what changed since",
        ),
        pytest.param(
            ["from pathlib import Path\nx = load()\nDATA = Path('data')", "print(DATA)"],
            [{"DATA": 1}],
            "DATA",
            "value",
            id="a place that is the same everywhere",
        ),
        pytest.param(
            ["import os\nx = load()\nd = os.listdir(os.getcwd())", "print(d)"],
            [{"d": 1}],
            "d",
            "value",
            id="what is there at a time",
        ),
        pytest.param(
            ["x = load()\nip = get_ipython()", "print(ip)"],
            [{"ip": CONNECTION}],
            "ip",
            "definition",
            id="the shell",
        ),
        pytest.param(
            ["x = load()\ndb = x.db", "print(db)"],
            [{"x": 1, "db": CONNECTION}],
            "db",
            "none",
            id="a part of a value",
        ),
        pytest.param(["x = load()", "print(x)"], [{"x": UNKNOWN}], "x", "value", id="without a fingerprint"),
        pytest.param(
            ["import numpy as np\nx = np.load(1)", "print(np)"],
            [{"np": NUMPY}],
            "np",
            "import",
            id="imported",
        ),
        pytest.param(
            ["import numpy as np\nx = np.load(1)", "print(np)"], [], "np", "import", id="as text tells"
        ),
        pytest.param(
            ["import json\nx = json.load(1)", "json = {}\nx = load(json)", "print(json)"],
            [{"json": NUMPY}, {"json": {}}],
            "json",
            "value",
            id="data under the name of a module",
        ),
        pytest.param(
            ["json = load()", "import json\nx = json.load(1)", "print(json)"],
            [{"json": 1}, {"json": NUMPY}],
            "json",
            "import",
            id="a module under the name of data",
        ),
        pytest.param(
            ["from math import pi\nx = load(pi)", "print(pi)"],
            [{"pi": 3.14}],
            "pi",
            "import",
            id="imported data",
        ),
        pytest.param(
            ["from shop import STOCK\nx = load()", "STOCK.append(load())\nx = 1", "print(STOCK)"],
            [{"STOCK": [1]}, {"STOCK": [1, 2]}],
            "STOCK",
            "value",
            id="imported data, changed since",
        ),
        pytest.param(
            ["try:\n    import numpy as np\nexcept ImportError:\n    np = None\nx = load()", "print(np)"],
            [{"np": NUMPY}],
            "np",
            "import",
            id="a module that an import statement alone doesn't bind",
        ),
        pytest.param(
            ["x = load()\nf = np.mean", "f(x)"], [{"f": LIBRARY_FUNCTION}], "f", "value", id="library's"
        ),
        pytest.param(
            ["from numpy import *\nexec(text())\nx = load()", "print(mean(x))"],
            [{"mean": LIBRARY_FUNCTION, "x": 1}],
            "mean",
            "import",
            id="from a star",
        ),
        pytest.param(
            ["x = load()\ndef f(): return x", "f()"], [{"f": FUNCTION}], "f", "definition", id="def"
        ),
        pytest.param(["x = load()\nf = lambda: x", "f()"], [{"f": FUNCTION}], "f", "definition", id="lambda"),
        pytest.param(
            ["x = load()\nf = make(x)", "f()"], [{"f": FUNCTION}], "f", "none", id="a function made"
        ),
        pytest.param(
            ["x = load()\nif x:\n    def f(): return x", "f()"],
            [{"f": FUNCTION}],
            "f",
            "none",
            id="in a branch",
        ),
        pytest.param(
            ["x = load()\ndef f(y=x): return y", "f()"],
            [{"f": FUNCTION, "x": 1}],
            "f",
            "definition",
            id="a default that is still there",
        ),
        pytest.param(
            ["x = load()\ndef f(y=x): return y", "x = load()", "f()"],
            [{"f": FUNCTION, "x": 1}, {"f": FUNCTION, "x": 2}],
            "f",
            "none",
            id="a default that changed in a later section",
        ),
        pytest.param(
            ["x = load()\ndef f(y=x): return y\nx = load()", "f()"],
            [{"f": FUNCTION, "x": 1}],
            "f",
            "none",
            id="a default that changed in its section",
        ),
        pytest.param(
            ["x = load()\ndef f(y=x): return y", "del x", "f()"],
            [{"f": FUNCTION, "x": 1}, {"f": FUNCTION}],
            "f",
            "none",
            id="a default that was deleted",
        ),
        pytest.param(
            ["x = load()\ndef f(y=x): return y\nprint(x)", "f()"],
            [{"f": FUNCTION, "x": 1}],
            "f",
            "definition",
            id="a default that can't change, mentioned",
        ),
        pytest.param(
            ["x = load()\ndef f(y=x): return y\nprint(x)", "f()"],
            [{"f": FUNCTION, "x": [1]}],
            "f",
            "none",
            id="a default that may change, mentioned",
        ),
        pytest.param(
            [
                "import numpy as np\nx = load()\ndef f(y=np): return x",
                "import numpy as np\nz = load()",
                "f()",
            ],
            [{"f": FUNCTION, "x": 1, "np": NUMPY}] * 2,
            "f",
            "definition",
            id="a default that is imported again",
        ),
        pytest.param(
            ["class Model: pass\nm = Model()", "print(m)"],
            [{"Model": CLASS, "m": MODEL}],
            "m",
            "value",
            id="an instance",
        ),
        pytest.param(
            ["Model = make()\nm = Model(1)", "print(m)"],
            [{"Model": CLASS, "m": MODEL}],
            "m",
            "none",
            id="an instance of a class that a call gave",
        ),
        pytest.param(
            ["Model = namedtuple('Model', 'x')\nm = Model(1)", "print(m)"],
            [{"Model": CLASS, "m": MODEL}],
            "m",
            "value",
            id="an instance of a class that a call made under its name",
        ),
        pytest.param(
            ["n = load()\nclass Model:\n    size = n\nm = Model()", "print(m)"],
            [{"Model": CLASS, "m": MODEL, "n": 1}],
            "m",
            "none",
            id="an instance of a class whose definition needs variables",
        ),
        pytest.param(
            ["class Model: pass\nm = Model()", "class Model: pass\nn = load()", "print(m)"],
            [{"Model": CLASS, "m": MODEL}] * 2,
            "m",
            "none",
            id="an instance of a class that was defined again",
        ),
        pytest.param(
            ["a = load()\nb = a", "a.append(1)", "print(b)"],
            [{"a": 1, "b": 1}, {"b": 2}],
            "b",
            "none",
            id="changed under another name",
        ),
        pytest.param(
            ["a = load()\nb = a", "eval(text())", "print(b)"],
            [{"a": 1, "b": 1}, {"b": 2}],
            "b",
            "value",
            id="changed by an opaque cell",
        ),
    ],
)
def test_the_way_into_the_last_section(cells, borders, name, way):
    parts = at_headings(apart(*cells).cells)
    assert dependencies(parts, trace(*borders))[-1][name].kind == way


def test_long_chains_of_values_are_followed():
    book = apart("x0 = 1\n" + "\n".join(f"x{n + 1} = x{n}" for n in range(1100)), "print(x1100)")
    needed = dependencies(at_headings(book.cells), trace())[1]
    assert [item.kind for item in needed.values()] == ["value"]


def test_long_chains_of_places_are_followed():
    links = (f"p{n + 1} = p{n} / 'a'" for n in range(1100))
    book = apart("from pathlib import Path\np0 = Path.cwd()\n" + "\n".join(links), "print(p1100)")
    needed = dependencies(at_headings(book.cells), trace())[1]
    assert {item.kind for item in needed.values()} == {"definition", "import"}
