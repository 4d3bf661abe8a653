"""Names that code can use without binding them, and what the whole notebook says about the others."""

from __future__ import annotations

import builtins
import re
from dataclasses import dataclass

from migrate.knowledge import ipython
from migrate.model.notebook import Name

GIVEN = (
    frozenset(dir(builtins))
    | ipython.GIVEN
    | {
        *("__name__", "__file__", "__doc__", "__builtins__", "__builtin__", "__annotations__", "__spec__"),
        *("__package__", "__loader__", "__debug__", "__session__", "__conditional_annotations__"),
    }
)
IDENTIFIER = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Names:
    """What is known about a notebook's names before one of its statements is read closely."""

    bound: frozenset[Name] = frozenset()  # by any of its cells
    imported: frozenset[Name] = frozenset()  # by imports, and by nothing else
    packages: frozenset[str] = frozenset()  # that it imports, by their first name
    quoted: frozenset[Name] = frozenset()  # after an @ in a string: a query in a variable may read them
    formulas: frozenset[Name] = frozenset()  # in a string with ~

    def is_given(self, name: Name) -> bool:
        """Whether a name is a builtin that the notebook never binds."""
        return name in GIVEN and name not in self.bound

    def is_history(self, name: Name) -> bool:
        """Whether a name is IPython's own for earlier input or output."""
        return name not in self.bound and ipython.is_history(name)

    def within(self, text: str) -> frozenset[Name]:
        """The notebook's names among the words of a text."""
        return self.bound.intersection(IDENTIFIER.findall(text))
