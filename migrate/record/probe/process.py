"""What the notebook's process has loaded, and how our own failures stay ours."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any


def shell() -> Any:
    from IPython import get_ipython

    return get_ipython()  # type: ignore[no-untyped-call,unused-ignore]


def loaded(module: str) -> Any:
    """A module that the notebook has loaded. Raises KeyError if it hasn't."""
    return sys.modules[module]


@contextlib.contextmanager
def swallowing(say: Callable[[str], None], what: str) -> Iterator[None]:
    """Turn a failure of ours into a note."""
    try:
        yield
    except Exception as error:
        say(f"{what}: {type(error).__name__}: {error}"[:300])
