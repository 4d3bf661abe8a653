"""Run the pipeline with independent stages side by side.

    python scripts/pipeline_tools/run_stages.py --jobs 4 [--force] [STAGE ...]

Each stage runs as `dvc repro --single-item` once all that it depends on has: DVC decides as usual
whether anything has changed, and keeps what was made. When a stage fails, those that need it don't
start, those that run are let finish, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter

from stages import Graph, parse

BUSY = "Unable to acquire lock"  # two of DVC's processes wanted the same file in the same moment
ATTEMPTS = 20


def main(arguments: Sequence[str]) -> int:
    """Run what the command line asks for."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("stages", nargs="*", help="these and what they depend on; all without any")
    ask.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many at once")
    ask.add_argument("--force", action="store_true", help="run them even if nothing has changed")
    asked = ask.parse_args(arguments)
    drawn = dvc("dag", "--dot", *asked.stages)
    if drawn.returncode:
        print(drawn.stdout, end="", file=sys.stderr)
        return drawn.returncode
    failed = run(parse(drawn.stdout), max(1, asked.jobs), ["--force"] if asked.force else [])
    for stage in failed:
        print(f"{stage} failed; run it alone to see why: dvc repro {stage}", file=sys.stderr)
    return 1 if failed else 0


def run(stages: Graph, jobs: int, options: Sequence[str]) -> list[str]:
    """Run each stage after those that it depends on; give those that failed."""
    failed: list[str] = []
    order = TopologicalSorter(stages)
    order.prepare()
    running: dict[Future[bool], str] = {}
    with ThreadPoolExecutor(jobs) as pool:
        while True:
            for stage in order.get_ready():
                running[pool.submit(succeeds, stage, options)] = stage
            if not running:
                return failed
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                stage = running.pop(future)
                if future.result():
                    order.done(stage)
                else:
                    failed.append(stage)


def succeeds(stage: str, options: Sequence[str]) -> bool:
    """Run one stage and show what it said, in one piece."""
    for attempt in range(ATTEMPTS):
        done = dvc("repro", "--single-item", *options, stage)
        if not done.returncode or BUSY not in done.stdout:
            break
        time.sleep(0.1 * (attempt + 1))
    print(done.stdout, end="", flush=True)
    return not done.returncode


def dvc(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run DVC; the tasks below share their imports as below one `dvc repro`, see warm_start.py."""
    environment = {**os.environ, "RUN_TASK_OWNER": str(os.getpid())}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
    command = [sys.executable, "-m", "dvc", *arguments]
    return subprocess.run(command, **streams, text=True, env=environment, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
