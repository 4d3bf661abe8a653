"""Run a pipeline with DVC, in whichever folder holds it."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.record.kernel import STEADY

STARTED = re.compile(r"^Running stage '([^']+)'")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Failure:
    """The stage that failed, and what it printed."""

    stage: str
    text: str

    @property
    def last_line(self) -> str:
        """The line that says what went wrong."""
        lines = [
            line for line in self.text.split("\n") if re.match(r"\w+(Error|Exception|Warning|Exit)\b", line)
        ]
        return lines[-1] if lines else self.text.strip().rsplit("\n", 1)[-1]


def reproduce(
    project: Path,
    stages: Sequence[str],
    python: Path,
    environment: Mapping[str, str],
    *,
    force: bool,
    started: Callable[[str], None] = lambda stage: None,
) -> Failure | None:
    """Run stages and what they depend on; None when all of them succeeded.

    With `force` every stage runs, unchanged or not, and none is taken from DVC's cache of earlier runs.
    """
    command = [
        sys.executable,
        "-m",
        "dvc",
        "repro",
        "--no-run-cache",
        *(["--force"] if force else []),
        *stages,
    ]
    with python_first(python, project) as path:
        steady = {**os.environ, **STEADY, **environment, **alone(project), "PATH": path}
        for name in ("VIRTUAL_ENV", "PYTHONHOME", "MPLBACKEND"):
            steady.pop(name, None)
        return follow(command, project, steady, started)


def alone(project: Path) -> dict[str, str]:
    """What keeps this run of DVC from waiting for others: no calls home, no locks shared with the machine."""
    return {
        "DVC_NO_ANALYTICS": "1",
        "DVC_SITE_CACHE_DIR": str(project / ".dvc" / "tmp" / "site"),
    }


def follow(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], started: Callable[[str], None]
) -> Failure | None:
    """Run DVC in a process group of its own, telling each stage that starts."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    stage, said = "", list[str]()
    try:
        assert process.stdout
        for line in process.stdout:
            if match := STARTED.match(line):
                stage, said = match[1], []
                started(stage)
            else:
                said.append(ANSI.sub("", line))
        return Failure(stage, "".join(said)) if process.wait() else None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def python_first(python: Path, project: Path) -> Iterator[str]:
    """A PATH on which `python` is this interpreter, and its own programs come next."""
    folder = project / ".dvc" / "tmp" / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "python"
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(str(python))} "$@"\n')
    script.chmod(0o755)
    try:
        yield os.pathsep.join([str(folder), str(python.parent), os.environ.get("PATH", "")])
    finally:
        script.unlink()
