"""The project's choice of the model that it serves."""

from __future__ import annotations

import re

from migrate.model.pipeline import Served


def with_model(text: str, served: Served | None) -> str:
    """The configuration with this model, if `model:` is there and names none yet."""
    if served is None or not re.search(r"^model:[ ]*$", text, re.MULTILINE):
        return text
    text = re.sub(r"^model:[ ]*$", f"model: {served.model.path}", text, flags=re.MULTILINE)
    if served.table:
        text = re.sub(
            r"^training_data:[ ]*$", f"training_data: {served.table.path}", text, flags=re.MULTILINE
        )
    return text
