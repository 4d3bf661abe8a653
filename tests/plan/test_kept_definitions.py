"""Why definitions stay in their cells."""

import pytest

from migrate.plan.kept_definitions import staying
from tests.plan.building import notebook


@pytest.mark.parametrize(
    ("sources", "moved", "expected"),
    [
        pytest.param(["x = 1"], (), {}, id="no definitions"),
        pytest.param(["def f(): return 1"], ("f",), {}, id="it moves"),
        pytest.param(["def f(): return 1"], (), {"f": ""}, id="only the user keeps it"),
        pytest.param(
            ["k, n = 2, 3", "def f(x): return k * x + n"],
            (),
            {"f": "reads the notebook's k, n"},
            id="variables",
        ),
        pytest.param(["import math\ndef f(): return math.pi"], (), {"f": ""}, id="an import is no variable"),
        pytest.param(
            ["def f(): return 1", "def g(): return f()"],
            (),
            {"f": "", "g": "uses f, which stays"},
            id="one that stays",
        ),
        pytest.param(
            ["def f(): return 1", "def f(): return 2"], (), {"f": "bound again in cell 1"}, id="twice"
        ),
        pytest.param(
            ["class A:\n    def set(self):\n        global n\n        n = 1"],
            (),
            {"A": "its text can't be taken out of its cell as it is"},
            id="assigns variables",
        ),
    ],
)
def test_staying(sources: list[str], moved: tuple[str, ...], expected: dict[str, str]) -> None:
    assert staying(notebook(*sources), moved) == expected
