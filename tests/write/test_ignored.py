"""What pipelines make is DVC's: git ignores it."""

from dataclasses import replace

import pytest

from migrate.write.ignored import with_ignored, with_ignored_products
from tests.write.pipelines import pipeline

MINE = "/data/interim/churn/\n/models/churn/\n/outputs/notebooks/churn/\n"


@pytest.mark.parametrize(
    ("text", "added"),
    [
        pytest.param("/data/interim/\n/models/\n/outputs/\n", "", id="a project of the template"),
        pytest.param("/data/interim/*\n/models/*\n!/models/README.md\n/outputs/**\n", "", id="contents"),
        pytest.param("data\nmodels/\noutputs\n", "", id="wider rules"),
        pytest.param(MINE, "", id="there already"),
        pytest.param("", MINE, id="no file"),
        pytest.param("*.log\n", MINE, id="other rules"),
        pytest.param("*.log", f"\n{MINE}", id="no line end"),
        pytest.param("/models/\n", MINE.replace("/models/churn/\n", ""), id="one of them"),
        pytest.param("# data\n/data/interim/churn_x/\n", MINE, id="another pipeline"),
    ],
)
def test_folders_of_products_are_ignored(text: str, added: str) -> None:
    assert with_ignored_products(text, pipeline("load")) == text + added


def test_files_that_a_notebook_writes_are_ignored_among_its_data() -> None:
    task = replace(pipeline("load").tasks[0], writes=("out/a b[1].txt", "data.csv"))
    whole = replace(pipeline(), tasks=(task,), data=("data.csv",))
    found = with_ignored("/churn/old.txt\n/churn_x/b.txt\n", whole)
    assert found == "/churn_x/b.txt\n/churn/out/a\\ b\\[1\\].txt\n"
    assert with_ignored(found, whole) == found
    assert with_ignored("", pipeline("load")) == ""
