"""Parameters that somebody has changed since the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Values = Mapping[str, Mapping[str, Any]]  # by task and name


def changes(recorded: Values, configured: Values) -> str:
    """A sentence on the parameters that have changed; "" if none have."""
    found = list(changed(recorded, configured))
    return f"parameters changed since the record: {', '.join(found)}" if found else ""


def changed(recorded: Values, configured: Values) -> Iterator[str]:
    """Each change, with the task's name if several tasks have a parameter of that name."""
    names = [name for task in recorded.values() for name in task]
    for task, known in recorded.items():
        now = configured.get(task) or {}
        for name, before in known.items():
            shown = f"{task}.{name}" if names.count(name) > 1 else name
            if name not in now:
                yield f"{shown} {before!r} -> gone"
            elif repr(now[name]) != repr(before):
                yield f"{shown} {before!r} -> {now[name]!r}"
