"""A program: what is installed where this interpreter looks for modules, each with its last change."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

KINDS = (".dist-info", ".egg-info", ".egg-link", ".pth")


def main() -> None:
    """Print it as JSON, with Python's version. This program's own folder is left out."""
    folders = [Path(path) for path in sys.path[1:] if Path(path).is_dir()]
    infos = sorted(info for folder in folders for info in folder.iterdir() if info.suffix in KINDS)
    found = [(str(info), info.stat().st_mtime_ns, newest(info)) for info in infos]
    print(json.dumps([sys.version, sys.path[1:], found]))


def newest(info: Path) -> int | None:
    """What an editable install is known by: its newest module's change. Ours is in the key anyway."""
    link = info / "direct_url.json"
    content = json.loads(link.read_text()) if link.is_file() else {}
    if not content.get("dir_info", {}).get("editable") or info.name.startswith("nbmigrate-"):
        return None
    latest = 0
    for folder, names, files in os.walk(content["url"][7:]):
        names[:] = [name for name in names if name[0] != "." and name not in ("venv", "node_modules")]
        modules = [os.path.join(folder, file) for file in files if file.endswith(".py")]
        latest = max([latest, *(os.stat(path).st_mtime_ns for path in modules)])
    return latest


if __name__ == "__main__":
    main()
