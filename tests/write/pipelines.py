"""Small pipelines, as `plan` makes them."""

from dataclasses import replace

from migrate.model.notebook import Cell
from migrate.model.pipeline import Function, Pipeline, Product, Task
from tests.plan.building import notebook


def code(index: int, source: str = "x = 1") -> Cell:
    """A code cell."""
    return Cell(index, "code", source)


def function(
    module: str, source: str, cell: int = 1, imports: tuple[str, ...] = (), uses: tuple[str, ...] = ()
) -> Function:
    """A definition that moves to a module."""
    (definition,) = notebook(source).statements
    span = (0, len(source))
    return Function(
        definition=definition, module=module, cell=cell, span=span, source=source, imports=imports, uses=uses
    )


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


def whole(*takes: dict[int, str]) -> Pipeline:
    """A pipeline whose tasks take these values: by the number of the task, names apart by spaces."""
    found = {
        (maker, name): Product(name, f"{maker}/{name}", maker)
        for taken in takes
        for maker, names in taken.items()
        for name in names.split()
    }
    tasks = tuple(
        Task(
            number,
            "stage"[: number + 1] if number < 5 else f"s{number}",
            "",
            (code(number), code(number + 10)) if number == 1 else (code(number),),
            product=tuple(product for (maker, _), product in found.items() if maker == number),
            upstream=tuple(found[maker, name] for maker, names in taken.items() for name in names.split()),
        )
        for number, taken in enumerate(takes, 1)
    )
    return Pipeline("churn", "churn.ipynb", tasks)
