"""What two variables have in common, so that changing one changes the other."""

from __future__ import annotations

import array
from typing import Any

import numpy as np
import pandas as pd
import pytest

from migrate.record.probe import aliases

RAW, NUMBERS, ITEMS, GRID = bytearray(b"abc"), array.array("d", [1.0, 2.0]), [1], np.arange(6.0)


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        pytest.param(1, 1, None, id="nothing: numbers"),
        pytest.param([1], [1], None, id="nothing: lists that are equal"),
        pytest.param((1, "a"), (1, "a"), None, id="nothing: what can't change"),
        pytest.param(GRID.copy(), GRID, None, id="nothing: a copy"),
        pytest.param(ITEMS, ITEMS, "same", id="one list"),
        pytest.param(RAW, RAW, "same", id="one bytearray"),
        pytest.param(ITEMS, {"a": (ITEMS,)}, "part", id="a list within another value"),
        pytest.param(GRID, GRID.reshape(2, 3).T[1:], "memory", id="a view of a view"),
        pytest.param(RAW, np.frombuffer(RAW, "u1"), "memory", id="an array in a bytearray"),
        pytest.param([NUMBERS], np.frombuffer(NUMBERS)[1:], "memory", id="an array in an array of Python's"),
        pytest.param(GRID, pd.DataFrame(GRID.reshape(2, 3), copy=False), "memory", id="a table of an array"),
    ],
)
def test_what_two_variables_share(one: Any, other: Any, what: str | None) -> None:
    assert aliases.shared({"a": one, "b": other}) == ([["a", "b", what]] if what else [])
