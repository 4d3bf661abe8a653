# %% [markdown]
# ## Evaluate

# %% tags=["parameters"]
upstream = {
    "measures": "data/interim/iris/train/measures.json",
    "model": "models/iris/train/model.joblib",
    "test": "data/interim/iris/train/test.parquet",
}
product = {}

# %%
import _setup

from iris_flowers import io
from iris_flowers.iris import settings

settings.apply(before=12)
measures = io.load(upstream["measures"])
model = io.load(upstream["model"])
test = io.load(upstream["test"])

# %% origin=12
accuracy = model.score(test[measures], test["species"])
print(f"{accuracy:.3f} of {len(test)} flowers named right")
