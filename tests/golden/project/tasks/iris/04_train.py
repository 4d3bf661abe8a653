# %% [markdown]
# ## Train

# %%
import _setup

from sklearn.linear_model import LogisticRegression

from iris_flowers import io
from iris_flowers.iris import settings
from iris_flowers.parameters import parameters

# %% tags=["parameters"]
upstream = {
    "flowers": "data/interim/iris/add_shape_features/flowers.parquet",
}
product = {
    "measures": "data/interim/iris/train/measures.json",
    "model": "models/iris/train/model.joblib",
    "test": "data/interim/iris/train/test.parquet",
}
params = parameters("iris", "train")

# %%
settings.apply(before=9)
flowers = io.load(upstream["flowers"])

# %% origin=9
from iris_flowers.iris.train import split

# %% origin=10
train, test = split(flowers, 0.7)
measures = ["sepal_length", "petal_length", "petal_area"]
model = LogisticRegression(max_iter=params["max_iter"])
model.fit(train[measures], train["species"])

# %%
io.save(measures, product["measures"])
io.save(model, product["model"])
io.save(test, product["test"])
