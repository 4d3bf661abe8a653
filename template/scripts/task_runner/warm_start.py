"""Run the tasks of one `dvc repro` in forks of processes that have made their imports already.

Every task runs in a process of its own, and most begin with the same imports, which often take longer
than the task. So the first task that `dvc repro` starts leaves a server behind, which ends with it:

    dvc repro ── run_task.py ── asks ──> server ── fork ──> imports pandas ── fork ──> the task
                                                                └─ imports sklearn ── fork ──> another

A task is forked from a process that has imported nothing but what the task itself imports first, so it
finds what it would find alone. It does run alone where that can't be had: on other systems than Linux,
and for imports that print, fail or start threads. RUN_TASK_COLD=1 turns all this off.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import json
import os
import select
import signal
import socket
import struct
import sys
import threading
from collections.abc import Callable, Mapping
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .leading_imports import SETUP, Step, steps

if TYPE_CHECKING:
    from .notebook_shell import Kernel

Prepare = Callable[[Path], "Kernel"]
Execute = Callable[[Path, "Kernel"], int]
Request = dict[str, Any]
OWN = ("DVC_STAGE", "OLDPWD", "PWD", "SHLVL", "_")  # variables that differ between stages
FORK_SAFE = {"jemalloc_bg_thd"}  # threads that libraries start anew in a forked process
BEGUN = b"begun"
CRASHED = "The task's process ended without a word: it crashed, or was killed for want of memory."


def run(task: Path, prepare: Prepare, execute: Execute) -> int | None:
    """Have this `dvc repro`'s server run the task, and give the exit code; None where none can."""
    owner = repro()
    return None if owner is None else ask(owner, task, prepare, execute)


def ahead(owner: int, task: Path, prepare: Prepare, execute: Execute) -> int:
    """Have a task's imports made before the `dvc repro` of this process comes to it."""
    if not may_share():
        return 0
    return ask(owner, task, prepare, execute, ahead=True) or 0


def ask(
    owner: int, task: Path, prepare: Prepare, execute: Execute, *, ahead: bool = False
) -> int | None:
    """Ask the server that ends with the owner, and be it where there is none; in forks, be the task."""
    address = f"\0run_task-{os.getuid()}-{owner}"
    if listener := listening(address):
        if not os.fork():
            return serve(listener, owner, prepare, execute)
        listener.close()
    with socket.socket(socket.AF_UNIX) as server:
        try:
            server.connect(address)
            if user_of(server) != os.getuid():
                return None
            request = {"task": str(task), "argv": sys.argv, "environment": dict(os.environ)}
            request["ahead"] = ahead
            send(server, request, [0, 1, 2])
            begun = server.recv(len(BEGUN))
        except OSError:
            return None
        return answer(server) if begun else None


def repro() -> int | None:
    """The process that runs DVC's stages: the nearest ancestor that is not itself part of a stage."""
    if "DVC_STAGE" not in os.environ or not may_share():
        return None
    if "RUN_TASK_OWNER" in os.environ:  # it runs several of DVC's processes
        return int(os.environ["RUN_TASK_OWNER"])
    process = os.getpid()
    try:
        while b"DVC_STAGE=" in Path(f"/proc/{process}/environ").read_bytes():
            status = Path(f"/proc/{process}/stat").read_text()
            process = int(status.rpartition(")")[2].split()[1])
    except OSError:
        return None
    return process if process > 1 else None


def may_share() -> bool:
    """Whether this system can, and the user wants it."""
    return hasattr(os, "pidfd_open") and "RUN_TASK_COLD" not in os.environ


def listening(address: str) -> socket.socket | None:
    """A socket that takes tasks at this address; None where a server does already."""
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(address)
    except OSError:
        listener.close()
        return None
    listener.listen()
    return listener


def answer(server: socket.socket) -> int:
    """The exit code of the task that was begun."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the task gets it too, and answers
    code = server.recv(1)
    if not code:
        print(CRASHED, file=sys.stderr)
    return code[0] if code else 1


def serve(listener: socket.socket, owner: int, prepare: Prepare, execute: Execute) -> int:
    """Take tasks until the owner has ended; returns, with the exit code, in the task's process alone."""
    try:
        alive = os.pidfd_open(owner)
    except OSError:
        os._exit(0)
    reply = Reply()
    atexit.register(reply.send)  # the first registered is the last called
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence(os.open(os.devnull, os.O_RDWR))
    environment = shared(os.environ)
    nest = Nest(alive, prepare, execute, reply)
    while True:
        wait(listener, alive)
        connection, _ = listener.accept()
        request, descriptors = receive(connection)
        if user_of(connection) != os.getuid() or shared(request["environment"]) != environment:
            release([connection.detach(), *descriptors])
            continue
        request["steps"] = steps(Path(request["task"]))
        code = nest.take(request, [connection.detach(), *descriptors])
        if code is not None:
            return code


class Reply:
    """What a task's process says as its last word: the exit code."""

    def __init__(self) -> None:
        self.connection: socket.socket | None = None
        self.code = 1

    def send(self) -> None:
        """Send it, once all else that happens at exit has happened."""
        if self.connection:
            sys.stdout.flush()
            self.connection.send(bytes([self.code]))
            self.connection = None

    def end_with_client(self) -> None:
        """End the process when nobody waits for the reply any more."""
        if self.connection and not self.connection.recv(1) and self.connection:
            os.kill(os.getpid(), signal.SIGTERM)


class Nest:
    """A process that forks: tasks, and nests that make further imports."""

    def __init__(self, alive: int, prepare: Prepare, execute: Execute, reply: Reply) -> None:
        self.alive, self.prepare, self.execute, self.reply = alive, prepare, execute, reply
        self.kernel: Kernel | None = None
        self.nests: dict[Step, socket.socket | None] = {}

    def take(self, request: Request, descriptors: list[int]) -> int | None:
        """Run the task in a fork, or leave it to a nest; an exit code in the task's process alone."""
        if request["steps"]:
            step, *later = request["steps"]
            if step not in self.nests:
                if self.kernel is None:  # another pipeline begins
                    self.abandon()
                above, below = socket.socketpair()
                if not os.fork():
                    release([above.detach(), *descriptors])
                    self.abandon()
                    return self.settle(below, step)
                below.close()
                self.nests[step] = above if above.recv(1) else None
            if nest := self.nests[step]:
                send(nest, {**request, "steps": later}, descriptors)
                return release(descriptors)
        if not request["ahead"] and not os.fork():
            return self.run(request, descriptors)
        return release(descriptors)

    def abandon(self) -> None:
        """Leave the nests made so far; those that no other process holds end."""
        for nest in filter(None, self.nests.values()):
            nest.close()
        self.nests.clear()

    def settle(self, above: socket.socket, step: Step) -> int:
        """Make the imports in a process that was forked for them, then take tasks from above."""
        if not self.grow(step):
            os._exit(0)
        gc.freeze()
        above.send(BEGUN[:1])
        while True:
            wait(above, self.alive)
            code = self.take(*receive(above))
            if code is not None:
                return code

    def grow(self, step: Step) -> bool:
        """Make the imports; whether no task would notice that they are there already."""
        # A pipe, as tasks have it: Fortran, once loaded, goes on treating its output as what it found
        noise, spoken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        silence(spoken)
        try:
            if self.kernel is None:
                self.kernel = self.prepare(Path(*step))
            else:
                with self.kernel.shell.builtin_trap:  # pandas looks for `get_ipython`
                    for name in step:
                        import_as_said(name)
        except BaseException:
            return False
        for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
            stream.flush()
        spoke = bool(select.select([noise], [], [], 0)[0] or self.kernel.front.outputs)
        release([noise, spoken])
        return not spoke and threads() == 1

    def run(self, request: Request, descriptors: list[int]) -> int:
        """Be the task's process."""
        connection, *streams = descriptors
        for number, descriptor in enumerate(streams):
            os.dup2(descriptor, number)
        release(streams)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.argv[:] = request["argv"]
        own = {name: request["environment"][name] for name in OWN if name in request["environment"]}
        os.environ.update(own)
        if "numpy.random" in sys.modules:
            sys.modules["numpy.random"].seed()  # forks would draw the same
        self.reply.connection = socket.socket(fileno=connection)
        self.reply.connection.send(BEGUN)
        threading.Thread(target=self.reply.end_with_client, daemon=True).start()
        task = Path(request["task"])
        self.reply.code = self.execute(task, self.kernel or self.prepare(task.parent))
        return self.reply.code


def threads() -> int:
    """How many threads this process has, but for those that survive a fork."""
    names = [(task / "comm").read_text().strip() for task in Path("/proc/self/task").iterdir()]
    return sum(name not in FORK_SAFE for name in names)


def import_as_said(name: str) -> None:
    """Make one import, `package.module:name`, where it comes from the environment and not the project."""
    module, _, member = name.partition(":")
    top = module.partition(".")[0]
    spec = PathFinder.find_spec(top)
    origin = str(spec.origin if spec else "")
    if module != SETUP and not any(part in origin for part in ("site-packages", "dist-packages")):
        raise ImportError(f"{top} is not of the environment")
    __import__(module, fromlist=[member] if member else [])


def shared(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that all stages have alike."""
    return {name: value for name, value in environment.items() if name not in OWN}


def silence(target: int) -> None:
    """Let what is written to the standard streams go here."""
    for descriptor in (1, 2):
        os.dup2(target, descriptor)


def wait(source: socket.socket, alive: int) -> None:
    """Wait for a message; the process ends when the owner has."""
    ready, _, _ = select.select([source, alive], [], [])
    if alive in ready:
        os._exit(0)
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:  # forks that have ended meanwhile
            pass


def user_of(connection: socket.socket) -> int:
    """The user whose process is at the other end."""
    credentials = connection.getsockopt(
        socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")
    )
    return int(struct.unpack("3i", credentials)[1])


def send(connection: socket.socket, request: Request, descriptors: list[int]) -> None:
    """Send a request with the descriptors that belong to it."""
    text = json.dumps(request).encode()
    socket.send_fds(connection, [struct.pack("I", len(text))], descriptors)
    connection.sendall(text)


def receive(connection: socket.socket) -> tuple[Request, list[int]]:
    """Take a request with its descriptors; without one, the process ends."""
    head, descriptors, _, _ = socket.recv_fds(connection, 4, 4)
    if len(head) < 4:
        os._exit(0)
    length, text = struct.unpack("I", head)[0], b""
    while len(text) < length:
        text += connection.recv(length - len(text)) or os._exit(0)
    request = json.loads(text)
    request["steps"] = [tuple(step) for step in request.get("steps", [])]
    return request, descriptors


def release(descriptors: list[int]) -> None:
    """Close descriptors that another process has now."""
    for descriptor in descriptors:
        os.close(descriptor)
