"""The step that all commands that run a notebook share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode

from migrate.commands.explain_failure import explained
from migrate.commands.options import Options
from migrate.commands.order import tell_of_order
from migrate.errors import CellError
from migrate.model.notebook import Name, Notebook
from migrate.record.interpreter import find_python
from migrate.record.observe import Recording, record
from migrate.screen import Screen

DRY = (
    "Dry run: {} run{} in a temporary copy, to find out what the result would be; "
    "nothing is written to the project. To run nothing, add --no-run."
)


def python_for(
    path: Path, notebook: Notebook, project: Path | None, options: Options, screen: Screen
) -> Path:
    """The interpreter that runs the notebook. Says which one and why before the run begins."""
    if options.dry_run:
        what = path.name if options.plan_only else f"{path.name} and its pipeline"
        screen.once(DRY.format(what, "s" * options.plan_only))
    found = find_python(options.python, path, notebook, project)
    screen.once(f"  {path.name} runs with {found.path}: {found.why}")
    return found.path


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
            screen.say(f"  cell {index} could not be observed completely: {text}")
        tell_of_order(path, recording, python, options, screen)
        yield replace(recording, second=Awaited(recording.second, path.name, screen))


class Awaited(Future[NotebookNode]):
    """The second run of a notebook, going on beside the pipeline. Whoever waits for it is told so."""

    def __init__(self, run: Future[NotebookNode], name: str, screen: Screen) -> None:
        super().__init__()
        self.run, self.name, self.screen = run, name, screen

    def result(self, timeout: float | None = None) -> NotebookNode:
        """The executed notebook, once the run has ended."""
        if self.run.done():
            return self.run.result()
        with self.screen.progress(f"the second run of {self.name}, to see what repeats, isn't done yet"):
            return self.run.result(timeout)
