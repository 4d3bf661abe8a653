"""The values that tasks hand on, compared with the variables of the recorded run."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrate.errors import RequestError
from migrate.record import probe

Values = Mapping[str, dict[str, Any]]  # by a product's path: kind, fingerprint, summary

# Formats whose fingerprint depends on nothing but content; a pickle may differ for an equal object.
COMPARABLE = (".parquet", ".npy", ".json")

DESCRIBE = """
import importlib, json, sys
folder, source, package, *paths = sys.argv[1:]
sys.path[:0] = [folder, source]
import probe
io = importlib.import_module(package + ".io")
found = {}
for path in paths:
    try:
        value = io.load(path)
    except Exception:
        continue
    kind, _ = probe.kind(value)
    summary = probe.summary(value, kind)
    found[path] = {"kind": kind, "fingerprint": probe.fingerprint(value), "summary": summary}
print(json.dumps(found))
"""


def values_made(project: Path, package: str, python: Path, recorded: Values) -> Values:
    """Load the products of a project that ran, and describe them as the record does.

    The products are files that the project's own tasks have just written. What can't be loaded is left out.
    """
    folder = str(Path(probe.__file__).parent)
    command = [str(python), "-c", DESCRIBE, folder, str(project / "src"), package, *recorded]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RequestError(f"the products can't be loaded: {done.stderr.strip()[-500:]}")
    found: Values = json.loads(done.stdout.strip().split("\n")[-1])
    return found


def wrong_values(recorded: Values, made: Values) -> tuple[str, ...]:
    """The products that hold something else than the notebook's variable did, the earliest first."""
    known = [path for path, value in recorded.items() if value.get("repeats", True)]
    order = sorted(known, key=lambda path: (recorded[path]["cell"], path))
    return tuple(path for path in order if path in made and is_wrong(path, recorded[path], made[path]))


def is_wrong(path: str, recorded: Mapping[str, Any], made: Mapping[str, Any]) -> bool:
    """Whether a product certainly differs."""
    if recorded["summary"] != made["summary"]:
        return True
    return path.endswith(COMPARABLE) and recorded["fingerprint"] != made["fingerprint"]


def sentence(path: str, recorded: Mapping[str, Any], made: Mapping[str, Any]) -> str:
    """Say which variable is wrong, and how, where that can be said in short."""
    what = f"`{recorded['variable']}` after cell {recorded['cell']} ({path}) has another value"
    if recorded["summary"] == made["summary"]:
        return what
    return (
        f"{what}:\n  notebook: {json.dumps(recorded['summary'])}\n  pipeline: {json.dumps(made['summary'])}"
    )
