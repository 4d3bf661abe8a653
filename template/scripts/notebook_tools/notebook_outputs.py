"""Give a notebook that git checks out the outputs that it had in this clone.

Git keeps notebooks without outputs, so a pull that changes a notebook would leave it without any. The
filter that takes them out remembers the notebook as it was, in the clone's git folder; this is the way
back: cells whose code is still the same get their outputs again. What belonged to other cells stays in
the git folder, under the notebook's name with `.before`.

    notebook_outputs.py REMEMBERED NAME < what git has > what is written

Copied there by scripts/notebook_tools/configure_git.py, and called by git alone.
"""

import json
import sys
from pathlib import Path
from typing import Any

Cell = dict[str, Any]


def main(remembered: Path, name: str) -> int:
    """Write the notebook with its outputs; whatever goes wrong, as git has it."""
    version = sys.stdin.buffer.read()
    if Path(name).exists():  # git takes a file away before it checks it out; this is for a diff
        sys.stdout.buffer.write(version)
        return 0
    try:
        content, lost = with_outputs(version, json.loads(remembered.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # a conflict, or no notebook
        content, lost = version, -1
    sys.stdout.buffer.write(content)
    if lost:
        before = remembered.with_name(f"{remembered.name}.before")
        remembered.replace(before)
        which = (
            "its outputs" if lost < 0 else f"outputs of {lost} cell{'s' * (lost > 1)} that changed"
        )
        print(f"{name}: {which} are kept in {before}", file=sys.stderr)
    return 0


def with_outputs(version: bytes, before: Cell) -> tuple[bytes, int]:
    """The notebook with outputs of cells that say the same as before; of how many others some are left.

    Git must find in it what it has itself: nothing but outputs is changed, in the form that it has.
    """
    notebook = json.loads(version)
    if in_form(notebook) != version:
        return version, -1
    left = [cell for cell in before["cells"] if cell.get("outputs")]
    for cell in notebook["cells"]:
        same = next((old for old in left if is_same(old, cell)), None)
        if same and cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = same["outputs"], same["execution_count"]
            left.remove(same)
    return in_form(notebook), len(left)


def is_same(old: Cell, cell: Cell) -> bool:
    """Whether two cells are one, with the same code."""
    return text(old) == text(cell) and old.get("id") == cell.get("id")


def text(cell: Cell) -> str:
    """What a cell says, which may be kept in lines."""
    return "".join(cell["source"])


def in_form(notebook: Cell) -> bytes:
    """A notebook as the filter writes it."""
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
