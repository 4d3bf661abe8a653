"""Hashes of values that two processes agree on."""

from __future__ import annotations

import hashlib
import types
from typing import Any

from .fingerprints import FEEDS, Content, array_content, fingerprint
from .kinds import is_drawn_on, kind

MOST_CONTENT = 2**30  # bytes: what is in a value many times over counts each time


def content(value: Any) -> str | None:
    """A hash that equal values have in whichever process they were made; None if that can't be told.

    Unlike a fingerprint, it doesn't distinguish one object in two places from two that are equal, the order
    of a set, the module of a class, which moves from the notebook to the project, or whether an array is
    writable.
    """
    if is_drawn_on(value):
        return None
    what = kind(value)[0]
    if what in FEEDS and what != "numpy.ndarray":
        return fingerprint(value)
    try:
        return array_content(value) if what == "numpy.ndarray" else hashed(value)
    except Exception:
        return None


def tells_content(value: Any, what: str) -> bool:
    """Whether a value's fingerprint depends on its content alone, so that one hash serves for both."""
    return what in FEEDS and (what != "numpy.ndarray" or bool(value.flags.writeable))


def hashed(value: Any) -> str:
    digest = hashlib.blake2b(digest_size=16)
    Plain(digest).dump(value)
    return digest.hexdigest()


class Plain(Content):
    """Pickles without memory of what it has seen, so a value that refers to itself raises an error."""

    def __init__(self, digest: Any) -> None:
        super().__init__(Limited(digest), None)
        self.fast = True

    def persistent_id(self, value: Any) -> Any:
        """Called for everything: sets are put in order."""
        if type(value) is set or type(value) is frozenset:
            return type(value).__name__, sorted(map(hashed, value))
        return None

    def reducer_override(self, value: Any) -> Any:
        """Called for everything that isn't built in: classes and functions count by name."""
        if isinstance(value, (type, types.FunctionType)):
            return repr, (value.__qualname__,)
        if kind(value)[0] == "numpy.ndarray":
            return str, (array_content(value),)
        return super().reducer_override(value)


class Limited:
    """A digest that raises ValueError after MOST_CONTENT bytes."""

    def __init__(self, digest: Any) -> None:
        self.digest, self.taken = digest, 0

    def update(self, data: Any) -> None:
        self.taken += len(data)
        if self.taken > MOST_CONTENT:
            raise ValueError("too much")
        self.digest.update(data)
