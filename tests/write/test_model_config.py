import pytest

from migrate.model.pipeline import Product, Served
from migrate.write.model_config import with_model

EMPTY = "# which\nmodel:\ntraining_data:\ntarget:\n"
MODEL = Product("m", "models/shop/train/m.joblib", 3)
TABLE = Product("X", "data/interim/shop/split/X.parquet", 1)


@pytest.mark.parametrize(
    ("text", "served", "expected"),
    [
        pytest.param(EMPTY, None, EMPTY, id="nothing to serve"),
        pytest.param(
            "model: mine.joblib\n", Served(MODEL, TABLE), "model: mine.joblib\n", id="chosen already"
        ),
        pytest.param(
            EMPTY,
            Served(MODEL, None),
            "# which\nmodel: models/shop/train/m.joblib\ntraining_data:\ntarget:\n",
            id="a model",
        ),
        pytest.param(
            EMPTY,
            Served(MODEL, TABLE),
            "# which\nmodel: models/shop/train/m.joblib\n"
            "training_data: data/interim/shop/split/X.parquet\ntarget:\n",
            id="a model and its table",
        ),
    ],
)
def test_with_model(text, served, expected):
    assert with_model(text, served) == expected
