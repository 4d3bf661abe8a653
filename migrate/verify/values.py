"""The values that tasks hand on, compared with the variables of the recorded run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from migrate.errors import RequestError
from migrate.model.layout import SRC
from migrate.model.record import Boundary
from migrate.record.injection import run_program

Values = Mapping[str, Boundary]  # by a product's path
ValueStatus = Literal["equal", "different", "not repeatable", "not compared"]

# Formats whose fingerprint depends only on content; for others, the content is hashed separately.
COMPARABLE = (".parquet", ".npy", ".json")
TOLD = ".dvc/tmp/products.jsonl"  # where tasks tell of what they stored


@dataclass(frozen=True)
class ValueResult:
    """The judgement on the value a task stored for a variable that the notebook had after a cell."""

    path: str
    variable: str
    cell: int
    status: ValueStatus
    difference: str = ""  # as a sentence


def watching_products(project: Path, package: str, products: Iterable[str]) -> dict[str, object]:
    """What the probe needs to describe the products in the tasks that make them."""
    told = project / TOLD
    told.parent.mkdir(parents=True, exist_ok=True)
    told.unlink(missing_ok=True)
    places = {path: str(project / path) for path in products}
    return {"products": places, "io": f"{package}.io", "told": str(told)}


def values_made(project: Path, package: str, python: Path, recorded: Values) -> Values:
    """The recorded products as a finished run of the project has them, without those that can't be loaded.

    Tasks report what they stored. What something else made is a file that the project has just written,
    and is loaded in a process of its own.
    """
    told = (project / TOLD).read_text(encoding="utf-8").splitlines() if (project / TOLD).exists() else []
    found = {path: value for line in told for path, value in json.loads(line).items()}
    rest = [path for path in recorded if path not in found and (project / path).exists()]
    found |= loaded(project, package, python, rest) if rest else {}
    return {path: replace(recorded[path], **value) for path, value in found.items()}


def loaded(project: Path, package: str, python: Path, products: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Load products in a process of their own, and describe them. Raises RequestError if that fails."""
    done = run_program("describe_products", python, [str(project / SRC), package, *products], project)
    if done.returncode:
        raise RequestError(f"the products can't be loaded: {done.stderr.strip()[-500:]}")
    found: dict[str, dict[str, Any]] = json.loads(done.stdout.strip().split("\n")[-1])
    return found


def compare_values(recorded: Values, made: Values) -> tuple[ValueResult, ...]:
    """Judge the products that hold a variable of the notebook, the earliest first."""
    known = [path for path, value in recorded.items() if value.kind is not None]
    order = sorted(known, key=lambda path: (recorded[path].cell, path))
    return tuple(judge(path, recorded[path], made.get(path)) for path in order)


def judge(path: str, recorded: Boundary, made: Boundary | None) -> ValueResult:
    variable, cell = recorded.variable, recorded.cell
    if made is None:
        return ValueResult(path, variable, cell, "not compared")
    if not recorded.repeats:
        return ValueResult(path, variable, cell, "not repeatable")
    if differs(path, recorded, made):
        return ValueResult(path, variable, cell, "different", sentence(path, recorded, made))
    return ValueResult(path, variable, cell, "equal" if all(marks(path, recorded, made)) else "not compared")


def differs(path: str, one: Boundary, other: Boundary) -> bool:
    """Whether two descriptions are certainly of different values."""
    first, second = marks(path, one, other)
    return one.summary != other.summary or bool(first and second and first != second)


def marks(path: str, one: Boundary, other: Boundary) -> tuple[str | None, str | None]:
    """Marks that are equal for equal values; None where there are none, as in records of older versions."""
    if "" not in (one.content, other.content):
        return one.content, other.content
    return (one.fingerprint, other.fingerprint) if path.endswith(COMPARABLE) else (None, None)


def repeated(recorded: Values, again: Values) -> dict[str, Boundary]:
    """The values of one run, each with a note of whether another run of the same notebook had it, too."""
    return {
        path: replace(value, repeats=path in again and not differs(path, value, again[path]))
        for path, value in recorded.items()
    }


def wrong(values: Iterable[ValueResult]) -> tuple[ValueResult, ...]:
    return tuple(value for value in values if value.status == "different")


def sentence(path: str, recorded: Boundary, made: Boundary) -> str:
    """Which variable is wrong, and how, if that can be said briefly."""
    what = f"`{recorded.variable}` after cell {recorded.cell} ({path}) has another value"
    if recorded.summary == made.summary:
        return what
    return f"{what}:\n  notebook: {json.dumps(recorded.summary)}\n  pipeline: {json.dumps(made.summary)}"
