"""Cells that would be Python 2."""

from __future__ import annotations

import re

SIGNS = re.compile(
    r"""^[ \t]*print[ \t]+["'\w%]|^[ \t]*print[ \t]*>>|\bexcept[ \t]+[\w.()]+[ \t]*,[ \t]*\w+[ \t]*:"""
    r"""|^[ \t]*exec[ \t]+["'\w]|^[ \t]*raise[ \t]+\w+[ \t]*,|\b[uU][rR]["']|[\w)][ \t]*<>[ \t]*[\w(]"""
    r"""|`\w+`""",
    re.MULTILINE,
)


def looks_like_python_2(source: str) -> bool:
    """Whether a source that isn't Python 3 shows what only Python 2 has: `print "x"`, `except E, e:`…"""
    return SIGNS.search(source) is not None
