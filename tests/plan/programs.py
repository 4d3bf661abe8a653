"""Random notebooks that run: each statement is kept only if it does."""

from __future__ import annotations

import contextlib
import io
from typing import Any

from hypothesis import strategies as st

from tests.plan.building import Markdown
from tests.plan.simulation import LIBRARY, Process

NAMES = st.sampled_from("abc")
FUNCTIONS = st.sampled_from("fg")
NUMBERS = st.integers(0, 9).map(str)


def of(pattern: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Statements of one form."""
    return st.builds(pattern.format, *parts)


VALUES = st.one_of(
    of("[{}]", NUMBERS),
    of("[*{}, {}]", NAMES, NUMBERS),
    of("list({})", NAMES),
    of("sorted({}) * 2", NAMES),
    of("{}() + [len({})]", FUNCTIONS, NAMES),
    of("[x + {} for x in {}]", NUMBERS, NAMES),
    of("[len({}), *{}]", NAMES, NAMES),
)
DATA = (
    of("{} = {}", NAMES, VALUES),
    of("{}, {} = {}, {}", NAMES, NAMES, VALUES, VALUES),
    of("{} += {}", NAMES, VALUES),
    of("{}.append({})", NAMES, NUMBERS),
    of("{}.sort()", NAMES),
    of("print({})", NAMES),
    of("print(len({}), {})", NAMES, NAMES),
    of("del {}", NAMES),
    of("if len({}) > 2:\n    del {}", NAMES, NAMES),
    of("if len({}) > 2:\n    {} = {}", NAMES, NAMES, VALUES),
    of("if len({}) > 2:\n    {} = {}\nelse:\n    {}.append(0)", NAMES, NAMES, VALUES, NAMES),
    of("for n in {}:\n    {} = [n]", NAMES, NAMES),
    of("for {} in [list({})]:\n    print({})", NAMES, NAMES, NAMES),
    of("try:\n    {}.append(len({}))\nexcept NameError:\n    {} = {}", NAMES, NAMES, NAMES, VALUES),
    of("print({} := {})", NAMES, VALUES),
    of("match {}:\n    case [_, *{}]:\n        print({})", NAMES, NAMES, NAMES),
    of("exec('{} = [1]')", NAMES),
    of("exec(str('{} = [1]'))", NAMES),
    of("globals()['{}'].append(5)", NAMES),
)
CODE = (
    of("def {}():\n    return {}", FUNCTIONS, VALUES),
    of("# what it does\ndef {}(x={}):\n    return [x]", FUNCTIONS, NUMBERS),
    of("def {}(x=len({})):\n    return [x]", FUNCTIONS, NAMES),
    of("def {}():\n    {}.append(1)\n    return []", FUNCTIONS, NAMES),
    of("def {}():\n    global {}\n    {} = {}\n    return []", FUNCTIONS, NAMES, NAMES, VALUES),
    of("def {}():\n    return {}() + [1]", FUNCTIONS, FUNCTIONS),
    of("def {}():\n    return [json.dumps({})]", FUNCTIONS, NUMBERS),
    of("{} = lambda: list({})", FUNCTIONS, NAMES),
    of("{} = {}", FUNCTIONS, FUNCTIONS),
    of("{} = partial(sorted, [{}])", FUNCTIONS, NUMBERS),
    of("def make(x):\n    return lambda: [x]\n{} = make({})", FUNCTIONS, NUMBERS),
    of("@decorate\ndef {}():\n    return {}", FUNCTIONS, VALUES),
    of("def decorate(f):\n    return f if len({}) else f", NAMES),
    of("def decorate(f):\n    return f"),
    of("print({}())", FUNCTIONS),
    of("class K:\n    size = {}\n    def m(self):\n        return [self.size]", NUMBERS),
    of("class K:\n    def m(self):\n        return list({})", NAMES),
    of("class K:\n    size = len({})\n    def m(self):\n        return [self.size]", NAMES),
    st.just("class L(K):\n    pass"),
    st.just("k = K()"),
    st.just("k = L()"),
    of("k.x = list({})", NAMES),
    st.just("print(k.m(), vars(k))"),
    st.just("print(isinstance(k, K))"),
)
PROCESS = (
    st.just("import json"),
    st.just("from functools import partial"),
    st.just("import json, random"),
    of("json = {}", VALUES),
    of("print(json.dumps({}))", NAMES),
    st.just("from math import pow as power"),
    st.just("from operator import pow as power"),
    st.just("print(power(2, 3))"),
    st.just("import os.path"),
    st.just("import os"),
    st.just("print(os.path.basename('a/b'))"),
    st.just("from math import *"),
    st.just("print(floor(pi))"),
    st.just("try:\n    import json\nexcept ImportError:\n    json = None"),
    st.just("from loud import volume"),
    st.just("volume += 1"),
    st.just("print(volume)"),
    st.just("import random"),
    of("random.seed({})", NUMBERS),
    of("random.seed(len({}))", NAMES),
    of("{} = [random.random()]", NAMES),
    st.just("print(random.random())"),
    of("random.shuffle({})", NAMES),
    st.just("import options"),
    of("options.set({})", NUMBERS),
    of("options.set(len({}))", NAMES),
    st.just("print(options.width)"),
    of("g = iter({})", NAMES),
    st.just("print(next(g))"),
)
STATEMENTS = (*DATA, *CODE, *PROCESS)
START = [
    "import json, options, random",
    "from functools import partial",
    "a, b, c = [3, 1], [2] * 2, sorted([5, 4])",
    "def f():\n    return [len(a)]",
    "def g():\n    return [1]",
    "class K:\n    def m(self):\n        return 7",
    "k = K()",
]


def kept(cells: list[tuple[bool, list[str]]]) -> list[tuple[bool, str]]:
    """The cells without the statements that fail, alone or for what came before them."""
    statements = [(place, text) for place, (_, block) in enumerate(cells) for text in block]
    while (wrong := first_failing([text for _, text in statements])) is not None:
        del statements[wrong]
    blocks = [[text for at, text in statements if at == place] for place in range(len(cells))]
    return [(cut, "\n".join(block)) for (cut, _), block in zip(cells, blocks, strict=True) if block]


def first_failing(statements: list[str]) -> int | None:
    """The first statement that doesn't run in a fresh process."""
    process = Process(LIBRARY)
    with process.running(), contextlib.redirect_stdout(io.StringIO()):
        for place, statement in enumerate(statements):
            try:
                process.run(statement)
            except Exception:
                return place
    return None


END = ["print(a)", "print(f())", "print(k.m())", "print(random.random())", "print(options.width)"]


@st.composite
def programs(draw: Any) -> list[str]:
    """The cells of a notebook that runs, with a heading before most of them.

    Each is made of a few forms of statements only, so that these meet often.
    """
    forms = draw(st.lists(st.sampled_from(STATEMENTS), min_size=4, max_size=8))
    blocks = st.lists(st.one_of(forms), min_size=1, max_size=4)
    middle = draw(
        st.lists(st.tuples(st.sampled_from([True, True, True, False]), blocks), min_size=2, max_size=6)
    )
    start = draw(st.sampled_from([START, START, START, START, START[:3], []]))
    end = draw(st.lists(st.sampled_from(END), unique=True))
    cells = kept([(True, start), *middle, (True, end)]) or [(True, "print(1)")]
    return [text for cut, code in cells for text in ([Markdown("## Part")] if cut else []) + [code]]
