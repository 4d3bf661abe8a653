"""A script's cells are read as jupytext's own function reads them, whatever the script is."""

import warnings

import jupytext
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.write.round_trip import as_jupytext_reads, configuration
from tests.write.test_percent import LINES

LIGHT = "# ---\n# jupyter:\n#   jupytext:\n#     text_representation:\n#       format_name: light\n# ---\n"
HEADERS = ("# %%", "# %% [markdown]", "# %% [raw]", '# %% tags=["active-ipynb"]', '# %% language="R"')


def told(reads, text):
    """What a reader gives: the cells, or that it can't read them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return reads(text)
        except Exception as error:
            return type(error)


def by_jupytext(text):
    notebook = jupytext.reads(text, "py:percent", config=configuration())
    return tuple((cell.cell_type, cell.source) for cell in notebook.cells)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(f"{LIGHT}\nx = 1\n\ny = 2\n", id="says that it is in another format"),
        pytest.param("# %%\ndef f():\n    pass\n# %%\nx = 1\n", id="no blank lines between cells"),
        pytest.param('# %% language="bash" magic_args="-s x"\n# ls\n', id="another language"),
        pytest.param('# %% tags="a"\nx = 1\n', id="tags that the schema forbids"),
    ],
)
def test_special_scripts(text):
    assert told(as_jupytext_reads, text) == told(by_jupytext, text)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([*HEADERS, *LINES]), max_size=12).map("\n".join))
def test_scripts_of_any_lines(text):
    assert told(as_jupytext_reads, text) == told(by_jupytext, text)
