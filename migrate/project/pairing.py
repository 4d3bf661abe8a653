"""Jupytext's settings: tasks are scripts, each with a notebook beside it while someone works on it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from migrate.model.layout import JUPYTEXT, PYPROJECT, TASKS
from migrate.project.lines import with_last

SETTINGS = {
    "formats": f"{TASKS}///ipynb,{TASKS}///py:percent",
    "cell_metadata_filter": "tags,origin,-all",
    "notebook_metadata_filter": "-all",
}
WHY = "# Tasks are scripts, and notebooks beside them while you work; no other notebook gets a script."
TOML = (JUPYTEXT, f".{JUPYTEXT}")
OTHER: tuple[str, ...] = (".jupytext", "jupytext.yml", ".jupytext.yml", "jupytext.yaml", ".jupytext.yaml")
OTHER += ("jupytext.json", ".jupytext.json", "jupytext.py", ".jupytext.py")

Existing = Callable[[str], str]


def with_pairing(existing: Existing) -> tuple[dict[str, str], list[str]]:
    """The file with jupytext's settings, ours added, by path; and notes on what was left alone."""
    if other := next((name for name in OTHER if existing(name)), ""):
        return {}, [f"{other}: jupytext's settings are there and stay; tasks need {as_toml()}"]
    name = next((name for name in (*TOML, PYPROJECT) if existing(name)), TOML[0])
    text, path = existing(name), ("tool", "jupytext") if name == PYPROJECT else ()
    try:
        there = inside(tomllib.loads(text), path)
    except (ValueError, RecursionError) as error:
        return {}, [f"{name}: can't be read ({error}); fix it and run: nbmigrate git"]
    notes = [
        f"{name}: jupytext's {key} is {there[key]!r}, which stays; tasks need {value!r}"
        for key, value in SETTINGS.items()
        if there.get(key, value) != value
    ]
    missing = {key: value for key, value in SETTINGS.items() if key not in there}
    if notes or not missing:
        return {}, notes
    merged = with_settings(text, path, there, missing)
    return ({name: merged}, []) if merged else ({}, [f"{name}: add by hand: {as_toml()}"])


def inside(content: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """The table at a path; empty if it is missing. Raises ValueError if something else is there."""
    for key in path:
        content = content.get(key, {})
        if not isinstance(content, dict):
            raise ValueError(f"{key} isn't a table")
    return dict(content)


def with_settings(
    text: str, path: tuple[str, ...], there: Mapping[str, Any], missing: Mapping[str, str]
) -> str:
    """The text with these settings; "" if they can't be added without touching anything else."""
    if there or not path:
        merged = with_keys(text, path, missing)
    else:
        lines = [f'{key} = "{value}"' for key, value in missing.items()]
        blank = [""] if text.strip() else []
        merged = with_last(text, [*blank, WHY, f"[{'.'.join(path)}]", *lines])
    wanted = tomllib.loads(text)
    table = wanted
    for key in path:
        table = table.setdefault(key, {})
    table.update(missing)
    try:
        return merged if tomllib.loads(merged) == wanted else ""
    except tomllib.TOMLDecodeError:
        return ""


def with_keys(text: str, path: tuple[str, ...], missing: Mapping[str, str]) -> str:
    """The text with these keys in a table that has some, or at the top."""
    if not path and not text.strip():
        return with_last(text, [WHY, *(f'{key} = "{value}"' for key, value in missing.items())])
    try:
        document = tomlkit.parse(text)
        table: Any = document
        for key in path:
            table = table[key]
        for key, value in missing.items():
            table[key] = value
        return tomlkit.dumps(document)
    except TOMLKitError:
        return ""


def as_toml() -> str:
    return ", ".join(f'{key} = "{value}"' for key, value in SETTINGS.items())
