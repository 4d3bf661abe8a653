"""The files around a notebook: which belong to it, and a copy of them to run in."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

from migrate.errors import RequestError
from migrate.model.notebook import Notebook
from migrate.read.files import real
from migrate.record.modules import imported, modules, parsed
from migrate.record.parent_folders import steps_up
from migrate.record.path_texts import literals_in, path_literals
from migrate.scratch import OWN

LEFT_OUT = {
    *(".git", ".hg", ".svn", ".dvc", ".venv", "venv", "node_modules", "__pycache__", ".ipynb_checkpoints"),
    *(".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
}
ENVIRONMENT = ("pyvenv.cfg", "conda-meta")  # a folder with one of these is an environment, whatever its name
LIMIT = 2 * 1024**3  # bytes that are copied without asking
MOST = 100_000  # files


@dataclass(frozen=True)
class Tree:
    """A folder with a notebook's surroundings; `folder` is the notebook's place in it."""

    root: Path
    folder: str  # "." or "notebooks", relative to the root
    named: tuple[Path, ...] = ()  # what lies elsewhere in it and is named by the notebook

    @property
    def home(self) -> Path:
        """The notebook's own folder, the working directory of its kernel."""
        return self.root / self.folder


def surroundings(path: Path, notebook: Notebook) -> Tree:
    """The tree that a notebook reaches: its own folder, or one higher up if it names files above."""
    home = real(path).parent
    above = named_above(home, notebook)
    near = [target for target in above if is_near(home, target)]
    root = Path(os.path.commonpath([home, *(t if t.is_dir() else t.parent for t in near)]))
    named = tuple(target for target in above if target.is_relative_to(root))
    return Tree(root, home.relative_to(root).as_posix(), named)


def named_above(home: Path, notebook: Notebook) -> list[Path]:
    """What is named above the folder, also by a module beside the notebook: `../data/a.csv`, `../data/*`."""
    own = [parsed(file) for file in sorted(modules(imported(notebook), home))]
    literals = (*path_literals(notebook), *(text for module in own for text in literals_in(module)))
    named = [text for text in literals if text.startswith("..")] + steps_up(notebook)
    texts = [os.path.dirname(text.split("*")[0]) if "*" in text else text for text in named]
    return [real(home / text) for text in texts if os.path.exists(home / text)]


def is_near(home: Path, target: Path) -> bool:
    """Whether a folder that holds both would be a project: inside the repository, or else no home folder."""
    top = Path(os.path.commonpath([home, target if target.is_dir() else target.parent]))
    repository = next((folder for folder in (home, *home.parents) if (folder / ".git").exists()), None)
    if repository:
        return top.is_relative_to(repository)
    return top not in {Path.home(), *Path.home().parents, Path(home.anchor), Path(gettempdir()).resolve()}


def copy_tree(tree: Tree, target: Path) -> Tree:
    """Copy what the notebook may read, so that it can write without touching the source."""
    files, folders = files_of(tree), list(folders_below(tree.home))
    (target / tree.folder).mkdir(parents=True, exist_ok=True)
    for place, source in files.items():
        copy = target / place
        copy.parent.mkdir(parents=True, exist_ok=True)
        # What can't be read the notebook can't read either; other programs may remove files meanwhile.
        with contextlib.suppress(PermissionError, FileNotFoundError):
            shutil.copyfile(source, copy)
    for folder in folders:
        (target / folder.relative_to(tree.root)).mkdir(parents=True, exist_ok=True)
    return Tree(target.resolve(), tree.folder)


def files_of(tree: Tree) -> Mapping[str, Path]:
    """The files to copy, by path below the root, in order.

    The notebook's own folder is copied whole, others in the tree only where the notebook names them. A link
    is treated as what it points to, unless that is outside the tree. Raises RequestError if it is too much.
    """
    found = {file for start in (tree.home, *tree.named) for file in walk(start, tree.root)}
    refuse_too_much(tree, found)
    return {file.relative_to(tree.root).as_posix(): file for file in sorted(found)}


def refuse_too_much(tree: Tree, files: Collection[Path]) -> None:
    """Raise RequestError if there is too much to copy, as in a folder that isn't the notebook's own."""
    size = sum(file.stat().st_size for file in files if file.exists())
    much = f"{size / 1024**3:.1f} GB are" if size > LIMIT else f"{len(files)} files are"
    if size > LIMIT or len(files) > MOST:
        raise RequestError(
            f"{tree.home}: {much} in and around the notebook's folder, too much to copy for a recorded "
            "run.\n"
            "  Move the notebook and the data that it reads to a folder of their own. Nothing was written."
        )


def walk(start: Path, root: Path) -> Iterator[Path]:
    """Regular files at or below a path, none outside the root."""
    if start.is_file() and is_below(start, root):
        yield start
    for folder in (start, *folders_below(start, root)):
        if folder.is_dir():
            with contextlib.suppress(PermissionError, FileNotFoundError):
                yield from (f for f in folder.iterdir() if f.is_file() and is_below(f, root))


def folders_below(start: Path, root: Path | None = None) -> Iterator[Path]:
    """Folders below a path that may hold data: no caches, no environments, no links that lead out or back."""
    for folder, names, _ in os.walk(start, followlinks=True):
        here = Path(folder)
        names[:] = sorted(name for name in names if is_data_folder(here / name, root or start))
        yield from (here / name for name in names)


def is_data_folder(folder: Path, root: Path) -> bool:
    if folder.name in LEFT_OUT or any((folder / mark).exists() for mark in ENVIRONMENT):
        return False
    if folder.name.startswith(OWN) and folder.parent == Path(gettempdir()).resolve():
        return False
    target = real(folder)
    leads_back = any(real(parent).is_relative_to(target) for parent in folder.parents)
    return not folder.is_symlink() or (target.is_relative_to(root) and not leads_back)


def is_below(path: Path, root: Path) -> bool:
    """Whether a path, with links followed, is inside a folder."""
    return real(path).is_relative_to(root)


def links_out(tree: Tree) -> list[str]:
    """The names of links beside the notebook that weren't followed."""
    links = [path for path in sorted(tree.home.iterdir()) if path.is_symlink()]
    return [link.name for link in links if not is_below(link, tree.root)]
