"""A pipeline's picture for a terminal: a line per task, and above it what comes in and from where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from migrate.model.graph import Graph, graph
from migrate.model.pipeline import Pipeline, Task

NARROWEST = 24  # columns for text, however narrow the terminal is
INDENT = "  "
PLAIN = str.maketrans("●│─↓╮╭╰╯├┤…", "*|-v++++++.")


def picture(pipeline: Pipeline, width: int) -> list[str]:
    """The lines of the picture, none wider than `width` if possible."""
    drawn = [(lines, task) for lines, task in Lanes(graph(pipeline)).rows()]
    margin = max((len(lines) for lines, _ in drawn), default=0) + 2
    room = max(width - margin, NARROWEST)
    names = max(len(task.name) for task in pipeline.tasks)
    rows = []
    for lines, content in drawn:
        text = caption(content, names) if isinstance(content, Task) else INDENT + fitting(content, room - 2)
        rows.append(f"{lines:<{margin}}{text}".rstrip())
    return rows


def caption(task: Task, width: int) -> str:
    return f"{task.name:<{width}}  {cells(task)}"


def cells(task: Task) -> str:
    """The range of a task's cells, of all kinds."""
    first, last = task.cells[0].index, task.cells[-1].index
    return f"cell {first}" if first == last else f"cells {first}-{last}"


def fitting(names: Sequence[str], width: int) -> str:
    """As many names as fit, and how many more there are."""
    for shown in range(len(names), 0, -1):
        more = len(names) - shown
        text = ", ".join(names[:shown]) + (f" and {more} more" if more else "")
        if len(text) <= width:
            return text
    return f"{len(names)} values" if len(names) > 1 else names[0][: max(width - 1, 1)] + "…"


def plain(line: str) -> str:
    """The line for a terminal that only knows ASCII."""
    return line.translate(PLAIN).encode("ascii", "replace").decode()


@dataclass
class Lanes:
    """Columns in which lines run down. Each one belongs to a task until that task's last user is reached."""

    graph: Graph
    lanes: list[int] = field(default_factory=list)  # the task of each lane; 0 is free

    def rows(self) -> Iterator[tuple[str, Sequence[str] | Task]]:
        """Each line of the drawing, with the names on its edge or with its task."""
        for task in self.graph.tasks:
            number = task.number
            coming = {edge.begin: edge.names for edge in self.graph.upstream(number)}
            ending = {begin for begin in coming if self.last_user(begin) == number}
            own = self.lane_for(ending)
            straight = self.lanes[own] in coming
            for begin in sorted(coming, key=lambda b: (self.lanes.index(b) != own, self.lanes.index(b))):
                yield self.edge(self.lanes.index(begin), own, begin in ending, straight), coming[begin]
                straight = True
                if begin in ending and self.lanes.index(begin) != own:
                    self.lanes[self.lanes.index(begin)] = 0
            self.lanes[own] = number
            yield self.line({own: "●"}), task
            if not self.last_user(number):
                self.lanes[own] = 0

    def last_user(self, number: int) -> int:
        """The last task that takes something from a task; 0 if there is none."""
        return max((edge.end for edge in self.graph.downstream(number)), default=0)

    def lane_for(self, ending: set[int]) -> int:
        """A lane for a task: straight below one that it is the last to use, or else any with room."""
        below = [place for place, task in enumerate(self.lanes) if task in ending]
        free = [place for place, task in enumerate(self.lanes) if not task]
        if not below and not free:
            self.lanes.append(0)
            free = [len(self.lanes) - 1]
        return min(below or free)

    def edge(self, begin: int, end: int, is_last: bool, begun: bool) -> str:
        if begin == end:
            return self.line({end: "↓"})
        right = begin < end
        leaves = ("╰" if right else "╯") if is_last else ("├" if right else "┤")
        arrives = ("┤" if right else "├") if begun else ("╮" if right else "╭")
        return self.line({begin: leaves, end: arrives}, range(min(begin, end), max(begin, end)))

    def line(self, signs: dict[int, str], across: range = range(0)) -> str:
        """One line of the drawing: signs in their lanes, all other lanes going on or crossed."""
        text = ""
        for place, task in enumerate(self.lanes):
            between = "─" if place in across and place not in signs else " "
            text += signs.get(place, "│" if task else between)
            text += "─" if place in across else " "
        return text.rstrip()
