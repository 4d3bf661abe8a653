"""Seeds each random generator alike in the notebook and in its tasks, and reports their positions."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import io
import random
import sys
from collections.abc import Callable, Iterator
from typing import Any


class Seeds:
    """Seeds each global generator before each cell, until the notebook seeds it itself.

    So a cell that draws from an unseeded generator draws the same in the notebook and in a task.
    """

    def __init__(self) -> None:
        self.taken: set[str] = set()  # generators that the notebook has seeded
        self.called: dict[str, object] = {}  # seeded since this was last cleared, and the position it gave
        self.seeders: dict[str, Callable[[int], None]] = {}
        self.cell, self.count = "", 0
        self.watch_seeding("random", random, "seed", "setstate")
        with contextlib.suppress(Exception):
            self.watch_seeding("numpy", importlib.import_module("numpy.random"), "seed", "set_state")
            sys.modules["numpy.random.bit_generator"].__dict__["randbits"] = self.entropy

    def watch_seeding(self, generator: str, module: Any, *names: str) -> None:
        """Wrap the functions that seed a generator, to note their calls."""
        self.seeders[generator] = getattr(module, names[0])
        for name in names:
            setattr(module, name, self.noting(generator, getattr(module, name)))

    def noting(self, generator: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The seeding function, noting that it was called. Seeding without a seed counts as drawing."""

        @functools.wraps(function)
        def seed(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            with contextlib.suppress(Exception):
                if any(value is not None for value in (*args, *kwargs.values())):
                    self.taken.add(generator)
                    self.called[generator] = POSITION[generator]()
                elif generator not in self.taken:
                    self.seeders[generator](self.number())
            return result

        return seed

    def before(self, info: Any) -> None:
        """Seed at the beginning of a task's cell, by the original's cell that it comes from."""
        with contextlib.suppress(Exception):
            if info.cell_id is not None:
                self.begin(info.cell_id)

    def begin(self, cell: str) -> None:
        """Seed what the notebook hasn't seeded, by the cell's index in the original."""
        self.cell, self.count = cell, 0
        for generator, seed in self.seeders.items():
            if generator not in self.taken:
                seed(self.number())

    def number(self) -> int:
        """The seed for the running cell."""
        return int(hashlib.sha256(self.cell.encode()).hexdigest()[:8], 16)

    def entropy(self, bits: int) -> int:
        """Replaces the operating system's entropy, which numpy's `default_rng()` uses."""
        self.count += 1
        return random.Random(f"{self.cell}/{self.count}").getrandbits(bits)


def numpy_position() -> object:
    """The position of numpy's global generator, comparable by ==."""
    name, keys, *rest = sys.modules["numpy"].random.get_state()
    return (name, keys.tobytes(), *rest)


POSITION: dict[str, Callable[[], object]] = {"random": random.getstate, "numpy": numpy_position}


def positions() -> dict[str, object]:
    return {generator: POSITION[generator]() for generator in POSITION if generator in sys.modules}


@contextlib.contextmanager
def unseen(seeds: Seeds) -> Iterator[None]:
    """Hide what looking at values prints and draws: it may run the notebook's own code."""
    numpy = sys.modules.get("numpy")
    python_state, numpy_state = random.getstate(), numpy.random.get_state() if numpy else None
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        taken = set(seeds.taken)
        random.setstate(python_state)
        if numpy:
            numpy.random.set_state(numpy_state)
        seeds.taken = taken
