"""What a later migration merges with."""

import json

import yaml

from migrate.model.trace import Trace
from migrate.write.base import base_files
from tests.plan.building import apart, planned


def test_the_plan_as_it_was_followed_and_what_came_of_it() -> None:
    book = apart("x = load()", "fit(x, cv=5)")
    pipeline = planned(book)
    own = {"tasks/study/01_s0.py": "x = load()\n"}
    found = base_files(book, pipeline, Trace(), "shop", own, "recorded")
    plan = found["records/study/plan.yaml"]
    assert "nbmigrate split study.ipynb --order recorded --plan records/study/plan.yaml" in plan
    assert [*yaml.safe_load(plan)["stages"]] == [task.name for task in pipeline.tasks]
    kept = json.loads(found["records/study/generated.json"])
    assert kept["files"] == {"tasks/study/01_s0.py": ["x = load()", ""]}
    assert [*kept["stages"]] == [f"study-{task.name}" for task in pipeline.tasks]
