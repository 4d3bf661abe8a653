# %% [markdown]
# ## Look at them

# %% tags=["parameters"]
upstream = {
    "flowers": "data/interim/iris/add_shape_features/flowers.parquet",
}
product = {}

# %%
import _setup

import matplotlib.pyplot as plt

from iris_flowers import io
from iris_flowers.iris import settings

settings.apply(before=7)
flowers = io.load(upstream["flowers"])

# %% origin=7
for species, group in flowers.groupby("species"):
    plt.scatter(group["petal_length"], group["petal_area"], label=species, s=10)
plt.legend();
