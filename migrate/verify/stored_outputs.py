"""How much of what a notebook's file shows is reproduced when the notebook runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from migrate.verify.normalise import Cleaner, normalisers
from migrate.verify.outputs import shown

Outputs = Mapping[int, Sequence[Mapping[str, Any]]]  # by cell index


@dataclass(frozen=True)
class Reproduced:
    """The cells that show something in the file, and those of them that show the same when run."""

    cells: frozenset[int]
    same: frozenset[int]

    def __str__(self) -> str:
        return f"{len(self.same)} of {len(self.cells)} stored output{'s' * (len(self.cells) != 1)}"

    @property
    def all(self) -> bool:
        return self.same == self.cells


def reproduced(stored: Outputs, now: Outputs, roots: Sequence[str] = ()) -> Reproduced:
    """Compare what the file holds with what a run shows, without noise; stderr doesn't count."""
    cleaner = Cleaner(normalisers(roots))
    wanted = {index: shown([{"outputs": outputs}], cleaner) for index, outputs in stored.items()}
    cells = {index for index, known in wanted.items() if known}
    same = {i for i in cells if shown([{"outputs": now.get(i, ())}], cleaner) == wanted[i]}
    return Reproduced(frozenset(cells), frozenset(same))
