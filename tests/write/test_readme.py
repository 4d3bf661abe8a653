"""A pipeline's section in the README."""

from dataclasses import replace

import pytest

from migrate.model.pipeline import LiteralOccurrence, Merge, Parameter, Pipeline, Product, Task
from migrate.write import readme
from tests.write.pipelines import code, function, pipeline


def with_section(text: str, whole: Pipeline) -> str:
    return readme.with_section(text, whole, "churn_service")


README = "# Mine\n\n<!-- pipelines -->\n<!-- /pipelines -->\n\nMore.\n"


def test_sections_follow_each_other_between_the_marks_and_nothing_else_changes() -> None:
    one = with_section(README, pipeline("load"))
    both = with_section(one, pipeline("load", name="churn_x"))
    assert both.startswith("# Mine\n\n<!-- pipelines -->\n\n<!-- pipeline churn -->\n### churn\n")
    assert both.endswith("<!-- /pipeline churn_x -->\n<!-- /pipelines -->\n\nMore.\n")
    assert both.index("<!-- /pipeline churn -->\n\n<!-- pipeline churn_x -->")
    assert with_section(with_section(both, pipeline("load")), pipeline("load", name="churn_x")) == both


def test_a_section_is_replaced_where_it_stands() -> None:
    both = with_section(with_section(README, pipeline("old")), pipeline("load", name="b"))
    again = with_section(both, pipeline("new"))
    assert "old" not in again
    assert again.index("01_new") < again.index("### b")


@pytest.mark.parametrize("text", ["", "# Mine\n", "<!-- pipelines -->\n"])
def test_a_readme_without_marks_is_left_alone(text: str) -> None:
    assert with_section(text, pipeline("load")) == text


def test_the_section_says_what_crosses_and_where_each_cell_went() -> None:
    names = [Product(name, f"data/{name}", 3) for name in "abcdef"]
    load = Task(1, "load", "Load | all `of` it", (code(1), code(3)), product=tuple(names))
    plot = Task(2, "plot", "", (code(5),), upstream=tuple(names))
    whole = replace(
        pipeline(),
        tasks=(load, plot),
        functions=(function("load", "def clean(): ..."),),
        merges=(Merge(1, 3, "both use `db`"),),
    )
    text = with_section(README, whole)
    assert '    task1 -- "a, b, c, d and 2 more" --> task2\n' in text
    assert "| 1 to 3 | `tasks/churn/01_load.py` | Load \\| all `of` it |\n" in text
    assert "| 5 | `tasks/churn/02_plot.py` |  |\n" in text
    assert "| 1, `clean` | `src/churn_service/churn/load.py` | |\n" in text
    assert "- cells 1 to 3: both use `db`\n" in text


def test_parameters_are_listed_with_where_they_stood() -> None:
    assert "Parameters" not in with_section(README, pipeline("load"))
    cell = LiteralOccurrence(1, 0, 1, "a|b", "NAME")
    load = replace(pipeline("load").tasks[0], parameters=(Parameter("name", "a|b", (cell,)),))
    text = with_section(README, replace(pipeline(), tasks=(load,)))
    assert "set below `churn` in `configs/config.yaml`" in text
    assert "| load | `name` | `'a\\|b'` | cell 1: NAME |\n<!-- /pipeline churn -->" in text


@pytest.mark.parametrize(
    ("doubt", "line"),
    [
        pytest.param("", "Made from `notebooks/churn.ipynb`.", id="proved"),
        pytest.param(
            "it was not run",
            "Made from `notebooks/churn.ipynb`, **not verified**: it was not run.",
            id="not run",
        ),
    ],
)
def test_the_section_says_what_was_not_verified(doubt: str, line: str) -> None:
    assert line in with_section(README, replace(pipeline("load"), doubt=doubt)).splitlines()


def test_a_title_with_backslashes_is_kept() -> None:
    task = replace(pipeline("load").tasks[0], title=r"\1 \g<0>")
    once = with_section(README, replace(pipeline(), tasks=(task,)))
    assert with_section(once, replace(pipeline(), tasks=(task,))) == once
    assert r"| \1 \g<0> |" in once
