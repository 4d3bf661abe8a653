"""Small pipelines, as `plan` makes them."""

from migrate.model.notebook import Cell
from migrate.model.pipeline import Pipeline, Task


def code(index: int, source: str = "x = 1") -> Cell:
    """A code cell."""
    return Cell(index, "code", source)


def pipeline(*stages: str, name: str = "churn") -> Pipeline:
    """A pipeline with tasks of these names, one cell each."""
    tasks = tuple(
        Task(number, stage, stage.title(), (code(number),)) for number, stage in enumerate(stages, 1)
    )
    return Pipeline(name, f"{name}.ipynb", tasks)
