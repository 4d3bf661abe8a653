"""The parameters that a user's plan asks for, held against the notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from migrate.model.notebook import Name
from migrate.model.pipeline import LiteralOccurrence
from migrate.model.section import Section
from migrate.model.user_plan import AskedParameter
from migrate.plan.parameters import cells_of


def unfit(
    asked: Sequence[AskedParameter], found: Sequence[LiteralOccurrence], parts: Sequence[Section]
) -> Iterator[str]:
    """Why the parameters can't be had as asked, a sentence each that begins with the line."""
    known = {str(given): given for given in found}
    for item in asked:
        if item.given not in known:
            said = f"the notebook has no literal `{item.given}` that could be a parameter"
            yield f"line {item.line}: {said}; delete the line."
        elif not re.fullmatch(r"[A-Za-z_]\w*", item.name, re.ASCII):
            said = f"`{item.name}` can't name a parameter"
            yield f"line {item.line}: {said}; use letters, 0-9 and _, a letter first."
    yield from twice(asked)
    yield from ambiguous([item for item in asked if item.given in known], known, parts)


def twice(asked: Sequence[AskedParameter]) -> Iterator[str]:
    """Complaints about literals that are asked for more than once."""
    lines: dict[str, int] = {}
    for item in asked:
        if item.given in lines:
            said = f"`{item.given}` is in line {lines[item.given]} already"
            yield f"line {item.line}: {said}; delete one of them."
        lines.setdefault(item.given, item.line)


def ambiguous(
    asked: Sequence[AskedParameter], known: Mapping[str, LiteralOccurrence], parts: Sequence[Section]
) -> Iterator[str]:
    """Complaints about names that stand for two values in one stage."""
    stages = {index: part.name for part in parts for index in cells_of(part)}
    seen: dict[tuple[str, Name], AskedParameter] = {}
    for item in asked:
        stage = stages[known[item.given].cell]
        first = seen.setdefault((stage, item.name), item)
        mine, other = known[item.given].value, known[first.given].value
        if repr(mine) != repr(other):
            said = f"`{item.name}` of stage {stage} can't be {mine!r} here and {other!r} in line {first.line}"
            yield f"line {item.line}: {said}; give them different names."
