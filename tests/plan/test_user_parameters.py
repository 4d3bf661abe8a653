"""Parameters that a plan asks for and that can't be, with the line."""

import pytest

from migrate.model.trace import Trace
from migrate.model.user_plan import AskedParameter
from migrate.plan.parameters import candidates
from migrate.plan.partition.by_headings import at_headings
from migrate.plan.user_parameters import unfit
from tests.plan.building import apart

BOOK = apart("x = f(cv=5, tol=1)", "y = f(cv=7)")
CV, TOL, LATER = "f(cv=5) in cell 1", "f(tol=1) in cell 1", "f(cv=7) in cell 3"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param([], [], id="nothing asked"),
        pytest.param([("cv", CV), ("tol", TOL), ("cv", LATER)], [], id="as proposed: two stages, one name"),
        pytest.param([("folds", CV)], [], id="renamed"),
        pytest.param(
            [("cv", "f(cv=6) in cell 1")],
            ["line 1: the notebook has no literal `f(cv=6) in cell 1`"],
            id="other value",
        ),
        pytest.param([("cv", "")], ["line 1: the notebook has no literal ``"], id="nothing"),
        pytest.param([("c v", CV)], ["line 1: `c v` can't name a parameter"], id="no name"),
        pytest.param([("no", CV)], [], id="a word of YAML's"),
        pytest.param(
            [("a", CV), ("b", CV)], ["line 2: `f(cv=5) in cell 1` is in line 1 already"], id="twice"
        ),
        pytest.param(
            [("a", CV), ("a", TOL)],
            ["line 2: `a` of stage S0 can't be 1 here and 5 in line 1"],
            id="two values",
        ),
    ],
)
def test_unfit(asked, expected):
    parts = [part.__class__(part.title, part.cells, part.title) for part in at_headings(BOOK.cells)]
    items = [AskedParameter(name, given, line) for line, (name, given) in enumerate(asked, 1)]
    found = list(unfit(items, candidates(BOOK, frozenset(), Trace()), parts))
    assert len(found) == len(expected)
    assert all(problem.startswith(start) for problem, start in zip(found, expected, strict=True))
