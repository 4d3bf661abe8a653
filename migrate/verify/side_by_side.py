"""Two texts side by side, line by line, with what differs in each line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

CONTEXT = 3  # equal lines that stay around a difference
MOST = 400  # rows of one difference


@dataclass(frozen=True)
class Line:
    """A line in three parts: what both sides begin with, what differs, and what both end with."""

    before: str = ""
    changed: str = ""
    after: str = ""


@dataclass(frozen=True)
class Row:
    """A line of each side; None where a side has none. A gap stands for lines left out."""

    kind: Literal["same", "changed", "gap"]
    left: Line | None = None
    right: Line | None = None


def columns(wanted: str, got: str, around: int = CONTEXT) -> tuple[Row, ...]:
    """The rows where two texts differ, with `around` equal lines about them, and at most MOST rows."""
    left, right = wanted.splitlines(), got.splitlines()
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    rows = [row for group in matcher.get_grouped_opcodes(around) for row in rows_of(group, left, right)]
    return (*rows[1:MOST], Row("gap")) if len(rows) > MOST else tuple(rows[1:])


def rows_of(
    group: Sequence[tuple[str, int, int, int, int]], left: Sequence[str], right: Sequence[str]
) -> Iterator[Row]:
    """The rows of one group of nearby differences, after a gap."""
    yield Row("gap")
    for tag, a, b, c, d in group:
        for one, other in zip_longest(left[a:b], right[c:d]):
            yield Row("same", Line(one), Line(other)) if tag == "equal" else changed(one, other)


def changed(one: str | None, other: str | None) -> Row:
    """A row of lines that differ, or of a line that the other side doesn't have."""
    if one is None or other is None:
        return Row("changed", *(None if line is None else Line(changed=line) for line in (one, other)))
    start = common(one, other)
    end = common(one[start:][::-1], other[start:][::-1])
    return Row("changed", *(cut(line, start, len(line) - end) for line in (one, other)))


def cut(line: str, start: int, end: int) -> Line:
    return Line(line[:start], line[start:end], line[end:])


def common(one: str, other: str) -> int:
    """How many characters two texts share at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
