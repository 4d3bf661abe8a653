"""What is being done, shown while it is: one live line on a terminal, a few lines elsewhere."""

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
        """Something else is begun."""

    def part(self, done: int, total: int, part: str) -> None:
        """One of its parts is begun, as a cell or a stage."""

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
    """A bar, where it is known how much there is to do."""

    def render(self, task: Task) -> ProgressBar:
        """An empty one else."""
        return super().render(task) if task.total else ProgressBar(width=0)


class Line:
    """A line on a terminal that changes while the work goes on, and is gone in the end."""

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
        """The line begins anew."""
        self.progress.reset(self.task, total=None, description=what, count="", part="")
        self.progress.start()
        self.progress.refresh()

    def part(self, done: int, total: int, part: str) -> None:
        """The bar grows, and the part's name stands behind it."""
        counted = f"{done}/{total}"
        self.progress.update(self.task, completed=done, total=total, count=counted, part=part)

    def close(self) -> None:
        """The line goes."""
        self.progress.stop()


class Log:
    """Lines among what the command prints, for logs and pipes: what runs, once it really does.

    Not on the standard error: what stands there is an error, and scripts rely on that.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.what = ""
        self.named = False
        self.timer: Timer | None = None

    def now(self, what: str) -> None:
        """Something else is begun; it is named when its first part runs."""
        self.close()
        self.what, self.named = what, False

    def part(self, done: int, total: int, part: str) -> None:
        """A part is named only once it has taken a while."""
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
        """The part takes long: a reader wants to know which one it is."""
        self.say(f"  {self.what}: {part} ({done + 1} of {total})")

    def close(self) -> None:
        """The part that ran has ended."""
        if self.timer:
            self.timer.cancel()
            self.timer = None
