"""Generated modules as files with gaps, so that they read as what they become."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, **facts: object) -> str:
    """The text of a template with these facts in its gaps."""
    return environment().get_template(template).render(facts)


@cache
def environment() -> Environment:
    """What reads the templates of this folder; they hold Python, in which nothing is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # slow to import

    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters["repr"] = repr
    return found
