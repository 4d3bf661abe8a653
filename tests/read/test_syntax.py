"""A cell that surely holds nothing of IPython's is taken as it is: IPython would do the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.read.syntax import by_ipython, ended, is_plain, parsed, with_blanks

PIECES = [
    *(
        "x",
        "f(",
        ")",
        "'",
        '"""',
        "#",
        "%",
        "%%",
        "%time",
        "!",
        "!ls",
        "?",
        "??",
        "=",
        "!=",
        " ",
        "    ",
        "\t",
    ),
    *(
        ";",
        "/",
        ",",
        ">>> ",
        "In [1]: ",
        "... ",
        ":",
        "def f():",
        "\\",
        "\n",
        "\n\n",
        "5",
        "a %= 2",
        "a = %b",
    ),
]


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        pytest.param("", True, id="nothing"),
        pytest.param("x = 1 % 2 != 3", True, id="operators"),
        pytest.param("x = '%d' % 1", True, id="formats"),
        pytest.param("print('why?')", True, id="a question in a text"),
        pytest.param("%time x", False, id="magic"),
        pytest.param("x = 1\n  !ls", False, id="command, indented"),
        pytest.param("files = !ls", False, id="its lines taken"),
        pytest.param("x = %pwd", False, id="magic taken"),
        pytest.param("x.y?", False, id="help"),
        pytest.param(">>> x", False, id="prompt"),
        pytest.param("\nx", False, id="blank line first"),
        pytest.param(" x", False, id="indented"),
    ],
)
def test_what_is_plain(source: str, plain: bool) -> None:
    assert is_plain(source) == plain


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join).filter(is_plain))
def test_ipython_leaves_alone_what_is_plain(source: str) -> None:
    assert with_blanks(by_ipython(source), source) == ended(source)


def test_it_is_parsed_as_it_stands() -> None:
    assert parsed("x = 1\n").text == "x = 1\n"
