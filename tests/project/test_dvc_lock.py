"""dvc.lock after a run in a copy, with what happened in the project meanwhile."""

import pytest
import yaml

from migrate.errors import RequestError
from migrate.project.dvc_lock import with_stages_of


def text(**stages: str) -> str:
    found = {name.replace("__", "-"): {"cmd": cmd} for name, cmd in stages.items()}
    return yaml.safe_dump({"schema": "2.0", "stages": found}, sort_keys=False)


@pytest.mark.parametrize(
    ("made", "there", "wanted"),
    [
        pytest.param(text(), "", text(), id="nothing"),
        pytest.param(text(a__load="1"), "", text(a__load="1"), id="the first pipeline"),
        pytest.param(
            text(b__load="1", a__load="2"),
            text(b__load="1", a__load="1", a__old="1"),
            text(b__load="1", a__load="2"),
            id="nothing happened meanwhile",
        ),
        pytest.param(
            text(a__load="2"), text(b__load="1"), text(b__load="1", a__load="2"), id="another was added"
        ),
        pytest.param(
            text(b__load="1", a__load="2"),
            text(b__load="3", ab__load="4"),
            text(b__load="3", ab__load="4", a__load="2"),
            id="another was changed",
        ),
        pytest.param(text(b__load="1", a__load="2"), text(), text(a__load="2"), id="another is gone"),
    ],
)
def test_stages_of_other_pipelines_are_as_they_lie_in_the_project(made: str, there: str, wanted: str) -> None:
    assert yaml.safe_load(with_stages_of("a", made, there)) == yaml.safe_load(wanted)


def test_where_nothing_happened_it_is_as_dvc_wrote_it() -> None:
    made = "schema: '2.0'\nstages:\n  a-load:\n    cmd:   x\n"
    assert with_stages_of("a", made, "") == made


@pytest.mark.parametrize("there", ["[1", "- a", "stages: 3", "<<<<<<< HEAD\n"])
def test_one_that_is_spoilt_is_told_in_a_sentence(there: str) -> None:
    with pytest.raises(RequestError, match=r"dvc\.lock: not as DVC left it"):
        with_stages_of("a", text(), there)
