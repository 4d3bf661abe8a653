import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.plan.partition.sections import sections
from migrate.plan.partition.sizes import LONGEST
from migrate.plan.pipeline import names_of
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
            [H2("Set up"), *["import os"] * 9, "os.umask(0)", H2("Load"), LOAD, H2("Train"), TRAIN],
            [("Load", [*["import os"] * 9, "os.umask(0)", LOAD]), ("Train", [TRAIN])],
            id="many imports are setup",
        ),
        pytest.param(
            [H2("Numbers"), *["1 + 1"] * 9, H2("Load"), LOAD, H2("Train"), TRAIN],
            [("Numbers", ["1 + 1"] * 9), ("Load", [LOAD]), ("Train", [TRAIN])],
            id="much that needs no data is no setup",
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
        pytest.param(
            [H2("A"), LOAD, H2("A"), TRAIN],
            [("A", [LOAD]), ("", [TRAIN])],
            id="equal headings: the second is named after what it does",
        ),
    ],
)
def test_sections(cells, expected):
    assert cut(*cells) == expected


IMPORTS = "import pandas as pd\nfrom sklearn.svm import SVC\nimport matplotlib.pyplot as plt"
READ, HEAD, PLOT = "df = pd.read_csv('a')", "df.head()", "plt.plot(df.a)"
CLEAN, DUMMY = "df = df.dropna()", "df = pd.get_dummies(df)"
NINE = "a, b, c, d, e, f, g, h, i"
FIT, SCORE = "model = SVC().fit(df)", "print(model.score(df))"


def stages(*sources):
    """The names of the sections, each with the first and the last of its cells."""
    book = notebook(*sources)
    parts = sections(book)
    names = names_of(book, parts)
    return [(n, part.cells[0].index, part.cells[-1].index) for n, part in zip(names, parts, strict=True)]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param([READ], [("notebook", 0, 0)], id="one cell"),
        pytest.param([IMPORTS, READ], [("notebook", 0, 1)], id="imports and a cell"),
        pytest.param([IMPORTS, READ, HEAD, HEAD], [("notebook", 0, 3)], id="hardly anything"),
        pytest.param(["def f(): pass", "def g(): pass"], [("notebook", 0, 1)], id="definitions only"),
        pytest.param([Markdown("Hello"), "", "# nothing"], [("notebook", 0, 2)], id="comments only"),
        pytest.param(["print(1)"] * 3, [("notebook", 0, 2)], id="nothing that tells"),
        pytest.param(
            [*["one = f()", "print(one)"] * 2, *["two = f()", "print(two)"] * 2],
            [("compute_one", 0, 3), ("compute_two", 4, 7)],
            id="one thing throughout: cut where nothing crosses",
        ),
        pytest.param(["1 + 1"] * 8, [("notebook", 0, 7)], id="a little that needs no data"),
        pytest.param(["%%sql\nSELECT 1"] * 22, [("notebook", 0, 21)], id="magics of which nothing is known"),
        pytest.param(
            ["1 + 1"] * 22,
            [("explore", 0, 10), ("explore_2", 11, 21)],
            id="much that needs no data",
        ),
        pytest.param(
            [IMPORTS, READ, *["print(g(df))"] * 3],
            [("load", 0, 1), ("explore", 2, 4)],
            id="little is done with what is loaded",
        ),
        pytest.param(
            ["one = f()" + "\none = g(one)" * 29, "two = f()" + "\ntwo = g(two)" * 29],
            [("compute_one", 0, 0), ("compute_two", 1, 1)],
            id="two large cells",
        ),
        pytest.param(
            ["one = f()" + "\none = g(one)" * 9, "two = f()" + "\ntwo = g(two)" * 29],
            [("notebook", 0, 1)],
            id="a small cell and a large one",
        ),
        pytest.param(
            [f"{NINE} = f()" + "\ng()" * 29, f"print({NINE})" + "\ng()" * 29],
            [("notebook", 0, 1)],
            id="too many values cross",
        ),
        pytest.param(
            [IMPORTS, "fig, ax = plt.subplots()", *["ax.draw(1)"] * 7],
            [("notebook", 0, 8)],
            id="one figure throughout: not cut",
        ),
        pytest.param(
            [IMPORTS, READ, *["# --- See ---\n" + PLOT, PLOT], *["### 2. Draw\n" + CLEAN, CLEAN, CLEAN]],
            [("load", 0, 1), ("see", 2, 3), ("draw", 4, 6)],
            id="a banner names a stage",
        ),
        pytest.param(
            [
                "# Task 1 \u2014 Data Loading",
                READ,
                HEAD,
                "# Task 2 \u2014 Cleaning",
                CLEAN,
                HEAD,
                "# Task 3 \u2014 Fit",
                FIT,
            ],
            [("data_loading", 0, 2), ("cleaning", 3, 5), ("fit", 6, 7)],
            id="banners alone in their cells",
        ),
        pytest.param(
            [IMPORTS, READ, *(f"### plot {name}\n{PLOT}" for name in "abcdefghijkl")],
            [("load", 0, 1), ("plot", 2, 13)],
            id="a banner on every cell divides nothing",
        ),
        pytest.param(
            [IMPORTS, READ, PLOT, PLOT, PLOT],
            [("load", 0, 1), ("plot", 2, 4)],
            id="imports join what follows",
        ),
        pytest.param(
            [IMPORTS, "%matplotlib inline", READ, HEAD, PLOT, PLOT, PLOT],
            [("load", 0, 2), ("plot", 3, 6)],
            id="magics join what follows",
        ),
        pytest.param(
            [IMPORTS, READ, PLOT, "def f(): pass", PLOT, Markdown("The end")],
            [("load", 0, 1), ("plot", 2, 5)],
            id="definitions and prose stay inside",
        ),
        pytest.param(
            [IMPORTS, READ, HEAD, PLOT, PLOT, PLOT, CLEAN, DUMMY, CLEAN, FIT, SCORE],
            [("load", 0, 1), ("plot", 2, 5), ("clean", 6, 8), ("train", 9, 10)],
            id="a whole study",
        ),
        pytest.param(
            [IMPORTS, READ, CLEAN, CLEAN, CLEAN, FIT, SCORE, CLEAN],
            [("load", 0, 1), ("clean", 2, 4), ("train", 5, 7)],
            id="one cell elsewhere is no stage",
        ),
        pytest.param(
            [IMPORTS, READ, PLOT, Markdown("**Make it clean**"), CLEAN, DUMMY, CLEAN, FIT, SCORE],
            [("load", 0, 2), ("make_it_clean", 3, 6), ("train", 7, 8)],
            id="a line in bold names a stage",
        ),
        pytest.param(
            [IMPORTS, READ, "fig, ax = plt.subplots()\nmodel = SVC().fit(df)", "ax.plot(df.a)", PLOT, PLOT],
            [("load", 0, 1), ("plot", 2, 5)],
            id="not between a figure and what is drawn on it",
        ),
        pytest.param(
            [
                IMPORTS,
                *(READ, PLOT, PLOT, PLOT, PLOT),
                *("prices = pd.read_csv('b')", *["plt.plot(prices.a)"] * 4),
            ],
            [("load", 0, 1), ("plot", 2, 5), ("load_prices", 6, 6), ("plot_prices", 7, 10)],
            id="what stages of one purpose are about",
        ),
        pytest.param(
            [H1("A study"), IMPORTS, READ, H2("Clean"), CLEAN, H2("Train"), FIT],
            [("load", 0, 2), ("clean", 3, 4), ("train", 5, 6)],
            id="the notebook's title names no stage",
        ),
        pytest.param(
            [H1("Models"), IMPORTS, READ, H1("Clean"), CLEAN, H2("Train"), FIT],
            [("models", 0, 2), ("clean", 3, 4), ("train", 5, 6)],
            id="a heading like others does",
        ),
        pytest.param(
            [IMPORTS, READ, CLEAN, CLEAN, DUMMY, f"{FIT}\n{SCORE}" + f"\n{SCORE}" * 9],
            [("load", 0, 1), ("clean", 2, 4), ("train", 5, 5)],
            id="what trains isn't called after what it does with that",
        ),
        pytest.param(
            [IMPORTS, H2("数据"), READ, H2("2."), CLEAN, H2("Übung"), FIT],
            [("load", 0, 2), ("clean", 3, 4), ("ubung", 5, 6)],
            id="headings that give no name",
        ),
    ],
)
def test_stages(cells, expected):
    assert stages(*cells) == expected


def test_each_cut_has_a_reason():
    parts = sections(notebook(IMPORTS, READ, PLOT, PLOT, PLOT, CLEAN, DUMMY, CLEAN))
    assert [part.why for part in parts] == [
        "",
        "from load to plot; df crosses",
        "from plot to clean; df crosses",
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(
            [H2("Load"), READ, H2("See"), PLOT, H2("Train"), FIT], [1, 1, 1], id="few short ones stay apart"
        ),
        pytest.param(
            [H2("Load"), READ, H2("Look"), HEAD, H2("Clean"), CLEAN, H2("Train"), FIT],
            [2, 1, 1],
            id="a look joins the one before",
        ),
        pytest.param(
            [H2("Look"), HEAD, H2("Load"), READ, H2("Clean"), CLEAN, H2("Train"), FIT],
            [2, 1, 1],
            id="a look at the start joins the next",
        ),
        pytest.param([*[H1("A"), *[H2("b"), READ] * 5] * 4], [5, 5, 5, 5], id="many H2: H1 cuts"),
        pytest.param(
            [H1("All"), H2("Data"), READ, H3("x"), CLEAN, H3("y"), CLEAN], [1, 1, 1], id="one H2: H3 cuts"
        ),
        pytest.param(
            [H2("Load"), READ, H2("Rest"), *[H3("x"), *[PLOT] * 16] * 2, H2("Train"), FIT],
            [1, 16, 16, 1],
            id="a huge one is divided at smaller headings",
        ),
        pytest.param(
            [H2("Load"), READ, H2("Rest"), *[PLOT] * 16, *[CLEAN] * 16, H2("Train"), FIT],
            [1, 16, 16, 1],
            id="a huge one without is divided by purpose",
        ),
        pytest.param(
            [H2("Load"), READ, H2("Drop"), CLEAN, H2("Encode"), CLEAN, H2("See"), PLOT, H2("Train"), FIT],
            [1, 2, 1, 1],
            id="slight neighbours of one purpose are joined, others stay",
        ),
        pytest.param(
            [H2("Load"), READ, *[text for n in range(20) for text in (H2(f"Plot {n}"), PLOT)]],
            [1, 20],
            id="a heading on every cell",
        ),
    ],
)
def test_heading_sections_people_like(cells, expected):
    assert [len(part.code) for part in sections(notebook(*cells))] == expected


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        pytest.param(["Drop", "Encode"], "Drop and Encode", id="two short ones"),
        pytest.param(["Drop", "Encode", "Fill"], "", id="three: the purpose tells more"),
        pytest.param(["Drop rows", "Encode all of the categories there are"], "", id="two long ones"),
    ],
)
def test_titles_of_joined_sections(titles, expected):
    middle = [text for title in titles for text in (H2(title), CLEAN)]
    book = notebook(H2("Load"), READ, *middle, H2("See"), PLOT, H2("Train"), FIT)
    assert [part.title for part in sections(book)] == ["Load", expected, "See", "Train"]


def test_forty_headings_become_a_dozen_sections_at_most():
    cells = [text for i in range(40) for text in (H2(f"Part {i}"), [READ, PLOT, CLEAN, FIT][i // 10])]
    parts = sections(notebook(IMPORTS, *cells))
    assert 3 <= len(parts) <= LONGEST


def test_a_long_notebook_is_divided_evenly():
    parts = sections(notebook(IMPORTS, *[READ, PLOT, CLEAN, FIT, SCORE] * 60))
    assert len(parts) <= LONGEST
    assert max(len(part.code) for part in parts) < 60


CELLS = st.sampled_from(
    [
        *(LOAD, TRAIN, "import os", "N = 1", "def f(): pass", "", "print(1)", "x = = 1"),
        *(IMPORTS, READ, HEAD, PLOT, CLEAN, DUMMY, FIT, SCORE, "%time x = f()", "exec('df = 1')"),
    ]
)
PROSE = st.sampled_from(["# One", "## Two", "### Three", "text", "", "# A\n## B", "**Bold**"]).map(Markdown)


@given(
    st.lists(CELLS | PROSE, min_size=1, max_size=50).filter(
        lambda cells: any(not isinstance(c, Markdown) for c in cells)
    )
)
def test_every_cell_is_in_one_section_in_order(cells):
    book = notebook(*cells)
    parts = sections(book)
    assert [cell for part in parts for cell in part.cells] == list(book.cells)
    assert all(part.code for part in parts) or len(parts) == 1
    assert len(parts) <= LONGEST
    assert parts == sections(notebook(*cells))
