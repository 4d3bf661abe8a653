"""What a user who mistyped a command or an option may have meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrate.arguments import Command, commands_of, options_of
from migrate.errors import RequestError


def check_command(argv: Sequence[str], top: Command) -> None:
    """Refuse a command line that doesn't begin with a command."""
    first, commands = argv[0], commands_of(top)
    if first in commands or first in top._option_string_actions:
        return
    if first.startswith("-"):
        owners = [name for name, command in commands.items() if first.split("=")[0] in options_of(command)]
        where = (
            f"it goes after a command: nbmigrate {owners[0]} {first}" if owners else "see nbmigrate --help"
        )
        raise RequestError(f"{first}: there is no such option before a command; {where}")
    if first.endswith(".ipynb"):
        raise RequestError(
            f"{first} is a notebook; say first what to do with it.\n"
            f"  To turn it into a pipeline: nbmigrate split {first}\n"
            f"  To turn it into one task, unchanged: nbmigrate add {first}"
        )
    raise RequestError(
        f"{first}: there is no such command{meant(first, commands)}\n"
        f"  The commands are {', '.join(commands)}; what each does: nbmigrate --help"
    )


def unknown(rest: Sequence[str], name: str, command: Command) -> RequestError:
    """The error for arguments that a command doesn't take, with suggestions."""
    known = options_of(command)
    lines = [
        f"{item}: nbmigrate {name} has no such option{meant(item.split('=')[0], known)}"
        for item in rest
        if item.startswith("-")
    ] or [f"{' '.join(rest)}: nbmigrate {name} doesn't take so many arguments."]
    return RequestError("\n".join([*lines, f"  For all options: nbmigrate {name} --help"]))


def meant(word: str, known: Iterable[str]) -> str:
    """The end of a sentence, with the word that may have been meant."""
    from difflib import get_close_matches  # slow to import, and rarely needed

    close = get_close_matches(word, [*known], 1)
    return f"; did you mean {close[0]}?" if close else "."
