"""The texts in a notebook's code, and what is done with them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from migrate.knowledge.facts import does
from migrate.knowledge.library import Fact
from migrate.model.files import Text
from migrate.model.notebook import Notebook

USES: tuple[tuple[str, tuple[Fact, ...]], ...] = (
    ("l", ("lists",)),
    ("w", ("writes", "makes folders")),
    ("r", ("reads",)),
)
IN_PLACE = re.compile(r"[ra][bt]?\+[bt]?|a[bt]?|[wx][bt+]*")  # modes of `open` that change what is there
BY_SHELL = re.compile(r"(?P<gone>\b(?:rm|mv)\b)|\bsed\b.* -i|>")
SQL = re.compile(
    r"(?i)\b(insert|replace) into\b|\bupdate \w+ set\b|\bdelete from\b|\b(create|drop|alter) table\b"
)


def texts_of(notebook: Notebook) -> Iterator[Text]:
    """Every string constant in the code, in order, with what is done with it."""
    for cell in notebook.code:
        for statement in cell.statements:
            uses = uses_in(statement.nodes)
            texts = [n for n in statement.nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
            for node in sorted(texts, key=lambda n: (n.lineno, n.col_offset)):
                yield Text(cell.index, str(node.value), uses.get(id(node), ""))


def uses_in(nodes: Iterable[ast.AST]) -> Mapping[int, str]:
    """What calls do with the strings they are given, by the id of the string's node."""
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
    """What a call does with a file that it is given, going by the call's name."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    given = (*call.args[:2], *(item.value for item in call.keywords))
    modes = [node.value for node in given if isinstance(node, ast.Constant)]
    if name == "open" and any(isinstance(mode, str) and re.fullmatch(r"[wx][bt+]*", mode) for mode in modes):
        return "w"
    return next((use for use, facts in USES if does(name, *facts)), "")


def changes_of(notebook: Notebook) -> Iterator[Text]:
    """The texts that name files to overwrite (w) or remove (d), as far as the code's text tells."""
    for cell in notebook.code:
        sql = bool(SQL.search(cell.source)) or "to_sql" in cell.source
        for statement in cell.statements:
            for call in statement.nodes:
                if isinstance(call, ast.Call):
                    yield from (Text(cell.index, value, use) for value, use in changed_by(call, sql))


def changed_by(call: ast.Call, sql: bool) -> Iterator[tuple[str, str]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    made = receiver.args if isinstance(receiver, ast.Call) else []  # Path("a").unlink()
    given = [*call.args, *(item.value for item in call.keywords), *made]
    texts = [node.value for node in given if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    modes = [text for text in texts if IN_PLACE.fullmatch(text)] if name == "open" else []
    if name in ("system", "getoutput", "run_cell_magic"):
        for command in texts:
            if found := BY_SHELL.search(command):
                yield from ((word.strip("'\">"), "d" if found["gone"] else "w") for word in command.split())
    elif modes or does(name, "writes", "truncates") or (name == "connect" and sql):
        yield from ((text, "w") for text in texts if text not in modes)
    elif does(name, "removes"):
        yield from ((text, "d") for text in texts)


def path_literals(notebook: Notebook) -> tuple[str, ...]:
    """String constants short enough to be paths, each once, in order."""
    texts = (text for statement in notebook.statements for text in statement.texts)
    return tuple(dict.fromkeys(filter(could_be_path, texts)))


def literals_in(tree: ast.AST) -> Iterator[str]:
    return texts_in(ast.walk(tree))


def texts_in(nodes: Iterable[ast.AST]) -> Iterator[str]:
    texts = (node.value for node in nodes if isinstance(node, ast.Constant))
    return (text for text in texts if isinstance(text, str) and could_be_path(text))


def could_be_path(text: str) -> bool:
    """Whether a text can name a file: one short line."""
    return 0 < len(text) < 256 and not set(text) & set("\0\n\r")
