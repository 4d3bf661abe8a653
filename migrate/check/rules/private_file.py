"""SC05: a file that is read, and that may hold secrets."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.check.subject import Subject
from migrate.model.finding import Finding


def check(subject: Subject) -> Iterator[Finding]:
    """Each such file, where it is named first."""
    for text in subject.files.private:
        yield Finding(
            rule="SC05",
            severity="info",
            cell=text.cell,
            subject=text.value,
            what=f"{text.value!r} may hold secrets, so it wasn't copied",
        )
