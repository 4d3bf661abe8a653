"""Read a percent script: a notebook as a Python file with its cells below `# %%` lines."""

import json
import re
from dataclasses import dataclass
from typing import Any

HEADER = re.compile(r"\s*#\s*(?:%%%*\s(?P<rest>.*)|(?:%%|<codecell>|In\[[0-9 ]*\]:?)\s*)$")
TEXT = r"\"(?:[^\"\\]|\\.)*\""
METADATA = re.compile(rf"(\w+)=({TEXT}|\[(?:{TEXT}|[^\]\"])*\]|[^\s\[\"]+)")
INACTIVE = "active-ipynb"  # the tag of code that stands as comments: a script couldn't hold it
KINDS = {"[markdown]": "markdown", "[md]": "markdown", "[raw]": "raw"}
QUOTED = re.compile(r"[rR]?(\"\"\"|''')\n?(.*?)\n?\1", re.DOTALL)
FENCE = re.compile(r" {0,3}(?:(?P<ticks>`{3,})(?P<info>[^`]*)|(?P<tildes>~{3,})(?P<more>.*))$")
MAGIC = re.compile(
    r"(?!\s*(?:# ?)*%{1,3}[a-zA-Z].*#\s*noescape)(?:"
    r"\s*(?:# ?)*%{1,3}[a-zA-Z]"  # %magic
    r"|\s*(?:(?:# ?)+\s*)?[?!]\s*[A-Za-z.~$\\/{}]"  # !command, ?help
    r"|(?:# ?)*\s*[a-zA-Z_][\w$]*\s*=\s*(?:%{1,3}|!)[a-zA-Z]"  # x = %magic, x = !command
    r"|\s*(?:# )*\S*\?\s*$"  # help?
    r"|(?:# ?)*(?:cat|cd|cp|mv|rm|rmdir|mkdir|copy|ddir|echo|ls|ldir|ren)(?:$|\s$|\s[^=,])"
    r")"
)


@dataclass(frozen=True)
class Cell:
    """One cell: kind is code, markdown or raw; the metadata is what its header line holds."""

    kind: str
    source: str
    metadata: dict[str, Any]


def parse(text: str) -> list[Cell]:
    """Split a script into its cells; a jupytext header at the top is skipped."""
    lines = text.removesuffix("\n").split("\n")
    rows = find_headers(lines)
    cells = [
        read_cell(lines[row], "\n".join(without_gap(lines[row:end])[1:]))
        for row, end in zip(rows, [*rows, len(lines)][1:], strict=True)
    ]
    top = "\n".join(lines[: rows[0]] if rows else lines).strip("\n")
    if not top.strip() or top.startswith("# ---\n# jupyter:"):
        return cells
    return [read_cell("# %% [raw]" if top.startswith("# ---\n") else "# %%", top), *cells]


def find_headers(lines: list[str]) -> list[int]:
    """Rows that begin a cell: not those inside a string, or in a fenced block of a text cell."""
    rows: list[int] = []
    quotes, fence, is_text = "", "", False
    for row, line in enumerate(lines):
        inside, quotes = quotes, quotes_after(line, quotes)
        if inside:
            continue
        if is_text and (mark := fence_of(line)):
            if fence:
                fence = "" if closes(line, fence) else fence
            elif any(closes(later, mark) for later in lines[row + 1 :]):
                fence = mark
        elif not fence and HEADER.match(line):
            rows.append(row)
            is_text = kind_of(line) != "code"
    return rows


def without_gap(lines: list[str]) -> list[str]:
    """A cell's lines without what sets it apart from the next: a blank line, or two but not more."""
    if len(lines) > 2 and lines[-3].strip() and not lines[-2].strip() and not lines[-1].strip():
        return lines[:-2]
    return lines[:-1] if lines[-1] == "" else lines


def quotes_after(line: str, quotes: str) -> str:
    """The triple quotes that are open after a line, given those open before it."""
    if not quotes and line.lstrip().startswith("#"):
        return ""
    single = ""
    for mark in re.findall(r"\\.|#|\"\"\"|'''|\"|'", line):
        if quotes or single:
            closed = mark == quotes or mark == single
            quotes, single = ("", "") if closed else (quotes, single)
        elif mark == "#":
            break
        elif len(mark) == 3:
            quotes = mark
        elif mark in "\"'":
            single = mark
    return quotes


def fence_of(line: str) -> str:
    """The back ticks or tildes that a commented line of Markdown begins with, if it is a fence."""
    match = FENCE.match(uncomment(line))
    return (match["ticks"] or match["tildes"]) if match else ""


def closes(line: str, fence: str) -> bool:
    """Whether a commented line ends the block that this fence began."""
    text = uncomment(line).strip()
    return bool(fence_of(line)) and set(text) == {fence[0]} and len(text) >= len(fence)


def read_cell(header: str, body: str) -> Cell:
    """Make a cell of its header line and the text below it."""
    metadata = {key: read_value(value) for key, value in METADATA.findall(options(header))}
    language, arguments = metadata.pop("language", None), metadata.pop("magic_args", "")
    kind, quoted = kind_of(header), QUOTED.fullmatch(body.strip())
    is_comment = kind != "code" or INACTIVE in metadata.get("tags", [])
    if is_comment and quoted:
        source = "\n".join(quoted[2].splitlines())
    else:
        source = uncomment(body) if is_comment or language else restore_magics(body)
    magic = f"%%{language} {arguments}".rstrip() + "\n" if language else ""
    return Cell(kind, magic + source, metadata)


def options(header: str) -> str:
    """What a cell's header line holds behind its mark."""
    match = HEADER.match(header)
    return (match["rest"] or "") if match else ""


def kind_of(header: str) -> str:
    """The kind of cell that a header line begins."""
    title = METADATA.sub("", options(header))
    return next((kind for mark, kind in KINDS.items() if mark in title), "code")


def read_value(text: str) -> Any:
    """Read a header's value: JSON, or else the bare word."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def uncomment(body: str) -> str:
    """Take one comment mark off each line."""
    return "\n".join(re.sub(r"^# ?", "", line) for line in body.split("\n"))


def restore_magics(body: str) -> str:
    """Bring back the magics that a script keeps as comments: `# %time f()` becomes `%time f()`."""
    lines = body.split("\n")
    quotes, continued = "", False
    for row, line in enumerate(lines):
        if not quotes and (continued or MAGIC.match(line)):
            text = line.lstrip()
            lines[row] = line[: len(line) - len(text)] + re.sub(r"^# ?", "", text)
            continued = line.rstrip().endswith("\\")
        quotes = quotes_after(line, quotes)
    return "\n".join(lines)
