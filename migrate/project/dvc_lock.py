"""dvc.lock: what DVC noted about each stage when it last ran."""

from __future__ import annotations

import io
from typing import Any

import yaml
from ruamel.yaml import YAML

from migrate.errors import RequestError
from migrate.model.layout import DVC_LOCK


def with_stages_of(pipeline: str, made: str, there: str) -> str:
    """dvc.lock with this pipeline's stages from a new run, and all others as they are now.

    Others may have run elsewhere in the meantime.
    """
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
    """The stages in the text. Raises RequestError if it can't be read."""
    quick = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        found = (yaml.load(text, quick) or {}).get("stages") or {}
        return {str(name): found[name] for name in found}
    except (yaml.YAMLError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise RequestError(
            f"{DVC_LOCK}: not as DVC left it; perhaps a merge was left unresolved.\n"
            f"  Bring it back with `git checkout HEAD -- {DVC_LOCK}`, or delete it. Nothing was changed."
        ) from error
