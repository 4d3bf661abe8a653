"""Where lines are broken on a terminal."""

import pytest

from migrate.wrapping import wrapped

PATH = "/a/very/long/path/that/is/wider/than/the/terminal/itself/churn.ipynb"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("short", "short", id="a line that fits"),
        pytest.param("", "", id="nothing"),
        pytest.param("  one\n\n  two", "  one\n\n  two", id="lines that fit"),
        pytest.param(
            "cells 3 to 5 stay in one task together",
            "cells 3 to 5 stay in\n  one task together",
            id="at a word",
        ),
        pytest.param(f"  see {PATH} there", f"  see\n    {PATH}\n    there", id="a path stays whole"),
        pytest.param(
            "Install it: python -m pip install ipykernel pandas",
            "Install it:\n  python -m pip install ipykernel pandas",
            id="a command stays whole",
        ),
        pytest.param(
            "in cell 3 `a long piece of code` it is",
            "in cell 3\n  `a long piece of code`\n  it is",
            id="code",
        ),
    ],
)
def test_lines_break_at_words(text: str, expected: str) -> None:
    assert wrapped(text, 22) == expected
