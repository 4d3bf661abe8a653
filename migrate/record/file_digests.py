"""What files a run left behind, identified by their content.

A mark is a text short enough to keep: the form of the content (text, picture, database…) and a hash of it
without its noise. For pickles, that is a hash of the bytes, and one of the value where that is known: equal
values may be pickled in several ways.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from PIL import Image, ImageSequence

from migrate.model.paths import is_text
from migrate.model.record import Written
from migrate.record.injection import run_program
from migrate.record.noise import (
    ADDRESS,
    CELL_FILE,
    SVG_DATE,
    pixels,
    with_numbered_chart_ids,
    with_numbered_svg_ids,
)

Marks = Mapping[str, str]  # by path from the root of the notebook's tree
State = tuple[int, int]  # size, and time of the last change
MOST = 200 * 2**20  # bytes of which the form is looked at
CACHES = ("__pycache__", ".ipynb_checkpoints")
LOADED = ("pickle", "parquet")  # forms whose bytes may differ for equal values
PDF_DATES = re.compile(rb"/(?:CreationDate|ModDate) ?\(D:[^)]*\)|/ID ?\[[^\]]*\]")
TIMED = ("docProps/core.xml",)  # members of archives that say when they were made


def states(root: Path) -> dict[str, State]:
    """Every file below a folder, with its size and time of last change."""
    found = {}
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name not in CACHES]
        for path in (Path(folder, file) for file in files):
            if path.is_file() and not path.is_symlink():
                stat = path.stat()
                found[path.relative_to(root).as_posix()] = (stat.st_size, stat.st_mtime_ns)
    return found


def left_behind(root: Path, before: Mapping[str, State], python: Path | None = None) -> dict[str, str]:
    """The marks of new and changed files. With the interpreter that made them, values are marked, too."""
    new = sorted(p for p, state in states(root).items() if before.get(p) != state and is_text(p))
    return marks(root, new, python)


def marks(root: Path, paths: Iterable[str], python: Path | None = None) -> dict[str, str]:
    """The marks of those files that exist.

    With an interpreter, pickles are loaded: only give one for files just made by code that ran anyway.
    """
    found = {path: mark(root / path, root) for path in paths if (root / path).is_file()}
    asked = [p for p, known in found.items() if known.startswith(LOADED) and not names(root / p, root)]
    values = values_of(root, asked, python) if python and asked else {}
    return {path: f"{known} {values[path]}" if path in values else known for path, known in found.items()}


def written(
    first: Marks, second: Marks, writers: Mapping[str, int], renamed: Mapping[str, str]
) -> dict[str, Written]:
    """The files that some cell of the notebook was seen to write."""
    known = {path: mark for path, mark in first.items() if path in writers}
    return {
        path: Written(writers[path], mark, second.get(path), renamed.get(path, ""))
        for path, mark in known.items()
    }


def names(path: Path, root: Path) -> bool:
    """Whether a file contains the path of its own folder: then its value depends on where that is."""
    return os.fsencode(root.resolve()) in path.read_bytes()


def values_of(root: Path, paths: list[str], python: Path) -> dict[str, str]:
    """A hash of the value of each file that can be loaded."""
    done = run_program("describe_files", python, [], root, json.dumps(paths))
    found: dict[str, str] = json.loads(done.stdout) if done.returncode == 0 else {}
    return found


def mark(path: Path, root: Path) -> str:
    """The mark of one file, wherever its folder is."""
    if path.stat().st_size > MOST:
        with path.open("rb") as file:
            return f"bytes {hashlib.file_digest(file, 'sha256').hexdigest()}"
    form, content = read(path.read_bytes(), os.fsencode(root.resolve()))
    return f"{form} {hashlib.sha256(content).hexdigest()}"


def read(content: bytes, root: bytes) -> tuple[str, bytes]:
    """The form of some content, and the part of it that counts."""
    for form, begins, reader in FORMS:
        if content.startswith(begins):
            with contextlib.suppress(Exception):  # then it isn't what it looks like
                return form, reader(content, root)
    return "bytes", content.replace(root, b"\0")


def packed(content: bytes, root: bytes) -> bytes:
    return read(gzip.decompress(content), root)[1]


def archived(content: bytes, root: bytes) -> bytes:
    """The members of an archive, such as a workbook, without those that only give times."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: read(archive.read(name), root) for name in sorted(archive.namelist())}
    return repr({name: member for name, member in members.items() if name not in TIMED}).encode()


def database(content: bytes, root: bytes) -> bytes:
    """The tables of a database, as the statements that create them."""
    with contextlib.closing(sqlite3.connect(":memory:")) as copy:
        copy.deserialize(content)
        return "\n".join(copy.iterdump()).encode().replace(root, b"\0")


def picture(content: bytes, root: bytes) -> bytes:
    """The size and pixels of an image, of all frames."""
    with Image.open(io.BytesIO(content)) as image:
        return repr(image.size).encode() + b"".join(map(pixels, ImageSequence.Iterator(image)))


def document(content: bytes, root: bytes) -> bytes:
    """A PDF without its dates."""
    return PDF_DATES.sub(b"", content)


def as_it_is(content: bytes, root: bytes) -> bytes:
    return content


def text(content: bytes, root: bytes) -> bytes:
    """Text without addresses and generated ids. Raises ValueError if it isn't text."""
    if b"\0" in content:
        raise ValueError("not text")
    plain = CELL_FILE.sub("<cell>", ADDRESS.sub("0x", content.replace(root, b"\0").decode()))
    if "<svg" in plain[:1000]:
        plain = with_numbered_svg_ids(SVG_DATE.sub("", plain))
    if re.match(r"\s*(?:<!doctype html|<html|<head|<div|<script|<style)", plain, re.IGNORECASE):
        plain = with_numbered_chart_ids(plain)
    return plain.encode()


FORMS: tuple[tuple[str, bytes | tuple[bytes, ...], Callable[[bytes, bytes], bytes]], ...] = (
    ("archive", b"\x1f\x8b", packed),
    ("archive", b"PK\x03\x04", archived),
    ("database", b"SQLite format 3\0", database),
    ("picture", (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF"), picture),
    ("document", b"%PDF", document),
    ("parquet", b"PAR1", as_it_is),
    ("pickle", (b"\x80", b"x\x9c", b"x\x01", b"x\xda"), as_it_is),  # also as joblib compresses them
    ("text", b"", text),
)
