"""The texts in a notebook's code, and what is done with them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from migrate.model.notebook import Notebook
from migrate.record.nodes import nodes_of

READS = re.compile(
    r"open|(read|load|scan|from)_\w+|load|loads?txt|genfromtxt|imread|ExcelFile|HDFStore|fromfile"
)
WRITES = re.compile(
    r"to_\w+|save\w*|dump|imwrite|imsave|write_\w+|writetext|tofile|ExcelWriter|makedirs|mkdir"
)
LISTS = re.compile(
    r"listdir|walk|scandir|iterdir|[ir]?glob|ImageFolder|flow_from_directory|image_dataset_\w+|read_parquet"
)


@dataclass(frozen=True)
class Text:
    """A text in the code, the cell that it stands in, and what the code does with it: r, w, l or nothing."""

    cell: int
    value: str
    use: str = ""


def texts_of(notebook: Notebook) -> Iterator[Text]:
    """Every text constant of the code in its order, with what is done with it."""
    for cell in notebook.code:
        for statement in cell.statements:
            nodes = nodes_of(statement.source)
            uses = uses_in(nodes)
            texts = [n for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
            for node in sorted(texts, key=lambda n: (n.lineno, n.col_offset)):
                yield Text(cell.index, str(node.value), uses.get(id(node), ""))


def uses_in(nodes: Iterable[ast.AST]) -> Mapping[int, str]:
    """What calls do with the texts that they are given, by the identity of the text's node."""
    found: dict[int, str] = {}
    for call in nodes:
        if isinstance(call, ast.Call):
            use = use_of(call)
            receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
            given = [*call.args[:2], *(item.value for item in call.keywords if item.arg), receiver]
            found |= {id(node): use for node in given if isinstance(node, ast.Constant) and use}
            if isinstance(receiver, ast.Call):  # Path("a").open()
                found |= {id(node): use for node in receiver.args if isinstance(node, ast.Constant) and use}
    return found


def use_of(call: ast.Call) -> str:
    """What a call does with a file that it is given, going by its name."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    given = (*call.args[:2], *(item.value for item in call.keywords))
    modes = [node.value for node in given if isinstance(node, ast.Constant)]
    if name == "open" and any(isinstance(mode, str) and re.fullmatch(r"[wx][bt+]*", mode) for mode in modes):
        return "w"
    uses = (("l", LISTS), ("w", WRITES), ("r", READS))
    return next((use for use, pattern in uses if pattern.fullmatch(name)), "")
