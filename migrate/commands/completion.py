"""nbmigrate completion: a script that completes commands, options and file names in a shell."""

from __future__ import annotations

import argparse
from pathlib import Path

import shtab

from migrate.arguments import Command, commands_of


def completion(shell: str, top: Command) -> str:
    """The completion script for a shell, generated from the parsers."""
    for command in commands_of(top).values():
        for action in command._actions:
            if action.type is Path:
                action.complete = places(action)  # type: ignore[attr-defined]
    return shtab.complete(top, shell)


def places(action: argparse.Action) -> shtab.CompleteType:
    """Complete folders only where one is asked for, otherwise files as well."""
    return shtab.DIRECTORY if action.metavar == "DIR" else shtab.FILE
