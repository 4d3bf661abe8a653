"""What a user reads when a notebook doesn't run: the cell, the reason, and what they can do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from migrate.check.rules import host_only, late_name, undefined_name
from migrate.check.subject import Subject
from migrate.commands.options import Options
from migrate.commands.order import Order, cell_on_page, command, order_of, tried
from migrate.errors import CellError, RequestError
from migrate.knowledge.hosts import GIVEN
from migrate.model.finding import Finding
from migrate.model.notebook import Notebook
from migrate.read.files import real
from migrate.read.notebook import read
from migrate.read.order import counted_twice, stored
from migrate.read.undefined import bound_names, defined_in
from migrate.record.error_help import CHANGED, NETWORK, install
from migrate.record.interpreter import lacking
from migrate.record.modules import imported, modules
from migrate.screen import Screen

NAME = re.compile(r"name '(\w+)' is not defined|local variable '(\w+)' referenced")
ANY_ORDER = {*NETWORK, "ModuleNotFoundError", "StdinNotImplementedError", "MemoryError", ""}  # fails in each
TOLD = {*ANY_ORDER, "NameError", "UnboundLocalError", "FileNotFoundError"}  # the reason says what to do
FEW = 5


def explained(error: CellError, path: Path, python: Path, options: Options, screen: Screen) -> RequestError:
    """The error, with what reading the notebook and running it in its recorded order tell about it."""
    page = read(path)
    cell = cell_on_page(path, error.cell, options)
    lines = [f"{path.name}, cell {cell}: {error.reason}", *hidden_state(error, cell, page)]
    lines += also_missing(error, page, path, python)
    kept = stored(path)
    lines += worked_once(error, kept.outputs.get(cell, ()))
    lines += kept_error(error, kept.outputs.get(cell, ()))
    another = options.order == "page" and error.kind not in ANY_ORDER
    lines += several_runs(page, kept.counts) if another else []
    order = order_of(path) if another else None
    if order:
        screen.say(
            f"{path.name}, cell {cell} fails from top to bottom. It was last run in another order ({order}); "
            "trying that one:"
        )
        lines += other_order(error, path, order, python, options, screen)
    lines += ["To migrate it without a run, and so without proof, add --no-run."]
    return RequestError("\n  ".join([*lines, "Nothing was written."]))


def hidden_state(error: CellError, cell: int, page: Notebook) -> Iterator[str]:
    """Names that the notebook never defines, or defines too late."""
    if error.kind not in ("NameError", "UnboundLocalError"):
        return
    match = NAME.search(error.text)
    name = match[1] or match[2] if match else None
    if name:
        where = defined_in(page, name)
        if not where:
            yield sentence((host_only.given if name in GIVEN else undefined_name.finding)(cell, name))
        elif min(where) > cell:
            yield sentence(late_name.finding(cell, name, min(where)))
    others = [finding for finding in undefined_name.check(Subject(page)) if finding.subject != name]
    if others:
        told = [f"`{finding.subject}` (cell {finding.cell})" for finding in others]
        more = f" and {len(told) - FEW} more" if len(told) > FEW else ""
        yield f"No cell defines {', '.join(told[:FEW])}{more}{' either' * (name not in bound_names(page))}."


def sentence(finding: Finding) -> str:
    return f"It {'; '.join(filter(None, (finding.what, finding.remedy)))}."


def also_missing(error: CellError, page: Notebook, path: Path, python: Path) -> Iterator[str]:
    """Everything else to install, so that nobody learns of one package at a time."""
    if error.kind != "ModuleNotFoundError":
        return
    packages = {name.split(".")[0] for name in imported(page)}
    found = [name for name in lacking(python, sorted(packages)) if not modules({name}, real(path).parent)]
    if rest := [name for name in found if f"'{name}" not in error.text]:
        first = [name for name in found if name not in rest]
        yield f"It doesn't have {', '.join(rest)} either, which the notebook also imports. To install all:"
        yield f"  {install(python, [*first, *rest])}"


def worked_once(error: CellError, outputs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A note that the file still holds this cell's output, where nothing else explains the failure."""
    explained = error.kind in TOLD or CHANGED.match(f"{error.kind}: {error.text}")
    if outputs and not explained and all(output["output_type"] != "error" for output in outputs):
        yield (
            "The file still holds that cell's output, so it worked once, with other packages or other data. "
            "Name an interpreter that has the older packages with --python PATH."
        )


def kept_error(error: CellError, outputs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A note that the author saw the same error, and may have meant it."""
    if any(output["output_type"] == "error" and output.get("ename") == error.kind for output in outputs):
        yield (
            "The file holds that error, too. If it is intended, tag the cell raises-exception, and the "
            "cells after it will run."
        )


def several_runs(page: Notebook, counts: Mapping[int, int]) -> Iterator[str]:
    """A note that the counts give no order, because they come from more than one run."""
    if twice := counted_twice(page, counts):
        one, other = twice
        yield (
            f"It was run in several sessions (cells {one} and {other} have the same execution count), so its "
            "counts don't give another order to try."
        )


def other_order(
    first: CellError, path: Path, order: Order, python: Path, options: Options, screen: Screen
) -> list[str]:
    try:
        found = tried(path, order, python, options, screen)
    except CellError as error:
        cell, reason = order.places[error.cell], error.reason.split("\n")[0].rstrip(".")
        same = (cell, error.text) == (first.cell, first.text)
        how = "it fails in the same way" if same else f"cell {cell} {reason}"
        return [f"In the order of its execution counts ({order}), {how}."]
    shows = f"it finishes and shows {found}" if found.cells else "it finishes"
    return [
        f"Run in the order of its execution counts ({order}), {shows}.",
        f"Migrate that order with: {command(path)}",
    ]
