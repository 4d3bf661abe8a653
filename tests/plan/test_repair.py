"""What is tried next where a pipeline shows something else."""

from dataclasses import replace

import pytest

from migrate.model.notebook import Notebook
from migrate.model.pipeline import Merge
from migrate.plan.repair import PROPOSED, Repair, Trouble, improve
from tests.plan.building import FUNCTION, apart, planned, trace

ONE = apart("x = sorted([2, 1])\nprint(x)")
TWO = apart("x = sorted([2, 1])\nprint(x)", "y = sorted(x)\nprint(y)")
WITH_FUNCTION = apart("x = sorted([2, 1])\nprint(x)", "def f(n):\n    return n\nprint(f(1))")
WITH_PARAMETER = apart("x = sorted([2, 1])\nprint(x)", "N_CLUSTERS = 3\nprint(N_CLUSTERS)")
WRONG = "cell 3 differs; because of x"
JOINED = (Merge(1, 3, WRONG),)


@pytest.mark.parametrize(
    ("book", "cell", "before", "after"),
    [
        pytest.param(ONE, 1, Repair(bare=True), None, id="nothing is left to try"),
        pytest.param(ONE, 1, PROPOSED, Repair(bare=True), id="the first task without names of ours"),
        pytest.param(TWO, 3, PROPOSED, Repair(joins=JOINED), id="the task and the one before"),
        pytest.param(TWO, 1, Repair(bare=True), Repair(bare=True, joins=JOINED), id="the first two tasks"),
        pytest.param(
            WITH_FUNCTION, 3, PROPOSED, Repair(stay=frozenset("f")), id="functions back in their cells"
        ),
        pytest.param(
            WITH_PARAMETER,
            3,
            PROPOSED,
            Repair(unlifted="cell 3 differs", suspect=3),
            id="without parameters",
        ),
        pytest.param(
            WITH_PARAMETER,
            3,
            Repair(unlifted="cell 3 differs", suspect=3),
            Repair(joins=JOINED, cleared=frozenset([3])),
            id="with parameters again, which weren't the cause",
        ),
        pytest.param(
            WITH_PARAMETER, 1, PROPOSED, Repair(bare=True), id="no parameters up to the cell that is wrong"
        ),
    ],
)
def test_what_is_tried_next(book: Notebook, cell: int, before: Repair, after: Repair | None) -> None:
    pipeline = planned(book, trace({"x": [1, 2]}, {"x": [1, 2], "f": FUNCTION}), before)
    assert improve(pipeline, before, Trouble(cell, "cell 3 differs", "because of x")) == after


def test_a_join_takes_in_those_within() -> None:
    book = apart(*["x = sorted([2, 1])\nprint(x)"] * 3)
    before = Repair(joins=(Merge(1, 3, "cell 3 differs"),))
    found = improve(planned(book, trace(), before), before, Trouble(5, "cell 3 differs", "because of x"))
    assert found == replace(before, joins=(Merge(1, 5, WRONG),))
