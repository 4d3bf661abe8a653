"""Fingerprints of large values: all of them counts, and nothing of them is copied or kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from migrate.record.probe import fingerprints, parquet, storage

PIECE = 1000
LONG = PIECE + 3


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short arrays are long ones here."""
    monkeypatch.setattr(fingerprints, "PIECE", PIECE)
    monkeypatch.setattr(parquet, "MOST_ITEMS", LONG // 3)
    monkeypatch.setattr(parquet, "SAMPLE", PIECE // 2)


def numbers() -> Any:
    return np.arange(LONG, dtype="int64")


def ending_in(number: float) -> Any:
    return np.append(numbers() / 2, number)[1:]


def texts(kind: str) -> Any:
    return pd.Series([f"text {number}" for number in range(LONG)], dtype=kind)


def changed_at(place: int, value: Any, new: object) -> Any:
    """A copy with another item."""
    copy = value.copy()
    copy[place] = new
    return copy


@pytest.mark.parametrize("place", [0, PIECE - 1, PIECE, LONG - 1])
@pytest.mark.parametrize(
    ("make", "new"),
    [
        pytest.param(numbers, -1, id="array"),
        pytest.param(lambda: np.arange(2 * LONG)[::2], -1, id="array with gaps"),
        pytest.param(lambda: pd.Series(numbers()), -1, id="column"),
        pytest.param(lambda: texts("object"), "other", id="objects"),
        pytest.param(lambda: texts("object"), 5, id="objects, one of another type"),
        pytest.param(lambda: texts("object"), (), id="objects, one that is no plain value"),
        pytest.param(lambda: texts("str"), "other", id="texts"),
    ],
)
def test_each_item_of_a_long_array_counts(make: Callable[[], Any], new: object, place: int) -> None:
    value = make()
    known = fingerprints.fingerprint(value)
    assert known == fingerprints.fingerprint(value.copy())
    assert known != fingerprints.fingerprint(changed_at(place, value, new))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(["a", "b"], ["a, b"], id="texts that hold what separates them"),
        pytest.param(["a"], ["a", "a"], id="one more"),
        pytest.param([1, 2], [12], id="digits"),
    ],
)
def test_items_are_told_apart(one: list[object], other: list[object]) -> None:
    assert fingerprints.fingerprint(pd.Series(one, dtype=object)) != fingerprints.fingerprint(
        pd.Series(other, dtype=object)
    )


def test_where_an_array_lies_in_memory_does_not_count() -> None:
    plain = np.arange(4.0 * LONG).reshape(LONG, 4)
    assert fingerprints.fingerprint(plain) == fingerprints.fingerprint(np.asfortranarray(plain))
    assert fingerprints.fingerprint(plain[::2]) == fingerprints.fingerprint(plain[::2].copy())


def test_numbered_rows_are_told_apart_and_left_as_they_are() -> None:
    first, second = pd.RangeIndex(LONG), pd.RangeIndex(1, LONG + 1)
    tables = [pd.DataFrame({"a": numbers()}, index=index) for index in (first, second)]
    one, other = map(fingerprints.fingerprint, tables)
    assert one != other
    assert "_data" not in first._cache


@pytest.mark.parametrize(
    ("make", "form"),
    [
        pytest.param(lambda: pd.DataFrame({"a": numbers(), "b": numbers() / 2}), "parquet", id="numbers"),
        pytest.param(lambda: pd.DataFrame({"a": numbers()}, index=numbers() * 2), "parquet", id="own labels"),
        pytest.param(lambda: pd.DataFrame({"a": ending_in(np.nan)}), "parquet", id="no number at the end"),
        pytest.param(lambda: pd.DataFrame({"a": ending_in(-np.nan)}), "pkl", id="an unusual one"),
        pytest.param(lambda: pd.DataFrame({"a": numbers()}, ending_in(-np.nan)), "pkl", id="a label"),
        pytest.param(lambda: pd.DataFrame({"a": texts("str")}), "parquet", id="texts"),
        pytest.param(
            lambda: pd.DataFrame({"a": changed_at(LONG - 1, texts("object"), 5)}),
            "pkl",
            id="mixed at the end",
        ),
        pytest.param(
            lambda: pd.DataFrame({"a": numbers()}, index=pd.date_range("2020", periods=LONG, freq="min")),
            "pkl",
            id="a frequency, which parquet has not",
        ),
    ],
)
def test_a_long_table_is_stored_as_a_short_one(
    make: Callable[[], Any], form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = make()
    assert storage.storage(table, "pandas.DataFrame") == form
    monkeypatch.setattr(parquet, "MOST_ITEMS", table.size + 1)
    assert storage.storage(table, "pandas.DataFrame") == form
