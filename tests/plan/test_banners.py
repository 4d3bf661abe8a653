import pytest

from migrate.plan.banners import banner, topic
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
