"""Hooks in somebody's .pre-commit-config.yaml."""

import pytest
import yaml

from migrate.project.hooks import with_hooks

LOCAL = (
    "- repo: local\n  hooks:\n  - id: mine  # keep\n    name: mine\n    entry: 'true'\n    language: system\n"
)


def ids(text: str) -> list[list[str]]:
    return [[hook["id"] for hook in repo["hooks"]] for repo in yaml.safe_load(text)["repos"]]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("repos: [{repo: local, hooks: [{id: strip-notebooks}, {id: sync-pairs}]}]\n", id="ours"),
        pytest.param(
            "repos:\n- repo: x\n  hooks: [{id: nbstripout}, {id: jupytext}]\n", id="others that do it"
        ),
    ],
)
def test_nothing_changes_where_all_is_there(text: str) -> None:
    assert with_hooks(text)[0] == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [["strip-notebooks", "sync-pairs"]], id="no file"),
        pytest.param("fail_fast: true\n", [["strip-notebooks", "sync-pairs"]], id="no list"),
        pytest.param(f"repos:\n{LOCAL}", [["mine", "strip-notebooks", "sync-pairs"]], id="local ones"),
        pytest.param(
            "# mine\nrepos:\n    -   repo: https://example.org/x\n        rev: v1\n        hooks:\n"
            "        -   id: black  # why\n\n# the end\nfail_fast: true\n",
            [["black"], ["strip-notebooks", "sync-pairs"]],
            id="wide indents, comments, a key behind",
        ),
        pytest.param(
            "repos:\r\n- repo: x\r\n  hooks:\r\n  - id: a\r\n",
            [["a"], ["strip-notebooks", "sync-pairs"]],
            id="Windows",
        ),
        pytest.param(
            f"repos:\n{LOCAL}- repo: x\n  hooks: [{{id: ruff}}]",
            [["mine", "strip-notebooks", "sync-pairs"], ["ruff"]],
            id="another repository behind, no end of line",
        ),
        pytest.param(
            "repos:\n- repo: local\n  hooks: [{id: nbstripout}]\n",
            [["nbstripout"], ["sync-pairs"]],
            id="in brackets",
        ),
        pytest.param(
            "repos:\n- repo: x\n  hooks: [{id: nbstripout}]\n",
            [["nbstripout"], ["sync-pairs"]],
            id="one of them",
        ),
    ],
)
def test_hooks_come_behind_those_that_are_there(text: str, expected: list[list[str]]) -> None:
    merged, _ = with_hooks(text)
    assert ids(merged) == expected
    assert [line for line in merged.splitlines() if line in text.splitlines()] >= text.splitlines()
    assert with_hooks(merged)[0] == merged
    assert ("\r\n" in merged) == ("\r\n" in text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("repos: [\n", "can't be read", id="broken"),
        pytest.param("- repo: x\n", "can't be read", id="a list"),
        pytest.param("repos: [{repo: x, hooks: [{id: a}]}]\n", "add by hand", id="brackets"),
        pytest.param("repos: []\n", "add by hand", id="empty brackets"),
    ],
)
def test_what_cannot_be_merged_stays_and_is_told(text: str, says: str) -> None:
    merged, notes = with_hooks(text)
    assert merged == text
    assert says in notes[0]


def test_hooks_of_others_that_do_the_same_are_told() -> None:
    _, notes = with_hooks("repos:\n- repo: x\n  hooks: [{id: nbstripout}, {id: jupytext}]\n")
    assert [note.split(" stays")[0].rsplit(" ", 1)[1] for note in notes] == ["nbstripout", "jupytext"]
