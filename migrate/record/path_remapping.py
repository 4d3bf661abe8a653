"""Paths in a notebook's code that name nothing here, and the files near it that they stand for."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import islice
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from migrate.model.files import Text
from migrate.model.layout import RECORDS, Layout
from migrate.model.notebook import Cell, Notebook, Relocated
from migrate.read.files import real
from migrate.read.notebook import read, with_statements
from migrate.record.file_references import ELSEWHERE, is_file_name
from migrate.record.path_texts import could_be_path, texts_of
from migrate.record.workspace import MOST, walk

KAGGLE = re.compile(r"\.\./input(/|$)")
MOVES = re.compile(r"chdir|^\s*%?(?:cd|pushd)\b", re.MULTILINE)  # to another folder


def read_here(path: Path) -> Notebook:
    """The notebook in a file, with paths from other places replaced by what they stand for near it."""
    return at_home(path, read(path))


def at_home(path: Path, notebook: Notebook) -> Notebook:
    """The notebook with local paths. Cells stay as they are if a file isn't near it, or is in two places."""
    home = real(path).parent
    texts = [text for text in texts_of(notebook) if could_be_path(text.value)]
    lost = [text for text in texts if text.use != "w" and is_elsewhere(home, text.value)]
    lost += [text for text in texts if text.use == "r" and is_only_read(notebook, text.value, home)]
    if not lost:
        return notebook
    names = [text.value for text in texts if is_file_name(text.value)]
    near = files_of(repository_of(home)) - {real(path)}
    found = {text.value: place for text in lost if (place := place_of(text, names, near, home))}
    cells = tuple(relocated(cell, found) for cell in notebook.cells)
    moved = tuple(
        Relocated(cell.index, text, place)
        for cell, there in zip(notebook.cells, cells, strict=True)
        for text, place in found.items()
        if replaced(cell.source, text, place) != cell.source and there is not cell
    )
    return replace(notebook, cells=with_statements([*cells]), relocated=moved) if moved else notebook


def is_elsewhere(home: Path, text: str) -> bool:
    """Whether a text is a path of another machine, and names nothing on this one."""
    named = ELSEWHERE.match(text) or KAGGLE.match(text)
    return bool(named) and not os.path.exists(home / os.path.expanduser(text))


def is_only_read(notebook: Notebook, text: str, home: Path) -> bool:
    """Whether a relative path names no file, and nothing in the notebook could create one.

    Then its author ran the notebook in another folder, or has moved the file since.
    """
    code = [cell.source for cell in notebook.code]
    if not is_file_name(text) or os.path.isabs(text) or os.path.exists(home / text):
        return False
    name, quoted = PurePosixPath(text).name, re.compile(rf"(['\"]){re.escape(text)}\1")
    elsewhere = any(quoted.sub("", source).count(name) for source in code)
    return not elsewhere and not any(MOVES.search(source) for source in code)


def repository_of(home: Path) -> Path:
    """The repository that a folder is in, or else the folder itself."""
    return next((folder for folder in (home, *home.parents) if (folder / ".git").exists()), home)


def files_of(root: Path) -> frozenset[Path]:
    """The files that a notebook in a repository may mean.

    Copies made for a pipeline don't count: they would compete with their originals.
    """
    copies = {root / Layout(record.name).raw for record in root.glob(f"{RECORDS}/*/")}
    files = islice(walk(root, root), MOST)
    return frozenset(real(file) for file in files if not copies or copies.isdisjoint(file.parents))


def place_of(text: Text, names: Sequence[str], near: frozenset[Path], home: Path) -> str | None:
    """What a text stands for, from the notebook's folder: the one file that ends like it, or a folder."""
    wanted = parts_of(text.value)
    if is_file_name(text.value):
        return written(only(ending_like(wanted, near), home), home)
    if text.use == "l":  # listing another folder than the one that was meant would go unnoticed
        return None
    folders = {folder for file in near for folder in file.parents if folder.name == wanted[-1]}
    holders = [holding(parts_of(name), near) for name in names if not ELSEWHERE.match(name)]
    common = set.intersection(*known) if (known := [folder for folder in holders if folder]) else set()
    place = written(only(folders, home) or only(common, home), home)
    return f"{place}/" if place and text.value.endswith(("/", "\\")) else place


def parts_of(text: str) -> tuple[str, ...]:
    """The parts of a path of any system, without the anchor."""
    path: PurePath = PureWindowsPath(text) if "\\" in text or text[1:2] == ":" else PurePosixPath(text)
    return path.relative_to(path.anchor).parts or (text,)


def ending_like(wanted: Sequence[str], near: frozenset[Path]) -> set[Path]:
    """The files with that name whose paths share the most parts with it; if none, those in another case.

    Windows and macOS open `Data.csv` where code says `data.csv`.
    """
    named = [file for file in near if file.name == wanted[-1]]
    named = named or [file for file in near if file.name.casefold() == wanted[-1].casefold()]
    same = {file: shared(wanted, file.parts) for file in named}
    return {file for file, count in same.items() if count == max(same.values())}


def shared(first: Sequence[str], second: Sequence[str]) -> int:
    """How many parts two paths share, from the end."""
    pairs = list(zip(reversed(first), reversed(second), strict=False))
    return next((place for place, (a, b) in enumerate(pairs) if a != b), len(pairs))


def holding(name: Sequence[str], near: frozenset[Path]) -> set[Path]:
    """The folders in which a file has that relative path."""
    return {file.parents[len(name) - 1] for file in near if file.parts[-len(name) :] == tuple(name)}


def only(found: set[Path], home: Path) -> Path | None:
    """The only place, preferring those below the notebook's folder; None unless there is exactly one."""
    below = {place for place in found if place.is_relative_to(home)}
    return next(iter(below or found)) if len(below or found) == 1 else None


def written(place: Path | None, home: Path) -> str | None:
    """A place as code in the notebook's folder names it; None for no place, or if quotes couldn't hold it."""
    text = os.path.relpath(place, home).replace(os.sep, "/") if place else ""
    return text if text and not set(text) & set("'\"\\{}") else None


def relocated(cell: Cell, found: dict[str, str]) -> Cell:
    """The cell with these texts replaced; the same object if it has none of them."""
    if cell.kind != "code":
        return cell
    source = reduce(lambda source, item: replaced(source, *item), found.items(), cell.source)
    return cell if source == cell.source else replace(cell, source=source)


def replaced(source: str, text: str, place: str) -> str:
    """The source with a quoted text replaced, raw or escaped, or at the beginning of an f-string."""
    forms = "|".join(re.escape(form) for form in dict.fromkeys([text.replace("\\", "\\\\"), text]))
    return re.sub(rf"(?P<quote>['\"])(?:{forms})(?=(?P=quote)|\{{)", rf"\g<quote>{place}", source)
