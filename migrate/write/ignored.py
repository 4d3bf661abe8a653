"""What pipelines make, which DVC keeps and git ignores."""

from __future__ import annotations

from migrate.model.layout import EXECUTED, INTERIM, MODELS
from migrate.model.pipeline import Pipeline
from migrate.write.stages import written


def with_ignored_products(text: str, pipeline: Pipeline) -> str:
    """The project's .gitignore with the folders of this pipeline's products."""
    rules = {line.strip().strip("/*") for line in text.split("\n")}
    folders = (INTERIM, MODELS, EXECUTED)
    missing = [f"/{f}/{pipeline.name}/" for f in folders if not rules & {*above(f), f"{f}/{pipeline.name}"}]
    if not missing:
        return text
    lead = text if not text or text.endswith("\n") else f"{text}\n"
    return lead + "\n".join(missing) + "\n"


def above(folder: str) -> list[str]:
    """A folder and those that contain it, "data/raw" → ["data", "data/raw"]."""
    parts = folder.split("/")
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]


def with_ignored(text: str, pipeline: Pipeline) -> str:
    """The raw data's .gitignore with what tasks make or change, and what may hold secrets."""
    others = [line for line in text.split("\n") if line and not line.startswith(f"/{pipeline.name}/")]
    made = {p for task in pipeline.tasks for p in (*written(pipeline, task), *task.restores)}
    loose = {"*".join(map(escaped, p.split("*"))) for task in pipeline.tasks for p in task.loose}
    mine = {*map(escaped, {*made, *pipeline.private}), *loose}
    lines = [*others, *sorted(f"/{pipeline.name}/{p}" for p in mine)]
    return "\n".join(lines) + "\n" if lines else ""


def escaped(path: str) -> str:
    """A path in which git sees no pattern; a byte that isn't text becomes "?"."""
    plain = "".join(f"\\{sign}" if sign in "\\*?[] " else sign for sign in path)
    return "".join("?" if "\ud800" <= sign <= "\udfff" else sign for sign in plain)
