"""Cutting where no heading does: where the purpose changes, and few values have to cross."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, tee
from math import inf, log

from migrate.knowledge.facts import is_known_to
from migrate.model.notebook import Cell, Name, Notebook, Statement
from migrate.model.section import Section
from migrate.plan.partition.comment_titles import topic
from migrate.plan.partition.purposes import WEIGHT, Purpose, Votes, purposes
from migrate.plan.partition.setup_cells import data_names
from migrate.plan.qualified_names import Aliases, aliases, full_name

STAGE = 1.3  # what a stage has to be worth: it costs a second to start, and a file to read
DEARER = 1.15  # which grows by this factor, step by step, until there are few enough
STRIDE = 4  # steps that are tried at a time, before those in between
CROSSING = 0.25  # the cost of each value that has to be stored and loaded
HELD = 3.0  # and of one that can't be stored: its sections would be merged again
LINES = 6  # lines that are as much to read as a cell
DATA = 30  # lines of a cell that are read; what is longer holds data
LONG = 25  # cells, weighted by their lines, that one task may hold without being hard to read
TOO_LONG = 0.005  # the cost of the cells beyond that, times their number squared
TRIFLE = 1.0  # the cost of a stage in which little happens
LITTLE = 2.0  # which is to say that it weighs less than this
MIXED = 3  # so many titles that none stands for the others
MANY = 4  # names that a reason lists
OPENING = 0.4  # what a border is worth where the author made a break: by prose, or by imports
TOPIC = 0.3  # where a few words above the code say what it is about
UNEVEN = 3.0  # the cost of cutting a notebook that does one thing away from its middle
SLIGHT = 3.0  # cells, weighted by their lines, that are too few for a stage
EACH = 2  # blocks in which something happens that each side of such a cut needs
WHOLE = 6.0  # or one block, if it is this large
CARRIED = 8  # the most values that may cross it
FRESH = 1.2  # where data are loaded, and nothing from before is needed
TITLED = 1.2  # and where that prose is a title

# What a stage may be for: splitting off test data is a line of another stage.
STAGES = tuple(purpose for purpose in WEIGHT if purpose != "split")

# How badly what code does suits a stage of another purpose, from 0 to 1: "plot" in "evaluate".
# Looking and computing suit any stage; where nothing is said it's STRANGE.
MISFIT: Mapping[Purpose, Mapping[Purpose, float]] = {
    "explore": dict.fromkeys(WEIGHT, 0.35) | {"plot": 0.1},
    "compute": dict.fromkeys(WEIGHT, 0.4) | {"load": 0.6},
    "plot": {"explore": 0.15, "evaluate": 0.4, "compute": 0.5, "features": 0.8, "clean": 0.8},
    "split": {"train": 0.2, "features": 0.2, "evaluate": 0.5},
    "evaluate": {"train": 0.4},
    "train": {},
    "save": {"evaluate": 0.3, "train": 0.4, "load": 0.6, "clean": 0.6, "features": 0.6, "compute": 0.6},
    "clean": {"features": 0.4, "load": 0.6, "explore": 0.7, "train": 0.8},
    "features": {"clean": 0.4, "explore": 0.8, "train": 0.8, "compute": 0.5},
    "load": {},
}
STRANGE = 1.0


@dataclass(frozen=True)
class Block:
    """Cells that stay together, and what they are for."""

    cells: tuple[Cell, ...]
    votes: Votes
    title: str = ""

    @cached_property
    def size(self) -> float:
        return amount(self.cells)

    @cached_property
    def weight(self) -> float:
        """How much happens in it."""
        return sum(self.votes.values())


def amount(cells: Sequence[Cell]) -> float:
    """How much code there is to read: in cells, weighted by their lines."""
    lines = (
        len(cell.source.strip().split("\n")) for cell in cells if cell.kind == "code" and cell.source.strip()
    )
    return sum(1 + min(count, DATA) / LINES for count in lines)


@dataclass(frozen=True)
class Ground:
    """What is known about the whole notebook when a part of it is cut."""

    votes: Mapping[int, Votes]
    crossing: Mapping[int, frozenset[Name]]  # before each code cell: the values that later ones need
    data: frozenset[Name]  # all names of values
    stuck: frozenset[Name]  # what can't be stored: figures, connections, open files


def ground(notebook: Notebook) -> Ground:
    return Ground(purposes(notebook), crossing(notebook), data_names(notebook.code), stuck(notebook))


def crossing(notebook: Notebook) -> dict[int, frozenset[Name]]:
    """By code cell: the values that were bound before it and are read from there on."""
    made = (data_names([cell]) for cell in notebook.code)
    known = list(accumulate(made, operator.or_, initial=frozenset[Name]()))
    alive: frozenset[Name] = frozenset()
    found = {}
    for place, cell in reversed(list(enumerate(notebook.code))):
        alive = cell.effects.uses | (alive - cell.effects.must_define)
        found[cell.index] = alive & known[place]
    return found


def stuck(notebook: Notebook) -> frozenset[Name]:
    """Names of values that no file can hold, such as figures that later cells draw on."""
    known = aliases(notebook)
    statements = [s for s in notebook.statements if s.kind == "other" and s.effects.may_define]
    return frozenset[Name]().union(*(s.effects.may_define for s in statements if makes_stuck(s, known)))


def makes_stuck(statement: Statement, known: Aliases) -> bool:
    match statement.tree:
        case ast.Assign(value=ast.Call(func)):
            return is_known_to(full_name(func, known), "not stored")
    return False


def narrow(blocks: Sequence[Block], known: Ground, most: int) -> tuple[Section, ...]:
    """Join blocks into at most `most` sections, each of one purpose as far as that is worth a stage."""
    strange = strangeness(blocks)
    inside = [tee(costs(blocks, strange, end), 1)[0] for end in range(1, len(blocks) + 1)]
    between = [border(blocks, place, known) if place else 0.0 for place in range(len(blocks))]
    guess = likely_price(sum(block.size for block in blocks) / most)
    return cut_at(
        blocks, first_fitting(lambda step: cheapest(inside, between, price(step)), most, guess), known
    )


def price(step: int) -> float:
    """The cost of a stage: it grows with each step, until there are few enough."""
    return STAGE * DEARER**step


def likely_price(size: float) -> int:
    """The step at which sections of this size are about as long as they may be."""
    return max(0, round(log(max(STAGE, TOO_LONG * (size**2 - LONG**2)) / STAGE, DEARER)))


def first_fitting(borders: Callable[[int], list[int]], most: int, guess: int) -> list[int]:
    """The borders at the lowest step that gives at most `most`; a higher price never gives more."""
    tried = cache(borders)
    high = guess
    while len(tried(high)) > most:
        high += STRIDE
    low = high - STRIDE
    while low >= 0 and len(tried(low)) <= most:
        high, low = low, low - STRIDE
    while high - max(low, -1) > 1:
        middle = (high + max(low, -1)) // 2
        low, high = (low, middle) if len(tried(middle)) <= most else (middle, high)
    return tried(high)


def halve(blocks: Sequence[Block], known: Ground) -> tuple[Section, ...]:
    """Cut what does one thing throughout near its middle, where little crosses; leave it whole if small."""
    places = [place for place in range(1, len(blocks)) if is_way(blocks, place, known)]
    ways = [(border(blocks, place, known) + UNEVEN * unevenness(blocks, place), place) for place in places]
    return cut_at(blocks, [0, min(ways)[1]] if ways else [0], known)


def is_way(blocks: Sequence[Block], place: int, known: Ground) -> bool:
    """Whether enough happens on both sides of a border, and few values cross it, all of them storable."""
    names = crossing_before(blocks[place], known)
    sides = (blocks[:place], blocks[place:])
    return all(map(is_something, sides)) and len(names) <= CARRIED and not names & known.stuck


def is_something(side: Sequence[Block]) -> bool:
    """Whether enough happens in blocks for a stage: they load data, or there is enough to read."""
    busy = [block for block in side if block.votes]
    enough = len(busy) >= EACH and sum(block.size for block in side) >= SLIGHT
    return enough or any(block.size >= WHOLE or "load" in block.votes for block in busy)


def unevenness(blocks: Sequence[Block], place: int) -> float:
    """How far a border is from the middle: from 0.5, in the middle, to 1."""
    one, other = (sum(block.size for block in side) for side in (blocks[:place], blocks[place:]))
    return (one**2 + other**2) / (one + other) ** 2


def cut_at(blocks: Sequence[Block], begins: Sequence[int], known: Ground) -> tuple[Section, ...]:
    """The sections that begin at these blocks, the first of which is 0, each with its reason."""
    edges = [0, *begins, len(blocks)]
    return tuple(
        section(blocks, begin, end, reason(blocks[last:begin], blocks[begin:end], known) if begin else "")
        for last, begin, end in zip(edges, edges[1:], edges[2:], strict=False)
    )


def cheapest(inside: Sequence[Costs], between: Sequence[float], stage: float) -> list[int]:
    """Where sections begin if their total cost is least: the shortest path from border to border."""
    ways, before = [0.0], [0]
    opening = [stage + cost for cost in between]
    for sections in inside:
        least, place = inf, 0
        for begin, cost in copy(sections):
            way = ways[begin] + cost
            if way + opening[begin] <= least:
                least, place = way + opening[begin], begin
            elif way - 2 * TRIFLE > least:
                break  # what begins still earlier costs more than two: one up to here, and this one
        ways.append(least)
        before.append(place)
    begins: list[int] = []
    place = len(inside)
    while place:
        place = before[place]
        begins.append(place)
    return begins[::-1]


Costs = Iterator[tuple[int, float]]  # of sections with one end: where each begins, the latest first


def strangeness(blocks: Sequence[Block]) -> list[tuple[float, ...]]:
    """How badly each block suits the stages, without those that suit no block better than another stage."""
    votes = {tuple(block.votes.items()): None for block in blocks}
    badly: dict[Purpose, list[float]] = {
        told: [sum(share * misfit(p, told) for p, share in vote) + 0.0 for vote in votes] for told in STAGES
    }
    kept: list[Purpose] = []
    for told in STAGES:
        if not any(all(map(operator.le, badly[other], badly[told])) for other in kept):
            kept = [other for other in kept if not all(map(operator.le, badly[told], badly[other]))] + [told]
    found = dict(zip(votes, zip(*(badly[told] for told in kept), strict=True), strict=True))
    return [found[tuple(block.votes.items())] for block in blocks]


def costs(blocks: Sequence[Block], strange: Sequence[tuple[float, ...]], end: int) -> Costs:
    """The cost of each section that ends at `end`: for what isn't its purpose, its length, its emptiness."""
    total: Sequence[float] = [0.0] * len(strange[0])
    size, weight = 0.0, 0.0
    for begin in reversed(range(end)):
        block = blocks[begin]
        size, weight = size + block.size, weight + block.weight
        total = [*map(operator.add, total, strange[begin])]
        length = TOO_LONG * max(0.0, size - LONG) ** 2
        yield begin, min(total) + length + (TRIFLE if weight < LITTLE else 0)


def misfit(told: Purpose, stage: Purpose) -> float:
    """How badly code of purpose `told` suits a stage, from 0 to 1."""
    return 0.0 if told == stage else MISFIT[told].get(stage, STRANGE)


def border(blocks: Sequence[Block], place: int, known: Ground) -> float:
    """The cost of cutting before a block, without that of the stage itself."""
    block = blocks[place]
    names = crossing_before(block, known)
    opens = TITLED if block.title else OPENING if is_break(block) else TOPIC if has_topic(block) else 0.0
    opens += FRESH if "load" in block.votes and not names else 0.0
    return CROSSING * len(names) + HELD * len(names & known.stuck) - opens


def crossing_before(block: Block, known: Ground) -> frozenset[Name]:
    return next((known.crossing[c.index] for c in block.cells if c.index in known.crossing), frozenset())


def is_break(block: Block) -> bool:
    """Whether a block opens with imports, or with prose in a cell or comment of its own."""
    opening = block.cells[0].statements
    return not opening or opening[0].kind == "import"


def has_topic(block: Block) -> bool:
    return any(topic(cell) for cell in block.cells)


def section(blocks: Sequence[Block], begin: int, end: int, why: str = "") -> Section:
    """Blocks from `begin` to before `end` as a section; if many have titles, none of them names it."""
    joined = blocks[begin:end]
    cells = tuple(cell for block in joined for cell in block.cells)
    titled = sum(1 for block in joined if block.title)
    return Section(joined[0].title if titled < MIXED else "", cells, why=why)


def reason(before: Sequence[Block], after: Sequence[Block], known: Ground) -> str:
    """What speaks for a border: "from load to train; df crosses"."""
    one, other = (main_purpose([block.votes for block in side]) for side in (before, after))
    names = sorted(crossing_before(after[0], known))
    shown = ", ".join(names[:MANY]) + (f" and {len(names) - MANY} more" if len(names) > MANY else "")
    passes = f"{shown} cross{'es' if len(names) == 1 else ''}" if names else "nothing crosses"
    return f"{f'from {one} to {other}' if one != other else f'more of {other}'}; {passes}"


def main_purpose(votes: Sequence[Votes]) -> Purpose | None:
    """The purpose that fits all of it best; None if nothing happens."""
    shares = [(told, share) for vote in votes for told, share in vote.items()]
    if not shares:
        return None
    own = {told: sum(share for other, share in shares if other == told) for told in STAGES}
    cost = {told: sum(share * misfit(other, told) for other, share in shares) for told in STAGES}
    there = [told for told in STAGES if own[told]] or STAGES
    return min(there, key=lambda told: (cost[told], -own[told]))
