"""Being watched changes nothing of what figures show."""

from __future__ import annotations

from typing import Any

import pytest

CELLS = {
    "in a style": "import matplotlib.pyplot as plt\n"
    "with plt.style.context('ggplot'):\n    plt.figure(figsize=(1, 1))\n    plt.show()",
    "after it": "plt.plot([1, 2]);",  # which shows nothing, since interactive mode went with the style
}


def test_a_watched_run_shows_the_figures_of_a_plain_one(
    record_once: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    run = record_once(tmp_path_factory.mktemp("figures") / "figures.ipynb", CELLS)
    shown = [[len(cell.outputs) for cell in node.cells] for node in (run.original, run.plain)]
    assert shown == [[1, 0], [1, 0]]
