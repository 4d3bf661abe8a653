"""The files that a notebook's text names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A string in the code, the cell where it stands, and what the code does with it: r, w, l or ""."""

    cell: int
    value: str
    use: str = ""


@dataclass(frozen=True)
class Named:
    """What the text of a notebook tells of files: those found, from the root of its tree, and the others."""

    files: tuple[str, ...] = ()
    missing: tuple[Text, ...] = ()  # read, and not there
    elsewhere: tuple[Text, ...] = ()  # absolute paths, as on Colab or on another computer
    changed: frozenset[str] = frozenset()  # those of the files that it seems to overwrite or remove
    private: tuple[Text, ...] = ()  # there, and left there: they may hold secrets
    withheld: tuple[str, ...] = ()  # the files that these name, from the root of the tree
