import pytest

from migrate.plan.narrowing import ground, main_purpose
from tests.plan.building import Markdown, notebook


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["x = f()"], [[]], id="one cell"),
        pytest.param(["import os", "N = 1", "def f(): pass", "print(os, N, f)"], [[]] * 4, id="no values"),
        pytest.param(["x = f()", "print(1)"], [[], []], id="never read again"),
        pytest.param(["x = f()", "print(x)"], [[], ["x"]], id="read"),
        pytest.param(["x = f()", "print(1)", "print(x)"], [[], ["x"], ["x"]], id="read further down"),
        pytest.param(["x = f()", "x = g()", "print(x)"], [[], [], ["x"]], id="bound again"),
        pytest.param(["x = f()", "x = g(x)", "print(x)"], [[], ["x"], ["x"]], id="bound again from itself"),
        pytest.param(["x = f()", "def g(): return x", "g()"], [[], ["x"], ["x"]], id="read by a function"),
        pytest.param(["x = f()", "if g():\n    x = 1", "x"], [[], ["x"], ["x"]], id="bound perhaps"),
    ],
)
def test_what_crosses(cells, expected):
    known = ground(notebook(*cells))
    assert [sorted(names) for _, names in sorted(known.crossing.items())] == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param("x = f()", [], id="a value"),
        pytest.param("plt.subplots()", [], id="not kept"),
        pytest.param("fig, ax = plt.subplots()", ["ax", "fig"], id="a figure"),
        pytest.param("db = sqlite3.connect('a')", ["db"], id="a connection"),
        pytest.param("file = open('a')", ["file"], id="an open file"),
        pytest.param("with open('a') as file:\n    x = file.read()", [], id="a file that is closed again"),
    ],
)
def test_what_cannot_be_stored(cell, expected):
    assert sorted(ground(notebook("import sqlite3\nimport matplotlib.pyplot as plt", cell)).stuck) == expected


def test_ground_knows_nothing_of_prose():
    assert ground(notebook(Markdown("x"), "y = 1")).crossing.keys() == {1}


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        pytest.param([], None, id="nothing"),
        pytest.param([{}], None, id="preparation"),
        pytest.param([{"split": 1.0}], "train", id="a split alone"),
        pytest.param([{"plot": 1.0}], "plot", id="one"),
        pytest.param([{"explore": 0.4}, {"explore": 0.4}, {"plot": 1.0}], "plot", id="plots among looks"),
        pytest.param([{"train": 2.0}, {"evaluate": 1.2}, {"evaluate": 1.2}], "train", id="trains and judges"),
        pytest.param([{"load": 2.5}, {"explore": 0.4}, {"explore": 0.4}], "load", id="loads and looks"),
    ],
)
def test_main_purpose(votes, expected):
    assert main_purpose(votes) == expected
