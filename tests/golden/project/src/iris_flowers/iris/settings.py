"""The settings that iris.ipynb makes for its process; each task starts with them."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd


def apply(before: int) -> None:
    """Make the settings of the notebook's cells before the cell `before`."""
    if before > 1:
        pd.set_option("display.precision", 2)
        plt.rcParams["figure.figsize"] = (5, 3)
        np.random.seed(7)
