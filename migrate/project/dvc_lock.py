"""dvc.lock: what DVC noted of each stage when it last ran."""

from __future__ import annotations

import io
from typing import Any

import yaml
from ruamel.yaml import YAML

from migrate.errors import RequestError
from migrate.model.layout import DVC_LOCK


def with_stages_of(pipeline: str, made: str, there: str) -> str:
    """What a run of this pipeline noted, and what is there of all others, which ran elsewhere meanwhile."""
    fresh, old = stages(made), stages(there)
    others = {name: stage for name, stage in old.items() if not is_of(pipeline, name)}
    if others == {name: stage for name, stage in fresh.items() if not is_of(pipeline, name)}:
        return made
    mine = {name: stage for name, stage in fresh.items() if is_of(pipeline, name)}
    out = io.StringIO()
    YAML().dump({"schema": "2.0", "stages": {**others, **mine}}, out)
    return out.getvalue()


def is_of(pipeline: str, stage: str) -> bool:
    """Whether a stage belongs to a pipeline, whose name has no hyphen."""
    return stage.partition("-")[0] == pipeline


def stages(text: str) -> dict[str, Any]:
    """What the text has of each stage."""
    quick = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        found = (yaml.load(text, quick) or {}).get("stages") or {}
        return {str(name): found[name] for name in found}
    except (yaml.YAMLError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise RequestError(
            f"{DVC_LOCK}: not as DVC left it; perhaps a merge was left unresolved.\n"
            f"  Bring it back with `git checkout HEAD -- {DVC_LOCK}`, or delete it. Nothing was changed."
        ) from error
