"""A name for each of several notebooks."""

import pytest

from migrate.plan.slugs import distinct_slugs


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param(["churn.ipynb"], ["churn"], id="one"),
        pytest.param(["a/churn.ipynb", "b/eda.ipynb"], ["churn", "eda"], id="different names"),
        pytest.param(["a/x.ipynb", "b/x.ipynb"], ["a_x", "b_x"], id="same name, other folder"),
        pytest.param(["x.ipynb", "b/x.ipynb"], ["x", "b_x"], id="same name, one in no folder"),
        pytest.param(
            ["notebooks/x.ipynb", "b/x.ipynb"], ["x", "b_x"], id="where notebooks lie tells nothing"
        ),
        pytest.param(["p/a/x.ipynb", "q/a/x.ipynb"], ["p_a_x", "q_a_x"], id="same folder, other one above"),
        pytest.param(["01_in.ipynb", "02 in.ipynb"], ["in_01", "in_02"], id="numbered"),
        pytest.param(["01.ipynb", "02.ipynb"], ["pipeline_01", "pipeline_02"], id="only numbers"),
        pytest.param(["01 - Intro.v2.ipynb"], ["intro_v2"], id="blanks, a number, a dot"),
        pytest.param(["con.ipynb", "COM1.ipynb"], ["con_notebook", "com1_notebook"], id="Windows' own"),
        pytest.param(["a/X.ipynb", "b/x.ipynb"], ["a_x", "b_x"], id="equal but for case"),
    ],
)
def test_names(places: list[str], expected: list[str]) -> None:
    found = distinct_slugs(places, lambda place, name: True)
    assert [found[place] for place in places] == expected
    assert distinct_slugs(places[::-1], lambda place, name: True) == found


def test_what_nothing_tells_apart_gets_a_number_of_its_own() -> None:
    found = distinct_slugs(["a-b.ipynb", "a_b.ipynb"], lambda place, name: True)
    assert len({*found.values()}) == 2
    assert all(name.startswith("a_b_") for name in found.values())


def test_a_name_that_is_taken_is_left() -> None:
    assert distinct_slugs(["b/x.ipynb"], lambda place, name: name != "x") == {"b/x.ipynb": "b_x"}
