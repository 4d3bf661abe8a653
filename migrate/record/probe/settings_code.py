"""Settings as code that makes them again."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .paths import is_inside


class Places(NamedTuple):
    """What code may name: folders below the root of the notebook's tree, and strings in the notebook."""

    root: str
    texts: Sequence[str]


if TYPE_CHECKING:
    Settings = dict[str, Any]
    Code = Callable[[Settings, Settings, Places], list[str]]  # of what was, and of what changed


def folder_code(before: Settings, changed: Settings, places: Places) -> list[str]:
    return ["import os", f"os.chdir({path_text(changed[''], before[''], places.root)})"]


def environment_code(before: Settings, changed: Settings, places: Places) -> list[str]:
    """Statements for variables whose values are in the notebook's text: others may be secrets."""
    text = " ".join(places.texts)
    if not changed or not all(key in text and value in text for key, value in changed.items()):
        return []
    return ["import os", *(f"os.environ[{key!r}] = {value!r}" for key, value in changed.items())]


def matplotlib_code(before: Settings, changed: Settings, places: Places) -> list[str]:
    known = literals(changed)
    items = ", ".join(f"{key!r}: {text}" for key, text in known.items())
    return ["import matplotlib.pyplot as plt", f"plt.rcParams.update({{{items}}})"] if known else []


def pandas_code(before: Settings, changed: Settings, places: Places) -> list[str]:
    known = literals(changed)
    lines = [f"pd.set_option({key!r}, {text})" for key, text in known.items()]
    return ["import pandas as pd", *lines] if known else []


def calling(module: str, function: str) -> Code:
    """The code for a group that one call sets, with a keyword for each setting."""

    def code(before: Settings, changed: Settings, places: Places) -> list[str]:
        known = literals(changed)
        keywords = ", ".join(f"{key}={text}" for key, text in known.items())
        return [module, f"{function}({keywords})"] if known else []

    return code


def literals(changed: Settings) -> dict[str, str]:
    """The changed settings as Python text; empty if one of them has none."""
    texts = {key: literal(value) for key, value in sorted(changed.items())}
    known = {key: text for key, text in texts.items() if text is not None}
    return known if len(known) == len(texts) else {}


def path_text(path: str, start: str, root: str) -> str:
    """Python text for a folder; inside the tree it is relative to another folder, since the tree may move."""
    return repr(os.path.relpath(path, start) if is_inside(path, root) else path)


def path_code(known: Settings, changed: Settings, places: Places) -> list[str]:
    """Statements that put folders of the tree before or after the others; none for anything else."""
    before, after, root = known[""], changed[""], places.root
    count = len(after) - len(before)
    front = count > 0 and after[count:] == before
    if count <= 0 or not (front or after[: len(before)] == before):
        return []
    lines = ["import os", "import sys"]
    for path in reversed(after[:count]) if front else after[-count:]:
        if not is_inside(path, root):
            return []
        text = f"os.path.abspath({path_text(path, os.getcwd(), root)})" if os.path.isabs(path) else repr(path)
        lines.append(f"sys.path.insert(0, {text})" if front else f"sys.path.append({text})")
    return lines


def literal(value: Any) -> str | None:
    """Python text for a value; None if there is none."""
    if type(value).__name__ == "Cycler":
        return re.sub(r"\bcycler\(", "plt.cycler(", repr(value))
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        value = value.item()
    text = repr(value)
    try:
        return text if ast.literal_eval(text) == value else None
    except (ValueError, SyntaxError):
        return None
