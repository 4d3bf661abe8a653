"""What a reader sees below cells, in a comparable form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.verify.markup import content_of_html
from migrate.verify.normalise import Cleaner
from migrate.verify.pictures import Picture, decode


@dataclass(frozen=True)
class Text:
    """Text of one kind: stdout, error or a MIME type."""

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text


Part = Text | Picture


@dataclass(frozen=True)
class Shown:
    """Outputs in order, each with all its parts. stderr is kept, but decides nothing."""

    outputs: tuple[tuple[Part, ...], ...] = ()
    stderr: str = field(default="", compare=False)

    @property
    def kinds(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(part.kind for part in output) for output in self.outputs)

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for output in self.outputs for part in output)

    def __bool__(self) -> bool:
        return bool(self.outputs)

    def __str__(self) -> str:
        return "\n".join(f"[{part.kind}]\n{part}" for part in self.parts)


def shown(cells: Iterable[Mapping[str, Any]], cleaner: Cleaner) -> Shown:
    seen: list[tuple[Part, ...]] = []
    said = ""
    complained = ""
    for output in (output for cell in cells for output in cell.get("outputs", [])):
        if output["output_type"] == "stream":
            text = joined(output["text"])
            if output.get("name") == "stderr":
                complained += text
            else:
                said += text
            continue
        seen += printed(said, cleaner)
        said = ""
        seen.append(error(output, cleaner) if output["output_type"] == "error" else rich(output, cleaner))
    return Shown((*seen, *printed(said, cleaner)), complained)


def text_first(seen: Shown) -> Shown:
    """The same, with everything printed moved to the front."""
    said = "".join(str(part) for part in seen.parts if part.kind == "stdout")
    rest = tuple(output for output in seen.outputs if "stdout" not in [part.kind for part in output])
    return Shown(((Text("stdout", said),), *rest) if said else rest, seen.stderr)


def printed(text: str, cleaner: Cleaner) -> list[tuple[Part, ...]]:
    """One output for everything printed in a row; none if only noise was printed."""
    cleaned = cleaner.clean(text, "stdout")
    return [(Text("stdout", cleaned),)] if cleaned else []


def error(output: Mapping[str, Any], cleaner: Cleaner) -> tuple[Part, ...]:
    """An exception as an output: its name and message, without the traceback."""
    return (Text("error", cleaner.clean(f"{output.get('ename', '')}: {output.get('evalue', '')}", "error")),)


def rich(output: Mapping[str, Any], cleaner: Cleaner) -> tuple[Part, ...]:
    """A bundle of MIME types as an output, its parts sorted by type."""
    data, metadata = output.get("data", {}), output.get("metadata", {})
    return tuple(part(kind, data[kind], metadata, cleaner) for kind in sorted(data))


def part(kind: str, value: Any, metadata: Mapping[str, Any], cleaner: Cleaner) -> Part:
    if kind == "application/json" or kind.endswith("+json"):
        canonical = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False)
        return Text(kind, cleaner.clean(canonical, kind))
    if kind == "text/html":
        return Text(kind, content_of_html(cleaner.clean(joined(value), kind)))
    if kind.startswith("image/") and kind != "image/svg+xml":
        picture = decode(kind, joined(value), display(metadata.get(kind)))
        return picture or Text(kind, joined(value))
    return Text(kind, cleaner.clean(joined(value), kind))


def display(metadata: Any) -> str:
    """The size that the page gives an image."""
    size = metadata if isinstance(metadata, Mapping) else {}
    return "".join(f", {side} {size[side]}" for side in ("width", "height") if side in size)


def joined(text: Any) -> str:
    """Text that a notebook file may keep as a list of lines."""
    return "".join(text) if isinstance(text, list) else str(text)
