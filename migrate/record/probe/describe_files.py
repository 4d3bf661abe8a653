"""A program: the hashes of the values in files that a notebook wrote, named by a JSON list on its input."""

from __future__ import annotations

import contextlib
import importlib
import json
import pickle
import sys
from typing import Any

from . import leave_path
from .content_hashes import content
from .fingerprints import FEEDS
from .kinds import is_plain, kind


def main() -> None:
    """Print them as JSON by path, each with how certain it is; files that can't be loaded are left out."""
    leave_path()
    answer, sys.stdout = sys.stdout, sys.stderr  # what loading says, and what objects say in the end
    found = {}
    for path in json.load(sys.stdin):
        with contextlib.suppress(Exception):
            value = loaded_from(path)
            sure = kind(value)[0] in FEEDS or is_plain(value)
            if told := content(value):
                found[path] = ("is-" if sure else "like-") + told
    print(json.dumps(found), file=answer)


def loaded_from(path: str) -> Any:
    """What a file holds: a table, or a value stored by pickle or joblib."""
    if path.endswith(".parquet"):
        return importlib.import_module("pandas").read_parquet(path)
    try:
        return importlib.import_module("joblib").load(path)
    except ImportError:
        with open(path, "rb") as file:
            return pickle.load(file)


if __name__ == "__main__":
    main()
