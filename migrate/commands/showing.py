"""What several commands print of a notebook and its pipeline."""

from __future__ import annotations

from migrate.model.notebook import Notebook
from migrate.model.pipeline import Pipeline
from migrate.screen import Screen
from migrate.write.picture import picture, plain


def show(pipeline: Pipeline, screen: Screen) -> None:
    """Print the tasks, and what goes from one to the next; a single task needs no picture."""
    if len(pipeline.tasks) < 2:
        return
    able = (screen.console.encoding or "").lower().startswith("utf")
    margin = "  "
    for line in picture(pipeline, screen.console.width - len(margin)):
        screen.say(margin + (line if able else plain(line)))


def tell_of_paths(notebook: Notebook, screen: Screen) -> None:
    """Say which paths were taken for other files near the notebook."""
    for item in notebook.relocated:
        screen.say(f"  {item}")
