import pytest

from migrate.plan.partition.comment_titles import banner, topic
from tests.plan.building import Markdown, notebook


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("x = 1", "", id="no comment"),
        pytest.param("# load\nx = 1", "", id="a comment without a frame"),
        pytest.param("x = 1  # --- load ---", "", id="behind code"),
        pytest.param("# --- x = f(1) ---", "", id="code"),
        pytest.param("# ------", "", id="a rule alone"),
        pytest.param("### we now go on and load all the data\nx = 1", "", id="a sentence"),
        pytest.param("### Load\nx = 1", "Load", id="marks"),
        pytest.param("# --- Load ---\nx = 1", "Load", id="a frame"),
        pytest.param("# =====\n# Load the data\n# =====\nx = 1", "Load the data", id="between rules"),
        pytest.param("# 1. Load\nx = 1", "Load", id="a number"),
        pytest.param("# Step 2: Load\nx = 1", "Load", id="a step"),
        pytest.param("# Step 2.5 Load data\nx = 1", "Load data", id="a step without a mark"),
        pytest.param("# Task 1 \u2014 Data Loading", "Data Loading", id="an em dash, and nothing below"),
        pytest.param("# 2 \u2013 Data Loading\nx = 1", "Data Loading", id="an en dash"),
        pytest.param("# \u2500\u2500 Load \u2500\u2500\nx = 1", "Load", id="a drawn line"),
        pytest.param(
            "# \u2550\u2550\u2550\u2550\n# Load\n# \u2550\u2550\u2550\u2550", "Load", id="between drawn lines"
        ),
        pytest.param("## **Load**\nx = 1", "Load", id="bold"),
        pytest.param("### Load (raw)\nx = 1", "Load (raw)", id="brackets"),
        pytest.param("### df.plot()\nx = 1", "", id="code that is switched off"),
        pytest.param("#@title Load the data\nx = 1", "Load the data", id="a form on Colab"),
        pytest.param('#@title Load { display-mode: "form" }\nx = 1', "Load", id="a form with options"),
        pytest.param("#@param\nx = 1", "", id="a form without a title"),
        pytest.param(Markdown("# 1. Load"), "", id="prose"),
    ],
)
def test_banner(source, expected):
    assert banner(notebook(source).cells[0]) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("x = 1", "", id="no comment"),
        pytest.param("#dot product\nx = 1", "dot product", id="two words"),
        pytest.param("# this computes the dot product\nx = 1", "", id="a sentence"),
        pytest.param("# df.plot()\nx = 1", "", id="code that is switched off"),
        pytest.param("# a\n# b\nx = 1", "", id="two comments"),
    ],
)
def test_topic(source, expected):
    assert topic(notebook(source).cells[0]) == expected
