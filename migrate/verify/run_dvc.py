"""Run a pipeline with DVC, in whichever folder holds it.

DVC's own imports take as long as a small task, so it can be started ahead of time, beside something else.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.model.layout import RUN_TASK
from migrate.record.kernel import STEADY

STARTED = re.compile(r"^Running stage '([^']+)'")
ANSI = re.compile(r"\x1b\[[0-9;]*m")
WAITING = Path(__file__).with_name("waiting_dvc.py")


@dataclass(frozen=True)
class Failure:
    """The stage that failed, and what it printed."""

    stage: str
    text: str

    @property
    def last_line(self) -> str:
        """The line that names the error, or the last line printed."""
        lines = [
            line for line in self.text.split("\n") if re.match(r"\w+(Error|Exception|Warning|Exit)\b", line)
        ]
        return lines[-1] if lines else self.text.strip().rsplit("\n", 1)[-1]


class Dvc:
    """A process with DVC imported, waiting for what to run. It ends with the context or with this process."""

    def __init__(self) -> None:
        self.waiting: subprocess.Popen[str] | None = begin()

    def __enter__(self) -> Dvc:
        return self

    def __exit__(self, *_: object) -> None:
        if self.waiting:
            end(self.waiting)

    def take(self) -> subprocess.Popen[str]:
        """The waiting process, or a new one if that has been used."""
        process, self.waiting = self.waiting or begin(), None
        return process


def reproduce(
    project: Path,
    stages: Sequence[str],
    python: Path,
    environment: Mapping[str, str],
    *,
    force: bool,
    in_order: bool = False,
    started: Callable[[str], None] = lambda stage: None,
    first: str = "",
    dvc: Dvc | None = None,
) -> Failure | None:
    """Run stages and what they depend on; None if all of them succeeded.

    With `force`, every stage runs, unchanged or not, and none is taken from DVC's cache of earlier runs.
    With `in_order`, only these run, in this order, which their dependencies have to allow.
    `first` is a task that will run soon: its imports are made while DVC reads the pipeline.
    """
    how = [*(["--force"] if force else []), *(["--single-item"] if in_order else [])]
    arguments = ["repro", "--no-run-cache", *how, *stages]
    with python_first(python, project) as path:
        steady = {**os.environ, **STEADY, **environment, **alone(project), "PATH": path}
        for name in ("VIRTUAL_ENV", "PYTHONHOME", "MPLBACKEND"):
            steady.pop(name, None)
        process = dvc.take() if dvc else begin()
        ahead = ["python", RUN_TASK, "--ahead", str(process.pid), first] if first else []
        return follow(process, json.dumps([str(project), steady, arguments, ahead]), started)


def alone(project: Path) -> dict[str, str]:
    """Settings that keep this run of DVC from waiting: no calls home, no locks shared with the machine."""
    return {
        "DVC_NO_ANALYTICS": "1",
        "DVC_SITE_CACHE_DIR": str(project / ".dvc" / "tmp" / "site"),
    }


def begin() -> subprocess.Popen[str]:
    """Start DVC in a process group of its own; it reads what to run from its input."""
    return subprocess.Popen(
        [sys.executable, "-P", str(WAITING)],
        env={**os.environ, **STEADY, "DVC_NO_ANALYTICS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )


def follow(process: subprocess.Popen[str], order: str, started: Callable[[str], None]) -> Failure | None:
    """Have the process run something, calling `started` for each stage that begins."""
    stage, said = "", list[str]()
    try:
        assert process.stdin
        assert process.stdout
        with contextlib.suppress(BrokenPipeError), process.stdin as orders:
            orders.write(f"{order}\n")
        for line in process.stdout:
            if match := STARTED.match(line):
                stage, said = match[1], []
                started(stage)
            else:
                said.append(ANSI.sub("", line))
        return Failure(stage, "".join(said)) if process.wait() else None
    finally:
        end(process)


def end(process: subprocess.Popen[str]) -> None:
    """End a process and everything it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def python_first(python: Path, project: Path) -> Iterator[str]:
    """A PATH where `python` is this interpreter, followed by its own programs."""
    folder = project / ".dvc" / "tmp" / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "python"
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(str(python))} "$@"\n')
    script.chmod(0o755)
    try:
        yield os.pathsep.join([str(folder), str(python.parent), os.environ.get("PATH", "")])
    finally:
        script.unlink()
