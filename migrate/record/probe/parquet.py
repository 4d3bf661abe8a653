"""Whether parquet returns a table in every detail."""

from __future__ import annotations

import io
from typing import Any

from .fingerprints import feed, fingerprint, pieces
from .process import loaded

MOST_ITEMS = 2**22  # of a table that are stored and loaded at once, to see whether they come back
SAMPLE = 2**18  # of one whose types alone tell that
WHOLE = "?bhilqpBHILQP"  # numpy's truth values and whole numbers
USUAL_NAN = {"f": ("u4", 0x7FC00000), "d": ("u8", 0x7FF8000000000000)}
UNIFORM = f"{WHOLE}efdmM"  # and all that take the same room: decimals and times


def through_parquet(table: Any) -> bool:
    """Whether a table comes back from parquet in every detail.

    If each value is stored by itself, a large table is tried piece by piece, which needs little memory.
    Whole numbers, truth values and plain decimals all come back in the same way, so one piece is enough.
    """
    if not is_uniform(table):
        back = from_parquet(table)
        return back is not None and fingerprint(back) == fingerprint(table) is not None
    rows = max(1, MOST_ITEMS // max(1, table.shape[1]))
    if all(map(is_exact, [table.index, *(table.iloc[:, place] for place in range(table.shape[1]))])):
        return comes_back_alike(table.iloc[: max(1, SAMPLE // max(1, table.shape[1]))])
    starts = range(0, max(1, len(table)), rows)
    return all(comes_back_alike(table.iloc[start : start + rows]) for start in starts)


def is_exact(column: Any) -> bool:
    """Whether parquet keeps the bits of every value that such a column can hold.

    Of any NaN, it keeps only that it is one, and returns the usual NaN.
    """
    if type(column).__name__ == "RangeIndex" or column.dtype.char in WHOLE:
        return True
    if column.dtype.char not in USUAL_NAN:
        return False
    bits, usual = USUAL_NAN[column.dtype.char]
    return all((part[part != part].view(bits) == usual).all() for part in pieces(column.to_numpy()))


def is_uniform(table: Any) -> bool:
    """Whether the types alone say how each value is stored; with objects, the rest of the column matters."""
    kinds = [*table.dtypes, table.index.dtype]
    return table.index.nlevels == 1 and all(getattr(kind, "char", "O") in UNIFORM for kind in kinds)


def comes_back_alike(table: Any) -> bool:
    """Whether parquet returns the same fingerprint, judged by what is fed to it, which is less work."""
    found, expected = Fed(), Fed()
    feed(found, from_parquet(table))
    feed(expected, table)
    return b"".join(found) == b"".join(expected)


class Fed(list):  # type: ignore[type-arg]
    """Takes the place of a hash, and keeps what it is fed."""

    update = list.append


def from_parquet(table: Any) -> Any:
    """A table as parquet returns it; None if types, labels or the layout differ.

    It isn't compressed, which changes no value. The first rows show what a fingerprint doesn't cover:
    flags, and the types of several levels.
    """
    pandas, buffer = loaded("pandas"), io.BytesIO()
    table.to_parquet(buffer, compression=None)
    back = pandas.read_parquet(buffer)
    pandas.testing.assert_frame_equal(table.head(), back.head(), check_exact=True, check_freq=True)
    return back if by_rows(back) == by_rows(table) else None


def by_rows(table: Any) -> bool:
    """Whether a table of decimals is stored row by row: the last digits of results depend on it."""
    plain = {str(kind) for kind in table.dtypes} in ({"float64"}, {"float32"})
    return plain and min(table.shape) > 1 and bool(table.head(2).to_numpy().flags.c_contiguous)
