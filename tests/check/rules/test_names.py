"""Hidden state: names that no cell defines, or that only a later one does."""

import pytest

from migrate.check.findings import findings
from migrate.check.subject import Subject
from tests.plan.building import Markdown, notebook


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["x = 1", "print(x)"], [], id="nothing to do"),
        pytest.param(["print(len([]))", "display(1)", "get_ipython()"], [], id="what every notebook has"),
        pytest.param(
            ["print(x)"],
            ["cell 0: uses `x`, which no cell defines; perhaps the cell was deleted"],
            id="gone",
        ),
        pytest.param(["print(x)", "print(x)"], ["cell 0: uses `x`"], id="gone, told once"),
        pytest.param(
            [Markdown("# A"), "print(x)", "x = 1"],
            ["cell 1: uses `x`, which is only defined further down, in cell 2"],
            id="late",
        ),
        pytest.param(["def f(): return x", "x = 1", "f()"], [], id="a function that is called later"),
        pytest.param(["exec(code)", "print(x)", "x = 1"], [], id="unseen definitions"),
        pytest.param(["from a import *", "print(x)", "x = 1"], [], id="a star"),
    ],
)
def test_names(cells, expected):
    found = [str(finding) for finding in findings(Subject(notebook(*cells)))]
    assert len(found) == len(expected)
    assert all(text.startswith(words) for text, words in zip(found, expected, strict=True))
