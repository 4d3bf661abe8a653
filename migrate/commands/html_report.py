"""Writing the HTML report where the user wants it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate.errors import RequestError
from migrate.screen import Screen
from migrate.verify.page.page import MADE_BY, Compared, page


def check_place(target: Path | None) -> None:
    """Refuse, before anything runs, a place where the report can't go. None: no report is asked for."""
    if target is None:
        return
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise RequestError(f"{target}: can't be written; name a file in a folder that exists.")
    if target.exists() and MADE_BY not in target.read_text(encoding="utf-8", errors="replace")[:1000]:
        raise RequestError(
            f"{target}: already exists, and isn't a report of nbmigrate.\n  Choose another name."
        )


def write_report(target: Path | None, compared: Sequence[Compared], screen: Screen) -> None:
    if target is None:
        return
    target.write_text(page(compared, target), encoding="utf-8", errors="backslashreplace")
    screen.done("report written", f"{target}: open it in a browser")
