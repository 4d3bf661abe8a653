"""What sort of thing a value is."""

from __future__ import annotations

import types
from typing import Any


def kind(value: Any) -> tuple[str, str | None]:
    """What sort of thing a value is, and for functions, classes and modules, where it is defined."""
    cls = type(value)  # isinstance would ask the value, which may be a proxy that loads something
    if issubclass(cls, types.ModuleType):
        return "module", value.__name__
    if issubclass(cls, type):
        return "class", value.__module__
    if issubclass(cls, (types.FunctionType, types.BuiltinFunctionType)):
        return "function", value.__module__
    root = str(cls.__module__).split(".")[0]
    return (cls.__qualname__ if root == "builtins" else f"{root}.{cls.__qualname__}"), None


def is_drawn_on(value: Any) -> bool:
    """Whether a value is matplotlib's: a figure or a part of one, but not colours and fonts."""
    module = str(type(value).__module__)
    return module.split(".")[0] == "matplotlib" and not module.startswith(
        ("matplotlib.colors", "matplotlib.font_manager")
    )


def summary(value: Any, name: str) -> object:
    """What a test can check about a value without holding a copy of it."""
    if name == "pandas.DataFrame":
        columns = [[str(column), str(dtype)] for column, dtype in value.dtypes.items()]
        return {"rows": len(value), "columns": columns}
    if name == "numpy.ndarray":
        return {"shape": list(value.shape), "dtype": str(value.dtype)}
    if type(value) in (str, int, float, bool) and is_plain(value) and len(repr(value)) < 1000:
        return {"value": value}
    return {"kind": type(value).__qualname__}  # not the module: a class of the notebook's moves to another


LARGEST = 10_000  # bits of a whole number: beyond 4300 digits, Python refuses to read its text


def is_plain(value: Any, depth: int = 0) -> bool:
    """Whether JSON returns the value with the same types."""
    cls = type(value)
    if cls is int:
        return bool(value.bit_length() < LARGEST)
    if cls in (str, bool, type(None)):
        return True
    if cls is float:
        return bool(value == value and abs(value) != float("inf"))
    if depth > 4 or cls not in (list, dict) or len(value) > 1000:
        return False
    if cls is list:
        return all(is_plain(item, depth + 1) for item in value)
    return all(type(key) is str and is_plain(item, depth + 1) for key, item in value.items())
