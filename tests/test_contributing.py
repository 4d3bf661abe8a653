"""What CONTRIBUTING shows of an addition is all that it takes: each diff is applied, and then tried."""

import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from migrate.knowledge import facts
from migrate.knowledge.facts import distribution_of, does, is_parameter, role_of
from migrate.model.section import Section
from tests.plan.building import Markdown, notebook

ROOT = Path(__file__).parents[1]
DIFF = re.compile(r"```diff\n--- a/([^\n]+)\n\+\+\+ b/\1\n(.*?)```", re.DOTALL)
DIFFS = {match[1]: match[2] for match in DIFF.finditer((ROOT / "CONTRIBUTING.md").read_text("utf-8"))}
CACHED = [each for each in vars(facts).values() if hasattr(each, "cache_clear")]


def patched(path: str) -> str:
    """The file with the diff applied; what the diff shows of it stands there, piece by piece."""
    source = (ROOT / path).read_text("utf-8")
    for before, after in pieces(DIFFS[path]):
        assert source.count(before) == 1, f"{path}: {before!r}"
        source = source.replace(before, after)
    return source


def pieces(diff: str) -> Iterator[tuple[str, str]]:
    """Old and new text of each hunk."""
    for hunk in diff.split("@@\n"):
        lines = hunk.splitlines()
        old, new = ([line[1:] for line in lines if line[0] != sign] for sign in ("+", "-"))
        yield "\n".join(old), "\n".join(new)


def module_of(path: str, package: str = "") -> dict[str, Any]:
    """What the changed module defines."""
    found: dict[str, Any] = {"__name__": "changed", "__package__": package, "__file__": str(ROOT / path)}
    exec(compile(patched(path), path, "exec"), found)
    return found


def test_every_diff_is_tried() -> None:
    assert [*DIFFS] == [STORAGE, IO, SETTINGS, LEARNING, SECTIONS]


STORAGE = "migrate/record/probe/storage.py"
IO = "template/src/{{ package }}/io.py"


def test_a_format(tmp_path: Path) -> None:
    storage = module_of(STORAGE, "migrate.record.probe")["storage"]
    assert [storage(value, type(value).__name__) for value in (b"x", 1, object())] == ["bin", "json", "pkl"]
    io = module_of(IO)
    io["ROOT"] = tmp_path
    io["save"](b"x", "data/x.bin")
    assert (tmp_path / "data/x.bin").read_bytes() == io["load"]("data/x.bin") == b"x"


SETTINGS = "migrate/record/probe/settings.py"


def test_a_group_of_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    polars = ModuleType("polars")
    polars.Config = type("Config", (), {"state": staticmethod(lambda: {"rows": 5})})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "polars", polars)
    group = module_of(SETTINGS, "migrate.record.probe")["GROUPS"]["polars"]
    assert (group.read(), group.visible) == ({"rows": 5}, True)


SECTIONS = "migrate/plan/partition/sections.py"


def test_a_rule_for_where_to_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    def by_page_breaks(cells: Any, known: Any) -> tuple[Section, ...]:
        breaks = [place for place, cell in enumerate(cells) if cell.source == "---"]
        edges = [0, *breaks, len(cells)]
        return tuple(Section("", tuple(cells[a:b])) for a, b in pairwise(edges))

    rule = ModuleType("by_page_breaks")
    rule.by_page_breaks = by_page_breaks  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "migrate.plan.partition.by_page_breaks", rule)
    sections = module_of(SECTIONS, "migrate.plan.partition")["sections"]
    assert [part.first for part in sections(notebook("x = 1", Markdown("---"), "print(x)"))] == [0, 2]
    assert len(sections(notebook("x = 1", "print(x)"))) == 1


LEARNING = "migrate/knowledge/libraries/learning.py"


@pytest.fixture
def with_the_library(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    changed = module_of(LEARNING)
    monkeypatch.setattr(facts, "_libraries", lambda: changed["LEARNING"])
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget() -> None:
    for each in CACHED:
        each.cache_clear()


def test_a_library_is_unknown_before() -> None:
    assert role_of("skorch.NeuralNetClassifier") is None
    assert distribution_of("skorch") is None
    assert not is_parameter("max_epochs", "tuned")


def test_an_entry_is_all_that_a_library_takes(with_the_library: None) -> None:
    assert role_of("skorch.NeuralNetClassifier") == "train"
    assert role_of("skorch.helper.predefined_split") == "split"
    assert role_of(".save_params") == "save"
    assert does("save_params", "writes")
    assert is_parameter("max_epochs", "tuned")
    assert distribution_of("skorch") == "skorch"


def test_the_others_stay_as_they_are(with_the_library: None) -> None:
    assert role_of("sklearn.ensemble.RandomForestClassifier") == "train"
