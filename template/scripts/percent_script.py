"""Read a percent script: a notebook as a Python file with its cells below `# %%` lines."""

import io
import json
import re
import tokenize
from dataclasses import dataclass
from typing import Any

HEADER = re.compile(r"# ?%%(?!%)(?:\s+(?P<rest>.*))?$")
METADATA = re.compile(r"(\w+)=(\"(?:[^\"\\]|\\.)*\"|\[[^\]]*\]|[^\s\[\"]+)")
KINDS = {"[markdown]": "markdown", "[md]": "markdown", "[raw]": "raw"}
MAGIC = re.compile(
    r"# ?(?:(?:# ?)*(?:%{1,3}[a-zA-Z]|[?!]\s*[\w.~$\\/{}])"  # %magic, !command, ?help
    r"|(?:# ?)*[a-zA-Z_]\w*\s*=\s*(?:%{1,3}|!)[a-zA-Z]"  # x = %magic, x = !command
    r"|\S*\?\s*$"  # help?
    r"|(?:cat|cd|cp|mv|rm|rmdir|mkdir|copy|ddir|echo|ls|ldir|ren)(?:$|\s$|\s[^=,]))"
)


@dataclass(frozen=True)
class Cell:
    """One cell: kind is code, markdown or raw; the metadata is what its header line holds."""

    kind: str
    source: str
    metadata: dict[str, Any]


def parse(text: str) -> list[Cell]:
    """Split a script into its cells; a jupytext header at the top is skipped."""
    cells: list[Cell] = []
    header, body = "", list[str]()
    for line in [*text.split("\n"), "# %%"]:
        if not HEADER.match(line):
            body.append(line)
            continue
        if header or "".join(body).strip():
            cells.append(read_cell(header, "\n".join(body).strip("\n")))
        header, body = line, []
    return cells[1:] if cells and cells[0].source.startswith("# ---\n# jupyter:") else cells


def read_cell(header: str, body: str) -> Cell:
    """Make a cell of its header line and the text below it."""
    match = HEADER.match(header)
    rest = (match["rest"] or "") if match else ""
    metadata = {key: read_value(value) for key, value in METADATA.findall(rest)}
    for mark, kind in KINDS.items():
        if mark in rest:
            return Cell(kind, uncomment(body), metadata)
    language = metadata.pop("language", None)
    source = f"%%{language}\n{uncomment(body)}" if language else restore_magics(body)
    return Cell("code", source, metadata)


def read_value(text: str) -> Any:
    """Read a header's value: JSON, or else the bare word."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def uncomment(body: str) -> str:
    """Take one comment mark off each line, or the triple quotes off a text."""
    if len(body) > 5 and body.startswith('"""') and body.endswith('"""'):
        return body[3:-3].strip("\n")
    return "\n".join(re.sub(r"^# ?", "", line) for line in body.split("\n"))


def restore_magics(body: str) -> str:
    """Bring back the magics that a script keeps as comments: `# %time f()` becomes `%time f()`."""
    lines = body.split("\n")
    comments = find_comments(body)
    continued = False
    for row, line in enumerate(lines):
        text = line.lstrip()
        if row in comments and (continued or MAGIC.match(text)):
            lines[row] = line[: len(line) - len(text)] + re.sub(r"^# ?", "", text)
            continued = text.endswith("\\")
        else:
            continued = False
    return "\n".join(lines)


def find_comments(body: str) -> set[int]:
    """Rows that hold nothing but a comment, so not those inside a string."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(body + "\n").readline))
    except (tokenize.TokenError, SyntaxError):
        return {row for row, line in enumerate(body.split("\n")) if line.lstrip().startswith("#")}
    return {
        token.start[0] - 1
        for token in tokens
        if token.type == tokenize.COMMENT and not token.line[: token.start[1]].strip()
    }
