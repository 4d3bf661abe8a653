"""The population stability index: how far values of today lie from those of the training data.

    PSI = sum over bins of (actual - expected) * ln(actual / expected)

with the shares of both samples in each bin (N. Siddiqi, Credit Risk Scorecards, 2006, chapter 6). By custom,
below 0.1 nothing changed and from 0.25 on a lot did. In small samples the index is large by chance alone: times
1 / (1/n + 1/m) it is about chi-square distributed with one degree of freedom less than there are bins
(B. Yurdakul, J. Naranjo, Statistical properties of the population stability index, Journal of Risk Model
Validation 14, 2020). So a column counts as drifted only if it passes both limits.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
import pandas as pd
from pandas.api import types

BINS = 10
LEVELS = 20
NOTICEABLE, LARGE = 0.1, 0.25
CONFIDENCE = 0.99
Verdict = Literal["stable", "watch", "drift", "too few rows"]


@dataclass(frozen=True)
class Stability:
    """How one column compares; `by_chance` is what the index stays below without any drift."""

    column: str
    psi: float
    by_chance: float
    verdict: Verdict


def compare(expected: pd.Series, actual: pd.Series) -> Stability:
    """Compare a column of today with the same column of the training data."""
    shares = bin_counts(expected, actual)
    psi = stability_index(*shares)
    by_chance = chance_limit(len(shares[0]), len(expected), len(actual))
    return Stability(str(expected.name), round(psi, 4), round(by_chance, 4), judge(psi, by_chance))


def judge(psi: float, by_chance: float) -> Verdict:
    """What an index means."""
    if psi < NOTICEABLE:
        return "stable"
    if psi < by_chance:
        return "stable" if by_chance < LARGE else "too few rows"
    return "drift" if psi >= LARGE else "watch"


def stability_index(expected: np.ndarray, actual: np.ndarray) -> float:
    """The index of two histograms; half a value more in each bin keeps empty ones finite."""
    before = (expected + 0.5) / (expected + 0.5).sum()
    now = (actual + 0.5) / (actual + 0.5).sum()
    return float(np.sum((now - before) * np.log(now / before)))


def chance_limit(bins: int, expected: int, actual: int) -> float:
    """What the index of two samples of one population stays below, 99 times in 100."""
    degrees = max(bins - 1, 1)
    z = NormalDist().inv_cdf(CONFIDENCE)
    wilson_hilferty = degrees * (1 - 2 / (9 * degrees) + z * (2 / (9 * degrees)) ** 0.5) ** 3
    return wilson_hilferty * (1 / expected + 1 / actual)


def bin_counts(expected: pd.Series, actual: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """How many values of both samples lie in each bin; missing values are a bin, if there are any."""
    before, now = bin_names(as_numbers(expected), as_numbers(actual))
    bins = sorted(set(before) | set(now))
    return tuple(
        names.value_counts().reindex(bins, fill_value=0).to_numpy() for names in (before, now)
    )


def as_numbers(values: pd.Series) -> pd.Series:
    """Times as seconds, truth values and numbers as floats, all else as it is."""
    if types.is_datetime64_any_dtype(values):
        values = (pd.to_datetime(values, utc=True) - pd.Timestamp(0, tz="UTC")).dt.total_seconds()
    return values.astype("Float64").astype(float) if types.is_numeric_dtype(values) else values


def bin_names(expected: pd.Series, actual: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The bin of each value: a tenth of the training data's range, or a level if it has only a few."""
    if types.is_numeric_dtype(expected) and expected.nunique() > BINS:
        edges = np.unique(expected.quantile(np.linspace(0, 1, BINS + 1)[1:-1]))
        return number_bins(expected, edges), number_bins(actual.astype(float), edges)
    common = set(expected.dropna().value_counts().index[:LEVELS])
    return level_bins(expected, common), level_bins(actual, common)


def number_bins(values: pd.Series, edges: np.ndarray) -> pd.Series:
    """The bin of each number between these edges."""
    bins = pd.Series(np.searchsorted(edges, values, side="right"), values.index).astype(str)
    return bins.where(values.notna(), "missing")


def level_bins(values: pd.Series, common: set[object]) -> pd.Series:
    """The level of each value; rare and new ones are one bin."""
    levels = values.astype(object).map(lambda value: f"is {value}" if value in common else "other")
    return levels.where(values.notna(), "missing")
