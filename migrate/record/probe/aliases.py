"""What variables share, so that a change of one changes the other."""

from __future__ import annotations

import gc
import itertools
import types
from typing import Any

from .process import loaded

ATOMS: tuple[type, ...] = (str, bytes, int, float, complex, bool, type(None))
LEAVES = (*ATOMS, type, types.ModuleType, types.CodeType)
CODE = (types.FunctionType, types.BuiltinFunctionType, types.MethodDescriptorType, types.FrameType)
BUFFERS = ("bytearray", "array", "mmap")  # Python's own, that arrays may look into
MOST_PARTS = 200_000  # objects that are looked at for one variable


def shared(values: dict[str, Any]) -> list[list[str]]:
    """The pairs of variables that share something, and what: changing it changes both."""
    parts = {name: parts_of(value) for name, value in values.items()}
    found = []
    for one, other in itertools.combinations(sorted(parts), 2):
        a, b = parts[one], parts[other]
        if values[one] is values[other] and a["object"] | a["memory"]:
            found.append([one, other, "same"])
        elif a["memory"] & (b["memory"] | b["table"]) or a["table"] & b["memory"]:
            found.append([one, other, "memory"])
        elif a["object"] & b["object"] or (a["table"] & b["table"] and not copies_on_write()):
            found.append([one, other, "part"])
    return found


def parts_of(value: Any) -> dict[str, set[int]]:
    """The changeable objects that a value consists of, by id; for arrays, the owner of the memory.

    The memory of tables is kept apart: pandas copies it before writing, except in old versions.
    """
    found: dict[str, set[int]] = {"object": set(), "memory": set(), "table": set()}
    seen: set[int] = set()
    todo = [(value, False)]
    while todo and len(seen) < MOST_PARTS:
        item, inside = todo.pop()
        cls = type(item)
        if id(item) in seen or (issubclass(cls, (*LEAVES, *CODE)) and not is_bound(item)):
            continue
        seen.add(id(item))
        root = str(cls.__module__).split(".")[0]
        if cls.__name__ == "ndarray" and root == "numpy":
            found["table" if inside else "memory"].add(id(owner(item)))
            parts = item.flat if item.dtype.hasobject else ()
            todo += [(part, False) for part in parts if type(part) not in ATOMS]
        elif cls.__name__ in BUFFERS:
            found["memory"].add(id(item))
        elif (gc.is_tracked(item) or cls is dict) and root != "pyarrow" and not is_labels(item, root):
            if cls not in (tuple, frozenset) and (not inside or hasattr(cls, "_constructor")):
                found["object"].add(id(item))
            parts = gc.get_referents(item)
            todo += [(part, inside or root == "pandas") for part in parts if type(part) not in ATOMS]
    return found


def is_bound(item: Any) -> bool:
    """Whether a C function is the method of an object: `items.append`."""
    bound = type(item) is types.BuiltinFunctionType and item.__self__ is not None
    return bound and not issubclass(type(item.__self__), (*LEAVES, *CODE))


def owner(array: Any) -> Any:
    """The object that an array's memory belongs to."""
    while (base := getattr(array, "obj" if type(array) is memoryview else "base", None)) is not None:
        array = base
    return array


def is_labels(item: Any, root: str) -> bool:
    """Whether a value is one of pandas' that never change: labels, types."""
    return root == "pandas" and any(
        hasattr(type(item), own) for own in ("get_indexer", "construct_array_type")
    )


def copies_on_write() -> bool:
    """Whether tables that share memory are independent nevertheless."""
    pandas = loaded("pandas")
    new = int(pandas.__version__.split(".")[0]) > 2
    return new or bool(getattr(pandas.options.mode, "copy_on_write", False))
