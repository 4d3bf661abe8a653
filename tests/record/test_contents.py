import os
from pathlib import Path

import pytest

from migrate.record.contents import left_behind, states


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("a.csv", b"1", True, id="a file"),
        pytest.param("out/a.csv", b"1", True, id="a file in a folder"),
        pytest.param("a.pkl", b"\x80\x05N.", False, id="a pickle, which may differ for equal values"),
        pytest.param("__pycache__/a.pyc", b"1", False, id="a cache"),
    ],
)
def test_left_behind(tmp_path: Path, name: str, content: bytes, told: bool) -> None:
    (tmp_path / "old.csv").write_text("1")
    before = states(tmp_path)
    assert left_behind(tmp_path, before) == {}
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(content)
    assert list(left_behind(tmp_path, before)) == ([name] if told else [])


def test_a_changed_file_counts(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text("1")
    before = states(tmp_path)
    path.write_text("2")
    os.utime(path, ns=(1, 1))
    assert list(left_behind(tmp_path, before)) == ["old.csv"]


def test_the_folder_itself_does_not_count(tmp_path: Path) -> None:
    found = []
    for root in (tmp_path / "one", tmp_path / "other"):
        root.mkdir()
        (root / "a.txt").write_text(f"made in {root}/sub")
        found.append(left_behind(root, {}))
    assert found[0] == found[1]
    (tmp_path / "other/a.txt").write_text("made elsewhere")
    assert left_behind(tmp_path / "other", {}) != found[0]
