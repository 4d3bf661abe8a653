"""The standard streams of running cells: text becomes outputs in the pieces that a kernel would send."""

import io
import os
import threading
import time
from collections import deque
from collections.abc import Callable

PAUSE = 0.2  # seconds that a kernel collects text before it sends it


class Pieces:
    """Collects what is written to the streams as a kernel does (ipykernel's `OutStream`).

    A stream's text is sent together 0.2 s after the first of it was written, and whenever the stream
    is flushed; an alarm that was set goes off all the same within its cell, and sends what there is
    by then. Forks of the process (multiprocessing) send each text as it is written.
    """

    def __init__(self, send: Callable[[str, str], None]) -> None:
        self.send = send
        self.collected: dict[str, list[str]] = {}
        self.alarms: deque[tuple[float, str]] = deque()
        self.expecting: set[str] = set()  # streams whose alarm is set
        self.at_once = False
        self.lock = threading.RLock()

    def share(self, send: Callable[[str, str], None]) -> None:
        """Let forks of this process send their texts in another way, as they can't by ours."""

        def fork() -> None:
            self.send, self.at_once = send, True
            self.lock.release()

        os.register_at_fork(
            before=self.lock.acquire, after_in_parent=self.lock.release, after_in_child=fork
        )

    def pass_on(self, name: str, text: str) -> None:
        """Send what a fork has sent."""
        with self.lock:
            self.send(name, text)

    def begin(self) -> None:
        """Forget the alarms of the cell before: what they would cut is up to how soon cells follow."""
        with self.lock:
            self.alarms = deque(alarm for alarm in self.alarms if alarm[1] in self.expecting)

    def write(self, name: str, text: str) -> None:
        """Take text of a stream."""
        with self.lock:
            now = time.monotonic()
            self.ring(now)
            self.collected.setdefault(name, []).append(text)
            if name not in self.expecting:
                self.expecting.add(name)
                self.alarms.append((now + PAUSE, name))
            if self.at_once:
                self.release(name)

    def flush(self, name: str) -> None:
        """Send what a stream has."""
        with self.lock:
            self.ring(time.monotonic())
            self.release(name)

    def ring(self, now: float) -> None:
        """Do what the alarms would have done in the meantime."""
        while self.alarms and self.alarms[0][0] <= now:
            self.release(self.alarms.popleft()[1])

    def release(self, name: str) -> None:
        """Send what a stream has, and expect new text."""
        self.expecting.discard(name)
        if texts := self.collected.pop(name, None):
            self.send(name, "".join(texts))


class Stream(io.TextIOBase):
    """A standard stream whose text becomes output; once opened, also what subprocesses and C code write."""

    encoding = "UTF-8"
    END = b"\x00end of cell\x00"
    PIECE = b"\x00end of piece\x00"

    def __init__(self, name: str, descriptor: int, pieces: Pieces) -> None:
        self.name, self.pieces, self.descriptor = name, pieces, descriptor
        self.passed = threading.Event()

    def open(self) -> None:
        """Take over the descriptor, and forward from it in a thread."""
        self.original = os.dup(self.descriptor)
        source, target = os.pipe()
        os.dup2(target, self.descriptor)
        os.close(target)
        threading.Thread(target=self.forward, args=(source,), daemon=True).start()

    def restore(self) -> None:
        """Give the descriptor back."""
        os.dup2(self.original, self.descriptor)

    def write(self, text: str) -> int:
        """Take text that the running cell shows."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if text:
            self.pieces.write(self.name, text)
        return len(text)

    def flush(self) -> None:
        """Show what was written so far."""
        self.pieces.flush(self.name)

    def writable(self) -> bool:
        """Streams take text."""
        return True

    def fileno(self) -> int:
        """The descriptor that a subprocess inherits."""
        return self.descriptor

    def forward(self, source: int) -> None:
        """Pass on what arrives at the descriptor, until the process ends."""
        while data := os.read(source, 65536):
            *pieces, rest = (
                part.decode("utf-8", "replace")
                for part in data.replace(self.END, b"").split(self.PIECE)
            )
            for piece in pieces:
                self.pieces.pass_on(self.name, piece)
            self.write(rest)
            if data.endswith(self.END):
                self.passed.set()

    def send(self, text: str) -> None:
        """Send a piece from a fork of this process."""
        os.write(self.descriptor, text.encode("utf-8", "replace") + self.PIECE)

    def drain(self) -> None:
        """Wait until all that was written to the descriptor so far has arrived."""
        self.passed.clear()
        os.write(self.descriptor, self.END)
        self.passed.wait(timeout=5)
