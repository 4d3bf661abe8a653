"""Keep tasks in step with the notebooks beside them, by what their cells say.

The script that git has is what both came from: the side that differs from it was edited, and the
other one follows. A notebook that equals an older version of the script is old, not edited. Outputs
stay. Where both were edited, both stay as they are, and you choose. As a hook it fails if a script
changed, so that you see the change and add it to the commit.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FORMAT = "py:percent"
BROKEN = """\
{notebook}: can't be read as a notebook, so {script} is as it was.
  Make it anew: rm {notebook}, then jupytext --to ipynb {script}"""
CHOOSE = """\
{script} and {notebook} were both edited, differently; both are as they were.
  Keep the script:   jupytext --update --to ipynb {script}
  Keep the notebook: jupytext --to py:percent {notebook}"""


def main(folders: list[str]) -> int:
    """Bring all pairs below the folders into step; 1 if a script changed or you have to choose."""
    notebooks = [path for folder in folders for path in sorted(Path(folder).rglob("*.ipynb"))]
    pairs = [path for path in notebooks if path.with_suffix(".py").is_file()]
    later = set_aside()
    return max(
        [sync(path) for path in pairs if f" b/{path.with_suffix('.py')}\n" not in later], default=0
    )


def sync(notebook: Path) -> int:
    """Bring one pair into step."""
    script = notebook.with_suffix(".py")
    try:
        here, there = cells_of(script), cells_of(notebook)
    except (ValueError, AttributeError):  # no JSON, or none of a notebook
        print(BROKEN.format(script=script, notebook=notebook))
        return 1
    if here == there:
        return 0
    older = versions(script)
    committed = next(older, None)
    if there in [committed, *older]:
        convert("--update", "--to", "ipynb", script)
        print(f"{notebook}: now as {script}, outputs kept")
        return 0
    if here == committed:
        convert("--to", "py:percent", notebook)
        print(f"{script}: now as {notebook}; look at the change and `git add` it")
        return 1
    print(CHOOSE.format(script=script, notebook=notebook))
    return 1


def cells_of(path: Path) -> str:
    """What a script or notebook says, in the one form that lets them be compared."""
    if path.suffix == ".py":
        return in_one_form(path.read_text(encoding="utf-8"))
    import jupytext  # slow to import, and mostly there is no notebook

    return in_one_form(jupytext.writes(jupytext.read(path), FORMAT, config=config()))


def in_one_form(script: str) -> str:
    """The script as jupytext would write it."""
    import jupytext

    return jupytext.writes(jupytext.reads(script, FORMAT), FORMAT, config=config())


@cache
def config() -> object:
    """The project's jupytext settings: they say which metadata scripts keep."""
    from jupytext.config import load_jupytext_config

    return load_jupytext_config(str(Path.cwd() / "task.ipynb"))


def versions(script: Path) -> Iterator[str]:
    """What git has of the script, the latest first."""
    for commit in git("log", "--format=%H", "--", str(script)).split():
        yield in_one_form(git("show", f"{commit}:./{script}"))


def convert(*arguments: object) -> None:
    """Call jupytext."""
    command = [sys.executable, "-m", "jupytext", "--quiet", *map(str, arguments)]
    subprocess.run(command, check=True)


def git(*arguments: str) -> str:
    """What git prints; nothing where it fails, as in a repository without commits."""
    return subprocess.run(
        ["git", *arguments], capture_output=True, encoding="utf-8", check=False
    ).stdout


def set_aside() -> str:
    """Changes that aren't staged: pre-commit hides them in a patch; these scripts wait."""
    caches = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    store = Path(os.environ.get("PRE_COMMIT_HOME") or Path(caches, "pre-commit")).expanduser()
    patches = store.glob(f"patch*-{os.getppid()}")
    return "".join(patch.read_text(encoding="utf-8", errors="replace") for patch in patches)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["tasks"]))
