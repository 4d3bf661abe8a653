"""Records that are kept and taken again."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from migrate.model.notebook import Cell, Notebook
from migrate.record import cache
from migrate.record.cache import Entry, find, keep, key_of, ours

PYTHON = Path(sys.executable)


def entry(text: str = "1") -> Entry:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text, id="a")])
    return Entry(made, made, '{"cell": 0, "outside": {}}\n', 1.5, "/tmp/was/here")


def notebook(source: str = "x = 1", tags: tuple[str, ...] = ()) -> Notebook:
    return Notebook("nb", (Cell(0, "code", source, tags),))


@pytest.fixture
def data(tmp_path: Path) -> dict[str, Path]:
    for name in ("nb.ipynb", "data.csv"):
        (tmp_path / name).write_text("before")
    return {"nb.ipynb": tmp_path / "nb.ipynb", "data.csv": tmp_path / "data.csv"}


def key(
    data: dict[str, Path],
    python: Path = PYTHON,
    watch: tuple[str, ...] = ("x",),
    source: Notebook | None = None,
) -> str:
    return key_of(data["nb.ipynb"], source or notebook(), data, python, {0: watch})


def test_a_file_that_goes_away_meanwhile_makes_another_key(data: dict[str, Path]) -> None:
    before = key(data)
    data["data.csv"].unlink()
    assert key(data) != before


def touched(data: dict[str, Path]) -> str:
    os.utime(data["data.csv"], (1, 1))
    return key(data)


def saved(data: dict[str, Path]) -> str:
    data["nb.ipynb"].write_text("other outputs")
    return key(data)


def edited(data: dict[str, Path]) -> str:
    data["data.csv"].write_text("after")
    return key(data)


def added(data: dict[str, Path]) -> str:
    new = data["data.csv"].with_name("new.csv")
    new.write_text("")
    return key({**data, "new.csv": new})


def other_python(data: dict[str, Path]) -> str:
    python = data["data.csv"].with_name("python")
    python.symlink_to(PYTHON)
    return key(data, python)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        pytest.param(key, True, id="nothing"),
        pytest.param(touched, True, id="the time of a file"),
        pytest.param(saved, True, id="outputs in the notebook's file"),
        pytest.param(edited, False, id="a file's content"),
        pytest.param(added, False, id="a new file"),
        pytest.param(other_python, False, id="the interpreter"),
        pytest.param(lambda data: key(data, watch=("x", "y")), False, id="the watched names"),
        pytest.param(lambda data: key(data, source=notebook("x = 2")), False, id="a cell"),
        pytest.param(lambda data: key(data, source=notebook(tags=("skip-execution",))), False, id="a tag"),
    ],
)
def test_what_makes_another_record(
    data: dict[str, Path], change: Callable[[dict[str, Path]], str], same: bool
) -> None:
    before = key(data)
    assert (change(data) == before) is same


def test_a_newly_installed_package_makes_another_record(
    data: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = key(data)
    (tmp_path / "site/new-1.0.dist-info").mkdir(parents=True)
    (tmp_path / "site/new-1.0.dist-info/METADATA").write_text(
        "Metadata-Version: 2.1\nName: new\nVersion: 1.0\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    assert key(data) != before


@pytest.mark.parametrize("name", ["kernel", "watch", "storage", "list_installed", "installs"])
def test_whatever_records_is_in_the_key(name: str) -> None:
    assert name in {path.stem for path in ours()}


def test_a_record_comes_back(own_cache: Path) -> None:
    keep("k", entry())
    assert find("k") == entry()
    assert {path.suffix for path in own_cache.rglob("*.*")} == {".ipynb", ".json", ".jsonl"}


def nothing(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


def cut(folder: Path) -> None:
    file = folder / "original.ipynb"
    file.write_text(file.read_text()[:40])


def no_trace(folder: Path) -> None:
    (folder / "trace.jsonl").write_text("")


def other_file(folder: Path) -> None:
    (folder / "trace.jsonl").write_text('{"cell": 0, "outside": {"/nowhere": [1, 2]}}\n')


@pytest.mark.parametrize("damage", [nothing, cut, no_trace, other_file])
def test_a_record_that_is_damaged_or_out_of_date_is_ignored(
    own_cache: Path, damage: Callable[[Path], None]
) -> None:
    keep("k", entry())
    damage(own_cache / "k")
    assert find("k") is None


def test_a_damaged_record_is_replaced(own_cache: Path) -> None:
    keep("k", entry())
    cut(own_cache / "k")
    keep("k", entry("2"))
    assert find("k") == entry("2")


def test_nothing_is_kept_where_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBMIGRATE_CACHE", "/dev/null/x")
    keep("k", entry())
    assert find("k") is None


def test_nothing_is_kept_where_the_user_wants_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBMIGRATE_CACHE", "")
    keep("k", entry())
    assert find("k") is None


def test_the_oldest_are_forgotten(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST", 2)
    for age, name in enumerate("abc"):
        keep(name, entry())
        os.utime(own_cache / name, (1000 + age, 1000 + age)) if (own_cache / name).exists() else None
    assert sorted(path.name for path in own_cache.iterdir()) == ["b", "c"]


def test_the_second_attempt_does_not_run_the_notebook(
    record_cells: Any, tmp_path: Path, own_cache: Path
) -> None:
    runs, elsewhere = tmp_path / "runs", tmp_path / "elsewhere.csv"
    runs.mkdir()
    elsewhere.write_text("a")
    noted = f"import os; open(f'{runs}/{{os.getpid()}}', 'w').close()"
    cells = {"a": f"{noted}\ny = open({str(elsewhere)!r}).read()\ny"}

    def attempt() -> Any:
        return record_cells(tmp_path / "work/nb.ipynb", cells, {"a": ("y",)}, cache=True)

    first, again = attempt(), attempt()
    assert (first.reused, again.reused, len(list(runs.iterdir()))) == (False, True, 2)
    assert (again.original, again.plain, again.trace) == (first.original, first.plain, first.trace)
    elsewhere.write_text("ab")
    assert attempt().reused is False


def test_a_run_that_failed_is_not_kept(record_cells: Any, tmp_path: Path, own_cache: Path) -> None:
    with pytest.raises(Exception, match="ZeroDivisionError"):
        record_cells(tmp_path / "work/nb.ipynb", {"a": "1 / 0"}, cache=True)
    assert not own_cache.exists()
