"""Names for a project's package that hide nothing from the code that runs beside it."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Callable
from itertools import chain, count

from migrate.plan.names import slug

SOUND = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# What projects have at their root, and the modules in scripts/ that tasks import
PARTS = """
    ci configs data deployment docs logs models notebooks outputs records report sample scripts smoke src
    stages tasks tests train cell_streams cell_widgets configure_git installs leading_imports
    notebook_outputs notebook_shell notebook_tools percent_script pipeline_tools predict run_stages run_task
    serve_model strip_notebooks sync_pairs task_runner warm_start
"""
# What the tools of a project import, wherever nbmigrate itself is installed
TOOLS = """
    anyio copier dotenv dvc fastapi httpx ipykernel ipython joblib jupyter jupyter_client jupyterlab jupytext
    nbclient nbdime nbformat nbmigrate pip prometheus_client pyarrow pydantic pygments pytest ruff setuptools
    starlette tornado traitlets uvicorn wheel yaml zmq
"""
# Modules that the standard library of some Python has, and this one's may not
LIBRARY = """
    aifc annotationlib asynchat asyncore audioop cgi cgitb chunk compression crypt distutils imghdr imp
    lib2to3 mailcap msilib nis nntplib ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib test uu xdrlib
"""
KNOWN = frozenset(f"{PARTS} {TOOLS} {LIBRARY}".split()) | sys.stdlib_module_names
WORDS = frozenset([*keyword.kwlist, *keyword.softkwlist])


def hides_something(name: str) -> bool:
    """Whether a name is a word of Python, or code that imports it gets another package."""
    return name in KNOWN or name in WORDS


def may_stay(name: str) -> bool:
    """Whether an existing package of this name can be the project's."""
    return SOUND.fullmatch(name) is not None and not hides_something(name)


def package_name(folder: str, taken: Callable[[str], bool]) -> str:
    """A package name for a project in this folder: the folder's own, unless that means something else."""
    plain = slug(folder, "project").strip("_")
    more = (f"{plain}_project_{number}" for number in count(2))
    names = chain([plain, f"{plain}_project"], more)
    return next(name for name in names if not (hides_something(name) or taken(name)))
