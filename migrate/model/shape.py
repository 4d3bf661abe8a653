"""JSON that somebody else may have written, as what it should be: a frozen model, or the reason why not."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Model = TypeVar("Model")


def conform(model: type[Model], content: object) -> Model:
    """The content as this model; ValueError says which part isn't what it should be.

    Keys that the model doesn't know are dropped: a newer version of ours may have written them.
    """
    return cast(Model, part(model, content, ""))


def part(kind: Any, content: object, name: str) -> object:
    """Part of the content, as this type; `name` is where it stands, for the error."""
    if kind is Any:
        return content
    if is_dataclass(kind):
        return fields_of(kind, content, name)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if content is None and type(None) in inner:
            return None
        return part(next(one for one in inner if one is not type(None)), content, name)
    if origin is Mapping and isinstance(content, dict):
        return {key: part(inner[1], value, joined(name, key)) for key, value in content.items()}
    if origin is Sequence and isinstance(content, list):
        return tuple(part(inner[0], item, joined(name, str(at))) for at, item in enumerate(content))
    if origin is None and type(content) is kind:
        return content
    raise ValueError(f"{name or 'it'} isn't {called(origin or kind)}")


def fields_of(model: Any, content: object, name: str) -> object:
    if not isinstance(content, dict):
        raise ValueError(f"{name or 'it'} isn't an object")
    given: dict[str, object] = {}
    for field, kind in known(model).items():
        if field in content:
            given[field] = part(kind, content[field], joined(name, field))
        elif field in required(model):
            raise ValueError(f"{joined(name, field)} is missing")
    return model(**given)


@cache
def known(model: Any) -> Mapping[str, Any]:
    """The fields of a model → their types."""
    hints = get_type_hints(model)
    return {field.name: hints[field.name] for field in fields(model)}


@cache
def required(model: Any) -> frozenset[str]:
    return frozenset(f.name for f in fields(model) if f.default is MISSING and f.default_factory is MISSING)


def joined(name: str, field: str) -> str:
    """The name of a part within a part: "stage.deps"."""
    return f"{name}.{field}" if name else field


def called(kind: Any) -> str:
    """What JSON calls a type."""
    return {
        str: "text",
        int: "a whole number",
        float: "a number",
        bool: "true or false",
        Mapping: "an object",
        Sequence: "a list",
    }.get(kind, "of the right kind")
