"""IPython's own words: its magics, and the names that it keeps for itself."""

from __future__ import annotations

import re

# What a magic or a shell command becomes is a call of one of these on the shell.
SHELL_CALLS = {"run_line_magic", "run_cell_magic", "system", "getoutput", "magic"}

UNWRAPPED = {"time", "prun", "capture"}  # cell magics whose body runs as if it stood alone
TIMED = {"timeit", "memit"}  # their code runs in a scope of its own
RUNS_CODE = TIMED | {"time", "prun", "lprun", "mprun", "capture", "snakeviz", "pyinstrument"}
INSPECTS = {"pinfo", "pinfo2", "pdoc", "pdef", "psource", "pfile", "pprint"}
ASKS_SESSION = {  # what was typed, or all names
    *("history", "hist", "rerun", "recall", "rep", "macro", "save", "edit", "who", "whos", "who_ls"),
}

# Magics that leave the notebook's names alone
HARMLESS = {
    *(
        "matplotlib",
        "load_ext",
        "reload_ext",
        "unload_ext",
        "autoreload",
        "aimport",
        "config",
        "gui",
        "pylab",
    ),
    *(
        "env",
        "set_env",
        "cd",
        "pwd",
        "ls",
        "ll",
        "lx",
        "lf",
        "mkdir",
        "rmdir",
        "rm",
        "cp",
        "mv",
        "cat",
        "man",
    ),
    *("less", "more", "alias", "unalias", "bookmark", "pushd", "popd", "dirs", "dhist", "rehashx", "page"),
    *("pip", "conda", "mamba", "micromamba", "uv", "sx", "sc", "system", "!", "bash", "sh", "script", "cmd"),
    *("perl", "ruby", "python", "python2", "python3", "pypy", "html", "HTML", "javascript", "js", "latex"),
    *("markdown", "svg", "SVG", "writefile", "file", "precision", "xmode", "colors", "pdb", "automagic"),
    *("autosave", "lsmagic", "magic", "quickref", "tensorboard", "watermark", "typescript", "mermaid"),
    *("tensorflow_version", "pylab", "man", ""),
}
# Of these, no later cell shows anything: they print, or do something outside of the process.
LEAVES_NOTHING = {"matplotlib", "time", "timeit", "capture", "ls", "pip", "conda"}

# Magics that work without a percent sign, the first ones even alone on their line
BARE = {"ls", "ll", "pwd", "who", "whos", "pylab"}
AUTOMAGIC = BARE | {
    *("cd", "pip", "conda", "mamba", "mkdir", "rmdir", "rm", "cp", "mv", "cat", "matplotlib", "run"),
}

GIVEN = {"get_ipython", "display", "exit", "quit", "open"}  # there without being bound
IMPORTED = {  # what a module has to import, where a notebook has it among its builtins
    "display": "from IPython.display import display",
    "get_ipython": "from IPython import get_ipython",
}
HISTORY = re.compile(r"_{1,3}|_i{1,3}|_i?\d+|_[iod]h|_exit_code|In|Out")


def is_history(name: str) -> bool:
    """Whether IPython keeps what was typed or shown under this name: `_`, `_i3`, `Out`."""
    return HISTORY.fullmatch(name) is not None
