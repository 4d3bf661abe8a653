"""A pipeline's picture for Markdown with Mermaid, as on GitHub and GitLab."""

from __future__ import annotations

import re
from collections.abc import Sequence

from migrate.model.graph import graph
from migrate.model.pipeline import Pipeline

MOST = 4  # names on an edge


def mermaid(pipeline: Pipeline) -> str:
    """The tasks, with what goes from one to the next on the edges."""
    nodes = [f'    task{task.number}["{quoted(task.name)}"]' for task in pipeline.tasks]
    arrows = [
        f'    task{edge.begin} -- "{quoted(shortened(edge.names))}" --> task{edge.end}'
        for edge in graph(pipeline).edges
    ]
    return "```mermaid\nflowchart TD\n" + "\n".join(nodes + arrows) + "\n```\n"


def shortened(names: Sequence[str]) -> str:
    more = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" and {more} more" if more > 0 else "")


def quoted(text: str) -> str:
    """Text safe between quotes: what Mermaid, Markdown or HTML would interpret becomes a number."""
    return re.sub(r"""[^\w\s,.()+/:=-]""", lambda match: f"#{ord(match[0])};", text)
