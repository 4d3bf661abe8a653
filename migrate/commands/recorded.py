"""The step that all commands share which run a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from migrate.commands.options import Options
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
    with record(path, notebook, python, watched, options.limits, screen.progress) as recording:
        cells = sum(1 for cell in notebook.code if cell.source.strip())
        when = "recorded before, and nothing has changed" if recording.reused else "recorded"
        screen.done(f"{path.name} ran top to bottom", f"{cells} cells, {recording.seconds:.1f} s ({when})")
        for index, text in recording.trouble.items():
            screen.say(f"  cell {index} could not be observed whole: {text}")
        yield recording
