"""A program: loads what tasks have stored, and describes it.

python -m nbmigrate_probe.describe_products SOURCE PACKAGE PATH...
"""

from __future__ import annotations

import importlib
import json
import sys

from . import leave_path
from .products import contents


def main(source: str, package: str, *paths: str) -> None:
    """Print the descriptions as JSON by path. The package's `io` does the loading."""
    leave_path()
    sys.path.insert(0, source)
    answer, sys.stdout = sys.stdout, sys.stderr  # what loading says, and what objects say in the end
    load = importlib.import_module(f"{package}.io").load
    print(json.dumps(contents(load, list(paths))), file=answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
