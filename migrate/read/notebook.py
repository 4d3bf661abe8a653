"""A notebook file → Notebook."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from migrate.errors import RequestError
from migrate.model.notebook import Cell, Notebook, Statement
from migrate.read import cells
from migrate.read.dialects import Told, told
from migrate.read.files import content, shown
from migrate.read.formats import foreign_language, mapping, names_python_2, upgraded
from migrate.read.headings import headings
from migrate.read.json_text import parse
from migrate.read.python2 import ONLY_THERE, looks_like_python_2
from migrate.read.statements import statements, texts_alone
from migrate.read.syntax import NotPython, Parsed, parsed
from migrate.read.undefined import undefined

DEEP_CODE = 8000  # frames; expressions are followed recursively
Statements = Callable[[Mapping[int, Parsed], frozenset[int]], dict[int, tuple[Statement, ...]]]
MAY_STOP = "raises-exception"  # Jupyter's tag for cells whose error doesn't end a run


def read(path: Path) -> Notebook:
    """The notebook in a file.

    Raises RequestError, naming the file and the place in it, for whatever isn't a Python 3 notebook with
    code. A cell that doesn't parse is no error: its `problem` says why it has no statements.
    """
    return _read(path, statements)


def read_texts(path: Path) -> Notebook:
    """Like `read`, if cells all stay together: what statements do to variables is left out."""
    return _read(path, texts_alone)


def _read(path: Path, statements_of: Statements) -> Notebook:
    name = shown(path)
    top = upgraded(parse(content(path), name), name)
    _refuse_other_languages(top, name)
    plain = [_plain(index, cell, name) for index, cell in enumerate(cells.raw_cells(top, name))]
    if not any(cell.kind == "code" and cell.source.strip() for cell in plain):
        raise RequestError(f"{name}: it has no code cells, so there is nothing to migrate; name another one.")
    found = with_statements(plain, statements_of)
    _refuse_python_2(found, top, name)
    _refuse_names_of_python_2(plain, top, name)
    return Notebook(path.stem, found, _kernel(top))


def _refuse_other_languages(top: Mapping[str, Any], name: str) -> None:
    language = foreign_language(top)
    if language:
        raise RequestError(f"{name}: its language is {language}; only Python notebooks can be migrated.")


def _plain(index: int, cell: Mapping[str, Any], name: str) -> Cell:
    """A cell without what only a look at all cells can tell."""
    source = cells.source(cell, f"{name}, cell {index}")
    kind = cells.kind(cell)
    found = told(source, mapping(cell.get("metadata"))) if kind == "code" else Told(kind, source)
    titles = headings(found.source) if found.kind == "markdown" else ()
    return Cell(index, found.kind, found.source, cells.tags(cell), titles, language=found.language)


def with_statements(plain: list[Cell], statements_of: Statements = statements) -> tuple[Cell, ...]:
    """The cells, given in the order in which they run, with what their statements do."""
    code = {cell.index: _parsed(cell.source) for cell in plain if cell.kind == "code"}
    python = {index: found for index, found in code.items() if isinstance(found, Parsed)}
    stopping = frozenset(cell.index for cell in plain if MAY_STOP in cell.tags)
    with _deep_recursion():
        made = statements_of(python, stopping)
    return tuple(_finished(cell, code.get(cell.index), made.get(cell.index, ())) for cell in plain)


def _parsed(source: str) -> Parsed | str:
    try:
        return parsed(source)
    except NotPython as reason:
        return str(reason)


def _finished(cell: Cell, found: Parsed | str | None, made: tuple[Statement, ...]) -> Cell:
    problem = found if isinstance(found, str) else None
    magic = found.magic if isinstance(found, Parsed) else None
    return replace(cell, statements=made, problem=problem, magic=magic)


def _refuse_python_2(found: tuple[Cell, ...], top: Mapping[str, Any], name: str) -> None:
    if names_python_2(top) is False:
        return
    for cell in found:
        if cell.problem and looks_like_python_2(cell.source, cell.problem):
            raise RequestError(f"{name}, cell {cell.index}: this is Python 2; translate it with 2to3 first.")


def _refuse_names_of_python_2(plain: list[Cell], top: Mapping[str, Any], name: str) -> None:
    if not names_python_2(top):
        return
    for lost, index in undefined(Notebook("", with_statements(plain))).items():
        if lost in ONLY_THERE:
            raise RequestError(
                f"{name}, cell {index}: `{lost}` is Python 2, as is the kernel that the notebook names; "
                "translate it with 2to3 first."
            )


def _kernel(top: Mapping[str, Any]) -> str | None:
    kernel = mapping(mapping(top.get("metadata")).get("kernelspec")).get("name")
    return kernel if isinstance(kernel, str) and kernel else None


@contextmanager
def _deep_recursion() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEEP_CODE))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
