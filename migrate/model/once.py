"""Keep what a function finds out about a model with that model."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

Model = TypeVar("Model")
Fact = TypeVar("Fact")


def once(find: Callable[[Model], Fact]) -> Callable[[Model], Fact]:
    """Make a function of a model work like a cached property, for facts that only planning knows of.

    A model as large as a notebook is too slow to hash, which functools.cache would do at each call.
    """
    name = f"{find.__module__}.{find.__qualname__}"

    @wraps(find)
    def found(model: Model) -> Fact:
        kept = vars(model)
        if name not in kept:
            kept[name] = find(model)
        return cast(Fact, kept[name])

    return found
