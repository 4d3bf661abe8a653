"""Take outputs out of the notebooks that are staged for a commit; your working copies keep theirs.

Git's filter does this whenever a notebook is staged, once `scripts/notebook_tools/configure_git.py` has set it up.
This is the hook for clones where nobody did. What .gitattributes exempts from filters stays whole.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

# Cell metadata that people write; all else is what editors and runs leave behind.
KEPT = """
    cellView deletable editable format hide_input hide_output jupyter language name nbgrader
    nbsphinx origin raw_mimetype slideshow tags vscode
""".split()
UNREADABLE = 65  # as nb-clean says that it can't read what it was given
ARGUMENTS = ["clean", *(f"--preserve-cell-metadata-field={field}" for field in KEPT)]


def main(notebooks: list[str]) -> int:
    """Strip what is staged of these notebooks; 1 if there was something to strip, or to mend."""
    told = filtered(notebooks)
    wrong = [notebook for notebook in told if stripped(notebook) is None]
    for notebook in wrong:
        print(f"{notebook}: can't be read as a notebook, so it may hold outputs; mend it, or let")
        print("git keep it as it is by a line in .gitattributes: its path, a blank, -filter")
    changed = [notebook for notebook in told if notebook not in wrong and strip(notebook)]
    for notebook in changed:
        print(f"{notebook}: staged without outputs now; commit again")
    if changed:
        print(
            "Let git do this by itself from now on: python scripts/notebook_tools/configure_git.py"
        )
    return bool(changed or wrong)


def filtered(notebooks: Iterable[str]) -> list[str]:
    """Those of the notebooks that .gitattributes doesn't exempt."""
    told = git("check-attr", "-z", "--stdin", "filter", given="\0".join(notebooks).encode())
    fields = told.decode().split("\0")
    return [
        path for path, value in zip(fields[::3], fields[2::3], strict=False) if value != "unset"
    ]


def strip(notebook: str) -> bool:
    """Stage the notebook without its outputs; whether that changed it."""
    clean = stripped(notebook)
    if clean is None or clean == git("cat-file", "blob", f":{notebook}"):
        return False
    mode = git("ls-files", "--stage", "--", notebook).decode().split()[0]
    name = git("hash-object", "-w", "--stdin", given=clean).decode().strip()
    git("update-index", "--cacheinfo", f"{mode},{name},{notebook}")
    return True


def stripped(notebook: str) -> bytes | None:
    """What is staged of the notebook, without its outputs; None where that can't be read."""
    staged = git("cat-file", "blob", f":{notebook}")
    command = [Path(sys.executable).with_name("nb-clean"), *ARGUMENTS]
    done = subprocess.run(command, input=staged, stdout=subprocess.PIPE, check=False)
    if done.returncode != UNREADABLE:
        done.check_returncode()
    return None if done.returncode else done.stdout


def git(*arguments: str, given: bytes = b"") -> bytes:
    """What git prints."""
    return subprocess.run(
        ["git", *arguments], input=given, stdout=subprocess.PIPE, check=True
    ).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
