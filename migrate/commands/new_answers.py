"""The answers that a new project gets: those on the command line, and whether to ask for the rest."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from migrate.errors import RequestError
from migrate.project.template import questions
from migrate.screen import Screen
from migrate.suggesting import meant

MINIMAL: Mapping[str, str | bool] = {"ci": "none", "example": False, "serving": False}
TRUTHS = {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}


@dataclass(frozen=True)
class Answers:
    """Answers to the template's questions, by the names of the questions."""

    given: Mapping[str, str | bool]
    ask: bool = False  # the other questions, on the terminal; otherwise they take their defaults


def answers_of(arguments: argparse.Namespace, screen: Screen) -> Answers:
    """The answers on the command line; a person at a terminal is asked for the rest."""
    preset = MINIMAL if arguments.minimal else {}
    silent = arguments.defaults or screen.console.quiet
    there = sys.stdin.isatty() and sys.stdout.isatty()
    return Answers({**preset, **given(arguments.data)}, ask=there and not silent)


def given(texts: Sequence[str]) -> dict[str, str | bool]:
    """The answers among the arguments. Raises RequestError for an invalid one, before anybody is asked."""
    if not texts:
        return {}
    asked = questions()
    found: dict[str, str | bool] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            raise RequestError(f"--data {text}: has no value; write KEY=VALUE, such as license=MIT.")
        if key not in asked:
            raise RequestError(
                f"--data {text}: the template has no question {key!r}{meant(key, asked)}\n"
                f"  Its questions: {', '.join(asked)}"
            )
        found[key] = checked(key, value, asked[key])
    return found


def checked(key: str, value: str, question: Mapping[str, Any]) -> str | bool:
    """An answer in the question's type. Whatever else may be wrong with it, copier reports."""
    if question.get("type") == "bool":
        if value.lower() not in TRUTHS:
            raise RequestError(f"--data {key}={value}: takes true or false.")
        return TRUTHS[value.lower()]
    choices = question.get("choices")
    known = [*(choices.values() if isinstance(choices, Mapping) else choices or ())]
    if known and value not in known:
        raise RequestError(f"--data {key}={value}: takes one of {', '.join(known)}{meant(value, known)}")
    return value
