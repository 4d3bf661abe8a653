"""Plan files: what they ask for, and the line of whatever isn't a plan."""

from pathlib import Path

import pytest

from migrate.errors import RequestError
from migrate.model.user_plan import AskedFunction, AskedParameter, AskedPlan, AskedStage
from migrate.read.plan_file import read_plan


def plan(tmp_path: Path, text: str) -> AskedPlan:
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return read_plan(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("stages:\n", [], id="nothing"),
        pytest.param("stages:\n  a:\n", [AskedStage("a", 2, ())], id="no cells"),
        pytest.param("stages:\n  a:\n  - 0\n", [AskedStage("a", 2, ((0, 3),))], id="not indented"),
        pytest.param(
            "# note\nstages:\n  a:  # first\n    - 0  # import x\n\n    - 1\n  b:\n    - 2\n",
            [AskedStage("a", 3, ((0, 4), (1, 6))), AskedStage("b", 7, ((2, 8),))],
            id="comments and empty lines",
        ),
        pytest.param(
            "stages:\n  a: 0 - 2\n  b: [3, 4-5]\n",
            [AskedStage("a", 2, ((0, 2), (1, 2), (2, 2))), AskedStage("b", 3, ((3, 3), (4, 3), (5, 3)))],
            id="ranges",
        ),
        pytest.param(
            "stages:\n  no:\n    - 07\n", [AskedStage("no", 2, ((7, 3),))], id="what YAML takes for others"
        ),
    ],
)
def test_stages(tmp_path: Path, text: str, expected: list[AskedStage]) -> None:
    assert plan(tmp_path, text) == AskedPlan(str(tmp_path / "plan.yaml"), tuple(expected))


def test_functions_and_what_the_plan_was_made_for(tmp_path: Path) -> None:
    found = plan(
        tmp_path, "notebook: a b.ipynb\ncells: 1e10\nstages:\nfunctions:\n  clean: move\n  Ärger: stay\n"
    )
    assert (found.notebook, found.cells) == ("a b.ipynb", "1e10")
    assert found.functions == {"clean": AskedFunction("move", 5), "Ärger": AskedFunction("stay", 6)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="no section"),
        pytest.param("parameters:\n", [], id="none"),
        pytest.param("parameters: []\n", [], id="an empty list"),
        pytest.param(
            "parameters:  # note\n  # train\n  - cv: f(cv=5) in cell 3\n  - cv:  g(cv=5)  in cell 4  # x\n",
            [AskedParameter("cv", "f(cv=5) in cell 3", 4), AskedParameter("cv", "g(cv=5) in cell 4", 5)],
            id="two literals of one name",
        ),
        pytest.param(
            """parameters:\n  - no: "f(kernel='a: b') in cell 3"\n""",
            [AskedParameter("no", "f(kernel='a: b') in cell 3", 3)],
            id="in quotes, and a name that YAML takes for another",
        ),
    ],
)
def test_parameters(tmp_path: Path, text: str, expected: list[AskedParameter]) -> None:
    assert list(plan(tmp_path, f"stages:\n{text}").parameters) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("stages:\nparameters:\n  cv: 5\n", "line 3: this is no parameter", id="no list"),
        pytest.param("stages:\nparameters:\n  - cv\n", "line 3: this is no parameter", id="a name alone"),
        pytest.param("stages:\nparameters:\n  - cv: [f]\n", "line 3: this is no parameter", id="a list"),
        pytest.param("", "line 1: `stages` is missing", id="empty"),
        pytest.param("notebook: a.ipynb\n", "line 1: `stages` is missing", id="no stages"),
        pytest.param("- b", "line 1: a plan has to be names", id="list"),
        pytest.param("stages: 3", "line 1: `stages` has to be names", id="number"),
        pytest.param("stages:\n  - a\n", "line 2: `stages` has to be names", id="list of stages"),
        pytest.param("stages:\n  a: [0", "line 2: this isn't YAML", id="bracket left open"),
        pytest.param("stages:\n  a:\n\t- 0\n", "line 3: this isn't YAML", id="tab"),
        pytest.param("stages:\n  a:\n   - 0\n  - 1\n", "line 4: this isn't YAML", id="indented otherwise"),
        pytest.param(
            "stages:\n  a: 0\n  b: 1\n  a: 2\n", "line 4: the name `a` is in line 2", id="name twice"
        ),
        pytest.param("stages:\n  ? [a]\n  : 0\n", "line 2: this can't be a name", id="list for a name"),
        pytest.param(
            "stages:\n  a:\n    - 0\n    - x\n", "line 4: `x` in stage a is no cell", id="no number"
        ),
        pytest.param("stages:\n  a:\n    - -1\n", "line 3: `-1` in stage a is no cell", id="below zero"),
        pytest.param("stages:\n  a:\n    - b: 1\n", "line 3: this in stage a is no cell", id="mapping"),
        pytest.param("stages:\n  a: 5-2\n", "line 2: 5-2 in stage a is no range", id="backwards"),
        pytest.param("stages:\n  a: 0-999999999\n", "no range of cells", id="no end"),
        pytest.param("stagse:\n  a: 0\n", "line 1: `stagse` means nothing here", id="misspelt"),
        pytest.param("stages:\n  a: 0\nfunctions:\n  f: go\n", "line 4: `f` can `move` or `stay`", id="go"),
        pytest.param("stages: &a\n  b: *c\n", "line 2: this isn't YAML", id="unknown alias"),
        pytest.param("stages:\n  a: \x07\n", "isn't YAML", id="control character"),
    ],
)
def test_what_is_no_plan_is_refused_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RequestError) as refused:
        plan(tmp_path, text)
    assert says in str(refused.value)
    assert str(refused.value).startswith(str(tmp_path / "plan.yaml"))


def test_a_plan_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"none\.yaml: No such file"):
        read_plan(tmp_path / "none.yaml")


def test_a_file_that_is_not_text_is_no_plan(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RequestError, match="isn't text"):
        read_plan(tmp_path / "plan.yaml")
