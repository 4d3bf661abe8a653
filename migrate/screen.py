"""What a command shows while it works and when it is done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text
from rich.tree import Tree

Report = Callable[[int, int], None]  # how much is done, and how much there is in all


class Screen:
    """The terminal: progress on long work, a line for each thing done; nothing when asked to be quiet."""

    def __init__(self, *, quiet: bool = False, as_json: bool = False) -> None:
        self.as_json = as_json
        self.results: list[dict[str, Any]] = []
        self.console = Console(quiet=quiet or as_json, highlight=False, soft_wrap=True)

    @contextmanager
    def progress(self, what: str) -> Iterator[Report]:
        """A bar that counts what is done of a long piece of work."""
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        hidden = not self.console.is_terminal
        with Progress(*columns, console=self.console, transient=True, disable=hidden) as bars:
            bar = bars.add_task(what, total=None)
            yield lambda done, total: bars.update(bar, completed=done, total=total)

    @contextmanager
    def counting(self, what: str, total: int) -> Iterator[Callable[[str], None]]:
        """The same for work that tells each of its parts when it starts."""
        with self.progress(what) as progress:
            before = count()
            yield lambda part: progress(next(before), total)

    def done(self, what: str, detail: str = "") -> None:
        """A line for a thing that went well."""
        self.console.print(Text(f"✓ {what:<48} {detail}".rstrip()))

    def say(self, text: str) -> None:
        """A line as it is."""
        self.console.print(Text(text))

    def files(self, title: str, paths: Sequence[str]) -> None:
        """The tree of files that a command would add or change."""
        tree = Tree(Text(title))
        folders: dict[str, Tree] = {"": tree}
        for path in sorted(paths):
            *parents, name = path.split("/")
            for depth, parent in enumerate(parents):
                key = "/".join(parents[: depth + 1])
                if key not in folders:
                    folders[key] = folders["/".join(parents[:depth])].add(Text(parent + "/"))
            folders["/".join(parents)].add(Text(name))
        self.console.print(tree)

    def result(self, content: dict[str, Any]) -> None:
        """What programs read, in the end and in one object."""
        self.results.append(content)

    def close(self) -> None:
        """Print what programs read: the one result, or all under `notebooks`."""
        if self.as_json and self.results:
            content = self.results[0] if len(self.results) == 1 else {"notebooks": self.results}
            print(json.dumps(content, indent=1, ensure_ascii=False))
