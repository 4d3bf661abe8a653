"""Lines in .gitignore that are needed for working with tasks as notebooks."""

from __future__ import annotations

from migrate.model.layout import TASKS
from migrate.project.lines import with_last

WHY = "# Tasks as notebooks; their scripts are what git keeps"
PAIRS, CHECKPOINTS = f"{TASKS}/**/*.ipynb", ".ipynb_checkpoints"
NEEDED = (f"/{PAIRS}", f"{CHECKPOINTS}/")
SAME = {f"/{PAIRS}": {"*.ipynb", PAIRS}, f"{CHECKPOINTS}/": {CHECKPOINTS}}


def with_ignored_pairs(text: str) -> str:
    """.gitignore with these lines, unless others say the same."""
    there = {line.strip().removeprefix("**/").strip("/") for line in text.splitlines()}
    missing = [line for line in NEEDED if not there & {one.strip("/") for one in {line, *SAME[line]}}]
    blank = [""] if text.strip() else []
    return with_last(text, [*blank, WHY, *missing]) if missing else text
