"""The project's rules for code, and the exception for a migrated pipeline."""

from __future__ import annotations

import tomlkit

from migrate.model.layout import TASKS, source
from migrate.project.pyproject import document, listed, table

# Only what cannot run is an error in a notebook's code (E9, F63, F7, F82).
LEFT_OUT = ["B", "C4", "E4", "E7", "F4", "F5", "F60", "F62", "F704", "F81", "F84", "F9", "I", "RUF", "UP"]


def with_exception(text: str, pipeline: str, package: str) -> str:
    """pyproject.toml with ruff told to leave the pipeline's code as the notebook had it.

    It is unchanged unless it has ruff's format and per-file rules, as the template's does.
    """
    content = document(text)
    form = table(content, "tool", "ruff", "format")
    formatted = listed(form, "exclude") if form else None
    ignores = table(content, "tool", "ruff", "lint", "per-file-ignores")
    folders = f"{{{TASKS},{source(package)}}}/{pipeline}/**"
    if formatted is None or ignores is None or folders in ignores:
        return text
    formatted.append(folders)
    formatted.multiline(True)
    ignores[folders] = LEFT_OUT
    return tomlkit.dumps(content)
