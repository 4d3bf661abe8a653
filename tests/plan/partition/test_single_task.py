import pytest

from migrate.plan.partition.single_task import reasons
from tests.plan.building import Markdown, notebook, planned

STEPS = "# --- Load ---\nx = 1\n" + "x += 1\n" * 20 + "# --- Fit ---\ny = x\n"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param([Markdown("## A"), "x = f()", Markdown("## B"), "print(x)"], [], id="nothing to say"),
        pytest.param(["x = 1"], ["it stays one task: cell 0 holds all the code"], id="one cell"),
        pytest.param(
            ["x = 1", "print(x)"], ["it stays one task: no headings divide it"], id="a small notebook"
        ),
        pytest.param(
            [Markdown("## A"), "x = 1", Markdown("## B"), "print(x)"],
            ["it stays one task: what is between its headings"],
            id="headings over hardly anything",
        ),
        pytest.param([STEPS], ["cell 0 stays in one task"], id="a long cell with banners"),
        pytest.param(
            [Markdown("## A"), "x = f()", Markdown("## B"), STEPS],
            ["cell 3 stays in one task"],
            id="beside others",
        ),
        pytest.param([STEPS.replace("# --- Fit ---", "# fit")], ["it stays one task"], id="with one banner"),
    ],
)
def test_why_it_stays_whole(cells, expected):
    book = notebook(*cells)
    found = reasons(book, planned(book))
    assert [text.startswith(start) for text, start in zip(found, expected, strict=True)] == [True] * len(
        found
    )


def test_the_titles_in_a_long_cell_are_named():
    (reason,) = reasons(notebook(STEPS), planned(notebook(STEPS)))
    assert "For a stage each of `Load`, `Fit`, split the cell there" in reason
