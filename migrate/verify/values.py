"""The values that tasks hand on, compared with the variables of the recorded run."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from migrate.errors import RequestError
from migrate.record import probe

Values = Mapping[str, dict[str, Any]]  # by a product's path: kind, fingerprint, summary

# Formats whose fingerprint depends on nothing but content; a pickle may differ for an equal object.
COMPARABLE = (".parquet", ".npy", ".json")
TOLD = ".dvc/tmp/products.jsonl"  # where tasks tell of what they stored

DESCRIBE = """
import importlib, json, sys
folder, source, package, *paths = sys.argv[1:]
sys.path[:0] = [folder, source]
answer, sys.stdout = sys.stdout, sys.stderr  # what loading says, and what objects say in the end
import probe
print(json.dumps(probe.contents(importlib.import_module(package + ".io").load, paths)), file=answer)
"""


def watching_products(project: Path, package: str, products: Iterable[str]) -> dict[str, object]:
    """What the probe needs to describe the products in the tasks that make them."""
    told = project / TOLD
    told.parent.mkdir(parents=True, exist_ok=True)
    told.unlink(missing_ok=True)
    places = {path: str(project / path) for path in products}
    return {"products": places, "io": f"{package}.io", "told": str(told)}


def values_made(project: Path, package: str, python: Path, recorded: Values) -> Values:
    """The products of a project that ran, described as the record does; what can't be loaded is left out.

    Tasks told of what they stored. What something else made is a file that the project has just written,
    and is loaded in a process of its own.
    """
    told = (project / TOLD).read_text(encoding="utf-8").splitlines() if (project / TOLD).exists() else []
    found = {path: value for line in told for path, value in json.loads(line).items()}
    rest = [path for path in recorded if path not in found and (project / path).exists()]
    return found | (loaded(project, package, python, rest) if rest else {})


def loaded(project: Path, package: str, python: Path, products: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Load products, and say what they are."""
    folder = str(Path(probe.__file__).parent)
    command = [str(python), "-c", DESCRIBE, folder, str(project / "src"), package, *products]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RequestError(f"the products can't be loaded: {done.stderr.strip()[-500:]}")
    found: dict[str, dict[str, Any]] = json.loads(done.stdout.strip().split("\n")[-1])
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
