"""Settings as code that makes them again."""

from __future__ import annotations

import ast
import os
import re
from typing import Any

from .paths import is_inside


def code_for(group: str, before: dict[str, Any], changed: dict[str, Any], root: str) -> list[str]:
    """Statements that make the changed settings, or none where plain text can't."""
    if group == "folder":
        return ["import os", f"os.chdir({path_text(changed[''], before[''], root)})"]
    if group == "path":
        return path_code(before[""], changed[""], root)
    texts = {key: literal(value) for key, value in sorted(changed.items())}
    known = {key: text for key, text in texts.items() if text is not None}
    if not texts or len(known) < len(texts):
        return []
    if group == "matplotlib":
        items = ", ".join(f"{key!r}: {text}" for key, text in known.items())
        return ["import matplotlib.pyplot as plt", f"plt.rcParams.update({{{items}}})"]
    if group == "pandas":
        return ["import pandas as pd", *(f"pd.set_option({key!r}, {text})" for key, text in known.items())]
    if group in CALLS:
        module, call = CALLS[group]
        return [module, f"{call}({', '.join(f'{key}={text}' for key, text in known.items())})"]
    return []


def environment_code(changed: dict[str, Any], text: str) -> list[str]:
    """Statements for variables whose values stand in the notebook: others may be secrets."""
    if not all(key in text and value in text for key, value in changed.items()):
        return []
    return ["import os", *(f"os.environ[{key!r}] = {value!r}" for key, value in changed.items())]


CALLS = {
    "numpy": ("import numpy as np", "np.set_printoptions"),
    "numpy errors": ("import numpy as np", "np.seterr"),
    "sklearn": ("import sklearn", "sklearn.set_config"),
}


def path_text(path: str, start: str, root: str) -> str:
    """Python text for a folder: inside the tree relative to another one, since the tree may move."""
    return repr(os.path.relpath(path, start) if is_inside(path, root) else path)


def path_code(before: list[str], after: list[str], root: str) -> list[str]:
    """Statements that put folders of the tree before or behind the others; none for anything else."""
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
    """Python text for a value, or None."""
    if type(value).__name__ == "Cycler":
        return re.sub(r"\bcycler\(", "plt.cycler(", repr(value))
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        value = value.item()
    text = repr(value)
    try:
        return text if ast.literal_eval(text) == value else None
    except (ValueError, SyntaxError):
        return None
