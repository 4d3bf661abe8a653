import pytest

from migrate.plan.partition.titles import apart, fits, key_words


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param(["Load", "Clean"], ["Load", "Clean"], id="nothing in common"),
        pytest.param(["Models - ridge", "Models - lasso"], ["Models - ridge", "Models - lasso"], id="short"),
        pytest.param(
            ["Feature engine: end of tail distribution"] * 1,
            ["Feature engine: end of tail distribution"],
            id="one",
        ),
        pytest.param(
            ["Feature Engine - Mean Value Imputation", "Feature Engine - Random Sample Imputation", "End"],
            ["Mean Value Imputation", "Random Sample Imputation", "End"],
            id="a long beginning that several have",
        ),
    ],
)
def test_what_titles_have_in_common(titles, expected):
    assert apart(titles) == expected


@pytest.mark.parametrize(
    "words", ["", "the", "and", "-", "to do", "we", "why?", "a and b or c of d in e", "x " * 50]
)
def test_any_words_give_a_name_or_none(words):
    found = key_words(words)
    assert not found or fits(found.split())
