"""Run every stage on a small sample of the data, in a temporary copy of the project.

    python scripts/pipeline_tools/smoke.py [--rows N]

The copy has a sample of data/raw and data/external (scripts/pipeline_tools/sample.py says which rows), and a DVC cache
of its own: nothing of the project changes. Stages for which a sample is too little are named in
configs/config.yaml below `smoke`, each with its reason; they and those that need them are left out.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from sample import sample_file
from stages import ROOT, Graph, StagesError, downstream, dvc, read_graph

SAMPLED = ("data/raw/", "data/external/")


def main(arguments: list[str] | None = None) -> int:
    """Run the stages, say which ran; the exit code is 1 if one failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=100, help="rows of each table (default: 100)")
    rows = parser.parse_args(arguments).rows
    try:
        graph = read_graph()
        left_out = read_left_out(graph)
        with TemporaryDirectory(prefix="smoke-") as folder:
            project = Path(folder).resolve() / "project"
            copy_project(project, rows)
            ran, problem = run_stages(project, [name for name in graph if name not in left_out])
    except StagesError as error:
        print(error, file=sys.stderr)
        return 1
    return report(graph, ran, left_out, problem)


def read_left_out(graph: Graph) -> dict[str, str]:
    """The stages to leave out and why: those that the configuration names, and those that need them."""
    config = yaml.safe_load((ROOT / "configs/config.yaml").read_text(encoding="utf-8")) or {}
    named = {str(name): str(reason) for name, reason in (config.get("smoke") or {}).items()}
    unknown = sorted(named.keys() - graph.keys())
    if unknown:
        raise StagesError(f"configs/config.yaml, smoke: dvc.yaml has no stage {unknown[0]}.")
    needing = downstream(graph, set(named))
    return named | {name: f"needs {needed}" for name, needed in needing.items()}


def copy_project(project: Path, rows: int) -> None:
    """Copy what git keeps, and of the data a sample."""
    for name in kept_files():
        source = ROOT / name
        if name.startswith(SAMPLED):
            kept, count = sample_file(source, project / name, rows)
            if kept < count:
                print(f"{name}: {kept} of {count} rows")
        else:
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, project / name)
    subprocess.run(["git", "init", "--quiet"], cwd=project, check=True)


def kept_files() -> list[str]:
    """The files that git or DVC keeps, as far as they are there; what stages made before is not wanted."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    names = [name for name in listed.split("\0") if name and name != "dvc.lock"]
    for name in [name for name in names if name.endswith(".dvc")]:
        data = ROOT / name.removesuffix(".dvc")
        inside = (path for path in data.rglob("*") if path.is_file()) if data.is_dir() else [data]
        names += [path.relative_to(ROOT).as_posix() for path in inside]
    return sorted({name for name in names if (ROOT / name).is_file()})


def run_stages(project: Path, stages: list[str]) -> tuple[list[str], str]:
    """Run the stages in the copy, past those that fail; give those that ran, and what DVC complains of."""
    own = {
        name: str(project.parent / name.lower())
        for name in ("DVC_SITE_CACHE_DIR", "DVC_GLOBAL_CONFIG_DIR", "DVC_SYSTEM_CONFIG_DIR")
    }
    problem = ""
    try:
        if stages:
            dvc("repro", "--keep-going", *stages, root=project, environment=own)
    except StagesError as error:
        problem = str(error)
    lock = project / "dvc.lock"
    done: Mapping[str, object] = {}
    if lock.is_file():
        done = yaml.safe_load(lock.read_text(encoding="utf-8")).get("stages", {})
    return [name for name in stages if name in done or name.endswith(".dvc")], problem


def report(graph: Graph, ran: list[str], left_out: Mapping[str, str], problem: str) -> int:
    """Say of each stage what became of it."""
    stages = [name for name in graph if not name.endswith(".dvc")]
    for name in stages:
        if name in left_out:
            print(f"- {name}: left out, {left_out[name]}")
        elif name in ran:
            print(f"✓ {name}")
        else:
            print(f"✗ {name}")
    done = sum(name in ran for name in stages)
    print(f"{done} of {len(stages)} stages ran on a sample of the data")
    if problem:
        print(problem, file=sys.stderr)
    return 1 if problem or any(name not in ran and name not in left_out for name in stages) else 0


if __name__ == "__main__":
    sys.exit(main())
