"""A pipeline's section in configs/config.yaml; all else stays as it is."""

from dataclasses import replace

import pytest
import yaml

from migrate.errors import RequestError
from migrate.model.pipeline import LiteralOccurrence, Parameter, Pipeline
from migrate.write.config import configured, section, section_of, with_section
from tests.write.pipelines import pipeline

PLAIN = pipeline("load", "train")
OURS = "churn:\n  train:\n    cv: 5  # cell 2: f\n"
HEAD = "# Parameters of the tasks: one section a pipeline, in it one a task.\n"
SMOKE = "# Stages that\n# `make smoke` leaves out\nsmoke: {}\n"


def given(cell: int = 2, name: str = "cv", to: str = "f") -> LiteralOccurrence:
    return LiteralOccurrence(cell, 0, 1, 5, name, to)


def tuned(*parameters: Parameter, base: Pipeline = PLAIN) -> Pipeline:
    """The pipeline, its last task with parameters."""
    return replace(base, tasks=(*base.tasks[:-1], replace(base.tasks[-1], parameters=parameters)))


CV = tuned(Parameter("cv", 5, (given(),)))


@pytest.mark.parametrize(
    ("text", "whole", "ours", "expected"),
    [
        pytest.param("", PLAIN, False, "", id="no parameters, no file"),
        pytest.param(HEAD + "\n" + SMOKE, PLAIN, False, HEAD + "\n" + SMOKE, id="no parameters"),
        pytest.param(
            "churn: 1\n", PLAIN, False, "churn: 1\n", id="no parameters, and a section of that name"
        ),
        pytest.param(HEAD + OURS + "\n" + SMOKE, CV, True, HEAD + OURS + "\n" + SMOKE, id="there already"),
        pytest.param(
            HEAD + "\n" + SMOKE, CV, False, HEAD + "\n" + OURS + "\n" + SMOKE, id="above what smoke needs"
        ),
        pytest.param("a: 1", CV, False, "a: 1\n\n" + OURS, id="at the end"),
        pytest.param(
            "a:\n  b: 1\nsmoke: {}\n",
            CV,
            False,
            "a:\n  b: 1\n" + OURS + "\nsmoke: {}\n",
            id="smoke without comment",
        ),
        pytest.param(
            "churn:\n  train:\n    cv: 6\n\n# x\na: 1\n",
            CV,
            True,
            OURS + "\n# x\na: 1\n",
            id="ours is replaced",
        ),
        pytest.param(
            "churn:\n  train:\n    cv: 6\n\n# x\na: 1\n",
            CV,
            False,
            "churn:\n  train:\n    cv: 6\n\n# x\na: 1\n",
            id="the user's is not",
        ),
        pytest.param("b: 1\n\n" + OURS + "\na: 1\n", PLAIN, True, "b: 1\n\na: 1\n", id="ours goes"),
        pytest.param(
            "b: 1\nchurn: {train: {cv: 6}}  # x\na: 1\n", CV, True, "b: 1\n" + OURS + "a: 1\n", id="in braces"
        ),
    ],
)
def test_with_section(text, whole, ours, expected):
    assert with_section(text, whole, ours) == expected


def test_a_new_file_says_what_it_is_for():
    text = with_section("", CV, False)
    assert text.startswith("# Parameters of the tasks")
    assert text.endswith(OURS)
    assert section_of(text, "churn") == OURS


@pytest.mark.parametrize(
    ("givens", "expected"),
    [
        pytest.param([given()], "cell 2: f", id="a call"),
        pytest.param([given(name="CV", to="")], "cell 2: CV", id="a constant"),
        pytest.param([given(), given(to="g"), given()], "cell 2: f, g", id="several of a cell"),
        pytest.param([given(), given(3)], "cell 2: f; cell 3: f", id="several cells"),
        pytest.param(
            [given(n) for n in range(6)], "cell 0: f; cell 1: f; cell 2: f; and in 3 more", id="many"
        ),
    ],
)
def test_a_line_says_where_its_value_stood(givens, expected):
    assert section(tuned(Parameter("cv", 5, tuple(givens)))).endswith(f"cv: 5  # {expected}\n")


@pytest.mark.parametrize("value", [1e-05, 1e22, -3, True, None, "yes", "1e3", "a: b # c", "ä", "'"], ids=repr)
def test_values_come_back(value):
    whole = tuned(Parameter("p", value, (given(),)), Parameter("q", 1, (given(),)))
    found = configured(section(whole), "churn")["train"]
    assert (repr(found["p"]), found["q"]) == (repr(value), 1)


def test_names_that_yaml_takes_for_others_are_quoted():
    whole = tuned(Parameter("p", 1, (given(),)), base=pipeline("no", name="on"))
    assert yaml.safe_load(section(whole)) == {"on": {"no": {"p": 1}}}
    assert section_of("x: 1\n" + section(whole), "on") == section(whole)


@pytest.mark.parametrize("text", ["- a\n", "{a: 1}\n", "a: [\n"])
def test_what_holds_no_sections_is_refused(text):
    with pytest.raises(RequestError, match=r"configs/config.yaml"):
        with_section(text, CV, False)
