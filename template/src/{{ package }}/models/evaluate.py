"""How good a model is, on rows that it has not seen."""

from typing import Any

import pandas as pd
from sklearn.base import ClassifierMixin
from sklearn.inspection import permutation_importance
from sklearn.metrics import accuracy_score, f1_score, recall_score


def measure(model: ClassifierMixin, features: pd.DataFrame, target: pd.Series) -> dict[str, Any]:
    """Count how often a model is right: overall, by class, and on average over the classes."""
    predicted = model.predict(features)
    recall = recall_score(target, predicted, average=None, labels=model.classes_, zero_division=0)
    return {
        "rows": len(target),
        "accuracy": round(float(accuracy_score(target, predicted)), 4),
        "f1": round(float(f1_score(target, predicted, average="macro", zero_division=0)), 4),
        "recall": {
            str(name): round(float(share), 4)
            for name, share in zip(model.classes_, recall, strict=True)
        },
    }


def importance(
    model: ClassifierMixin, features: pd.DataFrame, target: pd.Series, repeats: int, seed: int
) -> pd.Series:
    """Measure how much accuracy is lost when the values of a column are shuffled, most important first."""
    lost = permutation_importance(model, features, target, n_repeats=repeats, random_state=seed)
    return pd.Series(lost.importances_mean, index=features.columns).sort_values(ascending=False)
