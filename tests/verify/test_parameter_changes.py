"""What is said of parameters that were changed since the record."""

import pytest

from migrate.verify.parameter_changes import changes

SAID = "parameters changed since the record: "
RECORDED = {"split": {"test_size": 0.2, "seed": 1}, "train": {"seed": 1, "kernel": "rbf"}}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(RECORDED, "", id="nothing to say"),
        pytest.param({**RECORDED, "more": {"x": 1}}, "", id="one more"),
        pytest.param(
            {**RECORDED, "split": {"test_size": 0.3, "seed": 1}}, f"{SAID}test_size 0.2 -> 0.3", id="one"
        ),
        pytest.param(
            {"split": {"test_size": 0.2, "seed": 2}, "train": {"seed": 1, "kernel": "linear"}},
            f"{SAID}split.seed 1 -> 2, kernel 'rbf' -> 'linear'",
            id="two, one of a name that two tasks have",
        ),
        pytest.param(
            {**RECORDED, "split": {"test_size": 0.2, "seed": True}}, f"{SAID}split.seed 1 -> True", id="type"
        ),
        pytest.param(
            {"split": RECORDED["split"]}, f"{SAID}train.seed 1 -> gone, kernel 'rbf' -> gone", id="gone"
        ),
    ],
)
def test_changes(now, expected):
    assert changes(RECORDED, now) == expected
