"""What planning costs as notebooks grow: the CPU time of 800 cells, as a multiple of that of 200.

    python benchmarks/planning.py

Each shape is planned from its text alone, whole: read, cut, plan. What grows with the cells gives 4.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from migrate.plan.partition.sections import sections
from migrate.plan.pipeline import plan
from migrate.plan.static_run import assumed_trace
from migrate.read.notebook import read

FEW, MANY = 200, 800
BEST_OF = 3

SHAPES: dict[str, Callable[[int], str]] = {
    "a chain of values": lambda n: f"x{n} = x{n - 1} + {n}" if n else "x0 = 1",
    "a table changed": lambda n: (
        f"df['c{n}'] = df.a + {n}" if n else "import pandas as pd\ndf = pd.read_csv('a')"
    ),
    "tables and charts": lambda n: (
        f"import pandas as pd\nimport matplotlib.pyplot as plt\nt{n} = pd.read_csv('{n}.csv')"
        if n % 10 == 0
        else f"t{n - n % 10}.plot()\nplt.title('{n}')"
    ),
    "functions": lambda n: (
        f"def f{n}(x):\n    return f{n - 1}(x) + 1"
        if n % 2
        else f"y{n} = f{n - 1}({n})"
        if n
        else "def f(): return 1"
    ),
    "headings": lambda n: f"## Step {n}\n\ntext" if n % 10 == 0 else f"v{n} = [{n}]\nprint(v{n})",
}


def main() -> None:
    """Print the table as Markdown."""
    print("| notebook | 200 cells, s | 800 cells, s | ratio |\n|---|---|---|---|")
    for name, shape in SHAPES.items():
        few, many = seconds(shape, FEW), seconds(shape, MANY)
        print(f"| {name} | {few:.2f} | {many:.2f} | {many / few:.1f} |", flush=True)


def seconds(shape: Callable[[int], str], cells: int) -> float:
    """The CPU time of planning a notebook of so many cells, the best of a few."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "study.ipynb")
        path.write_text(json.dumps(notebook([shape(place) for place in range(cells)])), encoding="utf-8")
        return min(once(path) for _ in range(BEST_OF))


def once(path: Path) -> float:
    """The CPU time of planning a notebook."""
    start = time.process_time()
    book = read(path)
    plan(book, sections(book), assumed_trace(book, ".", ()), "shop")
    return time.process_time() - start


def notebook(sources: list[str]) -> dict[str, object]:
    """A notebook file's content; what begins with # and a blank in between is prose."""
    cells = [
        {"cell_type": "markdown" if text.startswith("## ") else "code", "source": text} for text in sources
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


if __name__ == "__main__":
    main()
