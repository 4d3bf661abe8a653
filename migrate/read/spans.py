"""The text of each statement, and where it stands in its cell."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from itertools import accumulate

from migrate.model.notebook import Span
from migrate.read.syntax import Parsed


def sources(cell: Parsed) -> list[str]:
    """The text of each statement, decorators included; lines end with LF and with nothing else."""
    lines = [line.encode() for line in cell.text.split("\n")]  # the parser counts bytes
    return [_segment(lines, node) for node in cell.tree.body]


def _segment(lines: list[bytes], node: ast.stmt) -> str:
    first, column = _begin(node)
    text = lines[first : node.end_lineno]
    text[-1] = text[-1][: node.end_col_offset]
    text[0] = text[0][column:]
    return b"\n".join(text).decode()


def _begin(node: ast.stmt) -> tuple[int, int]:
    """The line, from 0, and the column where a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    if decorators:
        return min(decorator.lineno for decorator in decorators) - 1, 0
    return node.lineno - 1, node.col_offset


def spans(cell: Parsed, found: Sequence[str]) -> list[Span | None]:
    """Where the texts of a cell's statements stand in it; None where that isn't certain."""
    own, made = cell.source.rstrip().split("\n"), cell.text.rstrip().split("\n")
    shift = len(own) - len(made)
    if not _is_same(own[shift:] if shift >= 0 else [], made):
        return [_only_place(cell.source, source) for source in found]
    begins = list(accumulate((len(line) + 1 for line in own), initial=0))
    lines = [_begin(node) for node in cell.tree.body]
    places = [begins[line + shift] + len(made[line].encode()[:column].decode()) for line, column in lines]
    return [
        (place, place + len(source)) if cell.source.startswith(source, place) else None
        for place, source in zip(places, found, strict=True)
    ]


def _is_same(own: Sequence[str], made: Sequence[str]) -> bool:
    """Whether lines are the cell's own, apart from those with what a magic became."""
    return len(own) == len(made) and all(
        one == other or "get_ipython()" in other for one, other in zip(own, made, strict=True)
    )


def _only_place(text: str, source: str) -> Span | None:
    """Where the text holds the source as a whole statement; None unless at exactly one place."""
    places = [found.start() for found in re.finditer(f"(?={re.escape(source)})", text)]
    alone = [place for place in places if _stands_alone(text, source, place)]
    return (alone[0], alone[0] + len(source)) if len(alone) == 1 else None


def _stands_alone(text: str, source: str, place: int) -> bool:
    """Whether a whole statement can stand here: at the start of a line, or after a semicolon."""
    before = text[:place].rpartition("\n")[2]
    begins = not before or (before.rstrip().endswith(";") and "#" not in before)
    return begins and re.match(r"\s*($|[;#\n])", text[place + len(source) :]) is not None
