"""A Python that has made imports already: what is run with it starts in no time.

It is a process that forks for each command line, and the fork goes on as Python does when it is started so.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path


class Warm:
    """Such a Python; it ends when its input does."""

    def __init__(self, *imports: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, *imports],
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        """End it."""
        self.process.communicate()

    def run(
        self, folder: Path, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run a command line to its end."""
        with tempfile.NamedTemporaryFile("r") as out, tempfile.NamedTemporaryFile("r") as err:
            self.ask(folder, arguments, environment, out.name, err.name)
            code = os.waitstatus_to_exitcode(self.ask())
            return subprocess.CompletedProcess(arguments, code, out.read(), err.read())

    @contextlib.contextmanager
    def running(
        self, folder: Path, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> Iterator[None]:
        """Run a command line while the context lasts; then end it, and all that it started."""
        pid = self.ask(folder, arguments, environment, os.devnull, os.devnull)
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            self.ask()

    def ask(self, *request: object) -> int:
        """Have something started, or, without a request, wait until it has ended."""
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps(request, default=str), file=self.process.stdin, flush=True)
        return int(self.process.stdout.readline())


def serve() -> None:
    """Start what is asked for, and tell of its process; returns in the forks alone."""
    pid = 0
    for line in sys.stdin:
        if request := json.loads(line):
            pid = os.fork()
            if not pid:
                return become(*request)
            print(pid, flush=True)
        else:
            print(os.waitpid(pid, 0)[1], flush=True)
    sys.exit()


def become(folder: str, arguments: list[str], environment: Mapping[str, str], out: str, err: str) -> None:
    """Go on as a Python that was started with these arguments in this folder."""
    os.setsid()
    for number, place, mode in (0, os.devnull, os.O_RDONLY), (1, out, os.O_WRONLY), (2, err, os.O_WRONLY):
        opened = os.open(place, mode)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = sys.__stdin__ = open(0, closefd=False)  # noqa: SIM115
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    first, *rest = arguments
    if first == "-m":
        sys.argv[:] = rest
        sys.path.insert(0, folder)
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv[:] = arguments
        sys.path.insert(0, os.path.dirname(os.path.abspath(first)))
        runpy.run_path(first, run_name="__main__")


if __name__ == "__main__":
    sys.path.pop(0)  # the folder of this file
    for name in sys.argv[1:]:
        importlib.import_module(name)
    gc.freeze()
    serve()
