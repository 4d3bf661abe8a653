"""Waiting for the second run of a notebook."""

import io
import threading
from concurrent.futures import Future

from nbformat.v4 import new_notebook
from rich.console import Console

from migrate.commands.recorded import Awaited
from migrate.screen import Screen


def screen() -> tuple[Screen, io.StringIO]:
    made, file = Screen(), io.StringIO()
    made.console = Console(file=file, force_terminal=True, width=120)
    return made, file


def test_nothing_is_said_where_it_is_done_already() -> None:
    run: Future[object] = Future()
    run.set_result(new_notebook())
    shown, file = screen()
    assert Awaited(run, "churn.ipynb", shown).result() == new_notebook()  # type: ignore[arg-type]
    assert file.getvalue() == ""


def test_who_waits_is_told_for_what() -> None:
    run: Future[object] = Future()
    shown, file = screen()
    threading.Timer(0.5, run.set_result, [new_notebook()]).start()
    assert Awaited(run, "churn.ipynb", shown).result() == new_notebook()  # type: ignore[arg-type]
    assert "the second run of churn.ipynb" in file.getvalue()
