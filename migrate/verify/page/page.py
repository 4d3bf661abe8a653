"""The page: a summary, then a row a cell that opens to what both sides show."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from migrate.verify.columns import CONTEXT, Line, Row, columns
from migrate.verify.compare import CellResult, Comparison, Difference, Status
from migrate.verify.files import FileResult, FileStatus
from migrate.verify.page.outputs import PICTURES, POLICY, outputs, text
from migrate.verify.report import number, plain, summary
from migrate.verify.sources import Cell, Executed, Place, cells_of, task_cells

MADE_BY = '<meta name="generator" content="nbmigrate">'
STYLE = Path(__file__).with_name("style.css")
WORDS: Mapping[Status | FileStatus, str] = {
    "equal": "identical",
    "different": "different",
    "missing": "missing",
    "not repeatable": "not repeatable",
    "not compared": "not compared",
}
FILTERS: tuple[tuple[str, str, tuple[Status, ...]], ...] = (
    ("all", "all cells", ("equal", "different", "missing", "not repeatable")),
    ("wrong", "different or missing", ("different", "missing")),
    ("odd", "not repeatable", ("not repeatable",)),
    ("identical", "identical", ("equal",)),
)


@dataclass(frozen=True)
class Compared:
    """A pipeline that was compared with its notebook, and what both showed."""

    pipeline: str
    comparison: Comparison
    original: Executed
    tasks: Mapping[str, Executed]  # by name
    folder: Path | None = None  # that holds the tasks' scripts, if there is one
    first_wrong_value: str = ""


def page(compared: Sequence[Compared], target: Path) -> str:
    """All of it; links to tasks are relative to the place of the file."""
    results = [cell for one in compared for cell in one.comparison.cells]
    proved = all(one.comparison.proved and not one.first_wrong_value for one in compared)
    names = ", ".join(one.pipeline for one in compared)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">{MADE_BY}\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(names)}: notebook and pipeline</title>\n"
        f"<style>\n{STYLE.read_text(encoding='utf-8')}</style></head>\n<body>\n"
        "<header>\n<h1>Does the pipeline show what the notebook showed?</h1>\n"
        f"{filters(results, proved)}</header>\n<main>\n"
        + "\n".join(section(one, target) for one in compared)
        + "\n</main>\n</body></html>\n"
    )


def filters(results: Sequence[CellResult], proved: bool) -> str:
    """Radio buttons that choose which cells are listed; the style sheet does the rest."""
    chosen = "all" if proved or not count(results, FILTERS[1][2]) else "wrong"
    buttons = "".join(
        f'<label><input type="radio" name="show" id="show-{key}"{" checked" * (key == chosen)}> '
        f"{words} ({count(results, statuses)})</label>\n"
        for key, words, statuses in FILTERS
    )
    return f"<fieldset><legend>Show</legend>\n{buttons}</fieldset>\n"


def count(results: Sequence[CellResult], statuses: Sequence[Status]) -> int:
    """How many cells have one of these results."""
    return sum(cell.status in statuses for cell in results)


def section(one: Compared, target: Path) -> str:
    """One pipeline."""
    proved = one.comparison.proved and not one.first_wrong_value
    verdict = "proved" if proved else "unproved"
    first = f"\n<h3>First wrong value</h3>{text(one.first_wrong_value)}" if one.first_wrong_value else ""
    faults = "".join(f'<p class="faults">{escape(plain(fault))}</p>' for fault in one.comparison.faults)
    original = cells_of(one.original)
    tasks = {
        Place(name, task.place.index): task.cell
        for name, node in one.tasks.items()
        for task in task_cells(node, 0)
    }
    rows = "\n".join(row(cell, original, tasks, one.folder, target) for cell in one.comparison.cells)
    return (
        f"<section>\n<h2>{escape(one.pipeline)}</h2>\n"
        f'<p class="verdict {verdict}">{"✓" if proved else "✗"} {escape(summary(one.comparison))}</p>'
        f"{first}{faults}\n{rows}\n{files(one.comparison.files)}</section>"
    )


def files(found: Sequence[FileResult]) -> str:
    """The files that the notebook writes, as a table."""
    if not found:
        return ""
    rows = "".join(
        f'<tr class="{file.status.replace(" ", "-")}">'
        + "".join(f"<td>{escape(plain(item))}</td>" for item in described(file))
        + "</tr>\n"
        for file in found
    )
    head = "".join(f"<th>{word}</th>" for word in ("file", "cell", "result", "content", "why"))
    return f'<h3>Files</h3>\n<table class="files"><tr>{head}</tr>\n{rows}</table>\n'


def described(file: FileResult) -> tuple[str, ...]:
    """A file's row."""
    return file.path, str(file.cell), WORDS[file.status], file.what, file.reason


def row(
    cell: CellResult,
    original: Sequence[Cell],
    tasks: Mapping[Place, Cell],
    folder: Path | None,
    target: Path,
) -> str:
    """One cell, opened where something is wrong."""
    word = WORDS[cell.status]
    kinds = cell.reason or ", ".join(dict.fromkeys(difference.kind for difference in cell.differences))
    name = f"cell {number(cell)}" if cell.origin else "added cell"
    opened = " open" if cell.status in ("different", "missing") else ""
    sources = [original[index] for index in cell.origin]
    mine = [tasks[place] for place in cell.places if place in tasks]
    return (
        f'<details class="cell {word.replace(" ", "-")}"{opened}><summary>'
        f'<span class="number">{escape(name)}</span> <span class="status">{word}</span> '
        f'<span class="kinds">{escape(plain(kinds))}</span></summary>'
        f"\n<div>{links(cell, folder, target)}<h3>Code</h3>{code(sources, mine)}"
        f"{body(cell, sources, mine)}</div></details>"
    )


def code(sources: Sequence[Cell], mine: Sequence[Cell]) -> str:
    """The code of the notebook's cell; where the task has another, both side by side, whole."""
    wanted, got = source_of(sources), source_of(mine)
    if not (sources and mine) or wanted == got:
        return text(wanted or got)
    both = Difference("code", wanted, got)
    return lines(both, around=max(wanted.count("\n"), got.count("\n")) + 1)


def source_of(cells: Sequence[Cell]) -> str:
    """The code of some cells."""
    return "\n\n".join("".join(found["source"]).rstrip() for found in cells)


def links(cell: CellResult, folder: Path | None, target: Path) -> str:
    """The tasks in which the cell runs."""
    return "".join(f"<p>runs in {link(place, folder, target)}</p>" for place in cell.places)


def link(place: Place, folder: Path | None, target: Path) -> str:
    """A task's cell, linked to the script where that is there."""
    script = folder / f"{place.task}.py" if folder else None
    if script is None or not script.is_file():
        return escape(str(place))
    address = Path(os.path.relpath(script, target.absolute().parent)).as_posix()
    return f'<a href="{escape(address)}">{escape(str(place))}</a>'


def body(cell: CellResult, sources: Sequence[Cell], mine: Sequence[Cell]) -> str:
    """What both sides show, and in what that differs."""
    name = f"cell {number(cell)}"
    if cell.status == "equal":
        return f"<h3>Both show</h3>{outputs(sources, name)}"
    found = "".join(differing(cell.differences))
    if all(is_text(difference) for difference in cell.differences):
        return found
    return (
        f'{found}<div class="sides"><div><h3>The notebook shows</h3>{outputs(sources, f"{name}, notebook")}'
        f"</div><div><h3>The pipeline shows</h3>{outputs(mine, f'{name}, pipeline')}</div></div>"
    )


def is_text(difference: Difference) -> bool:
    """Whether a difference is all there is to see: what is printed, no picture and no table."""
    return difference.kind in ("stdout", "text/plain", "error")


def differing(differences: Sequence[Difference]) -> Iterator[str]:
    """Each difference: of pictures in a sentence, of texts in two columns; those of HTML are folded."""
    for difference in differences:
        if difference.kind in PICTURES and difference.wanted and difference.got:
            yield f"<p>{escape(difference.kind)}: {escape(plain(difference.got))}</p>"
        elif is_text(difference):
            yield lines(difference)
        else:
            title = f"{escape(difference.kind)}, as text"
            yield f"<details><summary>{title}</summary>{lines(difference)}</details>"


def lines(difference: Difference, around: int = CONTEXT) -> str:
    """Two texts, side by side, with so many equal lines around each that differs."""
    rows = "".join(
        row_of(found) for found in columns(plain(difference.wanted), plain(difference.got), around)
    )
    kind = escape(difference.kind)
    return (
        f'<table class="lines"><thead><tr><th scope="col">notebook: {kind}</th>'
        f'<th scope="col">pipeline: {kind}</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def row_of(row: Row) -> str:
    """One line of each."""
    if row.kind == "gap":
        return '<tr class="gap"><td colspan="2">…</td></tr>'
    return f'<tr class="{row.kind}">{side(row.left)}{side(row.right)}</tr>'


def side(line: Line | None) -> str:
    """One line of one side."""
    if line is None:
        return '<td class="none"></td>'
    changed = f"<mark>{escape(line.changed)}</mark>" if line.changed else ""
    return f"<td>{escape(line.before)}{changed}{escape(line.after)}</td>"
