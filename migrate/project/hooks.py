"""Hooks for notebooks in the user's .pre-commit-config.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from migrate.model.layout import PRE_COMMIT
from migrate.project.lines import newline, with_last

STRIP = r"""
- id: strip-notebooks
  name: notebooks without outputs
  entry: python scripts/notebook_tools/strip_notebooks.py
  language: python
  additional_dependencies: ["nb-clean>=5,<6"]
  files: \.ipynb$
  exclude: ^records/
  require_serial: true
"""
PAIRS = """
- id: sync-pairs
  name: tasks and their notebooks in step
  entry: python scripts/notebook_tools/sync_pairs.py
  language: python
  additional_dependencies: ["jupytext>=1.16.4,<2"]
  always_run: true
  pass_filenames: false
"""
# By the ids of the hooks that do the same, ours first
HOOKS = {
    (
        "strip-notebooks",
        "nbstripout",
        "nb-clean",
        "nbdev-clean",
        "nbdev_clean",
        "jupyter-nb-clear-output",
    ): STRIP,
    ("sync-pairs", "jupytext"): PAIRS,
}


class Place(NamedTuple):
    """Where a list in a YAML text can be continued: after which line, and how far its dashes are indented."""

    line: int
    indent: int


def with_hooks(text: str) -> tuple[str, list[str]]:
    """.pre-commit-config.yaml with the hooks that it lacks, and notes on what was left alone."""
    try:
        content = yaml.safe_load(text) or {}
        there = set(ids(content))
    except (yaml.YAMLError, AttributeError, TypeError, ValueError, KeyError, RecursionError) as error:
        return text, [f"{PRE_COMMIT}: can't be read, and stays as it is ({first_line(error)}); fix it"]
    notes = [
        f"{PRE_COMMIT}: the hook {theirs} stays, so {ours} isn't added"
        for ours, *others in HOOKS
        for theirs in others
        if theirs in there and ours not in there
    ]
    missing = [hook for names, hook in HOOKS.items() if not there & {*names}]
    if not missing:
        return text, notes
    added = with_local_hooks(text, content, missing)
    if added is None:
        return text, [
            *notes,
            f"{PRE_COMMIT}: its lists are in brackets; add by hand:{''.join(missing)}".rstrip(),
        ]
    return added, notes


def first_line(error: Exception) -> str:
    return " ".join(str(error).split())


def ids(content: Mapping[str, Any]) -> Iterator[str]:
    for repo in content.get("repos") or []:
        yield from (hook["id"] for hook in repo.get("hooks") or [])


def with_local_hooks(text: str, content: Mapping[str, Any], hooks: Sequence[str]) -> str | None:
    """The text with these hooks among the local ones; None if its lists aren't in block style."""
    found = [hook.strip("\n") for hook in hooks]
    repos = content.get("repos")
    if not repos:
        if "repos" in content:
            return None
        return with_last(text, ["repos:", *indented(new_repo(found), 2)])
    node = value_of(yaml.compose(text, yaml.SafeLoader), "repos")
    local = next((one for one in node.value if scalar(one, "repo") == "local"), None)
    lines, fresh = text.splitlines(), found
    place = place_in(lines, value_of(local, "hooks")) if local else None
    if place is None:
        place, fresh = place_in(lines, node), new_repo(found)
    if place is None:
        return None
    end = newline(text)
    merged = end.join([*lines[: place.line], *indented(fresh, place.indent), *lines[place.line :]]) + end
    return merged if as_wanted(merged, content, hooks) else None


def new_repo(hooks: Sequence[str]) -> list[str]:
    return ["- repo: local", "  hooks:", *indented(hooks, 4)]


def indented(texts: Sequence[str], by: int) -> list[str]:
    return [" " * by + line for text in texts for line in text.split("\n")]


def value_of(node: Any, key: str) -> Any:
    """The node for a key in a mapping; None if there is none."""
    return next((value for name, value in node.value if name.value == key), None)


def scalar(node: Any, key: str) -> str:
    """The text for a key in a mapping; "" if there is none."""
    found = value_of(node, key)
    return found.value if isinstance(found, yaml.ScalarNode) else ""


def place_in(lines: Sequence[str], node: Any) -> Place | None:
    """Where a list can be continued; None if it is written in brackets."""
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        return None
    last = node.value[-1]
    line = last.end_mark.line + (1 if last.flow_style else 0)
    while not re.sub(r"#.*", "", lines[line - 1]).strip():
        line -= 1
    return Place(line, node.start_mark.column)


def as_wanted(merged: str, before: Mapping[str, Any], hooks: Sequence[str]) -> bool:
    """Whether a text says the same as before, and has the hooks besides."""
    try:
        after = yaml.safe_load(merged)
    except yaml.YAMLError:
        return False
    fresh = [hook for text in hooks for hook in yaml.safe_load(text)]
    kept = [
        {**repo, "hooks": [hook for hook in repo["hooks"] if hook not in fresh]} for repo in after["repos"]
    ]
    return {**after, "repos": [repo for repo in kept if repo["hooks"]]} == dict(before)
