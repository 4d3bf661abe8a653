"""A notebook without what running it left behind."""

from __future__ import annotations

import json
from pathlib import Path


def stripped(path: Path) -> bytes:
    """The notebook file with outputs and counts taken out, as the project's git filter keeps it."""
    content = json.loads(path.read_text(encoding="utf-8-sig"))
    for cell in content.get("cells", []):
        if cell.get("cell_type") == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
