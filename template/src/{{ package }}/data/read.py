"""Read tables that others made."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd


def read_table(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Read a CSV file that has to hold these columns, and give them in this order."""
    table = pd.read_csv(path)
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise ValueError(f"{path.name} has no column {', '.join(missing)}")
    return table[list(columns)]
