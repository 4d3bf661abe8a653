import tomllib

import pytest

from migrate.project.ruff_config import LEFT_OUT, with_exception

OURS = """\
[tool.ruff.format]
exclude = []

[tool.ruff.lint.per-file-ignores]
"tasks/**" = ["E402"] # theirs
"""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("[project]\nname = 'a'\n", id="no ruff"),
        pytest.param("[tool.ruff]\nline-length = 79\n", id="ruff with other settings"),
        pytest.param("[tool.ruff.format]\nexclude = []\n", id="no rules by file"),
    ],
)
def test_what_is_not_the_templates_stays_as_it_is(text: str) -> None:
    assert with_exception(text, "iris", "flowers") == text


def test_a_pipeline_gets_its_exception_and_the_rest_stays() -> None:
    text = with_exception(OURS, "iris", "flowers")
    ruff = tomllib.loads(text)["tool"]["ruff"]
    folders = "{tasks,src/flowers}/iris/**"
    assert ruff["format"]["exclude"] == [folders]
    assert ruff["lint"]["per-file-ignores"] == {"tasks/**": ["E402"], folders: LEFT_OUT}
    assert "# theirs" in text


def test_a_second_time_changes_nothing_and_another_pipeline_is_added() -> None:
    once = with_exception(OURS, "iris", "flowers")
    assert with_exception(once, "iris", "flowers") == once
    both = tomllib.loads(with_exception(once, "churn", "flowers"))["tool"]["ruff"]
    assert [name.split("/")[-2] for name in both["format"]["exclude"]] == ["iris", "churn"]
