"""The cells of a notebook's JSON as kind, source and tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.errors import RequestError
from migrate.model.notebook import CellKind
from migrate.read.formats import mapping

KINDS: dict[str, CellKind] = {"code": "code", "markdown": "markdown", "raw": "raw"}


def raw_cells(top: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The cells' JSON objects; RequestError if they aren't a list of objects."""
    cells = top.get("cells")
    if not isinstance(cells, list):
        raise RequestError(f"{name}: not a notebook, its cells aren't a list; save it again from Jupyter.")
    for index, cell in enumerate(cells):
        if not isinstance(cell, dict):
            raise RequestError(f"{name}, cell {index}: not a cell; delete it in a text editor.")
    return cells


def kind(cell: Mapping[str, Any]) -> CellKind:
    """The kind of a cell; cells of unknown kinds (as "sql") are kept as raw text."""
    return KINDS.get(str(cell.get("cell_type")), "raw")


def source(cell: Mapping[str, Any], place: str) -> str:
    """The cell's text with LF line ends; RequestError if it isn't text that a file can hold."""
    text = _joined(cell.get("source"))
    if text is None:
        raise RequestError(f"{place}: its source is not text; delete the cell or type it again.")
    if "\0" in text:
        raise RequestError(f"{place}: its source holds a NUL character; delete it.")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise RequestError(f"{place}: its source holds half a character (a lone surrogate); delete it.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _joined(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return None


def tags(cell: Mapping[str, Any]) -> tuple[str, ...]:
    """The cell's tags, each once, in their order."""
    found = mapping(cell.get("metadata")).get("tags")
    if not isinstance(found, list):
        return ()
    return tuple(dict.fromkeys(tag for tag in found if isinstance(tag, str)))
