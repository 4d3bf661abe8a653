"""The trained model with what has to be known to use it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .. import io
from ..config import ROOT, ModelConfig, load_model_config
from ..errors import ModelUnavailable, ProjectError
from .columns import Column, conform, describe, table_of


@dataclass(frozen=True)
class Prediction:
    """What the model says of one row; probabilities by class, if the model has them.

    Columns out of range hold a number far outside the training data, where a model knows little.
    """

    value: Any
    probabilities: dict[str, float] | None
    out_of_range: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """An estimator, the columns that it takes, and the version of its file."""

    estimator: Any
    columns: tuple[Column, ...]
    version: str

    def predict(self, table: pd.DataFrame, source: str = "the rows") -> list[Prediction]:
        """Predict each row of a table that has the columns; others are ignored."""
        return self.predict_features(conform(table, self.columns, source), source)

    def predict_rows(
        self, rows: Sequence[Mapping[str, Any]], source: str = "the rows"
    ) -> list[Prediction]:
        """Predict rows of plain values that fit the columns, as those of a request that was checked."""
        predictions = self.predict_features(table_of(rows, self.columns, source), source)
        return [
            replace(prediction, out_of_range=self.out_of_range(row))
            for prediction, row in zip(predictions, rows, strict=True)
        ]

    def out_of_range(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        """The columns in which a row is far from all that the model was trained on."""
        return tuple(c.name for c in self.columns if c.is_far_outside(row[c.name]))

    def predict_features(self, features: Any, source: str) -> list[Prediction]:
        """Predict each row of a table of just the columns."""
        if takes_arrays(self.estimator):
            features = features.to_numpy()
        before, last = self.steps
        try:
            prepared = before.transform(features) if before else features
            values = np.asarray(last.predict(prepared)).tolist()
            chances = self.chances(last, prepared, len(values))
        except ValueError as error:
            raise ProjectError(f"{source}: the model cannot predict this: {error}") from error
        return [Prediction(value, chance) for value, chance in zip(values, chances, strict=True)]

    @cached_property
    def steps(self) -> tuple[Any, Any]:
        """What prepares the features, if the model is a pipeline, and what predicts.

        Values and probabilities need the same preparation, which takes most of the time.
        """
        if type(self.estimator).__module__ == "sklearn.pipeline" and len(self.estimator) > 1:
            return self.estimator[:-1], self.estimator[-1]
        return None, self.estimator

    def chances(
        self, estimator: Any, features: Any, rows: int
    ) -> Sequence[dict[str, float] | None]:
        """The probability of each class, row by row."""
        if not hasattr(estimator, "predict_proba"):
            return [None] * rows
        table = estimator.predict_proba(features)
        if isinstance(table, list):  # several targets at once
            return [None] * rows
        names = [str(name) for name in np.asarray(estimator.classes_).tolist()]
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
    """The columns that the model takes, as the training data has them; they are never guessed."""
    known = {column.name: column for column in known_columns(config, root)}
    names = [str(name) for name in getattr(estimator, "feature_names_in_", known)]
    count = getattr(estimator, "n_features_in_", len(names))
    if names == [] and count and not config.training_data:  # an array has places instead of names
        return tuple(Column(f"feature_{i}") for i in range(count))
    if not known:
        raise ModelUnavailable(
            f"Nothing tells which columns {config.model} takes: {advice(config)}"
        )
    if missing := [name for name in names if name not in known]:
        raise ModelUnavailable(
            f"{config.model} takes a column {missing[0]!r} that {config.training_data} hasn't:"
            " name the table that it was trained on as training_data in configs/model_config.yaml."
        )
    if len(names) != count:
        raise ModelUnavailable(
            f"{config.model} takes {count} columns, and {config.training_data} has {len(names)}:"
            " name the table that it was trained on as training_data in configs/model_config.yaml."
        )
    return tuple(known[name] for name in names)


def advice(config: ModelConfig) -> str:
    """How to make the columns known."""
    if not config.training_data:
        return (
            "name the table that it was trained on as training_data in configs/model_config.yaml."
        )
    return f"{config.training_data} is not here. Run `make run`, then start again."


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
