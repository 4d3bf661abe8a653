"""A pipeline's picture for Markdown that knows Mermaid, as GitHub's and GitLab's do."""

from __future__ import annotations

import re

from migrate.model.pipeline import Pipeline
from migrate.write.edges import edges, shortened


def mermaid(pipeline: Pipeline) -> str:
    """The tasks, and on the edges what goes from one to the next."""
    nodes = [f'    task{task.number}["{quoted(task.name)}"]' for task in pipeline.tasks]
    arrows = [
        f'    task{begin} -- "{quoted(shortened(names))}" --> task{end}'
        for (begin, end), names in edges(pipeline).items()
    ]
    return "```mermaid\nflowchart TD\n" + "\n".join(nodes + arrows) + "\n```\n"


def quoted(text: str) -> str:
    """Text that may stand between quotes: whatever Mermaid, Markdown or HTML would read becomes a number."""
    return re.sub(r"""[^\w\s,.()+/:=-]""", lambda match: f"#{ord(match[0])};", text)
