"""What a command is about to change, noted so that the next one can undo it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from migrate.errors import RequestError
from migrate.model.shape import conform
from migrate.project.own_paths import is_inside


@dataclass(frozen=True)
class Change:
    """One path, with marks of its content before and after; None where nothing is there."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Journal:
    """All changes of one command, and the folders that it makes, the deepest first."""

    changes: Sequence[Change]
    folders: Sequence[str]

    def text(self) -> str:
        return json.dumps(asdict(self))


def read_journal(place: Path) -> Journal:
    """The journal in a file. Raises RequestError if it isn't ours."""
    try:
        journal = conform(Journal, json.loads(place.read_bytes()))
        outside = [path for path in (*paths(journal), *journal.folders) if not is_inside(path)]
        if outside:
            raise ValueError(f"{outside[0]!r} isn't a path in the project")
    except (ValueError, RecursionError) as error:
        raise RequestError(
            f"{place}: not as nbmigrate left it ({error}); it is the journal of an interrupted command.\n"
            f"  Look at what is half done with `git status`, fix it, and delete {place.parent}. "
            "Nothing was changed."
        ) from error
    return journal


def paths(journal: Journal) -> list[str]:
    return [change.path for change in journal.changes]
