"""How much of a notebook's stored outputs comes out again."""

from __future__ import annotations

from typing import Any

import pytest

from migrate.verify.stored_outputs import reproduced


def said(text: str, name: str = "stdout") -> list[dict[str, Any]]:
    return [{"output_type": "stream", "name": name, "text": text}]


@pytest.mark.parametrize(
    ("stored", "now", "told", "whole"),
    [
        pytest.param({}, {0: said("a")}, "0 of 0 stored outputs", True, id="nothing stored"),
        pytest.param({0: said("w", "stderr")}, {}, "0 of 0 stored outputs", True, id="only a warning"),
        pytest.param({0: said("a")}, {0: said("a")}, "1 of 1 stored output", True, id="the same"),
        pytest.param({0: said("a")}, {}, "0 of 1 stored output", False, id="not run"),
        pytest.param(
            {0: said("a"), 1: said("2")},
            {0: said("a"), 1: said("3")},
            "1 of 2 stored outputs",
            False,
            id="another",
        ),
        pytest.param(
            {0: said("<f at 0x7f0011223344>")},
            {0: said("<f at 0x7f5566778899>")},
            "1 of 1 stored output",
            True,
            id="the same but for an address",
        ),
    ],
)
def test_counts_what_comes_out_again(stored: Any, now: Any, told: str, whole: bool) -> None:
    found = reproduced(stored, now)
    assert str(found) == told
    assert found.all == whole
