"""Features made of others. The model holds them, so what it is served with needs only raw columns."""

import pandas as pd


def add_ratios(measures: pd.DataFrame) -> pd.DataFrame:
    """Add the bill's length by its depth and the body's mass by the flipper's length."""
    return measures.assign(
        bill_ratio=measures["bill_length_mm"] / measures["bill_depth_mm"],
        mass_per_flipper=measures["body_mass_g"] / measures["flipper_length_mm"],
    )
