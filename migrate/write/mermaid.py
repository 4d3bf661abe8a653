"""A pipeline's picture for Markdown that knows Mermaid, as GitHub's and GitLab's do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from migrate.model.graph import graph
from migrate.model.pipeline import Pipeline

MOST = 4  # names on an edge


def mermaid(pipeline: Pipeline) -> str:
    """The tasks, and on the edges what goes from one to the next."""
    nodes = [f'    task{task.number}["{quoted(task.name)}"]' for task in pipeline.tasks]
    arrows = [
        f'    task{edge.begin} -- "{quoted(shortened(edge.names))}" --> task{edge.end}'
        for edge in graph(pipeline).edges
    ]
    return "```mermaid\nflowchart TD\n" + "\n".join(nodes + arrows) + "\n```\n"


def shortened(names: Sequence[str]) -> str:
    """A few names, and how many more there are."""
    more = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" and {more} more" if more > 0 else "")


def quoted(text: str) -> str:
    """Text that may stand between quotes: whatever Mermaid, Markdown or HTML would read becomes a number."""
    return re.sub(r"""[^\w\s,.()+/:=-]""", lambda match: f"#{ord(match[0])};", text)
