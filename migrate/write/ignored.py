"""Files that notebooks write among the raw data: DVC's, so not git's."""

from __future__ import annotations

from migrate.model.pipeline import Pipeline
from migrate.write.stages import written

FILE = "data/raw/.gitignore"  # above the notebooks' folders, so that none of them sees it


def with_ignored(text: str, pipeline: Pipeline) -> str:
    """The file's text with a line for each file or folder that this pipeline's tasks write."""
    others = [line for line in text.split("\n") if line and not line.startswith(f"/{pipeline.name}/")]
    mine = [f"/{pipeline.name}/{escaped(p)}" for task in pipeline.tasks for p in written(pipeline, task)]
    lines = [*others, *sorted(mine)]
    return "\n".join(lines) + "\n" if lines else ""


def escaped(path: str) -> str:
    """A path in which git sees no pattern."""
    return "".join(f"\\{sign}" if sign in "\\*?[] " else sign for sign in path)
