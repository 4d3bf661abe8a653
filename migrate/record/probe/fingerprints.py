"""Fingerprints of values: they differ when the values do."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterator
from typing import Any

from .kinds import is_drawn_on, kind
from .process import loaded


def fingerprint(value: Any) -> str | None:
    """A hash that differs when the value does; None if that can't be told."""
    if is_drawn_on(value):
        return None  # what a figure shows is more than what its pickle holds
    digest = hashlib.blake2b(digest_size=16)
    try:
        feed(digest, value)
    except Exception:
        return None
    return digest.hexdigest()


class Content(pickle.Pickler):
    """Pickles tables, columns and arrays anywhere in a value by content, not by memory layout."""

    def __init__(self, digest: Any, top: Any) -> None:
        super().__init__(Sink(digest), 5)
        self.top = top

    def reducer_override(self, value: Any) -> Any:
        """Called for everything that isn't built in."""
        if value is self.top or kind(value)[0] not in FEEDS:
            return NotImplemented
        digest = hashlib.blake2b(digest_size=16)
        feed(digest, value)
        return str, (digest.hexdigest(),)


class Sink:
    """A file that feeds a hash."""

    def __init__(self, digest: Any) -> None:
        self.write = digest.update


def feed(digest: Any, value: Any) -> None:
    """Feed tables, columns and arrays by content, not by memory layout, and everything else as a pickle."""
    own = FEEDS.get(kind(value)[0])
    if own:
        own(digest, value)
    else:
        Content(digest, value).dump(value)


def feed_table(digest: Any, table: Any) -> None:
    """Feed a pandas.DataFrame."""
    feed(digest, dict(table.attrs))
    feed_index(digest, table.columns)
    feed_index(digest, table.index)
    for place in range(table.shape[1]):
        feed_values(digest, table.iloc[:, place].array)


def feed_column(digest: Any, column: Any) -> None:
    """Feed a pandas.Series."""
    feed(digest, (column.name, dict(column.attrs)))
    feed_index(digest, column.index)
    feed_values(digest, column.array)


def feed_array(digest: Any, array: Any) -> None:
    """Feed a numpy.ndarray."""
    digest.update(repr((array.shape, array.flags.writeable)).encode())
    feed_values(digest, array)


def array_content(array: Any) -> str:
    """The hash of a numpy.ndarray as if it were writable, which it always is once stored and loaded."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(repr((array.shape, True)).encode())
    feed_values(digest, array)
    return digest.hexdigest()


def feed_masked(digest: Any, array: Any) -> None:
    """Feed a numpy.ma.MaskedArray, without what is below its mask."""
    feed_array(digest, loaded("numpy").ma.getmaskarray(array))
    feed_values(digest, array.filled())


def feed_index(digest: Any, index: Any) -> None:
    """Feed the labels of a table's rows or columns."""
    digest.update(repr((type(index).__name__, list(index.names), getattr(index, "freqstr", None))).encode())
    if type(index).__name__ == "RangeIndex":  # which would keep its numbers, once it has been asked for them
        digest.update(repr(index.dtype).encode())
        for piece in pieces(index, FRESH):
            digest.update(piece.to_numpy())
    else:
        feed_values(digest, index.to_numpy() if index.nlevels > 1 else index.array)


def feed_values(digest: Any, values: Any) -> None:
    """Feed an array from numpy or pandas, however it is held in memory."""
    if type(values).__name__ in ("NumpyExtensionArray", "PandasArray"):
        values = values.to_numpy()
    digest.update(repr(values.dtype).encode())
    if fields := getattr(values.dtype, "names", None):
        for field in fields:  # between them, there may be anything
            feed_values(digest, values[field])
    elif hasattr(values, "categories"):
        feed_index(digest, values.categories)
        feed_bytes(digest, values.codes)
    elif hasattr(values, "asi8"):
        feed_bytes(digest, values.asi8)
    elif hasattr(values, "tobytes") and not values.dtype.hasobject:
        feed_bytes(digest, values)
    else:
        feed_objects(digest, values if values.ndim else values.reshape(1))


def feed_bytes(digest: Any, array: Any) -> None:
    """Feed what `tobytes` returns for an array, without copying all of it."""
    if array.flags.c_contiguous and array.nbytes:
        digest.update(array.reshape(-1).view("u1"))
    else:
        for piece in pieces(array) if array.ndim else [array]:
            digest.update(piece.tobytes())


def feed_objects(digest: Any, values: Any) -> None:
    """Feed the items of an object array: as a list's text if they are plain, or else as a pickle."""
    parts = list(pieces(values))
    if not all(type(item) in PLAIN for part in parts for item in part.tolist()):
        Content(digest, None).dump(values.tolist())
        return
    digest.update(b"[")
    for place, part in enumerate(parts):
        text = repr(part.tolist())[1:-1]
        digest.update(f"{', ' if place else ''}{text}".encode("utf-8", "surrogatepass"))
    digest.update(b"]")


PIECE = 2**18  # items that are looked at together: of large arrays there is no room for a copy
FRESH = 2**13  # of those that are made for it: so many fit into memory that was used before
PLAIN = (str, int, float, bool, type(None))


def pieces(items: Any, size: int = 0) -> Iterator[Any]:
    step = size or PIECE
    return (items[start : start + step] for start in range(0, len(items), step))


FEEDS: dict[str, Callable[[Any, Any], None]] = {
    "pandas.DataFrame": feed_table,
    "pandas.Series": feed_column,
    "numpy.ndarray": feed_array,
    "numpy.MaskedArray": feed_masked,
}
