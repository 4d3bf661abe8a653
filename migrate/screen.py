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
    """The terminal: what is being done, and a line for each thing done; nothing if asked to be quiet."""

    def __init__(self, *, quiet: bool = False, as_json: bool = False) -> None:
        self.as_json = as_json
        self.results: list[dict[str, Any]] = []
        self.console = Console(quiet=quiet or as_json, highlight=False, soft_wrap=True)
        self.live: Live | None = None
        self.said: set[str] = set()

    def now(self, what: str) -> Live:
        """Show what is being done, until something else is."""
        self.live = self.live or self.started()
        self.live.now(what)
        return self.live

    def started(self) -> Live:
        """What shows the work: a live line if output or errors go to a terminal, else lines for a log."""
        if self.console.quiet:
            return Silent()
        if self.console.is_terminal:
            return Line(self.console)
        errors = Console(stderr=True, soft_wrap=True)
        return Line(errors) if errors.is_terminal else Log(self.say)

    @contextmanager
    def progress(self, what: str) -> Iterator[Report]:
        """The same for a long piece of work whose parts are counted."""
        with self.working(what) as live:
            yield live.part

    @contextmanager
    def counting(self, what: str, total: int) -> Iterator[Callable[[str], None]]:
        """The same for work in stages, each of which is reported when it starts."""
        with self.working(what) as live:
            before = count()
            yield lambda step: live.part(next(before), total, f"stage {step}")

    @contextmanager
    def working(self, what: str) -> Iterator[Live]:
        """Show what is being done while the context lasts."""
        try:
            yield self.now(what)
        finally:
            self.pause()

    def pause(self) -> None:
        """Stop showing what is being done: it is done, or something else needs the terminal."""
        if self.live:
            self.live.close()
            self.live = None

    def done(self, what: str, detail: str = "") -> None:
        self.mark("✓", "green", f"{what:<48} {detail}".rstrip())

    def failed(self, what: str) -> None:
        self.mark("✗", "red", what)

    def mark(self, mark: str, style: str, what: str) -> None:
        self.console.print(Text.assemble((mark, style), self.broken(f"{mark} {what}")[len(mark) :]))

    def say(self, text: str) -> None:
        """Print a line, wrapped on a terminal."""
        self.console.print(Text(self.broken(text)))

    def once(self, text: str) -> None:
        """The same, unless it was already said."""
        if text not in self.said:
            self.said.add(text)
            self.say(text)

    def copied(self, line: str) -> None:
        """A line for copying, so it is never wrapped."""
        self.console.print(Text(line))

    def broken(self, text: str) -> str:
        """A text wrapped to the terminal's width; a file or a pipe gets it unwrapped."""
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
        """Add an object for programs, which `close` prints."""
        self.results.append(content)

    def close(self) -> None:
        """Print the result for programs: the only one, or all of them under `notebooks`."""
        self.pause()
        if self.as_json and self.results:
            content = self.results[0] if len(self.results) == 1 else {"notebooks": self.results}
            print(json.dumps(content, indent=1, ensure_ascii=False))


def complain(message: str) -> None:
    """Print an error to standard error, in colour on a terminal that supports it."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    text = f"nbmigrate: {message}"
    shown = wrapped(text, console.width) if console.is_terminal else text
    if not console.is_terminal:
        print(shown, file=sys.stderr)
        return
    console.print(Text.assemble(("nbmigrate:", "bold red"), shown.removeprefix("nbmigrate:")))
