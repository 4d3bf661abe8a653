"""What several commands print of a notebook and its pipeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from migrate.model.asked import Cuts
from migrate.model.notebook import Notebook
from migrate.model.pipeline import Pipeline
from migrate.read.keys import keys_in
from migrate.screen import Screen
from migrate.write.picture import picture, plain
from migrate.write.stages import data_path

ADVICE = "git will keep it. Read it from os.environ instead, and get a new one if others saw this one"
FEW = 3  # cells that are named one by one


def show(pipeline: Pipeline, screen: Screen) -> None:
    """Print the tasks, and what goes from one to the next; a single task needs no picture."""
    if len(pipeline.tasks) < 2:
        return
    able = (screen.console.encoding or "").lower().startswith("utf")
    margin = "  "
    for line in picture(pipeline, screen.console.width - len(margin)):
        screen.say(margin + (line if able else plain(line)))


def parts(pipeline: Pipeline) -> str:
    """What a pipeline consists of, counted."""
    models = sum(product.path.startswith("models/") for task in pipeline.tasks for product in task.product)
    counts = [
        (len(pipeline.tasks), "task"),
        (len(pipeline.functions), "function"),
        (len(pipeline.parameters), "parameter"),
        (models, "model"),
    ]
    return ", ".join(f"{count} {word}{'s' * (count != 1)}" for count, word in counts if count)


def tell_of_merges(pipeline: Pipeline, screen: Screen) -> None:
    """Say what had to stay together, and why."""
    for merge in pipeline.merges:
        screen.say(f"  cells {merge.first} to {merge.last} stay in one task: {merge.reason}")


def tell_of_one(pipeline: Pipeline, cuts: Cuts, screen: Screen) -> None:
    """Say why there is only one task, where no sentence on what stays together does."""
    if len(pipeline.tasks) > 1 or pipeline.merges or cuts.asked:
        return
    cells = [cell for cell in pipeline.tasks[0].cells if cell.kind == "code" and cell.source.strip()]
    if len(cells) < 2:
        screen.say("  one task, as only one of its cells has code")
        return
    screen.say(
        "  one task: neither headings nor what the cells do show where to cut. A heading (## Load) before "
        "a cell begins a stage there; --plan-only writes a plan to cut by hand."
    )


def tell_of_pickles(values: Mapping[str, Mapping[str, Any]], python: Path, screen: Screen) -> None:
    """Say which tables are kept as pickles, where one more package would make them Parquet."""
    kinds = {path: value["kind"] for path, value in values.items()}
    tables = [p for p, kind in kinds.items() if kind == "pandas.DataFrame" and p.endswith(".pkl")]
    if not tables:
        return
    from migrate.record.interpreter import lacking  # slow to import, and a preview needs none
    from migrate.record.reasons import install

    if lacking(python, ["pyarrow"]):
        few = ", ".join(PurePosixPath(path).name for path in tables[:FEW])
        more = f" and {len(tables) - FEW} more" if len(tables) > FEW else ""
        screen.say(
            f"  {python} has no pyarrow, so tables are kept as pickles instead of Parquet ({few}{more}). "
            "To change that, migrate again after:"
        )
        screen.copied(f"  {install(python, ['pyarrow'])}")


def tell_of_draws(cells: Sequence[int], screen: Screen) -> None:
    """Say which cells may show something else in another run, though two runs agreed on them."""
    if cells:
        several = len(cells) > 1
        named = ", ".join(map(str, cells[:FEW])) + (
            f" and {len(cells) - FEW} more" if len(cells) > FEW else ""
        )
        screen.say(
            f"  cell{'s' * several} {named} draw{'s' * (not several)} random numbers without a seed: "
            "another run may differ there, or below"
        )


def tell_of_private(pipeline: Pipeline, screen: Screen) -> None:
    """Say which files were not copied because they may hold secrets, and where tasks look for them."""
    for path in pipeline.private:
        place = data_path(pipeline.name, path)
        screen.say(
            f"  {path} may hold secrets, so it isn't copied. Tasks read it at {place}, which git ignores: "
            "put it there"
        )


def tell_of_keys(name: str, cells: Mapping[int, str], what: str, screen: Screen) -> None:
    """Say which cells hold keys or passwords, by what they are; they themselves are never printed."""
    for index, text in cells.items():
        for kind in keys_in(text):
            screen.say(f"  {name}, cell {index}: {what} holds what looks like {kind}; {ADVICE}")


def sources(notebook: Notebook) -> dict[int, str]:
    """The text of each cell."""
    return {cell.index: cell.source for cell in notebook.cells}


def tell_of_paths(notebook: Notebook, screen: Screen) -> None:
    """Say which paths were taken for other files near the notebook."""
    for item in notebook.relocated:
        screen.say(f"  {item}")


def tell_of_other_languages(notebook: Notebook, screen: Screen) -> None:
    """Say of a notebook that isn't run which of its cells can't."""
    wrong = [cell for cell in notebook.code if cell.problem]
    for cell in wrong[:FEW]:
        screen.say(f"  cell {cell.index}: isn't Python ({cell.problem}); its task will stop there")
    if len(wrong) > FEW:
        screen.say(f"  nor are {len(wrong) - FEW} more cells")
