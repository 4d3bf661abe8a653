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
        ([], "it isn't an object"),
        (None, "it isn't an object"),
        ({k: v for k, v in WHOLE.items() if k != "name"}, "name is missing"),
        ({**WHOLE, "name": 1}, "name isn't text"),
        ({**WHOLE, "inner": 1}, "inner isn't an object"),
        ({**WHOLE, "inner": {}}, "inner.number is missing"),
        ({**WHOLE, "inner": {"number": "1"}}, "inner.number isn't a whole number"),
        ({**WHOLE, "inner": {"number": True}}, "inner.number isn't a whole number"),
        ({**WHOLE, "inner": {"number": 1.5}}, "inner.number isn't a whole number"),
        ({**WHOLE, "hashes": ["x"]}, "hashes isn't an object"),
        ({**WHOLE, "hashes": {"x": 1}}, "hashes.x isn't text"),
        ({**WHOLE, "rows": {}}, "rows isn't a list"),
        ({**WHOLE, "rows": [{}]}, "rows.0.number is missing"),
        ({**WHOLE, "mark": 1}, "mark isn't text"),
        ({**WHOLE, "more": {"k": [1, "2"]}}, "more.k.1 isn't a whole number"),
    ],
)
def test_what_does_not_fit_is_told(content: object, told: str) -> None:
    with pytest.raises(ValueError, match=f"^{told}$"):
        conform(Outer, content)
