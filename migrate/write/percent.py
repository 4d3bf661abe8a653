"""Percent scripts: a notebook as a Python file that git can show line by line."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import jupytext
from nbformat import NotebookNode, from_dict

from migrate.knowledge.ipython import UNWRAPPED
from migrate.write.round_trip import as_jupytext_reads, as_tasks_read, configuration

RUN: dict[str, object] = {"execution_count": None, "outputs": []}  # what code cells have besides
WHY = "# As a text, for a script would not keep these lines"
INACTIVE = "active-ipynb"  # jupytext's tag for code that stands as comments in the script
QUOTES: tuple[dict[str, str], ...] = ({}, {"cell_marker": '"""'}, {"cell_marker": "'''"})
ENDS_LINES = re.compile("[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")  # within a line, for Python's splitlines
BODY_IS_CODE = re.compile(rf"\s*%%({'|'.join([*UNWRAPPED, 'timeit'])})\b")


def new_cell(kind: str, source: str, metadata: Mapping[str, Any] | None = None) -> NotebookNode:
    """A cell for jupytext, made by hand because nbformat's constructors check each one against the schema."""
    cell = {"cell_type": kind, "metadata": dict(metadata or {}), "source": source}
    return NotebookNode(from_dict(cell | RUN if kind == "code" else cell))


# Cells that would end a fenced Markdown block that a cell leaves open: until then, everything is text
CLOSING = (new_cell("markdown", "`" * 99), new_cell("markdown", "~" * 99))


def percent_script(cells: Sequence[NotebookNode]) -> str:
    """Write cells as a percent script that compiles, and that jupytext and tasks read as the same cells.

    Code that a script would change or break (a cell marker in its text, a magic as the only statement of a
    block, `from __future__`) is written as comments, which both readers remove; such text is put in quotes.
    Only blank lines at a cell's end may be lost. What no script can hold, such as the line ends that only
    Unicode knows, is kept in code as a string that IPython runs, and in Markdown escaped or made a blank.
    """
    return written(tuple((cell.cell_type, cell.source, json.dumps(cell.metadata)) for cell in cells))


@lru_cache(maxsize=512)
def written(plain: tuple[tuple[str, str, str], ...]) -> str:
    """The script of cells given by kind, source and metadata: a migration asks for each several times."""
    cells = [new_cell(kind, source, json.loads(metadata)) for kind, source, metadata in plain]
    *others, last = cells
    whole = script_of(cells) if all(map(is_kept, others)) else None
    return whole or write([*all_faithful(others), faithful(last, ())])


def all_faithful(cells: Sequence[NotebookNode]) -> list[NotebookNode]:
    """Each cell in the form that a script keeps above others; many at once if all stay as they are.

    Few of a notebook's cells are odd, if any: halving finds them without trying each cell.
    """
    if len(cells) < 2:
        return [faithful(cell, CLOSING) for cell in cells]
    first = [without_gap(cell) for cell in cells]
    if script_of([*first, *CLOSING]) and all(map(is_whole, first)):
        return first
    middle = len(cells) // 2
    return all_faithful(cells[:middle]) + all_faithful(cells[middle:])


def without_gap(cell: NotebookNode) -> NotebookNode:
    """The cell. Code loses a single blank line at its end, which a script can't tell from the usual gap."""
    return cell if is_kept(cell) else new_cell("code", trimmed(cell.source), cell.metadata)


def is_kept(cell: NotebookNode) -> bool:
    """Whether a script can keep a cell as it is above another one."""
    text = trimmed(cell.source)
    if cell.cell_type != "code" or not text or text.endswith("\\") or text.lstrip().startswith("%%"):
        return True
    return bool(cell.source != f"{text}\n")


def is_whole(cell: NotebookNode) -> bool:
    """Whether a cell doesn't continue in the next one, as an `if` without a body would."""
    return (
        cell.cell_type != "code" or compiles_below_others(cell.source) or compiles_below_others(write([cell]))
    )


def faithful(cell: NotebookNode, below: Sequence[NotebookNode]) -> NotebookNode:
    """The cell itself if a script keeps it above these, or else another one that does or says the same."""
    ways = code_forms if cell.cell_type == "code" else text_forms
    forms = list(ways(cell.cell_type, cell.source, cell.metadata))
    return next((form for form in forms if script_of([form, *below])), forms[-1])


def code_forms(kind: str, source: str, metadata: Mapping[str, Any]) -> Iterator[NotebookNode]:
    """Ways to write code: as it is, without blank lines at its end, as comments, as a string to run."""
    yield new_cell(kind, source, metadata)
    if may_be_trimmed(source):
        yield new_cell(kind, trimmed(source), metadata)
    if source.startswith("%%") and "\n" not in source:
        yield new_cell(kind, f"{source}\n", metadata)  # as jupytext reads a magic without a body
    yield new_cell(kind, source, inactive(metadata))
    yield new_cell(kind, as_text(source), metadata)
    yield new_cell(kind, f"{WHY}\nget_ipython().run_cell({source!r}, store_history=True) and None", metadata)


def may_be_trimmed(source: str) -> bool:
    """Whether blank lines at the end mean nothing. To the body of a magic that isn't code, they may."""
    is_code = not source.lstrip().startswith("%%") or BODY_IS_CODE.match(source)
    return bool(is_code) or not source.endswith("\n\n")


def trimmed(source: str) -> str:
    """The text without blank lines at its end."""
    lines = source.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def inactive(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata with jupytext's tag for a cell that is in comments in a script."""
    return {**metadata, "tags": [*metadata.get("tags", []), INACTIVE]}


def as_text(source: str) -> str:
    """Code that runs a string of several lines as the cell would run it."""
    escaped = source.replace("\\", "\\\\").replace('"""', r"\"\"\"")
    escaped = ENDS_LINES.sub(lambda found: repr(found[0])[1:-1], escaped)
    return f'{WHY}\nget_ipython().run_cell("""\\\n{escaped}\n""", store_history=True) and None'


def text_forms(kind: str, source: str, metadata: Mapping[str, Any]) -> Iterator[NotebookNode]:
    """Ways to write text: as comments, in quotes, and if nothing works, with its marks escaped."""
    for text in (source, trimmed(source), ENDS_LINES.sub(" ", trimmed(source))):
        yield from quoted_or_not(kind, text, metadata)
    escaped = re.sub(r"\"{3}|'{3}|^(?=%%|In\[|#|---)", r"\\\g<0>", text, flags=re.MULTILINE)
    yield from quoted_or_not(kind, escaped, metadata)


def quoted_or_not(kind: str, text: str, metadata: Mapping[str, Any]) -> Iterator[NotebookNode]:
    """A text as comments, and between both kinds of quotes."""
    for quotes in QUOTES:
        yield new_cell(kind, text, {**metadata, **quotes})


def script_of(cells: Sequence[NotebookNode]) -> str | None:
    """A script of these cells; None unless it compiles, and jupytext and tasks read back the same cells."""
    wanted = tuple((cell.cell_type, cell.source) for cell in cells)
    try:
        text = write(cells)
        same = compiles_below_others(text) and as_jupytext_reads(text) == wanted == as_tasks_read(text)
    except Exception:  # jupytext fails on some: a first line like %%sql, front matter that isn't its own
        return None
    return text if same else None


def compiles_below_others(text: str) -> bool:
    """Whether code is legal further down in a script.

    Some that is legal in any cell isn't: `from __future__`, and `await` at the top level.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(f"0\n{text}", "cell", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def write(cells: Sequence[NotebookNode]) -> str:
    """The cells as jupytext writes them, with the metadata that tasks keep."""
    notebook = NotebookNode(cells=list(cells), metadata=NotebookNode(), nbformat=4, nbformat_minor=4)
    text: str = jupytext.writes(notebook, "py:percent", config=configuration())
    return text
