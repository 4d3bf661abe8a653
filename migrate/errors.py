"""What can go wrong for a user, and the exit code that says so.

    NbmigrateError
    ├── RequestError      2  the request can't be met; nothing was written
    │   └── CellError     2  a cell of the notebook does not run
    ├── UnprovedError     1  it ran, and the answer is no
    ├── PartlyError       1  some of several notebooks could not be added; the others are written
    └── Interrupted     130  stopped by the user; nothing was written

A message says what happened, where (file, cell) and what to do next.
"""

import errno

# What the system refuses for reasons that the user can fix
NO_ROOM = {
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.EFBIG,
    errno.EMFILE, errno.ENFILE,
}  # fmt: skip


def refused_by_system(error: Exception) -> str:
    """What to tell a user whose disk is full or who lacks permission; "" for any other error."""
    if not isinstance(error, OSError) or error.errno not in NO_ROOM:
        return ""
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror}.\n  Fix that, and run the command again."


class NbmigrateError(Exception):
    """Base of all errors that are shown to the user as a message, without a traceback."""

    exit_code = 2


class RequestError(NbmigrateError):
    """The request can't be met: bad input, a foreign or dirty target, a missing dependency."""


class CellError(RequestError):
    """A cell of the notebook does not run; `kind` and `text` are those of the error it raised, if any."""

    def __init__(self, notebook: str, cell: int, reason: str, kind: str = "", text: str = "") -> None:
        super().__init__(f"{notebook}, cell {cell}: {reason} Nothing was written.")
        self.notebook, self.cell, self.reason, self.kind, self.text = notebook, cell, reason, kind, text


class UnprovedError(NbmigrateError):
    """The pipeline ran, and does not show what the notebook showed."""

    exit_code = 1


class PartlyError(NbmigrateError):
    """Some of what was asked for could not be done; the rest is written."""

    exit_code = 1


class Interrupted(NbmigrateError):
    """The user stopped the command."""

    exit_code = 130
