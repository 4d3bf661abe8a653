"""A comparison for people and for programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from difflib import unified_diff
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from migrate.verify import values as of_values
from migrate.verify.compare import CellResult, Comparison, Difference, Status
from migrate.verify.files import FileResult, FileStatus
from migrate.verify.values import ValueResult, ValueStatus
from migrate.wrapping import wrapped

CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
LINES = 40
ROWS = 15
WIDTH = 160
NAMED = 3
STYLES: dict[Status | FileStatus, str] = {
    "different": "red",
    "missing": "red",
    "not repeatable": "yellow",
    "not compared": "yellow",
    "equal": "green",
}


SIGNS = {"✓": "green", "✗": "red", "-": "yellow"}


def render(comparison: Comparison, console: Console) -> None:
    """Print what a user must know: the cells that aren't equal, the first wrong one in full, the summary."""
    unequal = sorted(
        (cell for cell in comparison.cells if cell.status != "equal"),
        key=lambda cell: cell.status == "not repeatable",
    )
    files = [file for file in comparison.files if file.status != "equal"]
    if unequal or files:
        console.print(table(unequal[:ROWS], files[:ROWS]))
    for found, word in ((unequal, "cells"), (files, "files")):
        if len(found) > ROWS:
            console.print(Text(f"… {len(found) - ROWS} more {word}; --html FILE writes a report of all"))
    for fault in comparison.faults:
        console.print(Text(plain(fault), style="red"))
    for value in of_values.wrong(comparison.values):
        console.print(Text(plain(value.difference), style="red"))
    wrong = next((cell for cell in unequal if cell.status != "not repeatable"), None)
    if wrong is not None:
        console.print(Text("\n".join(sides(wrong))), soft_wrap=True)
    mark = sign(comparison)
    told = broken(f"{mark} {summary(comparison)}", console).removeprefix(mark)
    console.print(Text.assemble((mark, SIGNS[mark]), told), soft_wrap=True)


def broken(text: str, console: Console) -> str:
    """Wrap a text to the terminal's width. A file or a pipe gets it unwrapped."""
    return wrapped(text, console.width) if console.is_terminal else text


def sign(comparison: Comparison) -> str:
    """A check mark only if something was seen to be the same."""
    if not comparison.proved:
        return "✗"
    return "✓" if comparison.seen else "-"


def where(cell: CellResult) -> str:
    return "; ".join(map(str, cell.places))


def table(cells: Sequence[CellResult], files: Sequence[FileResult] = ()) -> Table:
    """A table of cells with what differs in each, and of files with the cell that writes them."""
    laid = Table("cell", "result", "what", "where", box=None, pad_edge=False)
    for cell in cells:
        what = cell.reason or ", ".join(dict.fromkeys(d.kind for d in cell.differences))
        row = (number(cell), cell.status, plain(what), plain(where(cell)))
        laid.add_row(*(Text(column) for column in row), style=STYLES[cell.status])
    for file in files:
        what = file.reason or f"the file's {file.what}"
        texts = (str(file.cell), file.status, plain(what), plain(file.path))
        laid.add_row(*map(Text, texts), style=STYLES[file.status])
    return laid


def number(cell: CellResult) -> str:
    """The original's cells in a result, such as "3" or "3+4"; "-" for none."""
    return "+".join(map(str, cell.origin)) or "-"


def summary(comparison: Comparison) -> str:
    total = len(comparison.cells)
    parts = summary_of_cells(comparison) if total else []
    parts += summary_of_files(comparison.files)
    if comparison.faults:
        parts.append(f"{len(comparison.faults)} fault{'s' * (len(comparison.faults) != 1)} of provenance")
    if comparison.blind:
        parts.insert(0, "nothing could be compared")
    if not replace(comparison, values=()).seen or of_values.wrong(comparison.values):
        parts += summary_of_values(comparison.values)
    if total or comparison.files or comparison.faults:
        return ", ".join(parts)
    ran = "all that could be checked is that every task runs"
    return f"the notebook shows nothing; {', '.join(parts) or ran}"


def summary_of_cells(comparison: Comparison) -> list[str]:
    total, equal = len(comparison.cells), comparison.having("equal")
    parts = [f"{len(equal)} of {total} output{'s' * (total != 1)} identical"]
    if seeded := [number(cell) for cell in equal if cell.reason not in (None, "a timing")]:
        parts[0] += f" ({len(seeded)} of them only when seeded alike: {named(seeded, ', ')})"
    if unrepeatable := comparison.having("not repeatable"):
        told = named([f"cell {number(cell)}: {cell.reason}" for cell in unrepeatable], "; ")
        parts.append(f"{len(unrepeatable)} not repeatable in the notebook itself ({told})")
    for status in ("different", "missing"):
        if cells := comparison.having(status):
            parts.append(f"{len(cells)} {status} ({named([title(cell) for cell in cells], ', ')})")
    return parts


def summary_of_values(values: Sequence[ValueResult]) -> list[str]:
    if not values:
        return []
    statuses: tuple[ValueStatus, ...] = ("not repeatable", "not compared", "different")
    found = {status: [value.variable for value in values if value.status == status] for status in statuses}
    same = len(values) - sum(map(len, found.values()))
    told = [f"{len(names)} {status} ({named(names, ', ')})" for status, names in found.items() if names]
    return [f"{same} of {len(values)} value{'s' * (len(values) != 1)} between tasks identical", *told]


def summary_of_files(files: Sequence[FileResult]) -> list[str]:
    if not files:
        return []
    statuses: tuple[FileStatus, ...] = ("not repeatable", "not compared", "different", "missing")
    found = {status: [plain(file.path) for file in files if file.status == status] for status in statuses}
    same = len(files) - sum(map(len, found.values()))
    told = [f"{len(paths)} {status} ({named(paths, ', ')})" for status, paths in found.items() if paths]
    return [f"{same} of {len(files)} file{'s' * (len(files) != 1)} identical", *told]


def title(cell: CellResult) -> str:
    """A result's name where no table is around it."""
    return f"cell {number(cell)}" if cell.origin else f"shown by {plain(where(cell))}"


def named(names: Sequence[str], separator: str) -> str:
    """The first few names, and how many more there are."""
    more = len(names) - NAMED
    return separator.join(names[:NAMED]) + (f"{separator}{more} more" if more > 0 else "")


def sides(cell: CellResult) -> list[str]:
    """Both sides of a wrong cell as the lines of a diff, cut after LINES."""
    lines = [line for difference in readable(cell.differences) for line in diff(difference)]
    head = f"{title(cell)}: {cell.status}" + (f", in {where(cell)}" if cell.places else "")
    left_out = [f"… {len(lines) - LINES} more lines"] if len(lines) > LINES else []
    return [plain(head), *lines[:LINES], *left_out]


def readable(differences: Sequence[Difference]) -> Sequence[Difference]:
    """The differences without HTML whose content is also there as text."""
    kinds = {difference.kind for difference in differences}
    return [d for d in differences if d.kind != "text/html" or "text/plain" not in kinds]


def diff(difference: Difference) -> list[str]:
    if difference.kind.startswith("image/") and difference.wanted and difference.got:
        return [f"  {difference.kind}: {plain(difference.got)}"]
    wanted, got = (lines_of(plain(side)) for side in (difference.wanted, difference.got))
    names = (f"notebook: {difference.kind}", f"pipeline: {difference.kind}")
    return list(unified_diff(wanted, got, *names, n=2, lineterm=""))


def lines_of(text: str) -> list[str]:
    """The lines of a text, long ones in pieces: a data set in JSON may be a single line."""
    lines = text.split("\n") if text else []
    return [line[start : start + WIDTH] for line in lines for start in range(0, len(line) or 1, WIDTH)]


def plain(text: str) -> str:
    """Text without control characters, which a terminal would obey."""
    return CONTROL.sub("", text)


def as_json(comparison: Comparison) -> dict[str, Any]:
    statuses: tuple[Status, ...] = ("equal", "different", "missing", "not repeatable")
    return {
        "proved": comparison.proved,
        "summary": summary(comparison),
        "counts": {status: len(comparison.having(status)) for status in statuses},
        "cells": [{**asdict(cell), "places": [*map(str, cell.places)]} for cell in comparison.cells],
        "files": [asdict(file) for file in comparison.files],
        "values": [asdict(value) for value in comparison.values],
        "faults": list(comparison.faults),
        "masked": dict(comparison.masked),
    }
