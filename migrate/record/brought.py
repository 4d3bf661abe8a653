"""Files that a notebook looks for where there are none, and that are elsewhere near it.

Its author ran it in another folder, such as the repository's root. `split` writes the files' actual paths
into the cells; `add` leaves cells as they are, and puts such a file where its cell looks for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from migrate.model.files import Named, Text
from migrate.model.notebook import Notebook, Relocated
from migrate.read.files import real
from migrate.read.private import may_hold_secrets
from migrate.record.file_references import is_file_name
from migrate.record.path_remapping import is_only_read, place_of, repository_of
from migrate.record.path_texts import could_be_path, texts_of
from migrate.record.workspace import Tree


def brought(
    path: Path,
    notebook: Notebook,
    tree: Tree,
    found: Named,
    files_of: Callable[[Path], frozenset[Path]],
) -> tuple[Named, Mapping[str, Path], Sequence[Relocated]]:
    """What is still missing; files to bring, by the path where cells look for them; and a note of each move.

    `files_of` returns the files of a repository, which many notebooks share.
    """
    home = real(path).parent
    lost = [text for text in found.missing if is_only_read(notebook, text.value, home)]
    if not lost:
        return found, {}, ()
    near = files_of(repository_of(home)) - {real(path)}
    texts = [text.value for text in texts_of(notebook) if could_be_path(text.value)]
    names = [text for text in texts if is_file_name(text)]
    lies = {text: place for text in lost if (place := place_of(text, names, near, home))}
    sources = {inside(text, tree): real(home / place) for text, place in lies.items()}
    sources = {
        place: source for place, source in sources.items() if place and not may_hold_secrets(Path(place))
    }
    told = [Relocated(text.cell, text.value, lies[text]) for text in lies if inside(text, tree) in sources]
    missing = tuple(text for text in found.missing if inside(text, tree) not in sources)
    return replace(found, missing=missing), sources, told


def inside(text: Text, tree: Tree) -> str:
    """The path in the tree that a text names; "" if it leads out of the tree."""
    place = Path(os.path.normpath(Path(tree.folder, text.value))).as_posix()
    return "" if place.startswith("../") or os.path.isabs(place) else place
