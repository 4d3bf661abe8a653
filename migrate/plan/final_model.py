"""The model that a pipeline ends in, if it ends in one."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from migrate.knowledge.facts import does
from migrate.model.notebook import Name
from migrate.model.section import Section
from migrate.model.trace import Trace

Fits = Mapping[Name, Name | None]  # variables that are fitted, and what they are fitted to


def models(parts: Sequence[Section]) -> tuple[Fits, ...]:
    """For each section, the variables that it fits and that the notebook predicts with anywhere."""
    predicting = {name for part in parts for name in predictors(part)}
    return tuple({name: to for name, to in fits(part).items() if name in predicting} for part in parts)


def served(parts: Sequence[Section], trace: Trace) -> tuple[int, Name, Name | None] | None:
    """The place of the section that fits the last model, the model and its data; None if it fits several."""
    for place, fitted in reversed([*enumerate(models(parts))]):
        values = trace.snapshots.get(parts[place].last, {}) if fitted else {}
        found = [name for name in fitted if name in values and values[name].format == "joblib"]
        if found:
            return (place, found[0], fitted[found[0]]) if len(found) == 1 else None
    return None


def predictors(part: Section) -> set[Name]:
    """Variables that a section predicts with: `m` in `m.predict(X)`."""
    called = [node.func for node in nodes(part) if isinstance(node, ast.Call)]
    methods = [f for f in called if isinstance(f, ast.Attribute) and does(f.attr, "predicts")]
    return {f.value.id for f in methods if isinstance(f.value, ast.Name)}


def fits(part: Section) -> dict[Name, Name | None]:
    """Variables that a section fits, by `m.fit(X, y)` or `m = M().fit(X, y)`."""
    found: dict[Name, Name | None] = {}
    for node in nodes(part):
        match node:
            case ast.Call(ast.Attribute(ast.Name(name), "fit"), arguments):
                found[name] = first_name(arguments)
            case ast.Assign([ast.Name(name)], ast.Call(ast.Attribute(_, "fit"), arguments)):
                found[name] = first_name(arguments)
    return found


def first_name(arguments: Sequence[ast.expr]) -> Name | None:
    return arguments[0].id if arguments and isinstance(arguments[0], ast.Name) else None


def nodes(part: Section) -> list[ast.AST]:
    return [node for statement in part.statements for node in statement.nodes]
