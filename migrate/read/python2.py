"""Cells that would be Python 2."""

from __future__ import annotations

import re

SIGNS = re.compile(
    r"""^[ \t]*print[ \t]+["'\w%]|^[ \t]*print[ \t]*>>|\bexcept[ \t]+[\w.()]+[ \t]*,[ \t]*\w+[ \t]*:"""
    r"""|^[ \t]*exec[ \t]+["'\w]|^[ \t]*raise[ \t]+\w+[ \t]*,|\b[uU][rR]["']|[\w)][ \t]*<>[ \t]*[\w(]"""
    r"""|`\w+`""",
    re.MULTILINE,
)


# What Python 3 says about these, and about nothing else.
SAID = re.compile(
    r"Missing parentheses in call to '(print|exec)'|Function parameters cannot be parenthesized|"
    r"multiple exception types must be parenthesized|use an 0o prefix for octal"
)
ONLY_THERE = {
    *("basestring", "execfile", "raw_input", "reduce", "reload", "unichr", "unicode", "xrange"),
    *("cmp", "long"),
}  # names that only Python 2 has without an import


def looks_like_python_2(source: str, problem: str) -> bool:
    """Whether source that isn't Python 3 shows what only Python 2 has: `print "x"`, `except E, e:`…"""
    return bool(SIGNS.search(source) or SAID.search(problem))
