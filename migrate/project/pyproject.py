"""The user's pyproject.toml, to be added to with its comments kept."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from migrate.errors import RequestError
from migrate.model.layout import PYPROJECT


def document(text: str) -> tomlkit.TOMLDocument:
    """The text as a document. Raises RequestError if it can't be read."""
    try:
        return tomlkit.parse(text)
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise RequestError(f"{PYPROJECT} can't be read: {error}.\n  Fix it. Nothing was changed.") from error


def table(content: MutableMapping[str, Any], *path: str) -> MutableMapping[str, Any] | None:
    """A nested table; None if it is missing. Raises RequestError if something else is there."""
    found: Any = content
    for depth, key in enumerate(path, 1):
        found = found.get(key)
        if found is None:
            return None
        if not isinstance(found, MutableMapping):
            raise wrong(f"{'.'.join(path[:depth])} isn't a table")
    return content if not path else found


def listed(content: MutableMapping[str, Any], key: str) -> Any:
    """A list in a table; None if it is missing. Raises RequestError if something else is there."""
    found = content.get(key)
    if found is not None and not isinstance(found, list):
        raise wrong(f"{key} isn't a list")
    return found


def wrong(what: str) -> RequestError:
    return RequestError(f"{PYPROJECT}: {what}.\n  Fix it. Nothing was changed.")
