"""Read what the probe noted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from migrate.model.trace import CellTrace, Change, Draw, Shared, Trace, Value
from migrate.record.workspace import Tree


def read_trace(text: str, tree: Tree) -> Trace:
    """Read one JSON line per cell; the last line also names modules and packages."""
    lines = parse_lines(text)
    last = lines[-1] if lines else {}
    cells = {line["cell"]: read_cell(line, tree) for line in lines}
    return Trace(
        cells=cells,
        snapshots={line["cell"]: read_border(line["border"]) for line in lines if line["border"]},
        aliases={line["cell"]: read_shared(line["shared"]) for line in lines if line["shared"]},
        folder=tree.folder,
        folders=frozenset(folder for line in lines for folder in there_before(tree, line)),
        modules=frozenset(last.get("modules", ())),
        packages=last.get("packages", {}),
        python=last.get("python", ""),
    )


def there_before(tree: Tree, line: dict[str, Any]) -> Iterator[str]:
    """The folders that a cell writes into, enters, looks for or removes without making them."""
    used = [PurePosixPath(path).parent.as_posix() for path in line["writes"]]
    for folder in [*used, *line["finds"], *line["deletes"]]:
        if folder not in (".", tree.folder) and (tree.root / folder).is_dir():
            yield folder


def troubles(text: str) -> dict[int, str]:
    """By cell: what the probe couldn't observe, and why."""
    return {line["cell"]: line["trouble"] for line in parse_lines(text) if "trouble" in line}


def changes_elsewhere(text: str) -> bool:
    """Whether the notebook made, changed or removed files outside its folder, which all its runs share."""
    return any(line["spoils"] for line in parse_lines(text))


def parse_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.split("\n") if line]


def read_cell(line: dict[str, Any], tree: Tree) -> CellTrace:
    """What one cell did. A file that it removes has to exist, so the cell uses it, too."""
    removed = {path for path in line["deletes"] if (tree.root / path).is_file()}
    return CellTrace(
        seconds=line["seconds"],
        changes=tuple(
            Change(c["statement"], c["setting"], tuple(c["code"]), c["shows"], c["visible"])
            for c in line["changes"]
        ),
        draws=tuple(Draw(d["statement"], d["generator"], d["seeds"], d["both"]) for d in line["draws"]),
        reads=frozenset(removed.union(line["reads"])),
        missing_files=frozenset(line["misses"]),
        writes=frozenset(line["writes"]),
        made=frozenset(line["made"]),
        deletes=frozenset(line["deletes"]),
        lists=frozenset(line["lists"]),
        external_files=frozenset(line["beyond"]),
        external_changes=frozenset(line["spoils"]),
    )


def read_border(names: dict[str, Any]) -> dict[str, Value]:
    return {
        name: Value(
            item["kind"],
            item["format"],
            item["fingerprint"],
            item["home"],
            item.get("summary"),
            item.get("content"),
        )
        for name, item in names.items()
    }


def read_shared(pairs: list[Any]) -> tuple[Shared, ...]:
    return tuple(Shared((one, other), what) for one, other, what in pairs)
