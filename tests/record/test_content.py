"""Content is equal for equal values in whichever process, however they came about; and for no others."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest

from migrate.record.probe import content_hashes


class Thing:
    """As a notebook defines it."""

    def __init__(self, x: object) -> None:
        self.x = x


class Elsewhere:
    """The same in another module."""

    def __init__(self, x: object) -> None:
        self.x = x


Elsewhere.__qualname__ = "Thing"
ONE = "".join(["spam", "egg"])
SAME = "".join(["spam", "egg"])
RECORD = np.dtype({"names": ["a", "b"], "formats": ["i1", "f8"], "offsets": [0, 8], "itemsize": 16})


def record(between: int) -> Any:
    """An array whose items have unused bytes, which hold this."""
    array = np.full(32, between, "u1").view(RECORD)
    array["a"], array["b"] = 1, 2.5
    return array


def masked(below: int) -> Any:
    """An array with a mask, and this below it."""
    return np.ma.MaskedArray([1, below], mask=[False, True])


def grown(*items: object) -> set[object]:
    """A set that was larger once."""
    found = set(map(str, range(1000)))
    found.clear()
    found.update(reversed(items))
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param((1, "a"), (1, "a"), id="the same"),
        pytest.param([ONE, ONE], [ONE, SAME], id="one text twice, or two"),
        pytest.param([[1], [1]], [[1]] * 2, id="one list twice, or two"),
        pytest.param({"a", "b", "c", "d"}, grown("a", "b", "c", "d"), id="a set with another past"),
        pytest.param({1: {"a", "b"}}, {1: grown("a", "b")}, id="inside"),
        pytest.param({8, 16, 0}, {16, 0, 8}, id="a set in another order"),
        pytest.param(frozenset({8, 16, 0}), frozenset({16, 0, 8}), id="one that stays"),
        pytest.param({(8, "a"), (16, "b")}, {(16, "b"), (8, "a")}, id="of pairs"),
        pytest.param(Thing(1), Elsewhere(1), id="a class that has moved"),
        pytest.param([record(0)], [record(255)], id="what lies between fields"),
        pytest.param([masked(7)], [masked(8)], id="what lies below a mask"),
        pytest.param([pd.Series([1, 2])], [pd.Series([1, 2, 3])[:2]], id="part of a column"),
        pytest.param(np.broadcast_to([1], 2), np.array([1, 1]), id="an array that can't be written"),
        pytest.param([np.broadcast_to([1], 2)], [np.array([1, 1])], id="one inside"),
    ],
)
def test_equal_values_have_equal_content(one: object, other: object) -> None:
    assert content_hashes.content(one) == content_hashes.content(other) is not None
    assert content_hashes.content(pickle.loads(pickle.dumps(one))) == content_hashes.content(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param((1, "a"), [1, "a"], id="type"),
        pytest.param(1, True, id="type of a number"),
        pytest.param([1, 2], [2, 1], id="order of a list"),
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, id="order of a dict"),
        pytest.param({1, 2}, {1, 3}, id="item of a set"),
        pytest.param({1}, frozenset({1}), id="type of a set"),
        pytest.param({1: {(1, 2)}}, {1: {(1, 3)}}, id="deep inside"),
        pytest.param(Thing(1), Thing(2), id="an attribute"),
        pytest.param([record(0)], [record(0)[:1]], id="length"),
        pytest.param([masked(7)], [np.ma.MaskedArray([1, 7])], id="a mask"),
        pytest.param([pd.Series([1.0])], [pd.Series([1.0 + 1e-15])], id="a last digit"),
    ],
)
def test_others_have_another(one: object, other: object) -> None:
    assert content_hashes.content(one) != content_hashes.content(other)


def test_there_is_no_telling_of_what_holds_itself() -> None:
    ring: list[object] = []
    ring.append(ring)
    assert content_hashes.content(ring) is None


def test_what_is_in_a_value_endlessly_often_takes_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_hashes, "MOST_CONTENT", 10**6)
    value: list[object] = []
    for _ in range(40):
        value = [value, value]
    assert content_hashes.content(value) is None
