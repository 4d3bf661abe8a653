"""Files that a pipeline wrote, judged by what the notebook wrote in two runs."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from migrate.model.record import Written
from migrate.record.file_digests import left_behind, written
from migrate.verify.files import FileStatus, compare_files, same, verdict

PYTHON = Path(sys.executable)


@pytest.mark.parametrize(
    ("first", "second", "got", "status"),
    [
        pytest.param("text 1", "text 1", "text 1", "equal", id="nothing to do"),
        pytest.param("text 1", "text 2", "text 1", "equal", id="equal as it is seeded alike"),
        pytest.param("text 1", "text 1", "text 2", "different", id="another content"),
        pytest.param("text 1", "text 1", "bytes 2", "different", id="no text any more"),
        pytest.param("text 1", "text 1", None, "missing", id="not there"),
        pytest.param("text 1", "text 2", "text 3", "not repeatable", id="another one each time"),
        pytest.param("text 1", None, None, "not repeatable", id="of another name each time"),
        pytest.param(
            "pickle 1 like-a", "pickle 1", "pickle 2 like-a", "equal", id="another pickle of the same"
        ),
        pytest.param(
            "pickle 1 is-a", "pickle 1", "pickle 2 is-b", "different", id="a pickle of another value"
        ),
        pytest.param("pickle 1 like-a", "pickle 1", "pickle 2 like-b", "not compared", id="perhaps the same"),
        pytest.param("pickle 1", "pickle 1", "pickle 2", "not compared", id="a pickle that can't be loaded"),
        pytest.param(
            "pickle 1 is-a", "pickle 3", "pickle 2 is-b", "not repeatable", id="pickled anew each time"
        ),
        pytest.param("pickle 1 is-a", "pickle 1", "text 2", "different", id="a pickle that is a text now"),
    ],
)
def test_verdict(first: str, second: str | None, got: str | None, status: FileStatus) -> None:
    assert verdict(Written(3, first, second), got)[0] == status


def test_marks_tell_nothing_of_text_that_looks_alike() -> None:
    assert same("text 1", "text 2") is False


@pytest.mark.parametrize(
    ("ours", "theirs", "status"),
    [
        pytest.param([1, 2], [1, 2], "equal", id="the same"),
        pytest.param([1, 2], [1, 3], "different", id="another value"),
    ],
)
@pytest.mark.parametrize("protocol", [5, 4], ids=["pickled alike", "in other bytes"])
def test_pickles_are_compared_by_value(
    tmp_path: Path, ours: list[int], theirs: list[int], status: FileStatus, protocol: int
) -> None:
    for folder, value, form in (("one", ours, 5), ("other", theirs, protocol)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.pkl").write_bytes(pickle.dumps(value, form))
    first = left_behind(tmp_path / "one", {}, PYTHON)
    wanted = written(first, left_behind(tmp_path / "one", {}), {"a.pkl": 3}, {})
    assert [file.status for file in compare_files(wanted, tmp_path / "other", PYTHON)] == [status]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("cache/f.py", "missing", id="nothing to do"),
        pytest.param("cache/__main__--tmp-ipykernel-2386602718/f.py", "not compared", id="named after code"),
    ],
)
def test_a_file_that_is_named_after_where_code_lay_has_another_name(
    tmp_path: Path, path: str, status: FileStatus
) -> None:
    (found,) = compare_files({path: Written(3, "text 1", "text 1")}, tmp_path, PYTHON)
    assert found.status == status


def test_only_files_that_a_cell_was_seen_to_write_count() -> None:
    assert written({"a.csv": "text 1", "b.log": "text 2"}, {"a.csv": "text 1"}, {"a.csv": 3}, {}) == {
        "a.csv": Written(3, "text 1", "text 1")
    }


@pytest.mark.parametrize(
    ("there", "status"),
    [
        pytest.param({"r_1.txt": "one"}, "equal", id="the same name"),
        pytest.param({"r_2.txt": "one"}, "equal", id="another name"),
        pytest.param({"r_2.txt": "two"}, "not compared", id="another name and content"),
        pytest.param({"r_1.txt": "two"}, "different", id="another content"),
        pytest.param({}, "missing", id="no such file"),
        pytest.param({"r_2.txt": "one", "r_3.txt": "one"}, "missing", id="nobody knows which"),
        pytest.param({"other.txt": "one"}, "missing", id="a file of another kind"),
    ],
)
def test_files_with_another_name_each_time(tmp_path: Path, there: dict[str, str], status: str) -> None:
    for name, text in there.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "known").mkdir()
    (tmp_path / "known/r_1.txt").write_text("one")
    mark = left_behind(tmp_path / "known", {})["r_1.txt"]
    outside = compare_files({"a": Written(3, mark, mark, "../*/known/*")}, tmp_path, PYTHON)
    assert [file.status for file in outside] == ["missing"]
    (file,) = compare_files({"r_1.txt": Written(3, mark, mark, "r_*.txt")}, tmp_path, PYTHON)
    assert file.status == status
