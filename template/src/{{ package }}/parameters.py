"""The parameters of the tasks; configs/config.yaml is their one source."""

from pathlib import Path
from typing import Any

import yaml

CONFIG = Path(__file__).resolve().parents[2] / "configs/config.yaml"


def parameters(pipeline: str, task: str, config: Path = CONFIG) -> dict[str, Any]:
    """Read what the configuration says for one task of a pipeline."""
    content = yaml.safe_load(config.read_text(encoding="utf-8")) or {}
    try:
        return dict(content[pipeline][task])
    except KeyError as error:
        raise KeyError(f"{config.name} has no section {pipeline}: {task}:") from error
