"""Records as types, and their JSON there and back."""

import json
from dataclasses import replace

import pytest

from migrate.model.record import Added, Boundary, Planned, Recorded, Written, as_json, as_text
from migrate.model.shape import conform

ADDED = Added(notebook="notebooks/a.ipynb", source="a.ipynb", sha256="1", files={"a": "2"}, data={}, stage={})
PLANNED = Planned(notebook="a.ipynb", files={}, data={"data/raw/a/b.csv": "1"}, section="")
RECORDED = Recorded(notebook="a.ipynb", sha256="1", data={}, files={})
BOUNDARY = Boundary(variable="x", cell=3, kind="int", fingerprint="a", content="b", summary={"value": 1})


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(ADDED, id="added"),
        pytest.param(replace(ADDED, stage={"cmd": "x", "deps": ["a"]}), id="with its stage"),
        pytest.param(PLANNED, id="planned"),
        pytest.param(RECORDED, id="recorded"),
        pytest.param(replace(RECORDED, parameters={"fit": {"cv": 5, "name": None}}), id="with parameters"),
        pytest.param(replace(RECORDED, written={"a.csv": Written(3, "text 1", None)}), id="with files"),
        pytest.param(
            replace(RECORDED, written={"a_1.csv": Written(3, "text 1", "text 1", "a_*.csv")}),
            id="with a file that has other names",
        ),
        pytest.param(replace(RECORDED, accepted=({"cells": [1], "because": "x"},)), id="with a change"),
        pytest.param(replace(RECORDED, second_run={"1": ({"output_type": "stream"},)}), id="with outputs"),
        pytest.param(BOUNDARY, id="boundary"),
        pytest.param(replace(BOUNDARY, content=None), id="of unknown content"),
        pytest.param(replace(BOUNDARY, content=""), id="of an older version"),
        pytest.param(replace(BOUNDARY, repeats=False), id="that varies"),
    ],
)
def test_what_is_written_reads_back(record):
    assert conform(type(record), json.loads(as_text(record))) == record


@pytest.mark.parametrize(
    ("record", "absent"),
    [
        (RECORDED, {"written", "others"}),
        (BOUNDARY, {"repeats"}),
        (replace(BOUNDARY, content=""), {"repeats", "content"}),
        (Written(1, "a", "a"), {"pattern"}),
    ],
)
def test_what_says_nothing_is_not_written(record, absent):
    assert {*vars(record)} - {*as_json(record)} == absent


def test_what_a_newer_version_wrote_stays():
    assert as_json(replace(RECORDED, others={"newer": 1}))["newer"] == 1


def test_an_older_record_lacks_what_is_newer():
    older = {"notebook": "a.ipynb", "sha256": "1", "data": {}, "files": {}}
    assert conform(Recorded, older) == RECORDED


def test_half_of_a_character_can_be_written():
    assert json.loads(as_text({"\udc80": "é"})) == {"\udc80": "é"}
    assert "é" in as_text({"\udc80": "é"})
