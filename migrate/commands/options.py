"""How to migrate, as given on the command line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from migrate.model.limits import Limits


@dataclass(frozen=True)
class Options:
    python: Path | None = None
    limits: Limits = field(default_factory=Limits)
    dry_run: bool = False
    commit: bool = False
    run: bool = True
    allow_unproved: bool = False
    plan: Path | None = None  # cut as this file says
    order: Literal["page", "recorded"] = "page"  # of the cells
    html: Path | None = None  # write a report of the proof there
    plan_only: bool = False  # write the plan, and no pipeline
    git: bool = True  # set git up for notebooks
