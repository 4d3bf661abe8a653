"""Code cells that hold something other than Python: as VS Code and Databricks mark them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from migrate.model.notebook import CellKind
from migrate.read.formats import mapping

PYTHON = ("python", "python3", "ipython", "jupyter")
LANGUAGES = {
    "bat": "batch commands",
    "cpp": "C++",
    "csharp": "C#",
    "css": "CSS",
    "fsharp": "F#",
    "html": "HTML",
    "javascript": "JavaScript",
    "json": "JSON",
    "latex": "LaTeX",
    "plaintext": "plain text",
    "powershell": "PowerShell",
    "r": "R",
    "raw": "plain text",
    "shellscript": "shell commands",
    "sql": "SQL",
    "typescript": "TypeScript",
    "xml": "XML",
    "yaml": "YAML",
}
MAGIC = re.compile(r"^# MAGIC ?", re.MULTILINE)  # how Databricks exports what isn't Python
NO_TEXT = re.compile(r"^# (?:COMMAND -+|Databricks notebook source)$\n?", re.MULTILINE)
FIRST = re.compile(r"\s*%([\w-]+)[ \t]*(.*)")  # a line of a single percent sign says what the cell is
TEXT = ("md", "md-sandbox")
COMMANDS = {"scala": "Scala", "r": "R", "fs": "file commands of Databricks"}
WITH_BODY = {"sql": "SQL", "sh": "shell commands"}  # one line of these may be meant for IPython


class Told(NamedTuple):
    """What a code cell is: code, or text with its language if that isn't Python."""

    kind: CellKind
    source: str
    language: str = ""


def told(source: str, metadata: Mapping[str, Any]) -> Told:
    """What a code cell holds, by VS Code's metadata or by a magic of Databricks."""
    language = str(mapping(metadata.get("vscode")).get("languageId") or "python").lower()
    if language not in PYTHON and not source.lstrip().startswith(("%", "!")):
        if language == "markdown":
            return Told("markdown", source, "Markdown")
        return Told("raw", source, LANGUAGES.get(language, language))
    return of_databricks(source)


def of_databricks(source: str) -> Told:
    """What a cell holds that may begin with a Databricks magic."""
    text = exported(source)
    first = FIRST.match(text)
    if not first:
        return Told("code", source)
    word, below = first[1], text[first.end() :]
    if word in TEXT:
        return Told("markdown", f"{first[2]}{below}".strip("\n"), "Markdown")
    if text != source:
        return Told("code", source)  # a comment to Python, which does nothing
    if word in COMMANDS or (word in WITH_BODY and below.strip()):
        return Told("raw", source, COMMANDS.get(word) or WITH_BODY[word])
    return Told("code", source)


def exported(source: str) -> str:
    """The text that Databricks wrote as comments; the source itself if it holds anything else."""
    lines = NO_TEXT.sub("", source).strip("\n").split("\n")
    return MAGIC.sub("", "\n".join(lines)) if all(MAGIC.match(line) for line in lines) else source
