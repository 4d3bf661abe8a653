"""What everybody in the field knows as a tuning knob or a seed."""

from __future__ import annotations

import re

from migrate.knowledge.facts import drawing, is_parameter
from migrate.knowledge.library import Tuning

ANYWHERE: tuple[Tuning, ...] = ("seed", "shared", "tuned")  # known whatever they are given to
CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
# Words in the names of constants that say where something lies, who may have it, or how it looks.
PLACES = {
    *("API", "BASE", "CSV", "DIR", "DIRECTORY", "EMAIL", "FILE", "FILENAME", "FOLDER", "HOST", "INPUT"),
    *("KEY", "LOGIN", "OUTPUT", "PASS", "PASSWORD", "PATH", "PATHS", "PORT", "PREFIX", "ROOT", "SECRET"),
    *("SUFFIX", "TOKEN", "URI", "URL", "USER", "USERNAME", "PWD"),
}
LOOKS = {
    *("BOLD", "CMAP", "COLOR", "COLORS", "COLOUR", "COLOURS", "DPI", "END", "FIG", "FIGSIZE", "FIGURE"),
    *("FONT", "FONTSIZE", "LINEWIDTH", "MARKER", "PALETTE", "PLOT", "STYLE", "THEME", "TITLE"),
}
PATH = re.compile(r"[/\\]|^[~.]|\.[A-Za-z][A-Za-z0-9]{1,7}$")


def is_knob(name: str, called: str, value: object) -> bool:
    """Whether a keyword of a call is a tuning knob or a seed; `called` is the function's published name."""
    if called.split(".")[0] in drawing() or not suits(name, value):  # what is drawn is not tuned
        return False
    return is_parameter(name, *ANYWHERE) or (is_parameter(name, "tuned in classes") and is_class(called))


def is_constant(name: str, value: object) -> bool:
    """Whether a variable that is assigned once reads as something to configure."""
    if isinstance(value, str) and PATH.search(value):
        return False
    words = {*name.split("_")}
    shouted = len(name) > 1 and CONSTANT.fullmatch(name) and not words & (PLACES | LOOKS)
    return bool(shouted or is_parameter(name, *ANYWHERE)) and suits(name.lower(), value)


def is_field(name: str, value: object) -> bool:
    """Whether a variable that its author shows in a form can be configured; a path can't."""
    return not (isinstance(value, str) and PATH.search(value)) and suits(name.lower(), value)


def suits(name: str, value: object) -> bool:
    """Whether a value can be configured: a text has to be short, a seed a whole number."""
    if is_parameter(name, "seed"):
        return type(value) is int
    return not isinstance(value, str) or (0 < len(value) <= 40 and value.isprintable())


def is_class(called: str) -> bool:
    """Whether a called name is spelt like a class."""
    return bool(re.match(r"[A-Z]", called.rpartition(".")[2]))
