"""Data goes one way: which rooms of the house may look into which."""

import ast
from pathlib import Path

import pytest

import migrate

HOUSE = Path(migrate.__file__).parent
BASE = {"errors", "scratch"}
LOOKS_INTO = {
    "model": set[str](),
    "knowledge": set[str](),
    "read": {"model", "knowledge"},
    "check": {"model", "knowledge", "read"},
    "plan": {"model", "knowledge"},
    "project": {"model", "knowledge", "read", "plan"},
    "record": {"model", "knowledge", "read", "project"},
    "write": {"model", "knowledge", "plan", "project", "record"},
    "verify": {"model", "record", "write", "wrapping"},
}


def rooms(path: Path) -> set[str]:
    """The parts of nbmigrate that a module imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    names += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return {name.split(".")[1] for name in names if name.startswith("migrate.")}


@pytest.mark.parametrize("room", LOOKS_INTO)
def test_a_room_looks_into_no_other(room: str) -> None:
    allowed = LOOKS_INTO[room] | BASE | {room}
    found = {path.name: rooms(path) - allowed for path in (HOUSE / room).rglob("*.py")}
    assert {name: others for name, others in found.items() if others} == {}
