"""The files around a notebook: which belong to it, and a copy of them to run in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from migrate.errors import RequestError
from migrate.model.notebook import Notebook
from migrate.record.literals import path_literals

LEFT_OUT = {".git", ".dvc", ".venv", "venv", "node_modules", "__pycache__", ".ipynb_checkpoints", ".tox"}
LIMIT = 2 * 1024**3  # bytes that are copied without asking


@dataclass(frozen=True)
class Tree:
    """A folder that holds a notebook's surroundings; `folder` is where the notebook lies in it."""

    root: Path
    folder: str  # "." or "notebooks", relative to the root

    @property
    def home(self) -> Path:
        """The notebook's own folder, the working directory of its kernel."""
        return self.root / self.folder


def surroundings(path: Path, notebook: Notebook) -> Tree:
    """The tree that a notebook reaches: its own folder, or higher where it names files above that."""
    home = path.resolve().parent
    above = [home]
    for literal in path_literals(notebook):
        if literal.startswith("..") and (home / literal).exists():
            above.append((home / literal).resolve().parent)
    root = Path(os.path.commonpath(above))
    return Tree(root, home.relative_to(root).as_posix())


def copy_tree(tree: Tree, notebook: Notebook, target: Path) -> Tree:
    """Copy what the notebook may read, so that it can write without touching the source.

    The notebook's own folder comes whole, other folders of the tree only where the notebook names them.
    """
    named = [(tree.home / literal).resolve() for literal in path_literals(notebook)]
    outside = [path for path in named if path.is_relative_to(tree.root) and not path.is_relative_to(tree.home)]
    copied = 0
    for source in sorted({*walk([tree.home]), *walk(outside)}):
        copied += source.stat().st_size
        if copied > LIMIT:
            raise RequestError(
                f"{tree.home}: more than {LIMIT // 1024**3} GB lie beside the notebook, too much to copy for a "
                "recorded run.\n  Move the notebook and the data that it reads to a folder of their own."
            )
        place = target / source.relative_to(tree.root)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place)
    (target / tree.folder).mkdir(parents=True, exist_ok=True)
    copy_folders(tree.home, target / tree.folder)
    return Tree(target.resolve(), tree.folder)


def walk(starts: Iterable[Path]) -> Iterator[Path]:
    """Regular files at or below the starts, in order; links that leave their folder are not followed."""
    for start in starts:
        if start.is_file():
            yield start
        for folder, names, files in os.walk(start):
            names[:] = sorted(name for name in names if name not in LEFT_OUT)
            for name in sorted(files):
                path = Path(folder, name)
                if path.is_file() and path.resolve().is_relative_to(start.resolve()):
                    yield path


def copy_folders(source: Path, target: Path) -> None:
    """Make the folders that hold no file: a notebook may want to write there."""
    for folder, names, _ in os.walk(source):
        names[:] = sorted(name for name in names if name not in LEFT_OUT)
        for name in names:
            (target / Path(folder, name).relative_to(source)).mkdir(parents=True, exist_ok=True)
