"""The project's stages as DVC has them: their order, what needs what, how to run them."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NO_PIPELINE = "There is no pipeline yet: dvc.yaml is missing. README.md says how to add one."
Graph = dict[str, set[str]]


class StagesError(Exception):
    """DVC could not do it; the message is what it said."""


def dvc(*arguments: str, root: Path = ROOT, environment: Mapping[str, str] | None = None) -> str:
    """Run DVC with this interpreter first on PATH, and give what it prints."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "dvc", *arguments],
        cwd=root,
        env={**os.environ, "PATH": path, **(environment or {})},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise StagesError(done.stderr.strip() or f"dvc {arguments[0]} failed")
    return done.stdout


def read_graph(root: Path = ROOT) -> Graph:
    """Each stage with the stages that it needs, in an order in which they can run."""
    if not (root / "dvc.yaml").is_file():
        raise StagesError(NO_PIPELINE)
    return parse(dvc("dag", "--dot", root=root))


def parse(dot: str) -> Graph:
    """Read the graph that `dvc dag --dot` prints."""
    needs: Graph = {}
    for line in dot.splitlines():
        names = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
        for name in names:
            needs.setdefault(name, set())
        if len(names) == 2:
            needs[names[1]].add(names[0])
    return {name: needs[name] for name in TopologicalSorter(needs).static_order()}


def downstream(graph: Graph, stages: set[str]) -> dict[str, str]:
    """The stages that cannot run without these, each with the one that it needs."""
    found: dict[str, str] = {}
    for name, needed in graph.items():
        missing = sorted(needed & (stages | found.keys()))
        if missing and name not in stages:
            found[name] = missing[0]
    return found
