"""The notebooks named on the command line: files, and those in folders."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from migrate.errors import RequestError
from migrate.model.layout import OUTPUTS, RECORDS, TASKS
from migrate.read.files import real, shown
from migrate.record.workspace import is_data_folder

MADE = (OUTPUTS, RECORDS, TASKS)  # a project's folders whose notebooks are made of others
OTHERS = {
    ".py": "a Python file; if it is a notebook stored as a script, convert it with `jupytext --to ipynb`",
    ".rmd": "R Markdown",
    ".r": "an R file",
    ".md": "Markdown",
    ".qmd": "a Quarto document",
    ".zpln": "a Zeppelin notebook",
    ".dbc": "a Databricks archive",
    ".html": "a web page",
}


def gathered(asked: Sequence[Path], root: Path) -> tuple[list[Path], list[RequestError]]:
    """The notebooks, each once, and errors for the rest."""
    found: dict[Path, Path] = {}
    wrong: list[RequestError] = []
    for path in asked:
        try:
            for notebook in [*notebooks_in(path, root)] if path.is_dir() else [checked(path)]:
                found.setdefault(real(notebook), notebook)
        except RequestError as error:
            wrong.append(error)
    return list(found.values()), wrong


def notebooks_in(folder: Path, root: Path) -> Iterator[Path]:
    """The notebooks in and below a folder, without checkpoints and those that the project generates."""
    made = [root / name for name in MADE]
    count = 0
    for place, names, files in os.walk(folder):
        here = Path(place)
        names[:] = sorted(
            name
            for name in names
            if not name.startswith(".")
            and is_data_folder(here / name, folder)
            and real(here / name) not in made
        )
        for name in sorted(files):
            if name.endswith(".ipynb") and not name.startswith("."):
                count += 1
                yield here / name
    if not count:
        raise RequestError(f"{shown(folder)}: there is no notebook in this folder; name files.")


def checked(path: Path) -> Path:
    """The path, unless its name says that it isn't a notebook. Raises RequestError if so."""
    kind = OTHERS.get(path.suffix.lower())
    if kind and path.exists():
        raise RequestError(f"{shown(path)}: this is {kind}; name a notebook file (.ipynb).")
    return path
