"""Percent scripts: a notebook as a Python file that git can show line by line."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import jupytext
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from migrate.write.readback import as_jupytext_reads, as_tasks_read, configuration

NEW = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
WHY = "# As a text, for a script would not keep these lines"
INACTIVE = "active-ipynb"  # jupytext's tag for code that stands as comments in the script
QUOTES: tuple[dict[str, str], ...] = ({}, {"cell_marker": '"""'}, {"cell_marker": "'''"})
ENDS_LINES = re.compile("[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")  # within a line, for Python's splitlines
BODY_IS_CODE = re.compile(r"\s*%%(time|timeit|prun|capture)\b")


def new_cell(kind: str, source: str, metadata: Mapping[str, Any] | None = None) -> NotebookNode:
    """A cell as jupytext writes it."""
    make: Callable[..., NotebookNode] = NEW[kind]
    return make(source, metadata=dict(metadata or {}))


# Cells that would end a fenced block of Markdown, which a cell may leave open: up to there all is text
CLOSING = (new_cell("markdown", "`" * 99), new_cell("markdown", "~" * 99))


def percent_script(cells: Sequence[NotebookNode]) -> str:
    """Write cells as a percent script that compiles, and that jupytext and tasks read as the same cells.

    Code that a script would change or break (a cell marker in its text, a magic as the only statement of a
    block, `from __future__`) stands there as comments, which both take off again; a text that would, between
    quotes. Only blank lines at a cell's end may go. What no script can hold, such as the line ends that only
    Unicode knows, is kept in code as a text that IPython runs; in Markdown it is escaped, or becomes a blank.
    """
    if survive(cells, ()):
        return write(cells)
    *others, last = cells
    return write([*(faithful(cell, CLOSING) for cell in others), faithful(last, ())])


def faithful(cell: NotebookNode, below: Sequence[NotebookNode]) -> NotebookNode:
    """The cell itself where a script keeps it above these, else another that does or says the same."""
    ways = code_forms if cell.cell_type == "code" else text_forms
    forms = list(ways(cell.cell_type, cell.source, cell.metadata))
    return next((form for form in forms if survive([form], below)), forms[-1])


def code_forms(kind: str, source: str, metadata: Mapping[str, Any]) -> Iterator[NotebookNode]:
    """Ways to write code: as it is, without blank lines at its end, as comments, as a text to run."""
    yield new_cell(kind, source, metadata)
    if may_be_trimmed(source):
        yield new_cell(kind, trimmed(source), metadata)
    if source.startswith("%%") and "\n" not in source:
        yield new_cell(kind, f"{source}\n", metadata)  # as jupytext reads a magic without a body
    yield new_cell(kind, source, inactive(metadata))
    yield new_cell(kind, as_text(source), metadata)
    yield new_cell(kind, f"{WHY}\nget_ipython().run_cell({source!r}, store_history=True) and None", metadata)


def may_be_trimmed(source: str) -> bool:
    """Whether blank lines at the end mean nothing: to a magic's body that is no code they may."""
    is_code = not source.lstrip().startswith("%%") or BODY_IS_CODE.match(source)
    return bool(is_code) or not source.endswith("\n\n")


def trimmed(source: str) -> str:
    """The text without blank lines at its end."""
    lines = source.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def inactive(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata with jupytext's tag for a cell that stands as comments in a script."""
    return {**metadata, "tags": [*metadata.get("tags", []), INACTIVE]}


def as_text(source: str) -> str:
    """Code that runs a text of several lines, as the cell would run it."""
    escaped = source.replace("\\", "\\\\").replace('"""', r"\"\"\"")
    escaped = ENDS_LINES.sub(lambda found: repr(found[0])[1:-1], escaped)
    return f'{WHY}\nget_ipython().run_cell("""\\\n{escaped}\n""", store_history=True) and None'


def text_forms(kind: str, source: str, metadata: Mapping[str, Any]) -> Iterator[NotebookNode]:
    """Ways to write text: as comments, between quotes, and for the hopeless with its marks escaped."""
    for text in (source, trimmed(source), ENDS_LINES.sub(" ", trimmed(source))):
        yield from quoted_or_not(kind, text, metadata)
    escaped = re.sub(r"\"{3}|'{3}|^(?=%%|In\[|#|---)", r"\\\g<0>", text, flags=re.MULTILINE)
    yield from quoted_or_not(kind, escaped, metadata)


def quoted_or_not(kind: str, text: str, metadata: Mapping[str, Any]) -> Iterator[NotebookNode]:
    """A text as comments, and between both kinds of quotes."""
    for quotes in QUOTES:
        yield new_cell(kind, text, {**metadata, **quotes})


def survive(cells: Sequence[NotebookNode], below: Sequence[NotebookNode]) -> bool:
    """Whether a script of these cells compiles, and both jupytext and tasks read it as what they were."""
    both = [*cells, *below]
    wanted = [(cell.cell_type, cell.source) for cell in both]
    try:
        text = write(both)
        return compiles_below_others(text) and as_jupytext_reads(text) == wanted == as_tasks_read(text)
    except Exception:  # jupytext trips over texts: a first line like %%sql, front matter that isn't its own
        return False


def compiles_below_others(text: str) -> bool:
    """Whether code is legal further down in a script.

    What is legal in any cell of a notebook isn't there: `from __future__`, and `await` at the top level.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(f"0\n{text}", "cell", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def write(cells: Sequence[NotebookNode]) -> str:
    """The cells as jupytext writes them, with the metadata that tasks keep."""
    text: str = jupytext.writes(new_notebook(cells=list(cells)), "py:percent", config=configuration())
    return text
