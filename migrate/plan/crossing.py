"""How a name gets to a section from the earlier ones: imported, defined again, or as a stored value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from migrate.model.notebook import Name, Statement
from migrate.model.section import Section
from migrate.model.trace import Trace, Value
from migrate.plan.imports import binds_only_by_import
from migrate.plan.needs import MAIN, Sources, class_of, last_binder

Way = Literal["import", "definition", "value", "none"]


@dataclass(frozen=True)
class Crossing:
    """One name that a section needs."""

    name: Name
    source: int  # the section that it comes from
    way: Way
    statement: Statement | None = None  # the import or definition to repeat
    module: str | None = None  # a module to import under the name, where no import statement bound it
    hindrance: str = ""  # why there is no way
