"""The format in which a value can be handed to another task."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import pickle
from collections.abc import Callable
from typing import Any

from .kinds import is_drawn_on, is_plain
from .parquet import through_parquet


def storage(value: Any, name: str) -> str | None:
    """The most readable format that returns the value exactly; None if it can't be stored."""
    if is_drawn_on(value):
        return None  # later cells may draw on it, and loading it would show it again
    for suits, comes_back, form in FORMATS:
        with contextlib.suppress(Exception):
            if suits(value, name) and comes_back(value):
                return form
    return None


def is_estimator(value: Any, name: str) -> bool:
    """Whether a value is a model in scikit-learn's style."""
    return hasattr(type(value), "fit") and hasattr(type(value), "get_params")


def through_json(value: Any) -> bool:
    text = json.dumps(value, ensure_ascii=False).encode()  # half characters, as in names, have no bytes
    return bool(json.loads(text) == value)


def through_joblib(value: Any) -> bool:
    """Whether joblib returns the same type; not tried if loading may run the notebook's code."""
    joblib, buffer = importlib.import_module("joblib"), io.BytesIO()
    joblib.dump(value, buffer)
    buffer.seek(0)
    return runs_own_code(buffer.getvalue()) or type(joblib.load(buffer)) is type(value)


def through_pickle(value: Any) -> bool:
    """The same for pickle."""
    stored = pickle.dumps(value, 5)
    return runs_own_code(stored) or type(pickle.loads(stored)) is type(value)


def runs_own_code(stored: bytes) -> bool:
    """Whether loading may run the notebook's code, which may count or note what is made and deleted."""
    return b"__main__" in stored


FORMATS: list[tuple[Callable[[Any, str], bool], Callable[[Any], bool], str]] = [
    (lambda value, name: is_plain(value), through_json, "json"),
    (lambda value, name: name == "numpy.ndarray" and not value.dtype.hasobject, lambda value: True, "npy"),
    (lambda value, name: name == "pandas.DataFrame", through_parquet, "parquet"),
    (is_estimator, through_joblib, "joblib"),
    (lambda value, name: True, through_pickle, "pkl"),
]
