"""Files that a notebook's text names: which exist, which are missing, which are elsewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from migrate.model.files import Named, Text
from migrate.model.notebook import Notebook
from migrate.read.files import real
from migrate.read.private import may_hold_secrets
from migrate.record.modules import imported, modules
from migrate.record.path_texts import changes_of, could_be_path, texts_of
from migrate.record.workspace import Tree, is_below, walk

ELSEWHERE = re.compile(
    r"~|/(content|kaggle|home|Users|mnt|data|tmp|root|media|Volumes)/|[A-Za-z]:[\\/]|\\\\\w"
)
MOST = 1000  # files of a folder that come along


def named(path: Path, notebook: Notebook, tree: Tree) -> Named:
    """Find the files that the text names, and the modules beside the notebook that it imports."""
    texts = [text for text in texts_of(notebook) if could_be_path(text.value)]
    first = {text.value: text for text in reversed(texts)}
    given = [text for text in texts if first[text.value].use != "w"]
    folders = named_folders(given, tree.home)
    found = {text: [*places(text, folders, tree)] for text in given}
    files = {file for those in found.values() for file in those if file != real(path)}
    files |= set(modules(imported(notebook), tree.home))
    private = {file for file in files if may_hold_secrets(file.relative_to(tree.root))}
    kept = files - private
    made = {Path(text.value).name for text in texts if text.use == "w"}
    lost = [t for t in given if t.use == "r" and not found[t] and is_file_name(t.value)]
    changed = {real(tree.home / text.value) for text in changes_of(notebook)} & kept
    return Named(
        tuple(sorted(file.relative_to(tree.root).as_posix() for file in kept)),
        once(t for t in lost if not ELSEWHERE.match(t.value) and Path(t.value).name not in made),
        once(t for t in given if ELSEWHERE.match(t.value) and ("/" in t.value or "\\" in t.value)),
        changed=frozenset(file.relative_to(tree.root).as_posix() for file in changed),
        private=once(t for t in given if any(file in private for file in found[t])),
        withheld=tuple(sorted(file.relative_to(tree.root).as_posix() for file in private)),
    )


def once(texts: Iterator[Text]) -> tuple[Text, ...]:
    """Each text only where it first occurs."""
    return tuple({text.value: text for text in reversed([*texts])}.values())[::-1]


def is_file_name(text: str) -> bool:
    """Whether a text is certainly meant as the name of a file beside the notebook."""
    return bool(re.search(r"\.\w{1,8}$", text)) and not re.search(r"://|[{}*%<>|]|^\.?$", text)


def named_folders(texts: list[Text], home: Path) -> list[Path]:
    values = dict.fromkeys(text.value for text in texts)
    return [home / value for value in values if is_folder(home, value)]


def places(text: Text, folders: list[Path], tree: Tree) -> Iterator[Path]:
    """The files in the tree that a text names: directly, by a pattern, or in a folder named by another."""
    home = tree.home
    for folder in (home, *folders):
        yield from inside(folder / text.value.lstrip("/") if folder != home else home / text.value, tree)
        if "*" in text.value and not text.value.startswith("/"):
            yield from (file for hit in globbed(folder, text.value) for file in inside(hit, tree))
    if text.use == "l" and is_folder(home, text.value):
        files = [real(file) for file in walk(home / text.value, tree.root)]
        yield from files if len(files) <= MOST else ()


def is_folder(home: Path, text: str) -> bool:
    """Whether a text names a folder, other than the notebook's own and those above it."""
    place = home / text
    return os.path.isdir(place) and not home.is_relative_to(real(place))


def globbed(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(folder.glob(pattern))[:MOST]
    except (ValueError, NotImplementedError, OSError):
        return []


def inside(place: Path, tree: Tree) -> Iterator[Path]:
    """The file at a path, if it is in the tree."""
    if os.path.isfile(place) and is_below(place, tree.root):
        yield real(place)
