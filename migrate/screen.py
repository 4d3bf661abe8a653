"""What a command shows while it works and when it is done."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from rich.console import Console
from rich.text import Text

from migrate.live import Line, Live, Log, Silent
from migrate.wrapping import wrapped

Report = Callable[[int, int, str], None]  # how much is done, how much there is in all, and what is begun


class Screen:
    """The terminal: what is being done, a line for each thing done; nothing when asked to be quiet."""

    def __init__(self, *, quiet: bool = False, as_json: bool = False) -> None:
        self.as_json = as_json
        self.results: list[dict[str, Any]] = []
        self.console = Console(quiet=quiet or as_json, highlight=False, soft_wrap=True)
        self.live: Live | None = None
        self.said: set[str] = set()

    def now(self, what: str) -> Live:
        """Say what is being done, until something else is."""
        self.live = self.live or self.started()
        self.live.now(what)
        return self.live

    def started(self) -> Live:
        """What shows the work: a live line where there is a terminal, lines for a log where there is none."""
        if self.console.quiet:
            return Silent()
        if self.console.is_terminal:
            return Line(self.console)
        errors = Console(stderr=True, soft_wrap=True)
        return Line(errors) if errors.is_terminal else Log(self.say)

    @contextmanager
    def progress(self, what: str) -> Iterator[Report]:
        """The same for a long piece of work, of which the parts are counted."""
        with self.working(what) as live:
            yield live.part

    @contextmanager
    def counting(self, what: str, total: int) -> Iterator[Callable[[str], None]]:
        """The same for work in stages, which tell when they start."""
        with self.working(what) as live:
            before = count()
            yield lambda step: live.part(next(before), total, f"stage {step}")

    @contextmanager
    def working(self, what: str) -> Iterator[Live]:
        """Say what is being done while the context lasts."""
        try:
            yield self.now(what)
        finally:
            self.pause()

    def pause(self) -> None:
        """Show no longer what is being done: it is, or somebody else has the terminal."""
        if self.live:
            self.live.close()
            self.live = None

    def done(self, what: str, detail: str = "") -> None:
        """A line for a thing that went well."""
        self.mark("✓", "green", f"{what:<48} {detail}".rstrip())

    def failed(self, what: str) -> None:
        """A line for a thing that didn't."""
        self.mark("✗", "red", what)

    def mark(self, mark: str, style: str, what: str) -> None:
        """A line that begins with a mark in a colour."""
        self.console.print(Text.assemble((mark, style), self.broken(f"{mark} {what}")[len(mark) :]))

    def say(self, text: str) -> None:
        """A line as it is, but for where it is broken."""
        self.console.print(Text(self.broken(text)))

    def once(self, text: str) -> None:
        """The same, unless it was said before."""
        if text not in self.said:
            self.said.add(text)
            self.say(text)

    def copied(self, line: str) -> None:
        """A line to copy, so never broken."""
        self.console.print(Text(line))

    def broken(self, text: str) -> str:
        """A text in lines as long as the terminal is wide; a file or a pipe takes any."""
        return wrapped(text, self.console.width) if self.console.is_terminal else text

    def files(self, title: str, paths: Sequence[str]) -> None:
        """The tree of files that a command would add or change."""
        from rich.tree import Tree

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
        self.pause()
        if self.as_json and self.results:
            content = self.results[0] if len(self.results) == 1 else {"notebooks": self.results}
            print(json.dumps(content, indent=1, ensure_ascii=False))


def complain(message: str) -> None:
    """Print an error where errors go, in colour on a terminal that takes it."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    text = f"nbmigrate: {message}"
    shown = wrapped(text, console.width) if console.is_terminal else text
    if not console.is_terminal:
        print(shown, file=sys.stderr)
        return
    console.print(Text.assemble(("nbmigrate:", "bold red"), shown.removeprefix("nbmigrate:")))
