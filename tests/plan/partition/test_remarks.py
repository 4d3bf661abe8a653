import pytest

from migrate.plan.partition.remarks import looks_back
from migrate.plan.partition.sections import sections
from tests.plan.building import Markdown, notebook


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("df.head()", False, id="code"),
        pytest.param("", False, id="nothing"),
        pytest.param(Markdown("Load the data"), False, id="a title"),
        pytest.param(Markdown("We will now train a model."), False, id="what comes next"),
        pytest.param(Markdown("The data has five columns."), False, id="prose that may be for either"),
        pytest.param(Markdown("**Observation:** prices are skewed."), True, id="an observation"),
        pytest.param(Markdown("### Observations\n\n- skewed"), True, id="under a heading"),
        pytest.param(Markdown("As we can see, prices are skewed."), True, id="as we can see"),
        pytest.param(Markdown("* From the above graph, men earn more."), True, id="from the above graph"),
        pytest.param(Markdown("The plot shows two groups."), True, id="the plot shows"),
        pytest.param(Markdown("Conclusi\u00f3n: suben."), True, id="Spanish"),
        pytest.param(Markdown("We see that prices are skewed. We will take logs."), False, id="it leads on"),
        pytest.param(Markdown("We see a trend.\n\n## Train\n"), False, id="a heading below"),
        pytest.param("# prices are skewed to the right", True, id="a comment that says how it is"),
        pytest.param("# now train a model", False, id="a comment that says what comes"),
        pytest.param("# Conclusion: men earn more\nprint(1)", False, id="a comment above code"),
        pytest.param("# --- Load ---", False, id="a banner"),
    ],
)
def test_what_speaks_of_what_stands_above(source, expected):
    assert looks_back(notebook(source).cells[0]) is expected


IMPORTS = "import pandas as pd\nfrom sklearn.svm import SVC\nimport matplotlib.pyplot as plt"
READ, PLOT, FIT = "df = pd.read_csv('a')", "plt.plot(df.a)", "model = SVC().fit(df)"


@pytest.mark.parametrize(
    "remark",
    [
        pytest.param(Markdown("**Observation:** it falls"), id="prose"),
        pytest.param("# it is clear that it falls", id="a comment"),
        pytest.param(Markdown("### Observation"), id="a heading"),
    ],
)
def test_a_remark_stays_with_the_plot_that_it_is_about(remark):
    plots, fits = [PLOT, PLOT, PLOT, remark], [FIT, FIT, FIT]
    parts = sections(notebook(IMPORTS, READ, *plots, *fits))
    assert [part.cells[-1].index for part in parts] == [1, 5, 8]


def test_headings_of_remarks_begin_no_section():
    cells = [Markdown("## Load"), READ, Markdown("## Plot"), PLOT, Markdown("## Observations"), PLOT]
    parts = sections(notebook(IMPORTS, *cells, Markdown("## Train"), FIT))
    assert [part.title for part in parts] == ["Load", "Plot", "Train"]
