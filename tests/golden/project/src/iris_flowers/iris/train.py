"""Functions of the task train, from iris.ipynb."""

import numpy as np


def split(table, share):
    """Shuffle the rows and cut them in two."""
    order = np.random.permutation(len(table))
    cut = int(share * len(table))
    return table.iloc[order[:cut]], table.iloc[order[cut:]]
