"""What CONTRIBUTING says of adding a library is all that it takes."""

import re
from pathlib import Path

import pytest

from migrate.knowledge import facts
from migrate.knowledge.facts import distribution_of, does, is_parameter, role_of

ROOT = Path(__file__).parents[2]
CACHED = [each for each in vars(facts).values() if hasattr(each, "cache_clear")]


@pytest.fixture
def with_the_library(monkeypatch):
    """The tables as they are once the diff is applied."""
    diff = re.search(
        r"```diff\n--- a/(\S+)\n\+\+\+ b/\1\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.S
    )
    assert diff
    path, lines = diff[1], diff[2].splitlines()
    before = "\n".join(line[1:] for line in lines if line[0] == " ")
    after = "\n".join(line[1:] for line in lines)
    source = (ROOT / path).read_text()
    assert source.count(before) == 1
    changed: dict[str, object] = {}
    exec(compile(source.replace(before, after), path, "exec"), changed)
    monkeypatch.setattr(facts, "_libraries", lambda: changed["LEARNING"])
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget():
    for each in CACHED:
        each.cache_clear()


def test_a_library_is_unknown_before():
    assert role_of("skorch.NeuralNetClassifier") is None
    assert distribution_of("skorch") is None
    assert not is_parameter("max_epochs", "tuned")


def test_an_entry_is_all_that_a_library_takes(with_the_library):
    assert role_of("skorch.NeuralNetClassifier") == "train"
    assert role_of("skorch.helper.predefined_split") == "split"
    assert role_of(".save_params") == "save"
    assert does("save_params", "writes")
    assert is_parameter("max_epochs", "tuned")
    assert distribution_of("skorch") == "skorch"


def test_the_others_stay_as_they_are(with_the_library):
    assert role_of("sklearn.ensemble.RandomForestClassifier") == "train"
