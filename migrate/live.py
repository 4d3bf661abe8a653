"""What is being done, shown meanwhile: one live line on a terminal, a few lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from threading import Timer
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
from rich.progress_bar import ProgressBar
from rich.table import Column

PATIENCE = 10.0  # seconds, after which a log names the cell or stage that runs


class Live(Protocol):
    """Shows what is being done."""

    def now(self, what: str) -> None:
        """Something else begins."""

    def part(self, done: int, total: int, part: str) -> None:
        """A part of it begins, such as a cell or a stage; `done` of `total` parts are finished."""

    def close(self) -> None:
        """Nothing is being done any more."""


class Silent:
    """Shows nothing."""

    def now(self, what: str) -> None:
        """Nothing."""

    def part(self, done: int, total: int, part: str) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Bar(BarColumn):
    """A bar, if it is known how much there is to do, and an empty one otherwise."""

    def render(self, task: Task) -> ProgressBar:
        return super().render(task) if task.total else ProgressBar(width=0)


class Line:
    """A line on a terminal that changes as the work goes on, and disappears at the end."""

    def __init__(self, console: Console) -> None:
        what = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True))
        part = TextColumn(
            "{task.fields[part]}",
            style="dim",
            markup=False,
            table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1),
        )
        columns = (SpinnerColumn(), what, Bar(16), TextColumn("{task.fields[count]}"))
        self.progress = Progress(
            *columns,
            TimeElapsedColumn(),
            part,
            console=console,
            transient=True,
            expand=True,
            refresh_per_second=5,
        )
        self.task = self.progress.add_task("", total=None, count="", part="")

    def now(self, what: str) -> None:
        self.progress.reset(self.task, total=None, description=what, count="", part="")
        self.progress.start()
        self.progress.refresh()

    def part(self, done: int, total: int, part: str) -> None:
        counted = f"{done}/{total}"
        self.progress.update(self.task, completed=done, total=total, count=counted, part=part)

    def close(self) -> None:
        self.progress.stop()


class Log:
    """Lines for logs and pipes, among what the command prints: what runs, and after a while, which part.

    Not on standard error: only errors go there, and scripts rely on that.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.what = ""
        self.named = False
        self.timer: Timer | None = None

    def now(self, what: str) -> None:
        """Something else begins; it is printed when its first part runs."""
        self.close()
        self.what, self.named = what, False

    def part(self, done: int, total: int, part: str) -> None:
        """The part is named only after PATIENCE."""
        self.close()
        if not part:
            return
        if not self.named:
            self.named = True
            self.say(f"  {self.what}")
        self.timer = Timer(PATIENCE, self.name, [done, total, part])
        self.timer.daemon = True
        self.timer.start()

    def name(self, done: int, total: int, part: str) -> None:
        self.say(f"  {self.what}: {part} ({done + 1} of {total})")

    def close(self) -> None:
        if self.timer:
            self.timer.cancel()
            self.timer = None
