"""An IPython extension that watches a notebook run. It needs only the standard library, from Python 3.8 on.

It is installed nowhere: its files are copied as a package `nbmigrate_probe` into a folder that holds
nothing else, where a kernel, or a task under `nbmigrate verify`, finds it by PYTHONPATH. So its modules
name each other relatively, and are loaded where they are needed. The file that NBMIGRATE_PROBE names
configures it:

    {"seed": true,                        seed the global generators before each cell, until the code does
     "products": {"data/…": "/…", …},     and describe these files of a task, by name and place, once they
     "io": "churn.io", "told": "…"}       are written: what loads them, the file for what they hold
    {"seed": true, "cells": [1, 3, …],    also watch: the indexes of the code cells in the order they run,
     "borders": {"3": ["df", …]},         the names to look at after a cell,
     "imports": ["pandas", …],            the modules whose distributions to name,
     "installs": ["pyarrow>=20", …],      what its cells would install,
     "root": "…", "trace": "…"}           the folder whose files count; the file for what was seen

The trace has one JSON line per cell. Nothing here may change what the notebook computes or shows: what
goes wrong in here becomes the `trouble` of the cell's line.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def load_ipython_extension(ip: Any) -> None:
    """Called by IPython."""
    config = take_configuration()
    from .seeding import Seeds

    seeds = Seeds()
    if "trace" in config:
        from .watch import Watch

        watch = Watch(ip, config, seeds)
        ip.events.register("pre_run_cell", watch.before)
        ip.events.register("post_run_cell", watch.after)
    else:
        from .products import Products

        ip.events.register("pre_run_cell", seeds.before)
        ip.events.register("post_run_cell", Products(config, seeds).after)


def take_configuration() -> dict[str, Any]:
    """Read the configuration, and leave no trace of how this extension was found."""
    os.environ.pop("RUN_TASK_EXTENSIONS", None)
    with open(os.environ.pop("NBMIGRATE_PROBE"), encoding="utf-8") as file:
        config: dict[str, Any] = json.load(file)
    leave_path()
    return config


def leave_path() -> None:
    """Remove this package's folder from the module search path, here and for child processes."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path[:] = [path for path in sys.path if path != here]
    paths = [path for path in os.environ.pop("PYTHONPATH", "").split(os.pathsep) if path not in ("", here)]
    if paths:
        os.environ["PYTHONPATH"] = os.pathsep.join(paths)
