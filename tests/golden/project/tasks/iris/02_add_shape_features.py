# %% [markdown]
# ## Add shape features

# %% tags=["parameters"]
upstream = {
    "flowers": "data/interim/iris/load_the_flowers/flowers.parquet",
}
product = {
    "flowers": "data/interim/iris/add_shape_features/flowers.parquet",
}

# %%
import _setup

from iris_flowers import io
from iris_flowers.iris import settings

settings.apply(before=5)
flowers = io.load(upstream["flowers"])

# %% origin=5
flowers["petal_area"] = flowers["petal_length"] * flowers["petal_width"]
flowers.drop(columns="sepal_width", inplace=True)
flowers.describe()

# %%
io.save(flowers, product["flowers"])
