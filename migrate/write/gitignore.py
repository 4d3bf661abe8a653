"""Lines of .gitignore that working with tasks as notebooks needs."""

from __future__ import annotations

from migrate.write.lines import with_last

FILE = ".gitignore"
WHY = "# Tasks as notebooks; their scripts are what git keeps"
NEEDED = ("/tasks/**/*.ipynb", ".ipynb_checkpoints/")
SAME = {"/tasks/**/*.ipynb": {"*.ipynb", "tasks/**/*.ipynb"}, ".ipynb_checkpoints/": {".ipynb_checkpoints"}}


def with_ignored_pairs(text: str) -> str:
    """The text of .gitignore with these lines, unless others say the same."""
    there = {line.strip().removeprefix("**/").strip("/") for line in text.splitlines()}
    missing = [line for line in NEEDED if not there & {one.strip("/") for one in {line, *SAME[line]}}]
    blank = [""] if text.strip() else []
    return with_last(text, [*blank, WHY, *missing]) if missing else text
