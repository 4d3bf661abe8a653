"""The distributions that a notebook uses, by what it imports."""

from __future__ import annotations

import ast
import re
import sys
from typing import Any

# What libraries load when a notebook asks for a format or a display; no notebook imports it by itself.
HELPERS = (
    *("bs4", "fastparquet", "h5py", "html5lib", "jinja2", "lxml", "matplotlib", "odf", "openpyxl", "pyarrow"),
    *("sqlalchemy", "tables", "tabulate", "xlrd", "xlsxwriter"),
)


def packages(modules: set[str]) -> dict[str, str]:
    """The distributions that provide loaded modules, with the versions seen."""
    from importlib import metadata

    loaded = {module for module in modules if module in sys.modules}
    if not loaded:
        return {}
    owners = (each for each in metadata.distributions() if not loaded.isdisjoint(provided(each)))
    names = sorted({owner.metadata["Name"] for owner in owners})
    return {name: metadata.version(name) for name in names}


def asked_for(requirements: list[str]) -> dict[str, str]:
    """What cells would install, with the installed version, or as they ask for it if there is none."""
    from importlib import metadata

    found = {}
    for requirement in requirements:
        parts = re.match(r"([\w.-]+)(\[[^\]]*\])?", requirement)
        if parts and parts[1].lower() not in ("pip", "setuptools", "uv", "wheel"):
            try:
                found[parts[1] + (parts[2] or "")] = metadata.version(parts[1])
            except metadata.PackageNotFoundError:
                found[requirement] = ""
    return found


def merged(seen: dict[str, str], asked: dict[str, str]) -> dict[str, str]:
    """Both, each distribution once, however it is spelt, and with its extras if they were asked for."""

    def plain(name: str) -> str:
        return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name)[0]).lower()

    extra = {plain(name): name for name in asked if "[" in name}
    known = {plain(name) for name in seen}
    new = {name: version for name, version in asked.items() if plain(name) not in known}
    return {extra.get(plain(name), name): version for name, version in {**seen, **new}.items()}


def provided(distribution: Any) -> set[str]:
    """The top-level modules of a distribution, from its metadata or from its list of files."""
    tops = (distribution.read_text("top_level.txt") or "").split()
    files = [line.partition(",")[0] for line in (distribution.read_text("RECORD") or "").splitlines()]
    return {*tops} or {file.partition("/")[0].replace(".py", "") for file in files if file.endswith(".py")}


def imports_of(source: str | bytes) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found
