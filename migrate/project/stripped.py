"""A notebook without what running it left behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from migrate.read.json_text import decoded

# Cell metadata that people write, as the template's scripts/notebook_tools/strip_notebooks.py has it
KEPT = """
    cellView deletable editable format hide_input hide_output jupyter language name nbgrader
    nbsphinx origin raw_mimetype slideshow tags vscode
""".split()  # noqa: SIM905 - a list of sixteen strings is harder to read
NB_CLEAN = Path(sys.executable).with_name("nb-clean")


def stripped(path: Path) -> bytes:
    """The notebook file without outputs and counts, as the project's git filter keeps it."""
    text = decoded(path.read_bytes(), path.name)
    return cleaned(text.encode("utf-8", "surrogatepass")) or emptied(text)


def cleaned(notebook: bytes) -> bytes | None:
    """What nb-clean leaves of a notebook; None for formats that it doesn't read."""
    command = [str(NB_CLEAN), "clean", *(f"--preserve-cell-metadata-field={field}" for field in KEPT)]
    done = subprocess.run(command, input=notebook, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout if done.returncode == 0 else None


def emptied(text: str) -> bytes:
    """The notebook without outputs and counts, and otherwise unchanged."""
    content = json.loads(text)
    for cell in content.get("cells", []):
        if cell.get("cell_type") == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
