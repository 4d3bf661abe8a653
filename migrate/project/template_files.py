"""The template's own files, in a checkout or in the installed package, and the runner's modules.

What a generated project runs with is loaded from there, so that both say and read the same.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from migrate.model.layout import RUNNER

PACKAGE = Path(__file__).resolve().parents[1]
PLAIN = PACKAGE / "template" if (PACKAGE / "template").exists() else PACKAGE.parent / "template"


def script(name: str) -> Path:
    """The file of a module of the runner."""
    return PLAIN / RUNNER / f"{name}.py"


@cache
def module(name: str) -> ModuleType:
    """A module of the runner, loaded."""
    spec = spec_from_file_location(f"template_{name}", script(name))
    assert spec
    assert spec.loader
    found = sys.modules[spec.name] = module_from_spec(spec)  # where dataclasses look it up
    spec.loader.exec_module(found)
    return found
