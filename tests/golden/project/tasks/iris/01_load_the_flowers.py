# %% [markdown]
# # Which measurements tell irises apart?
#
# Fisher's flowers, one small model.

# %% tags=["parameters"]
upstream = {}
product = {
    "flowers": "data/interim/iris/load_the_flowers/flowers.parquet",
}

# %%
import _setup

from iris_flowers import io

# %% origin=1
# %matplotlib inline
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.linear_model import LogisticRegression

pd.set_option("display.precision", 2)
plt.rcParams["figure.figsize"] = (5, 3)
np.random.seed(7)

# %% [markdown]
# ## Load the flowers

# %% origin=3
flowers = pd.read_csv("iris.csv")
flowers.head()

# %%
io.save(flowers, product["flowers"])
