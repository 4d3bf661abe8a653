"""Take out of a table what a model must not learn from."""

from collections.abc import Sequence

import pandas as pd


def drop_unmeasured(table: pd.DataFrame, measurements: Sequence[str]) -> pd.DataFrame:
    """Drop the rows in which none of the measurements was taken."""
    return table.dropna(subset=list(measurements), how="all", ignore_index=True)
