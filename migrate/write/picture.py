"""A pipeline's picture for a terminal: a task a line, and above it what comes in, from where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from migrate.model.pipeline import Pipeline, Task
from migrate.write.edges import edges, fitting

NARROWEST = 24  # columns for text, however narrow the terminal is
INDENT = "  "
PLAIN = str.maketrans("●│─↓╮╭╰╯├┤…", "*|-v++++++.")


def picture(pipeline: Pipeline, width: int) -> list[str]:
    """The lines of the picture, none wider than asked if that can be."""
    drawn = [(lines, task) for lines, task in Lanes(pipeline).rows()]
    margin = max((len(lines) for lines, _ in drawn), default=0) + 2
    room = max(width - margin, NARROWEST)
    names = max(len(task.name) for task in pipeline.tasks)
    rows = []
    for lines, content in drawn:
        text = caption(content, names) if isinstance(content, Task) else INDENT + fitting(content, room - 2)
        rows.append(f"{lines:<{margin}}{text}".rstrip())
    return rows


def caption(task: Task, width: int) -> str:
    """A task's name and its cells."""
    return f"{task.name:<{width}}  {cells(task)}"


def cells(task: Task) -> str:
    """The range of cells, of all kinds."""
    first, last = task.cells[0].index, task.cells[-1].index
    return f"cell {first}" if first == last else f"cells {first}-{last}"


def plain(line: str) -> str:
    """The line for a terminal that knows nothing but ASCII."""
    return line.translate(PLAIN).encode("ascii", "replace").decode()


@dataclass
class Lanes:
    """Columns in which lines go down: each belongs to a task until its last user is reached."""

    pipeline: Pipeline
    lanes: list[int] = field(default_factory=list)  # the task of each lane; 0 is free

    def rows(self) -> Iterator[tuple[str, list[str] | Task]]:
        """Each line of the drawing, with the names on the edge, or the task."""
        going = edges(self.pipeline)
        for task in self.pipeline.tasks:
            number = task.number
            coming = {begin: names for (begin, end), names in going.items() if end == number}
            ending = {begin for begin in coming if not any(b == begin and e > number for b, e in going)}
            own = self.lane_for(ending)
            straight = self.lanes[own] in coming
            for begin in sorted(coming, key=lambda b: (self.lanes.index(b) != own, self.lanes.index(b))):
                yield self.edge(self.lanes.index(begin), own, begin in ending, straight), coming[begin]
                straight = True
                if begin in ending and self.lanes.index(begin) != own:
                    self.lanes[self.lanes.index(begin)] = 0
            self.lanes[own] = number
            yield self.line({own: "●"}), task
            if not any(begin == number for begin, _ in going):
                self.lanes[own] = 0

    def lane_for(self, ending: set[int]) -> int:
        """Where a task goes: straight below one that it is the last to use, else where there is room."""
        below = [place for place, task in enumerate(self.lanes) if task in ending]
        free = [place for place, task in enumerate(self.lanes) if not task]
        if not below and not free:
            self.lanes.append(0)
            free = [len(self.lanes) - 1]
        return min(below or free)

    def edge(self, begin: int, end: int, is_last: bool, begun: bool) -> str:
        """A line from one lane to another."""
        if begin == end:
            return self.line({end: "↓"})
        right = begin < end
        leaves = ("╰" if right else "╯") if is_last else ("├" if right else "┤")
        arrives = ("┤" if right else "├") if begun else ("╮" if right else "╭")
        return self.line({begin: leaves, end: arrives}, range(min(begin, end), max(begin, end)))

    def line(self, signs: dict[int, str], across: range = range(0)) -> str:
        """One line of the drawing: signs in their lanes, all others going on, or crossed."""
        text = ""
        for place, task in enumerate(self.lanes):
            between = "─" if place in across and place not in signs else " "
            text += signs.get(place, "│" if task else between)
            text += "─" if place in across else " "
        return text.rstrip()
