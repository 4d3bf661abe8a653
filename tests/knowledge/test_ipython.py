import pytest

from migrate.knowledge.ipython import HARMLESS, LEAVES_NOTHING, RUNS_CODE, is_history


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("x", False, id="any name"),
        pytest.param("____", False, id="one underscore more"),
        pytest.param("_x", False, id="a private name"),
        pytest.param("_h", False, id="no list of IPython's"),
        pytest.param("Input", False, id="begins like one"),
        pytest.param("_", True, id="the last output"),
        pytest.param("___", True, id="the last but two"),
        pytest.param("_12", True, id="an output by its number"),
        pytest.param("_i12", True, id="an input by its number"),
        pytest.param("_iii", True, id="the last input but two"),
        pytest.param("_oh", True, id="all outputs"),
        pytest.param("Out", True, id="all outputs, in short"),
        pytest.param("_dh", True, id="folders"),
        pytest.param("_exit_code", True, id="of the last command"),
    ],
)
def test_names_of_the_session(name, expected):
    assert is_history(name) is expected


def test_what_leaves_nothing_is_a_magic_that_is_known():
    assert LEAVES_NOTHING <= HARMLESS | RUNS_CODE
