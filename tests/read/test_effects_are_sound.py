"""Small random programs are run and watched: what they do is among what their text was said to do."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.model.notebook import Effects

PLAIN = st.sampled_from("abcd")
FUNCTIONS = st.sampled_from("fgh")
START = (
    "a = b = c = d = 1\nf = g = h = lambda *args: 0\nclass K:\n    def m(self): return a\nk = K()\nfs = [f]"
)


class Watched(dict):
    """A namespace that remembers what was read before this cell bound it, and what it bound.

    It gives up on programs that call themselves without end.
    """

    def __init__(self):
        super().__init__()
        self.start()

    def start(self):
        self.read, self.bound, self.patience = set(), set(), 5000

    def __getitem__(self, name):
        self.patience -= 1
        if self.patience < 0:
            raise RecursionError
        value = super().__getitem__(name)
        if name not in self.bound:
            self.read.add(name)
        return value

    def __setitem__(self, name, value):
        self.bound.add(name)
        super().__setitem__(name, value)

    def __delitem__(self, name):
        self.bound.discard(name)
        super().__delitem__(name)


def indent(body):
    return "\n".join("    " + line for line in body.split("\n"))


expressions = st.recursive(
    st.one_of(st.just("0"), PLAIN, PLAIN),
    lambda inner: st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} := {})".format, PLAIN, inner),
        st.builds("{}({})".format, FUNCTIONS, inner),
        st.builds("fs[-1]({})".format, inner),
        st.builds("sum([{1} for {0} in range({2} % 3)])".format, PLAIN, inner, inner),
        st.builds("(lambda {}: {})(1)".format, PLAIN, inner.filter(lambda text: ":=" not in text)),
        st.builds("(lambda *args: {})()".format, inner),
        st.just("k.m()"),
    ),
    max_leaves=4,
).filter(lambda text: not ("for" in text and ":=" in text))

simple = st.one_of(
    st.builds("{} = {}".format, PLAIN, expressions),
    st.builds("{} += {}".format, PLAIN, expressions),
    st.builds("{}, {} = {}, {}".format, PLAIN, PLAIN, expressions, expressions),
    st.builds("{}: int = {}".format, PLAIN, expressions),
    st.builds("del {}".format, PLAIN),
    expressions,
    st.builds("{} = lambda *args: {}".format, FUNCTIONS, expressions),
    st.builds("{} = {}".format, FUNCTIONS, FUNCTIONS),
    st.builds("fs.append({})".format, FUNCTIONS),
    st.builds("fs = [{}]".format, FUNCTIONS),
    st.just("k = K()"),
)


def compound(block):
    return st.one_of(
        st.builds("if {}:\n{}".format, expressions, block),
        st.builds("if {}:\n{}\nelse:\n{}".format, expressions, block, block),
        st.builds("for {} in range({} % 3):\n{}".format, PLAIN, expressions, block),
        st.builds("for {} in range(2):\n{}\n    break\nelse:\n{}".format, PLAIN, block, block),
        st.builds("while {} < 9:\n{}\n    break".format, expressions, block),
        st.builds("try:\n{}\nexcept NameError as {}:\n{}".format, block, PLAIN, block),
        st.builds("try:\n{}\nfinally:\n{}".format, block, block),
        st.builds("match {}:\n    case 1:\n{}\n    case {}:\n{}".format, expressions,
                  block.map(indent), PLAIN, block.map(indent)),
        st.builds("def {}(*args, {}={}):\n{}\n    return {}".format, FUNCTIONS, PLAIN, expressions, block,
                  PLAIN),
        st.builds("def {}(*args):\n    global d\n{}\n    return 0".format, FUNCTIONS, block),
        st.builds("def {}(*args):\n    def inner(*args): return {}\n    return inner()".format, FUNCTIONS,
                  expressions),
        st.builds("class K:\n{}\n    def m(self): return {}".format, block, expressions),
    )  # fmt: skip


blocks = st.lists(
    st.recursive(
        simple, lambda inner: compound(st.lists(inner, min_size=1, max_size=2).map("\n".join).map(indent))
    ),
    min_size=1,
    max_size=3,
).map("\n".join)
programs = st.lists(blocks, min_size=1, max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs)
def test_what_is_seen_was_said(effects_of, cells):
    cells = [START, *(cell for cell in cells if compiles(cell))]
    space = Watched()
    exec(START, space)
    for place in range(1, len(cells)):
        effects = effects_of(*cells[: place + 1])
        space.start()
        ended = run(cells[place], space)
        assert space.read - unwatched("\n".join(cells)) <= effects.uses
        assert space.bound - {"__annotations__"} <= effects.may_define | handlers(cells[place])
        if not ended:
            return
        assert effects.must_define - handlers(cells[place]) <= set(space)


def unwatched(code):
    """Python binds a name that some function declares global behind the watch's back."""
    return {"__builtins__", "__name__", "__annotations__"} | ({"d"} if "global d" in code else set())


def handlers(cell):
    """The names of handlers, which are bound only while these run, and gone afterwards."""
    return {line.split(" as ")[1].rstrip(":") for line in cell.split("\n") if " as " in line}


def compiles(cell):
    with suppress(SyntaxError):
        return bool(compile(cell, "<cell>", "exec"))
    return False


def run(cell, space):
    try:
        exec(cell, space)
    except Exception:
        return False
    return True


names = st.frozensets(PLAIN)
all_effects = st.builds(
    Effects, uses=names, may_define=names, must_define=names, may_mutate=names, dynamic=st.booleans()
)


@given(all_effects, all_effects, all_effects)
def test_then_is_associative(first, second, third):
    assert first.then(second).then(third) == first.then(second.then(third))


@given(all_effects)
def test_nothing_changes_nothing(effects):
    assert Effects().then(effects) == effects == effects.then(Effects())


def test_the_watch_sees_what_functions_read():
    space = Watched()
    exec("n = 1\ndef f(): return n", space)
    space.start()
    exec("m = f()", space)
    if "n" not in space.read:
        pytest.skip("this Python reads globals past a dictionary's own methods")
    assert space.read == {"f", "n"}
