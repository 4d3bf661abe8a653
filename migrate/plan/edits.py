"""Changes to a cell's text, each with the place where it is made."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.model.notebook import Span

Edit = tuple[int, int, str]  # where a text begins and ends in the cell's, and what stands there instead


def edited(text: str, edits: Iterable[Edit], within: Span | None = None) -> str:
    """The text, or the part `within`, with the edits made that fall into it; no two edits may overlap."""
    begin, end = within or (0, len(text))
    pieces, at = [], begin
    for first, last, new in sorted(edits):
        if begin <= first and last <= end:
            pieces += [text[at:first], new]
            at = last
    return "".join([*pieces, text[at:end]])
