from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.model.notebook import Cell
from migrate.plan.partition.purposes import WEIGHT
from migrate.plan.partition.segmentation import (
    Block,
    cheapest,
    costs,
    first_fitting,
    ground,
    main_purpose,
    strangeness,
)
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


BLOCKS = st.builds(
    lambda purpose, lines: Block((Cell(0, "code", "x = 1\n" * lines),), {purpose: WEIGHT[purpose]}),
    st.sampled_from(list(WEIGHT)),
    st.integers(1, 600),
)


@given(
    st.lists(st.tuples(BLOCKS, st.floats(-2, 3)), min_size=1, max_size=8),
    st.floats(0.5, 60),
)
def test_no_other_borders_cost_less(told, stage):
    blocks, between = [block for block, _ in told], [0.0, *(cost for _, cost in told[1:])]
    ends = range(1, len(blocks) + 1)
    table = {end: dict(costs(blocks, strangeness(blocks), end)) for end in ends}

    def total(begins):
        pairs = pairwise([*begins, len(blocks)])
        return sum(stage + between[begin] + table[end][begin] for begin, end in pairs)

    found = cheapest([iter(table[end].items()) for end in ends], between, stage)
    others = (combinations(ends[:-1], count) for count in range(len(blocks)))
    least = min(total([0, *begins]) for ways in others for begins in ways)
    assert total(found) == pytest.approx(least)


@pytest.mark.parametrize("most", [1, 2, 5, 9])
@pytest.mark.parametrize("guess", [0, 3, 17])
def test_the_least_price_that_fits_is_found_from_anywhere(most, guess):
    assert first_fitting(lambda step: [0] * max(1, 9 - step // 2), most, guess) == [0] * most
