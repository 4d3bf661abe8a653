"""Generated code, formatted."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ruff.__main__ import find_ruff_bin

LINE = 100


@cache  # the same tasks are written to be run, then to be kept
def tidy(code: str, package: str) -> str:
    """Sort the imports and format the code; `package` is the project's own."""
    own = f"lint.isort.known-first-party=['{package}']"
    sorted_code = ruff(["check", "--select", "I", "--fix-only", "--quiet", "--config", own], code)
    return ruff(["format", "--quiet", "--config", f"line-length={LINE}"], sorted_code)


def import_block(lines: Iterable[str], package: str) -> str:
    """Import statements, sorted and grouped, without duplicates."""
    return tidy("\n".join(dict.fromkeys(lines)) + "\n", package).strip()


def ruff(arguments: list[str], code: str) -> str:
    """Run ruff on code, ignoring any configuration around."""
    command = [str(Path(find_ruff_bin())), *arguments, "--isolated", "--stdin-filename", "code.py", "-"]
    return subprocess.run(command, input=code, capture_output=True, text=True, check=True).stdout
