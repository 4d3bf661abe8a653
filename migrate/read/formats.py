"""Which notebook format and language: older formats are upgraded, anything else is refused."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from migrate.errors import RequestError

CURRENT = 4
PYTHON = {"python", "python2", "python3", "ipython", "ipython2", "ipython3", "cython"}
KERNELS = {
    "ir": "R",
    "xr": "R",
    "julia": "Julia",
    "xcpp": "C++",
    "sos": "SoS",
    "bash": "Bash",
    "javascript": "JavaScript",
    "deno": "TypeScript",
    "scala": "Scala",
    "almond": "Scala",
    "ijava": "Java",
    "java": "Java",
    "kotlin": "Kotlin",
    "rust": "Rust",
    "octave": "Octave",
    "matlab": "MATLAB",
    "stata": "Stata",
    "sas": "SAS",
    "sagemath": "SageMath",
    "ruby": "Ruby",
    "haskell": "Haskell",
    "gophernotes": "Go",
    ".net-csharp": "C#",
    ".net-fsharp": "F#",
}


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is a JSON object, else an empty one: metadata is often null or missing."""
    return value if isinstance(value, dict) else {}


def upgraded(top: object, name: str) -> Mapping[str, Any]:
    """A notebook's JSON in the current format; RequestError if it isn't a notebook of a known format."""
    if not isinstance(top, dict):
        kinds = {"list": "list", "str": "text", "NoneType": "null", "bool": "truth value"}
        kind = kinds.get(type(top).__name__, "number")
        raise RequestError(f"{name}: not a notebook, its top level is a {kind}; name a notebook file.")
    if "cells" not in top and "worksheets" not in top:
        raise RequestError(f"{name}: not a notebook, it has no cells; name a notebook file.")
    version = _version(top, name)
    return top if version == CURRENT else _converted(top, version, name)


def _version(top: Mapping[str, Any], name: str) -> int:
    version = top.get("nbformat", CURRENT if "cells" in top else 3)
    if isinstance(version, str) and version.isdecimal() and len(version) < 5:
        version = int(version)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise RequestError(
            f"{name}: its format version is {version!r}, not a number; save it again from Jupyter."
        )
    if version > CURRENT:
        raise RequestError(
            f"{name}: format version {version} is newer than {CURRENT}, the newest known here;"
            f" save it as version {CURRENT}."
        )
    return version


def _converted(top: dict[str, Any], version: int, name: str) -> Mapping[str, Any]:
    import nbformat  # slow to import, and only old files need it

    with _silence():
        try:
            node = nbformat.versions[version].to_notebook_json({**top, "nbformat": version})
            return mapping(nbformat.convert(node, CURRENT))
        except Exception as error:  # malformed old files fail anywhere in nbformat, with any error
            raise RequestError(
                f"{name}: can't be upgraded from format {version} ({error}); open and save it in Jupyter."
            ) from None


@contextmanager
def _silence() -> Iterator[None]:
    """Mute the log in which nbformat complains about old files."""
    logger = logging.getLogger("traitlets")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def foreign_language(top: Mapping[str, Any]) -> str | None:
    """The notebook's language if it, or its kernel, names one that isn't Python."""
    metadata = mapping(top.get("metadata"))
    kernel = mapping(metadata.get("kernelspec"))
    info = mapping(metadata.get("language_info"))
    said = (kernel.get("language"), info.get("name"), metadata.get("language"))
    languages = [language for language in said if isinstance(language, str) and language]
    if languages:
        return None if languages[0].lower() in PYTHON else languages[0]
    return _kernel_language(str(kernel.get("name", "")).lower())


def _kernel_language(kernel: str) -> str | None:
    stem = kernel.split("-")[0].rstrip("0123456789.")
    return KERNELS.get(kernel) or KERNELS.get(stem)


def names_python_2(top: Mapping[str, Any]) -> bool | None:
    """Whether the notebook was saved by Python 2; None if it doesn't tell."""
    metadata = mapping(top.get("metadata"))
    version = mapping(metadata.get("language_info")).get("version")
    if isinstance(version, str) and version[:1].isdecimal():
        return version.startswith("2")
    kernel = mapping(metadata.get("kernelspec")).get("name")
    if kernel in ("python2", "python3"):
        return bool(kernel == "python2")
    return None
