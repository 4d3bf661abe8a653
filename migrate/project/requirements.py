"""The project's list of dependencies."""

from __future__ import annotations

import re
from collections.abc import Iterable

import tomlkit

from migrate.project.pyproject import document, listed, table


def with_dependencies(text: str, requirements: Iterable[str]) -> str:
    """pyproject.toml with these requirements, unless it already names their distributions.

    It is unchanged if it has no list itself (only tool settings, Poetry's own table, a dynamic list).
    """
    content = document(text)
    project = table(content, "project")
    if project is None or "dependencies" in (listed(project, "dynamic") or ()):
        return text
    kept = listed(project, "dependencies")
    if kept is None:
        kept = project.setdefault("dependencies", tomlkit.array())
    present = {distribution(str(item)) for item in kept}
    missing = [item for item in requirements if distribution(item) not in present]
    if not missing:
        return text
    kept.multiline(True)
    for item in missing:
        kept.append(item)
    return tomlkit.dumps(content)


def distribution(requirement: str) -> str:
    """The distribution that a requirement names, normalized: "PyYAML>=6" → "pyyaml"."""
    name = re.split(r"[\s\[<>=!~;@(]", requirement.strip(), maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()
