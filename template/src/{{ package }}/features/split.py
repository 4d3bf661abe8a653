"""Set rows aside that a model never sees while it learns."""

import pandas as pd
from sklearn.model_selection import train_test_split


def split(
    table: pd.DataFrame, target: str, test_share: float, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split a table into rows to train and to test with, each with the same mix of the target's values."""
    train, test = train_test_split(
        table, test_size=test_share, stratify=table[target], random_state=seed
    )
    return train.reset_index(drop=True), test.reset_index(drop=True)
