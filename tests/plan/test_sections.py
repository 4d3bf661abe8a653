import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.plan.sections import sections
from tests.plan.building import Markdown, notebook

LOAD, TRAIN = "df = load()", "model = fit(df)"
H1, H2, H3 = (lambda text, mark=mark: Markdown(f"{mark} {text}") for mark in ("#", "##", "###"))


def cut(*sources):
    """Titles of the sections, with the code that each holds."""
    return [(part.title, [cell.source for cell in part.code]) for part in sections(notebook(*sources))]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param([LOAD], [("", [LOAD])], id="one cell"),
        pytest.param([LOAD, TRAIN], [("", [LOAD, TRAIN])], id="no headings"),
        pytest.param([Markdown("text"), LOAD, TRAIN], [("", [LOAD, TRAIN])], id="prose only"),
        pytest.param([H1("All"), LOAD, TRAIN], [("", [LOAD, TRAIN])], id="one heading: a title"),
        pytest.param([H2("Load"), LOAD, H2("Train"), TRAIN], [("Load", [LOAD]), ("Train", [TRAIN])], id="H2"),
        pytest.param([H1("Load"), LOAD, H1("Train"), TRAIN], [("Load", [LOAD]), ("Train", [TRAIN])], id="H1"),
        pytest.param([H3("Load"), LOAD, H3("Train"), TRAIN], [("Load", [LOAD]), ("Train", [TRAIN])], id="H3"),
        pytest.param(
            [H1("All"), H2("Load"), LOAD, H3("More"), "df = more(df)", H2("Train"), TRAIN],
            [("Load", [LOAD, "df = more(df)"]), ("Train", [TRAIN])],
            id="H2 cuts, H3 doesn't",
        ),
        pytest.param(
            [H1("One"), LOAD, H3("x"), "df = x(df)", H3("y"), "df = y(df)", H1("Two"), TRAIN],
            [("One", [LOAD, "df = x(df)", "df = y(df)"]), ("Two", [TRAIN])],
            id="H1 twice, no H2",
        ),
        pytest.param(
            [H1("One"), LOAD, H3("x"), "df = x(df)", H3("y"), "df = y(df)"],
            [("One", [LOAD]), ("x", ["df = x(df)"]), ("y", ["df = y(df)"])],
            id="H1 once: H3 cuts, and so does H1",
        ),
        pytest.param(
            [LOAD, H2("Train"), TRAIN], [("", [LOAD]), ("Train", [TRAIN])], id="code before the first heading"
        ),
        pytest.param(
            [H2("Load"), LOAD, Markdown("# Big\n\n## Train"), TRAIN],
            [("Load", [LOAD]), ("Train", [TRAIN])],
            id="several headings in a cell: the deepest names it",
        ),
        pytest.param(
            [H2("Load"), LOAD, H2("Notes"), Markdown("text"), H2("Train"), TRAIN],
            [("Load", [LOAD]), ("Train", [TRAIN])],
            id="a section without code joins the next",
        ),
        pytest.param(
            [H2("Set up"), "import os\nN = 3", H2("Load"), LOAD, H2("Train"), TRAIN],
            [("Load", ["import os\nN = 3", LOAD]), ("Train", [TRAIN])],
            id="setup joins the next",
        ),
        pytest.param(
            [
                H2("Set up"),
                "import options\noptions.set(3)\nprint('hi')",
                H2("Load"),
                LOAD,
                H2("Train"),
                TRAIN,
            ],
            [("Load", ["import options\noptions.set(3)\nprint('hi')", LOAD]), ("Train", [TRAIN])],
            id="setting options is setup",
        ),
        pytest.param(
            [H2("Load"), LOAD, H2("Tools"), "def f(): pass", "SEED = -1", H2("Train"), TRAIN],
            [("Load", [LOAD]), ("Train", ["def f(): pass", "SEED = -1", TRAIN])],
            id="definitions and constants join the next",
        ),
        pytest.param(
            [H2("Load"), LOAD, H2("Tools"), "def f(): pass"],
            [("Load", [LOAD, "def f(): pass"])],
            id="definitions at the end join the last",
        ),
        pytest.param(
            [H2("Load"), LOAD, H2("Look"), "print(df)", H2("Train"), TRAIN],
            [("Load", [LOAD]), ("Look", ["print(df)"]), ("Train", [TRAIN])],
            id="showing is a section of its own",
        ),
        pytest.param(
            [H2("Tools"), "def f(): pass", H2("More"), "N = 1"],
            [("", ["def f(): pass", "N = 1"])],
            id="setup only",
        ),
        pytest.param(
            [H2("Load"), LOAD, Markdown("```\n## Train\n```"), TRAIN],
            [("Load", [LOAD, TRAIN])],
            id="a fenced heading is none",
        ),
        pytest.param(
            [H2("Load"), LOAD, H2("Thanks"), Markdown("The end")], [("Load", [LOAD])], id="prose at the end"
        ),
        pytest.param(
            [H2("Load"), LOAD, H2("Later"), "", "  \n", H2("Train"), TRAIN],
            [("Load", [LOAD]), ("Train", [TRAIN])],
            id="empty cells are no code",
        ),
        pytest.param(
            [H2("Load"), LOAD, H2("Odd"), "x = = 1", H2("Train"), TRAIN],
            [("Load", [LOAD]), ("Train", ["x = = 1", TRAIN])],
            id="a cell that isn't Python can't compute",
        ),
        pytest.param([H2("A"), LOAD, H2("A"), TRAIN], [("A", [LOAD]), ("A", [TRAIN])], id="equal headings"),
    ],
)
def test_sections(cells, expected):
    assert cut(*cells) == expected


CELLS = st.sampled_from([LOAD, TRAIN, "import os", "N = 1", "def f(): pass", "", "print(1)", "x = = 1"])
PROSE = st.sampled_from(["# One", "## Two", "### Three", "text", "", "# A\n## B"]).map(Markdown)


@given(
    st.lists(CELLS | PROSE, min_size=1).filter(lambda cells: any(not isinstance(c, Markdown) for c in cells))
)
def test_every_cell_is_in_one_section_in_order(cells):
    book = notebook(*cells)
    parts = sections(book)
    assert [cell for part in parts for cell in part.cells] == list(book.cells)
    assert all(part.code for part in parts) or len(parts) == 1
