"""A program: DVC, already imported, that waits on its input for what to run."""

import contextlib
import importlib
import json
import os
import subprocess
import sys

from dvc.cli import main

LATER = ["cachemgr", "cli.parser", "data_cloud", "lock", "repo.plots", "repo.reproduce", "scm", "stage.run"]


def wait() -> int:
    """Import what DVC loads as it runs, then carry out the order. The input may end without one."""
    for name in LATER:
        with contextlib.suppress(ImportError):
            importlib.import_module(f"dvc.{name}")
    order = sys.stdin.readline()
    return follow(*json.loads(order)) if order else 0


def follow(folder: str, environment: dict[str, str], arguments: list[str], ahead: list[str]) -> int:
    """Run DVC in a folder, and beside it the command `ahead`, if there is one."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    if ahead:
        subprocess.Popen(
            ahead,
            env={**environment, "DVC_ROOT": folder},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    code: int = main(arguments)
    return code


if __name__ == "__main__":
    sys.exit(wait())
