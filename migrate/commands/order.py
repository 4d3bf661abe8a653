"""The order to run a notebook in: that of the page, or that of its last run, by its execution counts."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from migrate.commands.options import Options
from migrate.errors import CellError, RequestError
from migrate.model.layout import notebook_path
from migrate.model.notebook import Notebook
from migrate.read.order import Stored, recorded_order, reordered, reordered_file, stored
from migrate.record.attempt import attempt
from migrate.record.observe import Recording
from migrate.record.path_remapping import read_here
from migrate.screen import Screen
from migrate.verify.stored_outputs import Outputs, Reproduced, reproduced

NAMED = 12  # parts of an order that a message lists


@dataclass(frozen=True)
class Order:
    """The order of a notebook's last run, which differs from the page's."""

    places: tuple[int, ...]  # the index on the page of each cell
    stored: Stored
    notebook: Notebook  # with its cells in this order, numbered anew

    def __str__(self) -> str:
        told = runs([cell.index for cell in self.notebook.code], self.places)
        return ", ".join(told[:NAMED]) + (", …" if len(told) > NAMED else "")


def runs(ran: Sequence[int], places: Sequence[int]) -> list[str]:
    """The cells in the order they ran, by index on the page; consecutive ones are written as `3-7`."""
    cells = [places[place] for place in ran]
    rank = {cell: place for place, cell in enumerate(sorted(cells))}
    found: list[list[int]] = []
    for cell in cells:
        if found and rank[cell] == rank[found[-1][-1]] + 1:
            found[-1].append(cell)
        else:
            found.append([cell])
    return [f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in found]


def order_of(path: Path) -> Order | None:
    """The order of the notebook's last run; None if its counts give no other than the page's."""
    page, kept = read_here(path), stored(path)
    places = recorded_order(page, kept.counts)
    return Order(places, kept, reordered(page, places, kept.counts)) if places else None


def in_order(path: Path, notebook: Notebook, options: Options) -> Notebook:
    """The notebook with its cells in the order that the options ask for."""
    return notebook if options.order == "page" else asked_order(path).notebook


def asked_order(path: Path) -> Order:
    """The order of the notebook's last run. Raises RequestError if there is none."""
    order = order_of(path)
    if order is None:
        raise RequestError(
            f"{path.name}: its execution counts give no other order than the page.\n"
            "  Migrate it without --order. Nothing was written."
        )
    return order


def reordered_copy(path: Path, options: Options) -> dict[str, bytes]:
    """The notebook whose cell numbers the tasks use, by path; empty where that is the original."""
    if options.order == "page":
        return {}
    order = asked_order(path)
    return {copy_of(path): reordered_file(path, order.places, order.notebook)}


def copy_of(path: Path) -> str:
    """Where the project keeps the notebook in the order of its last run."""
    return notebook_path(f"{path.stem}_in_recorded_order.ipynb")


def cell_on_page(path: Path, cell: int, options: Options) -> int:
    """The index on the page of a cell of the notebook as it was run."""
    return cell if options.order == "page" else asked_order(path).places[cell]


# What the other order would show


def tell_of_order(path: Path, recording: Recording, python: Path, options: Options, screen: Screen) -> None:
    """If top to bottom doesn't show what the file shows, try the recorded order and tell how it goes."""
    order = order_of(path) if options.order == "page" and not recording.reused else None
    if order is None or not order.stored.outputs:
        return
    page = reproduced(order.stored.outputs, outputs_of(recording.original), [str(recording.ran_in)])
    if page.all:
        return
    screen.say(
        f"  it was last run in another order ({order}); top to bottom it shows {page}; trying that order:"
    )
    try:
        other = tried(path, order, python, options, screen)
    except CellError as error:
        screen.say(
            f"  in that order it fails at cell {order.places[error.cell]}, so the order of the page stays"
        )
        return
    if len(other.same) > len(page.same):
        screen.say(f"  in that order it shows {other}. To migrate that order: {command(path)}")
    else:
        screen.say(f"  in that order it shows {other}, no more than from top to bottom")


def tried(path: Path, order: Order, python: Path, options: Options, screen: Screen) -> Reproduced:
    """Run the notebook in the recorded order, and compare with what its file shows."""
    what = f"running {path.name} in the order of its counts"
    node, home = attempt(path, order.notebook, python, options.limits, screen.progress, what)
    return reproduced(order.stored.outputs, outputs_of(node, order.places), [str(home)])


def outputs_of(node: NotebookNode, places: Sequence[int] | None = None) -> Outputs:
    """The outputs of a run, by the cells' indexes on the page."""
    found: Mapping[int, NotebookNode] = dict(enumerate(node.cells))
    return {
        places[place] if places else place: cell.outputs
        for place, cell in found.items()
        if cell.cell_type == "code"
    }


def command(path: Path) -> str:
    """The command that migrates in the recorded order."""
    return f"nbmigrate split {shlex.quote(str(path))} --order recorded"
