"""A percent script as its readers see it: jupytext, and the reader that tasks run with."""

from __future__ import annotations

from copy import copy
from functools import lru_cache

from jupytext.cell_reader import DoublePercentScriptCellReader
from jupytext.config import JupytextConfiguration
from jupytext.formats import read_format_from_metadata
from jupytext.jupytext import TextNotebookConverter
from nbformat import NotebookNode

from migrate.project.template_files import module

Seen = tuple[tuple[str, str], ...]  # kind and source of each cell


class CellReader(DoublePercentScriptCellReader):  # type: ignore[misc]
    """Jupytext's reader, without what takes most of its time and we don't need.

    That one checks each cell against the schema, then all of them once more in the notebook, and counts blank
    lines between cells.
    """

    language: str | None

    def read(self, lines: list[str]) -> tuple[NotebookNode, int]:
        """The first cell in these lines, and where the next one begins."""
        self.metadata_and_language_from_option_line(lines[0])
        if language := self.metadata.pop("language", ""):
            self.language = language
        following = self.find_cell_content(lines)
        if self.language:
            self.metadata["language"] = self.language
        cell = NotebookNode(
            id=str(len(lines)),  # which no other cell has
            cell_type=self.cell_type,
            source="\n".join(self.content),
            metadata=NotebookNode(self.metadata),
        )
        if self.cell_type == "code":
            cell.update(execution_count=None, outputs=[])
        return cell, following


def as_jupytext_reads(text: str) -> Seen:
    """The cells that Jupyter shows."""
    form = read_format_from_metadata(text, ".py") or "percent"
    converter = TextNotebookConverter({"extension": ".py", "format_name": form}, configuration())
    if form == "percent":
        converter.implementation = copy(converter.implementation)
        converter.implementation.cell_reader_class = CellReader
    return tuple((cell.cell_type, cell.source) for cell in converter.reads(text).cells)


@lru_cache(maxsize=512)  # after it is written, too, to see how each cell stands there
def as_tasks_read(text: str) -> Seen:
    """The cells that run."""
    return tuple((cell.kind, cell.source) for cell in module("percent_script").parse(text))


def configuration() -> JupytextConfiguration:
    """The settings for jupytext in the project's pyproject.toml."""
    config = JupytextConfiguration()
    config.notebook_metadata_filter = "-all"
    config.cell_metadata_filter = "tags,origin,-all"
    return config
