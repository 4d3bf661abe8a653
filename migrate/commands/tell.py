"""What several commands print about a notebook and its pipeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from migrate.check.rules import host_only, not_python, other_language
from migrate.check.subject import Subject
from migrate.model.finding import Finding
from migrate.model.layout import MODELS
from migrate.model.notebook import Notebook
from migrate.model.paths import is_text, printable
from migrate.model.pipeline import Pipeline
from migrate.model.record import Boundary
from migrate.plan.partition.single_task import reasons
from migrate.screen import Screen
from migrate.write.ascii_dag import picture, plain

FEW = 3  # cells that are named one by one


def show(pipeline: Pipeline, screen: Screen) -> None:
    """Print the tasks and what goes from one to the next. A single task needs no picture."""
    if len(pipeline.tasks) < 2:
        return
    able = (screen.console.encoding or "").lower().startswith("utf")
    margin = "  "
    for line in picture(pipeline, screen.console.width - len(margin)):
        screen.say(margin + (line if able else plain(line)))


def parts(pipeline: Pipeline) -> str:
    models = sum(product.path.startswith(f"{MODELS}/") for task in pipeline.tasks for product in task.product)
    counts = [
        (len(pipeline.tasks), "task"),
        (len(pipeline.functions), "function"),
        (len(pipeline.parameters), "parameter"),
        (models, "model"),
    ]
    return ", ".join(f"{count} {word}{'s' * (count != 1)}" for count, word in counts if count)


def tell_of_merges(pipeline: Pipeline, screen: Screen) -> None:
    for merge in pipeline.merges:
        screen.say(f"  cells {merge.first} to {merge.last} stay in one task: {merge.reason}")


def tell_of_pickles(values: Mapping[str, Boundary], python: Path, screen: Screen) -> None:
    """Say which tables are kept as pickles, where installing a package would make them Parquet."""
    kinds = {path: value.kind for path, value in values.items()}
    tables = [p for p, kind in kinds.items() if kind == "pandas.DataFrame" and p.endswith(".pkl")]
    if not tables:
        return
    from migrate.record.error_help import install
    from migrate.record.interpreter import lacking  # slow to import, and a preview needs none

    if lacking(python, ["pyarrow"]):
        few = ", ".join(PurePosixPath(path).name for path in tables[:FEW])
        more = f" and {len(tables) - FEW} more" if len(tables) > FEW else ""
        screen.say(
            f"  {python} has no pyarrow, so tables are kept as pickles instead of Parquet ({few}{more}). "
            "To change that, migrate again after:"
        )
        screen.copied(f"  {install(python, ['pyarrow'])}")


def tell_of_files(pipeline: Pipeline, screen: Screen) -> None:
    tell_of_changed_files(pipeline, screen)
    tell_of_loose_files(pipeline, screen)
    tell_of_names(pipeline, screen)


def tell_of_changed_files(pipeline: Pipeline, screen: Screen) -> None:
    """Say which files are kept as the notebook found them, because it changes them."""
    if pipeline.changed:
        names = [printable(path) for path in pipeline.changed]
        more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
        screen.say(
            f"  {', '.join(names[:FEW])}{more}: changed by the notebook, so the original is kept in "
            f"{pipeline.layout.external}/; each run starts from it"
        )


def tell_of_loose_files(pipeline: Pipeline, screen: Screen) -> None:
    """Say which files DVC can't track, because their names differ in each run."""
    for task in pipeline.tasks:
        for pattern in task.loose:
            screen.say(
                f"  {pattern}: the task {task.name} gives this file another name in each run, so neither "
                f"DVC nor git tracks it; it stays in {pipeline.layout.raw}/"
            )


def tell_of_names(pipeline: Pipeline, screen: Screen) -> None:
    """Say which files dvc.yaml can't list, because their names aren't UTF-8."""
    for path in (path for path in (*pipeline.data, *pipeline.changed) if not is_text(path)):
        screen.say(
            f"  {printable(path)} was copied, but its name isn't UTF-8, so dvc.yaml can't list it. "
            "When its content changes, run `dvc repro --force`, or rename it and migrate again"
        )


def tell_of_whole(notebook: Notebook, pipeline: Pipeline, screen: Screen) -> None:
    """Say why what might be several stages is one."""
    for reason in reasons(notebook, pipeline):
        screen.say(f"  {reason}")


def tell_of_draws(cells: Sequence[int], screen: Screen) -> None:
    """Say which cells may show something else in another run, though two runs agreed on them."""
    if cells:
        several = len(cells) > 1
        named = ", ".join(map(str, cells[:FEW])) + (
            f" and {len(cells) - FEW} more" if len(cells) > FEW else ""
        )
        screen.say(
            f"  cell{'s' * several} {named} draw{'s' * (not several)} random numbers without a seed: "
            "another run may differ there or further down"
        )


def tell_of_private(pipeline: Pipeline, screen: Screen) -> None:
    """Say which files were not copied because they may hold secrets, and where tasks look for them."""
    for path in pipeline.private:
        place = pipeline.layout.data(path)
        screen.say(
            f"  {path} may hold secrets, so it wasn't copied. Put it at {place}, "
            "where tasks read it and git ignores it"
        )


def tell_of_paths(notebook: Notebook, screen: Screen) -> None:
    """Say which paths were resolved to other files near the notebook."""
    for item in notebook.relocated:
        screen.say(f"  {item}")


def tell_of_hosts(notebook: Notebook, screen: Screen) -> None:
    """Say what only works on Databricks, Colab or Kaggle, and which cells stay as text."""
    for finding in elsewhere(notebook):
        screen.say(f"  {finding}")


def elsewhere(notebook: Notebook) -> list[Finding]:
    """What doesn't work here: cells in another language, and what only one host has."""
    subject = Subject(notebook)
    return [*other_language.check(subject), *host_only.check(subject)]


def tell_of_other_languages(notebook: Notebook, screen: Screen) -> None:
    """Say which cells of a notebook that isn't run aren't Python."""
    wrong = [*not_python.check(Subject(notebook))]
    for finding in wrong[:FEW]:
        screen.say(f"  {finding}; its task will stop there")
    if len(wrong) > FEW:
        screen.say(f"  {len(wrong) - FEW} more cells aren't Python either")
