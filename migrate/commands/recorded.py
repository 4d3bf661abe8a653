"""The step that all commands share which run a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode

from migrate.commands.failing import explained
from migrate.commands.options import Options
from migrate.commands.order import tell_of_order
from migrate.errors import CellError
from migrate.model.notebook import Name, Notebook
from migrate.record.observe import Recording, record
from migrate.screen import Screen


@contextmanager
def recorded(
    path: Path,
    notebook: Notebook,
    watched: Mapping[int, tuple[Name, ...]],
    python: Path,
    options: Options,
    screen: Screen,
) -> Iterator[Recording]:
    """Run the notebook, watching these variables after these cells."""
    with ExitStack() as stack:
        run = record(path, notebook, python, watched, options.limits, screen.progress)
        try:
            recording = stack.enter_context(run)
        except CellError as error:
            raise explained(error, path, python, options, screen) from None
        cells = sum(1 for cell in notebook.code if cell.source.strip())
        when = "recorded before, and nothing has changed" if recording.reused else "recorded"
        how = "top to bottom" if options.order == "page" else "in its recorded order"
        screen.done(f"{path.name} ran {how}", f"{cells} cells, {recording.seconds:.1f} s ({when})")
        for index, text in recording.trouble.items():
            screen.say(f"  cell {index} could not be observed whole: {text}")
        tell_of_order(path, recording, python, options, screen)
        yield replace(recording, second=Awaited(recording.second, path.name, screen))


class Awaited(Future[NotebookNode]):
    """The second run of a notebook, which goes on beside the pipeline; who waits for it is told so."""

    def __init__(self, run: Future[NotebookNode], name: str, screen: Screen) -> None:
        super().__init__()
        self.run, self.name, self.screen = run, name, screen

    def result(self, timeout: float | None = None) -> NotebookNode:
        """What it showed, once it has ended."""
        if self.run.done():
            return self.run.result()
        with self.screen.progress(f"the second run of {self.name}, to see what repeats, isn't done yet"):
            return self.run.result(timeout)
