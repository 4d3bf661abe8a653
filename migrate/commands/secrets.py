"""Keys and passwords in a notebook, reported by cell and kind; their text is never printed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from migrate.check.rules import secret_in_text, secret_shown
from migrate.check.subject import Subject
from migrate.model.notebook import Notebook
from migrate.model.record import Boundary
from migrate.read.files import content
from migrate.read.keys import has_marks
from migrate.read.order import stored
from migrate.screen import Screen


def in_cells(notebook: Notebook) -> list[str]:
    """A sentence for each kind of key in each cell's source."""
    return [*map(str, secret_in_text.check(Subject(notebook)))]


@cache  # people and programs are told the same
def in_file(path: Path) -> tuple[str, ...]:
    """The same for the outputs that the notebook's file holds from an earlier run."""
    if not has_marks(content(path).decode("utf-8", "replace")):
        return ()
    shown = {index: text_of(outputs) for index, outputs in stored(path).outputs.items()}
    return tuple(map(str, secret_shown.check(Subject(Notebook(path.stem, ()), shown))))


def in_record(original: NotebookNode, values: Mapping[str, Boundary]) -> list[str]:
    """The same for what the record keeps: outputs, and values that tasks hand on."""
    shown = {index: text_of(cell.get("outputs", ())) for index, cell in enumerate(original.cells)}
    for value in values.values():
        said = f"{value.variable} = {json.dumps(value.summary)}"
        shown[value.cell] = f"{shown.get(value.cell, '')}\n{said}"
    return [*map(str, secret_in_text.secrets(shown, "what it shows or hands on"))]


def text_of(outputs: Iterable[Mapping[str, Any]]) -> str:
    """All text in some outputs, tracebacks included and images left out."""
    parts: list[object] = []
    for output in outputs:
        parts += [output.get("text", ""), output.get("evalue", ""), output.get("traceback", "")]
        parts += [value for kind, value in output.get("data", {}).items() if not kind.startswith("image/")]
    return "\n".join("".join(map(str, part)) if isinstance(part, list) else str(part) for part in parts)


def tell(path: Path, sentences: Iterable[str], screen: Screen) -> None:
    for sentence in sentences:
        screen.say(f"  {path.name}, {sentence}")
