"""Predictions for all rows of a CSV file."""

from pathlib import Path

import pandas as pd

from ..errors import ProjectError
from .model import Model


def predict_file(model: Model, source: Path, target: Path) -> int:
    """Write the rows of `source` with their predictions to `target`; give how many there are."""
    if not source.is_file():
        raise ProjectError(f"{source}: there is no such file.")
    texts = {c.name: str for c in model.columns if c.kind == "text"}
    try:
        table = pd.read_csv(source, dtype=texts)
    except (ValueError, UnicodeDecodeError) as error:
        raise ProjectError(f"{source}: cannot be read as CSV: {error}") from error
    if table.empty:
        raise ProjectError(f"{source}: has no rows to predict.")
    predictions = model.predict(table, str(source))
    table["prediction"] = [prediction.value for prediction in predictions]
    for name in predictions[0].probabilities or {}:
        table[f"probability_{name}"] = [(p.probabilities or {})[name] for p in predictions]
    table["model_version"] = model.version
    target.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(target, index=False)
    return len(table)
