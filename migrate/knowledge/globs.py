"""Sets of names, some of which hold wildcards."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable

WILD = re.compile(r"[*?[]")


class Names:
    """Names to look another one up in; most have no wildcard, and cost nothing to look up."""

    def __init__(self, names: Iterable[str]) -> None:
        known = {*names}
        wild = sorted(name for name in known if WILD.search(name))
        self.plain = frozenset(known.difference(wild))
        self.wild = re.compile("|".join(map(fnmatch.translate, wild)) or r"(?!)")

    def __contains__(self, name: str) -> bool:
        return name in self.plain or self.wild.match(name) is not None
