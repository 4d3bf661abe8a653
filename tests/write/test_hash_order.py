"""A task that may depend on Python's hash seed says so where it can't be set: in Jupyter."""

import contextlib
import io
import sys
from types import SimpleNamespace

import pytest

from migrate.model.trace import Trace
from migrate.plan.partition.by_headings import at_headings
from migrate.plan.pipeline import plan
from migrate.plan.repair import PROPOSED
from migrate.write import files
from migrate.write.hash_order import hashes
from tests.plan.building import notebook


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("x = 1", False, id="neither"),
        pytest.param("x = {}", False, id="a dict"),
        pytest.param("x = {n: n for n in 'ab'}", False, id="a dict, computed"),
        pytest.param("df.set(1)", False, id="a method of that name"),
        pytest.param("settings(1)", False, id="a longer name"),
        pytest.param("x = {'a'}", True, id="a set"),
        pytest.param("x = sorted({n for n in 'ab'})", True, id="a set, computed"),
        pytest.param("def f(x):\n    return list(set(x))", True, id="in a function"),
        pytest.param("x = frozenset('ab')", True, id="a set that stays"),
        pytest.param("print(hash('a') % 5)", True, id="a hash"),
    ],
)
def test_what_depends_on_hashes(source, expected):
    assert hashes(planned(source)) is expected


def planned(*sources):
    """The pipeline of these cells."""
    source = notebook(*sources)
    return plan(source, at_headings(source.cells), Trace(), "shop", PROPOSED)


@pytest.mark.parametrize(("source", "expected"), [("x = 1", False), ("x = {1}", True)])
def test_the_setup_says_so_only_where_it_matters(source, expected):
    text = files.setup_module(planned(source), "shop")
    assert ("PYTHONHASHSEED=0 jupyter lab" in text) is expected


@pytest.mark.parametrize(("randomized", "expected"), [(0, ""), (1, "In this kernel, sets come in another")])
def test_it_is_said_only_without_the_seed(monkeypatch, randomized, expected):
    monkeypatch.setattr(sys, "flags", SimpleNamespace(hash_randomization=randomized))
    text = files.setup_module(planned("x = {1}"), "shop")
    told = text[text.index("if sys.flags") :]
    with contextlib.redirect_stderr(io.StringIO()) as said:
        exec(told, {"sys": sys})
    assert said.getvalue().startswith(expected)
    assert bool(said.getvalue()) is bool(expected)
