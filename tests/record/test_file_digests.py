"""Marks of files: equal for what holds the same, and only for that."""

from __future__ import annotations

import gzip
import io
import os
import pickle
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from migrate.record.file_digests import left_behind, mark, marks, states

SVG = """<svg><dc:date>{date}</dc:date><path id="m{id}" d="M {x}"/><use href="#m{id}"/></svg>"""
PDF = b"%PDF-1.4\n<< /CreationDate (D:{}) /Title (%s) >>"


def picture(form: str, colour: str, size: tuple[int, int] = (3, 2), **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, form, **options)
    return file.getvalue()


def archive(content: str, made: str, year: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made_now:
        for name, text in {"docProps/core.xml": made, "sheet.xml": content}.items():
            made_now.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), text)
    return file.getvalue()


def database(value: int, *, freed: bool) -> bytes:
    with sqlite3.connect(":memory:") as made:
        made.execute("create table t (x)")
        if freed:
            made.executemany("insert into t values (?)", [("y" * 999,)] * 99)
            made.execute("delete from t")
        made.execute("insert into t values (?)", (value,))
    return made.serialize()


def pdf(date: str, title: str) -> bytes:
    return PDF.replace(b"{}", date.encode()).replace(b"%s", title.encode())


def svg(date: str, number: str, x: int) -> bytes:
    return SVG.format(date=date, id=number, x=x).encode()


CASES = [
    pytest.param("a.csv", b"a,1\n", b"a,1\n", b"a,2\n", id="text"),
    pytest.param(
        "a.txt", b"<A at 0x7fe14c61b830>", b"<A at 0x7fe14c61b8ff>", b"<B at 0x7fe14c61b8ff>", id="addresses"
    ),
    pytest.param(
        "a.log",
        b'File "/tmp/ipykernel_12/345.py", line 3',
        b'File "/ipykernel_0/345.py", line 3',
        b'File "/ipykernel_0/345.py", line 4',
        id="files of cells",
    ),
    pytest.param("a.dat", b"\0\1", b"\0\1", b"\0\2", id="bytes"),
    pytest.param(
        "a.png",
        picture("PNG", "red"),
        picture("PNG", "red", compress_level=0),
        picture("PNG", "blue"),
        id="pixels",
    ),
    pytest.param(
        "a.csv.gz",
        gzip.compress(b"1", mtime=1),
        gzip.compress(b"1", mtime=2),
        gzip.compress(b"2", mtime=1),
        id="compressed",
    ),
    pytest.param(
        "a.xlsx",
        archive("1", "now", 2020),
        archive("1", "then", 2021),
        archive("2", "now", 2020),
        id="a workbook",
    ),
    pytest.param(
        "a.db", database(1, freed=False), database(1, freed=True), database(2, freed=False), id="a database"
    ),
    pytest.param("a.pdf", pdf("2026", "one"), pdf("2027", "one"), pdf("2026", "two"), id="a document"),
    pytest.param(
        "a.svg",
        svg("2026", "77fefba65b", 1),
        svg("2027", "5e574a3225", 1),
        svg("2026", "77fefba65b", 2),
        id="a drawing",
    ),
]


@pytest.mark.parametrize(("name", "one", "same", "other"), CASES)
def test_a_mark_tells_what_a_file_holds(
    tmp_path: Path, name: str, one: bytes, same: bytes, other: bytes
) -> None:
    def marked(content: bytes) -> str:
        (tmp_path / name).write_bytes(content)
        return mark(tmp_path / name, tmp_path)

    assert marked(one) == marked(same) != marked(other)


CROSSED = """<svg><path id="m{a}"/><path id="m{b}"/><use href="#m{c}"/></svg>"""
A, B = "77fefba65b", "5e574a3225"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(picture("PNG", "red", (3, 2)), picture("PNG", "red", (2, 3)), id="a picture's shape"),
        pytest.param(
            b"<dc:date>2026</dc:date>", b"<dc:date>2027</dc:date>", id="a date that is no drawing's"
        ),
        pytest.param(
            CROSSED.format(a=A, b=B, c=A).encode(), CROSSED.format(a=A, b=B, c=B).encode(), id="what is drawn"
        ),
    ],
)
def test_what_looks_alike_has_another_mark(tmp_path: Path, one: bytes, other: bytes) -> None:
    for name, content in (("one", one), ("other", other)):
        (tmp_path / name).write_bytes(content)
    assert mark(tmp_path / "one", tmp_path) != mark(tmp_path / "other", tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("a.csv", b"1", True, id="a file"),
        pytest.param("out/a.csv", b"1", True, id="a file in a folder"),
        pytest.param("a.png", b"\x89PNG broken", True, id="no picture, in spite of its beginning"),
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


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(lambda text: text.encode(), id="text"),
        pytest.param(lambda text: b"\0" + text.encode(), id="bytes"),
        pytest.param(lambda text: archive(text, "", 2020), id="an archive"),
    ],
)
def test_the_folder_itself_does_not_count(tmp_path: Path, form: Callable[[str], bytes]) -> None:
    found = []
    for root in (tmp_path / "one", tmp_path / "other"):
        root.mkdir()
        (root / "a").write_bytes(form(f"made in {root}/sub"))
        found.append(left_behind(root, {}))
    assert found[0] == found[1]
    (tmp_path / "other/a").write_bytes(form("made elsewhere"))
    assert left_behind(tmp_path / "other", {}) != found[0]


def test_the_value_of_a_pickle_that_holds_its_folder_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "here.pkl").write_bytes(pickle.dumps(str(tmp_path.resolve())))
    (tmp_path / "other.pkl").write_bytes(pickle.dumps("else"))
    found = marks(tmp_path, ["here.pkl", "other.pkl", "gone.pkl"], Path(sys.executable))
    assert {path: known.count(" ") for path, known in found.items()} == {"here.pkl": 1, "other.pkl": 2}


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import trace\nKNOWN = trace.Trace", id="of the standard library"),
        pytest.param("import tree\nKNOWN = tree.OWN", id="of the notebook"),
        pytest.param("import settings\nKNOWN = settings.OWN", id="of the notebook, as one in the probe"),
    ],
)
def test_the_code_that_a_value_needs_finds_its_own_modules(tmp_path: Path, code: str) -> None:
    for name in ("tree", "settings"):
        (tmp_path / f"{name}.py").write_text("OWN = True\n")
    (tmp_path / "shapes.py").write_text(f"{code}\nclass Shape:\n    sides = 4\n")
    store = "import pickle, shapes; pickle.dump(shapes.Shape(), open('a.pkl', 'wb'))"
    subprocess.run([sys.executable, "-c", store], cwd=tmp_path, check=True)
    assert " like-" in marks(tmp_path, ["a.pkl"], Path(sys.executable))["a.pkl"]
