"""Why a cell did not run, in a sentence, and what to do about it."""

from __future__ import annotations

import re
import shlex
import signal
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from migrate.knowledge.facts import distribution_of
from migrate.knowledge.hosts import PACKAGES
from migrate.model.limits import Limits
from migrate.scratch import OWN

NETWORK = {
    *("URLError", "gaierror", "ConnectionError", "ConnectionRefusedError", "ConnectionResetError"),
    *("ConnectTimeout", "ConnectTimeoutError", "ConnectError", "ReadTimeout", "MaxRetryError"),
    *("NewConnectionError", "NameResolutionError", "ProxyError", "SSLError", "SSLCertVerificationError"),
    *("RemoteDisconnected", "ClientConnectorError", "ClientConnectorDNSError", "HTTPError"),
    *("HTTPStatusError", "LocalEntryNotFoundError", "DownloadError"),
}
OFFLINE = re.compile(
    r"urlopen error|[Nn]ame resolution|Name or service not known|getaddrinfo|Max retries exceeded"
    r"|Network is unreachable|Failed to establish a new connection"
)
MISSING_FILE = re.compile(
    r"No such file or directory: b?'(?P<quoted>[^']+)'|^(?P<bare>\S[^\n]*?) (?:not found|does not exist)\.?$"
)
DATA = (  # of packages, which they look for on the computer and don't fetch by themselves
    (
        re.compile(r"\W*Resource (?:'|\x1b\[\d+m)?([\w.-]+)\W.*\bnltk\b", re.DOTALL),
        "NLTK",
        "nltk.downloader {0}",
    ),
    (re.compile(r"\[E050\] Can't find model '([\w.-]+)'"), "spaCy", "spacy download {0}"),
)
CHANGED = re.compile(
    r"^(?:AttributeError: |ImportError: cannot import name "
    r"|TypeError: .*(?:unexpected keyword|missing \d+ required|takes \d+ positional))"
)
HINTS = (
    (
        CHANGED,
        "If it worked once, a library has changed since: name an interpreter that has the older version, "
        "with --python PATH.",
    ),
    (
        re.compile(r"UsageError: (?:Line|Cell) magic function `%+` not found"),
        "There is a space after the %, which IPython no longer accepts: write %matplotlib, not % matplotlib.",
    ),
    (
        re.compile(r"UsageError: unrecognized arguments: .*#"),
        "A magic takes a comment after it as an argument: put the comment on a line of its own.",
    ),
)
OWN_COPY = re.compile(rf"(.*/{OWN}[^/]+/(?:tree/)?)")
ELSEWHERE = (
    (re.compile(r"/content/"), "a path on Google Colab"),
    (re.compile(r"(?:\.\.)?/kaggle/|\.\./input/"), "a path on Kaggle"),
    (re.compile(r"/|~|[A-Za-z]:[\\/]"), "a path on one particular machine"),
)


def why_raised(kind: str, text: str, python: Path, limits: Limits) -> str:
    """What an error means for a recorded run, and what to do."""
    module = re.match(r"No module named '([\w.]+)'", text)
    if kind == "ModuleNotFoundError" and module:
        return missing(module[1], python)
    if kind == "StdinNotImplementedError":
        return (
            "asks for input, and nobody is there to answer when a notebook is recorded.\n"
            "  Put the answer into the code, a file or an environment variable."
        )
    if kind == "MemoryError" and limits.memory:
        return f"needs more than {limits.memory:g} GB of memory.\n  Give it more with --memory GB."
    if kind in NETWORK or OFFLINE.search(text):
        return (
            f"needs the network, and that failed: {kind}: {text}\n"
            "  Download the data once, put it beside the notebook, and read it from there."
        )
    if kind in ("FileNotFoundError", "OSError", "NotADirectoryError") and (lost := MISSING_FILE.search(text)):
        return missing_file(lost["quoted"] or lost["bare"], f"{kind}: {text}")
    for pattern, package, command in DATA:
        if data := pattern.match(text):
            return (
                f"needs {data[1]} of {package}'s data, which isn't on this computer.\n"
                f"  Fetch it once: {python} -m {command.format(data[1])}"
            )
    hints = "".join(f"\n  {hint}" for pattern, hint in HINTS if pattern.match(f"{kind}: {text}"))
    return (
        f"raises {kind}: {text}\n  A notebook is recorded from top to bottom in a fresh kernel. Fix that "
        f"cell (or the cells that it relies on), or tag it raises-exception if the error is intended.{hints}"
    )


def missing(name: str, python: Path) -> str:
    """What to install, as far as the import's name tells."""
    if name in PACKAGES:
        return (
            f"imports {name}, which exists only on {PACKAGES[name]}.\n  Remove that line and what "
            "uses it. Files beside the notebook can be read by their names."
        )
    module = name.split(".")[0]
    return (
        f"imports {module}, which {python} does not have.\n"
        f"  Install the package that provides it: {install(python, [module])}\n"
        f"  If {module} is a file of your own, put it beside the notebook."
    )


def install(python: Path, modules: Sequence[str]) -> str:
    """The command to copy that installs what provides these modules."""
    packages = dict.fromkeys(distribution_of(module) or module for module in modules)
    return shlex.join([str(python), "-m", "pip", "install", *packages])


def missing_file(path: str, error: str) -> str:
    """Where a file was looked for, and where to put it."""
    file = PurePosixPath(path.replace("\\", "/"))
    if own := OWN_COPY.match(path):
        return (
            f"raises {error.replace(own[1], '')}\n  Its code derives that path from the folder it runs in. "
            f"That is a copy, with folders above it only if the code names them. Put {file.name} there, and "
            "name its folder with a relative path, such as ../data."
        )
    where = next((what for pattern, what in ELSEWHERE if pattern.match(path)), None)
    if where:
        return (
            f"raises {error}\n  That is {where}, and it doesn't exist here. Put {file.name} beside the "
            "notebook, and it will be read from there."
        )
    folder = "" if len(file.parts) < 2 else f" If the cell writes it, make the folder {file.parent} first."
    return (
        f"raises {error}\n  It was looked for in a copy of the notebook's folder, with files above that only "
        f"if the code names them with a relative path. Put it beside the notebook, as {path}.{folder}"
    )


def why_dead(code: int | None) -> str:
    how = (
        f"its code ended the process with status {code}"
        if code and code > 0
        else "its code ended the process"
    )
    if code == -signal.SIGKILL:
        how = "it was killed; most often the machine ran out of memory"
    elif code and code < 0:
        how = f"it crashed with {signal.Signals(-code).name}"
    return f"ended its kernel: {how}.\n  Fix that cell, or give it less to do."


def unkept(error: str) -> str:
    """What a cell shows that a notebook file can't hold, in the error's words."""
    return (
        f"shows something that a notebook file can't hold: {error}\n  Most kinds of output have to be text; "
        "anything else needs a kind that ends in +json."
    )
