"""Small pipelines, as `plan` makes them."""

from dataclasses import replace

from migrate.model.notebook import Cell
from migrate.model.pipeline import Pipeline, Product, Task


def code(index: int, source: str = "x = 1") -> Cell:
    """A code cell."""
    return Cell(index, "code", source)


def pipeline(*stages: str, name: str = "churn") -> Pipeline:
    """A pipeline with tasks of these names, one cell each."""
    tasks = tuple(
        Task(number, stage, stage.title(), (code(number),)) for number, stage in enumerate(stages, 1)
    )
    return Pipeline(name, f"{name}.ipynb", tasks)


def with_product(whole: Pipeline) -> Pipeline:
    """The pipeline, its first task storing a table."""
    product = Product("df", "data/interim/churn/load/df.parquet", 1)
    return replace(whole, tasks=(replace(whole.tasks[0], product=(product,)), *whole.tasks[1:]))
