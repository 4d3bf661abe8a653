"""What a project keeps about a pipeline below records/: each file as a type, and its JSON both ways.

A stranger may have written such a file: `shape.conform` says what in it isn't as it should be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from typing import Any

HALF = re.compile("[\ud800-\udfff]")  # of a character, as in names of files that aren't UTF-8
SPARE = {"spare": True}  # of a field that is written only where it isn't its default
Hashes = Mapping[str, str]  # by path


@dataclass(frozen=True, kw_only=True)
class Added:
    """added.json: a notebook that became one task."""

    notebook: str  # the copy in the project, or the notebook itself, from the project's root
    source: str  # where it was, from the project's root
    sha256: str  # of the notebook without its outputs
    files: Hashes
    data: Hashes
    stage: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Planned:
    """planned.json: a pipeline that was written from the notebook's text, and never ran."""

    notebook: str  # the name of its file
    files: Hashes
    data: Hashes
    section: str  # hash of its parameters in the configuration


@dataclass(frozen=True)
class Written:
    """A file that the notebook wrote: the last cell that did, and its marks in the two recorded runs."""

    cell: int
    mark: str
    second: str | None  # None: the second run didn't write it
    # What its names in other runs look like; empty where it keeps its name
    pattern: str = field(default="", metadata=SPARE)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """record.json: a notebook that ran, and where its two runs differ."""

    notebook: str  # the name of its file
    sha256: str
    data: Hashes
    files: Hashes
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by task and name
    section: str = ""  # hash of these in the configuration
    folder: str = "."  # the notebook's folder in its tree
    accepted: Sequence[Mapping[str, Any]] = ()  # changes that somebody meant, and why
    written: Mapping[str, Written] = field(default_factory=dict, metadata=SPARE)
    python: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    second_run: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)  # by cell
    # What a newer version wrote besides
    others: Mapping[str, Any] = field(default_factory=dict, metadata=SPARE)


@dataclass(frozen=True, kw_only=True)
class Boundary:
    """A value in boundaries.json: a variable that is handed on, as the notebook had it after a cell."""

    variable: str
    cell: int
    kind: str | None  # None: no variable of the notebook, or none that was seen
    fingerprint: str | None
    # None: unknown; empty: the record is older than this
    content: str | None = field(default="", metadata=SPARE)
    summary: Any
    repeats: bool = field(default=True, metadata=SPARE)  # whether another run of the notebook had it, too


@dataclass(frozen=True, kw_only=True)
class Generated:
    """generated.json: what a migration generated, so that a later one sees what people changed."""

    files: Mapping[str, Sequence[str]]  # by path, line by line
    stages: Mapping[str, Any]  # in dvc.yaml, by name
    section: Mapping[str, Any] = field(default_factory=dict)  # of the configuration: by task and name


@dataclass(frozen=True)
class Output:
    """One thing that a cell showed."""

    output_type: str
    data: Mapping[str, Any] = field(default_factory=dict)
    text: Any = ""

    @property
    def sound(self) -> bool:
        """Whether what should be text is text."""
        shown = [value for kind, value in self.data.items() if kind.startswith(("text/", "image/"))]
        return all(map(is_text, [self.text, *shown]))


@dataclass(frozen=True)
class RanCell:
    """A cell of the notebook that ran."""

    cell_type: str
    source: Any
    metadata: Mapping[str, Any] = field(default_factory=dict)
    outputs: Sequence[Output] | None = None

    @property
    def sound(self) -> bool:
        """Whether what should be text is text, and code has outputs, if only an empty list."""
        if self.cell_type == "code" and self.outputs is None:
            return False
        return is_text(self.source) and all(output.sound for output in self.outputs or ())


@dataclass(frozen=True)
class Ran:
    """original.ipynb: the notebook that ran, as far as it is compared."""

    cells: Sequence[RanCell]


def is_text(content: object) -> bool:
    """Whether this is text as notebooks keep it: one string, or a list of lines."""
    return isinstance(content, str) or (
        isinstance(content, list) and all(isinstance(line, str) for line in content)
    )


def as_text(record: object) -> str:
    """A record as JSON that git can compare line by line."""
    text = json.dumps(as_json(record), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return HALF.sub(lambda half: json.dumps(half[0])[1:-1], text)


def as_json(part: Any) -> Any:
    """A record, or a part of one, as plain JSON values."""
    if is_dataclass(part):
        given = {
            known.name: as_json(getattr(part, known.name)) for known in fields(part) if told(part, known)
        }
        others = given.pop("others", {})
        return {**given, **others}
    if isinstance(part, Mapping):
        return {key: as_json(value) for key, value in part.items()}
    return [as_json(item) for item in part] if isinstance(part, (list, tuple)) else part


def told(part: object, known: Field[Any]) -> bool:
    """Whether a field is written: a spare one only if it isn't its default."""
    default = known.default if known.default_factory is MISSING else known.default_factory()
    return not known.metadata.get("spare") or getattr(part, known.name) != default
