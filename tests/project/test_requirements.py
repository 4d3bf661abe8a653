"""The list of dependencies: what is missing is added, everything else stays as it was written."""

import pytest

from migrate.project.requirements import with_dependencies

LIST = 'dependencies = [\n    "b==1",\n]\n'
PROJECT = """\
[project]
name = "churn"  # ours
dependencies = [
    "PyYAML",  # configuration
    "scikit_learn[alldeps] >= 1.0 ; python_version > '3.8'",
    "my.pkg @ git+https://example.org/x.git",
    "numpy~=2.0",
]

[tool.ruff]
line-length = 90
"""


@pytest.mark.parametrize(
    "requirement",
    ["pyyaml==6.0.3", "scikit-learn==1.9.1", "Scikit_Learn==1", "my-pkg==1", "my_pkg==1", "numpy==2.4.6"],
)
def test_a_distribution_that_is_listed_is_left_as_it_is(requirement: str) -> None:
    assert with_dependencies(PROJECT, [requirement]) == PROJECT


def test_what_is_missing_comes_last_and_comments_stay() -> None:
    found = with_dependencies(PROJECT, ["pandas==3.1.1", "numpy==2.4.6", "seaborn==0.13.2"])
    added = '    "numpy~=2.0",\n    "pandas==3.1.1",\n    "seaborn==0.13.2",\n]\n'
    assert found == PROJECT.replace('    "numpy~=2.0",\n]\n', added)
    assert with_dependencies(found, ["pandas==9", "seaborn==9"]) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('[project]\nname = "a"\n', f'[project]\nname = "a"\n{LIST}', id="no list"),
        pytest.param(
            '[project]\ndependencies = ["a"]\n',
            '[project]\ndependencies = [\n    "a",\n    "b==1",\n]\n',
            id="one line",
        ),
        pytest.param("[project]\ndependencies = []\n", f"[project]\n{LIST}", id="empty list"),
        pytest.param("[tool.ruff]\n", "[tool.ruff]\n", id="settings of tools only"),
        pytest.param(
            '[project]\nname = "a"\ndynamic = ["dependencies"]\n',
            '[project]\nname = "a"\ndynamic = ["dependencies"]\n',
            id="kept elsewhere",
        ),
        pytest.param(
            '[tool.poetry]\nname = "a"\n\n[tool.poetry.dependencies]\nb = "^1"\n',
            '[tool.poetry]\nname = "a"\n\n[tool.poetry.dependencies]\nb = "^1"\n',
            id="poetry's own table",
        ),
    ],
)  # fmt: skip
def test_other_shapes_of_pyproject(text: str, expected: str) -> None:
    assert with_dependencies(text, ["b==1"]) == expected
