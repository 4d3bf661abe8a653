"""JSON as frozen models: first what fits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from migrate.model.shape import conform


@dataclass(frozen=True)
class Inner:
    number: int


@dataclass(frozen=True)
class Outer:
    name: str
    inner: Inner
    hashes: Mapping[str, str]
    rows: Sequence[Inner] = ()
    mark: str | None = None
    anything: Any = None
    more: Mapping[str, Sequence[int]] = field(default_factory=dict)


WHOLE = {"name": "a", "inner": {"number": 1}, "hashes": {"x": "y"}}


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        pytest.param(WHOLE, Outer("a", Inner(1), {"x": "y"}), id="as little as possible"),
        pytest.param({**WHOLE, "newer": 3}, Outer("a", Inner(1), {"x": "y"}), id="a key of a newer version"),
        pytest.param({**WHOLE, "mark": None}, Outer("a", Inner(1), {"x": "y"}), id="null"),
        pytest.param(
            {**WHOLE, "rows": [{"number": 2}], "mark": "m", "anything": [{}], "more": {"k": [1, 2]}},
            Outer("a", Inner(1), {"x": "y"}, (Inner(2),), "m", [{}], {"k": (1, 2)}),
            id="everything",
        ),
    ],
)
def test_what_fits_becomes_the_model(content: object, wanted: Outer) -> None:
    assert conform(Outer, content) == wanted


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ([], "it is no object"),
        (None, "it is no object"),
        ({k: v for k, v in WHOLE.items() if k != "name"}, "name is missing"),
        ({**WHOLE, "name": 1}, "name is no text"),
        ({**WHOLE, "inner": 1}, "inner is no object"),
        ({**WHOLE, "inner": {}}, "inner.number is missing"),
        ({**WHOLE, "inner": {"number": "1"}}, "inner.number is no whole number"),
        ({**WHOLE, "inner": {"number": True}}, "inner.number is no whole number"),
        ({**WHOLE, "inner": {"number": 1.5}}, "inner.number is no whole number"),
        ({**WHOLE, "hashes": ["x"]}, "hashes is no object"),
        ({**WHOLE, "hashes": {"x": 1}}, "hashes.x is no text"),
        ({**WHOLE, "rows": {}}, "rows is no list"),
        ({**WHOLE, "rows": [{}]}, "rows.0.number is missing"),
        ({**WHOLE, "mark": 1}, "mark is no text"),
        ({**WHOLE, "more": {"k": [1, "2"]}}, "more.k.1 is no whole number"),
    ],
)
def test_what_does_not_fit_is_told(content: object, told: str) -> None:
    with pytest.raises(ValueError, match=f"^{told}$"):
        conform(Outer, content)
