"""The files that a pipeline writes, compared with those that the notebook wrote."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from migrate.model.record import Written
from migrate.record.file_digests import LOADED, marks

OF_CODE = re.compile(r"ipykernel[-_]\d+")  # as joblib names the folders of its cache
FileStatus = Literal["equal", "different", "missing", "not repeatable", "not compared"]


@dataclass(frozen=True)
class FileResult:
    path: str
    cell: int
    status: FileStatus
    what: str  # a word for its content: "text", "picture"
    reason: str = ""  # why it isn't repeatable, or couldn't be compared
    got: str = ""  # the mark of the pipeline's file


def compare_files(wanted: Mapping[str, Written], root: Path, python: Path) -> tuple[FileResult, ...]:
    """Compare the files below a folder, as tasks have just written them, with those in the record."""
    now = names_now(wanted, root)
    got = dict(marks(root, now.values()))
    changed = [place for path, place in now.items() if got.get(place) != bare(wanted[path].mark)]
    doubtful = [place for place in changed if got.get(place, "").startswith(LOADED)]
    got |= marks(root, doubtful, python)
    return tuple(judge(path, known, now[path], got.get(now[path])) for path, known in sorted(wanted.items()))


def names_now(wanted: Mapping[str, Written], root: Path) -> dict[str, str]:
    """What each file is called this time. Files of one pattern are matched in order, if there are as many."""
    found = {path: path for path in wanted}
    away: dict[str, list[str]] = {}
    for path, known in sorted(wanted.items()):
        if known.pattern and not (root / path).exists():
            away.setdefault(known.pattern, []).append(path)
    for pattern, paths in away.items():
        plain = "*".join(map(glob.escape, pattern.split("*")))
        inside = not PurePosixPath(pattern).is_absolute() and ".." not in PurePosixPath(pattern).parts
        there = sorted({*glob.glob(plain, root_dir=root)} - {*wanted}) if inside else []
        found |= dict(zip(paths, there, strict=True)) if len(there) == len(paths) else {}
    return found


def judge(path: str, wanted: Written, now: str, got: str | None) -> FileResult:
    """Judge one file by what the notebook's two runs agree on."""
    status, reason = verdict(wanted, got)
    if status == "different" and now != path:
        status, reason = "not compared", "its name says when it was made, and so may its content"
    if status == "missing" and OF_CODE.search(path):
        status, reason = "not compared", "its name says where the code of the cells lay"
    return FileResult(path, wanted.cell, status, wanted.mark.split()[0], reason, got or "")


def verdict(wanted: Written, got: str | None) -> tuple[FileStatus, str]:
    """The judgement, and why it isn't a clear one; "" if it is."""
    known = same(wanted.mark, got) if got else False
    if known:
        return "equal", ""
    if wanted.second is None or not same(wanted.mark, wanted.second):
        return "not repeatable", "differs from run to run"
    if known is None:
        return "not compared", f"a {wanted.mark.split()[0]} may hold equal values in other bytes"
    return ("different" if got else "missing"), ""


def same(one: str, other: str) -> bool | None:
    """Whether two marks are of the same content; None if they can't tell."""
    if bare(one) == bare(other):
        return True
    values = [mark.split()[2] if mark.count(" ") > 1 else "" for mark in (one, other)]
    if not one.startswith(LOADED) or one.split()[0] != other.split()[0]:
        return False
    if all(values) and values[0] == values[1]:
        return True
    return False if all(value.startswith("is-") for value in values) else None


def bare(mark: str) -> str:
    """A mark without what it says about the value."""
    return " ".join(mark.split()[:2])


def wrong(files: Iterable[FileResult]) -> tuple[FileResult, ...]:
    return tuple(file for file in files if file.status in ("different", "missing"))
