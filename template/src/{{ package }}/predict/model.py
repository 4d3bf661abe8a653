"""The trained model with what has to be known to use it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .. import io
from ..config import ROOT, ModelConfig, load_model_config
from ..errors import ModelUnavailable, ProjectError
from .columns import Column, conform, describe


@dataclass(frozen=True)
class Prediction:
    """What the model says of one row; probabilities by class, if the model has them."""

    value: Any
    probabilities: dict[str, float] | None


@dataclass(frozen=True)
class Model:
    """An estimator, the columns that it takes, and the version of its file."""

    estimator: Any
    columns: tuple[Column, ...]
    version: str

    def predict(self, table: pd.DataFrame, source: str = "the rows") -> list[Prediction]:
        """Predict each row of a table that has the columns; others are ignored."""
        features: Any = conform(table, self.columns, source)
        if takes_arrays(self.estimator):
            features = features.to_numpy()
        try:
            values = np.asarray(self.estimator.predict(features)).tolist()
            chances = self.chances(features, len(values))
        except ValueError as error:
            raise ProjectError(f"{source}: the model cannot predict this: {error}") from error
        return [Prediction(value, chance) for value, chance in zip(values, chances, strict=True)]

    def chances(self, features: Any, rows: int) -> Sequence[dict[str, float] | None]:
        """The probability of each class, row by row."""
        if not hasattr(self.estimator, "predict_proba"):
            return [None] * rows
        table = self.estimator.predict_proba(features)
        if isinstance(table, list):  # several targets at once
            return [None] * rows
        names = [str(name) for name in np.asarray(self.estimator.classes_).tolist()]
        return [dict(zip(names, row, strict=True)) for row in table.tolist()]


def load_model(config: ModelConfig, root: Path = ROOT) -> Model:
    """Load the configured model; say so if there is none."""
    if not config.model:
        raise ModelUnavailable("No model is configured: name one in configs/model_config.yaml.")
    path = root / config.model
    if not path.is_file():
        raise ModelUnavailable(
            f"The model {config.model} has not been trained yet: run `make run`, then start again."
        )
    estimator = io.load(str(path))
    if not hasattr(estimator, "predict"):
        raise ProjectError(
            f"{config.model} holds a {type(estimator).__name__}, which cannot predict."
            " Name a fitted estimator in configs/model_config.yaml."
        )
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return Model(estimator, find_columns(config, root, estimator), version)


def find_columns(config: ModelConfig, root: Path, estimator: Any) -> tuple[Column, ...]:
    """The columns that the model takes: the training data's, else as the estimator has them."""
    names = [str(name) for name in getattr(estimator, "feature_names_in_", [])]
    known = {column.name: column for column in known_columns(config, root)}
    if names:
        return tuple(known.get(name, Column(name)) for name in names)
    count = getattr(estimator, "n_features_in_", len(known))
    if not count:
        raise ProjectError(
            f"{config.model} doesn't say what it takes: name the table that it was trained on as"
            " training_data in configs/model_config.yaml."
        )
    fits = len(known) == count
    return tuple(known.values()) if fits else tuple(Column(f"feature_{i}") for i in range(count))


def known_columns(config: ModelConfig, root: Path) -> tuple[Column, ...]:
    """The columns of the training data, or what was noted of them where the data itself isn't."""
    if (training := load_training_data(config, root)) is not None:
        return describe(training.drop(columns=config.target, errors="ignore"))
    note = root / columns_note(config)
    if note.is_file():
        return tuple(
            Column(**{**column, "categories": tuple(column["categories"])})
            for column in json.loads(note.read_text(encoding="utf-8"))
        )
    return ()


def load_training_data(config: ModelConfig, root: Path = ROOT) -> pd.DataFrame | None:
    """The table that the model was trained on; None if none is named, or it isn't here."""
    path = root / config.training_data
    if not path.is_file():
        return None
    return pd.read_csv(path) if path.suffix == ".csv" else io.load(str(path))


def columns_note(config: ModelConfig) -> Path:
    """Where the columns are noted for machines that don't get the training data."""
    return Path(config.model).with_suffix(".columns.json")


def note_columns(root: Path = ROOT) -> None:
    """Note the model's columns beside it; an image takes the note instead of the data."""
    config = load_model_config(root)
    path = root / columns_note(config)
    columns = [asdict(column) for column in load_model(config, root).columns]
    path.write_text(json.dumps(columns, indent=1) + "\n", encoding="utf-8")


def takes_arrays(estimator: Any) -> bool:
    """Whether the estimator was fitted on an array rather than on a table with names."""
    return hasattr(estimator, "n_features_in_") and not hasattr(estimator, "feature_names_in_")
