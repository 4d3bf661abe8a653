"""Set up this clone for notebooks, since git takes no settings along: `make setup` does it.

- A filter that has to work: git keeps notebooks without outputs, your files keep theirs.
- `git diff` and `git merge` treat notebooks cell by cell (nbdime).
- Each commit has to pass what .pre-commit-config.yaml says.

Tools come from the project's .venv, by paths that stay right when the clone moves; where it has
none, from PATH. What others have set up stays. Run again, it changes what isn't so yet.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from strip_notebooks import ARGUMENTS

FILTER = "strip-notebook"
DRIVER = "jupyternotebook"
HOOKS = Path(".pre-commit-config.yaml")
OWN = Path(".venv/bin")
# In a linked worktree without an environment of its own, the main one's serves. What a commit has brought
# is never run: anybody may have made it.
ANYWHERE = (
    'tool={0}; [ -x "$tool" ] || tool="$(git rev-parse --git-common-dir)/../$tool"; '
    '[ -z "$(git ls-files -- {1})" ] || '
    '(echo "{1} is in git, so it is not run" >&2; false) || exit 1; "$tool"'
)


# What git calls, below the clone's git folder, where nothing comes from a repository.
PROGRAMS = "notebook-filter"
CALL = 'git=.git; [ -d .git ] || git=$(git rev-parse --git-common-dir); sh "$git/PROGRAM" %f'
KEPT = """\
git=.git
[ -d .git ] || git=$(git rev-parse --git-dir)
kept=$git/notebooks-with-outputs/$1
"""
CLEAN = (
    KEPT
    + """\
text=$(mktemp) && trap '[ ! -e "$text" ] || rm -f "$text"' EXIT && cat >"$text" || exit 1
if
    TOOL <"$text"
then
    # a notebook that has outputs is remembered, for the way back
    if grep -q '"output_type"' "$text"; then
        ([ -d "${kept%/*}" ] || mkdir -p "${kept%/*}") && mv -f "$text" "$kept"
    elif [ -e "$kept" ]; then
        rm -f "$kept"
    fi 2>/dev/null || :
elif
    # what can't be read (65) passes as it is where it is a conflict, or holds no outputs
    [ $? -eq 65 ] &&
        (grep -q '^<<<<<<< ' "$text" || ! tr -d '\\0' <"$text" | grep -q '"output_type"')
then
    cat "$text"
else
    exit 1
fi
"""
)
SMUDGE = (
    KEPT
    + """\
if [ -e "$kept" ] && (PYTHON -c ''); then
    PYTHON "$(dirname "$0")/OUTPUTS" "$kept" "$1"
else
    cat
fi
"""
)
OUTPUTS = "notebook_outputs.py"


class Missing(Exception):
    """A tool that isn't there."""


def main() -> int:
    """Set up the clone that holds this project; 1 if a tool is missing."""
    parser = argparse.ArgumentParser(description="Set up this clone for notebooks.")
    parser.add_argument(
        "project", nargs="?", type=Path, default=Path(__file__).resolve().parents[2]
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be done, and do nothing"
    )
    parser.add_argument("--no-hooks", action="store_true", help="leave commits unchecked")
    asked = parser.parse_args()
    os.chdir(asked.project)
    if reason := nothing_to_set_up():
        print(reason)
        return 0
    if is_carried(OWN.parent):
        print(f"{OWN.parent} is in git, so nothing in it is run; `git rm -r --cached {OWN.parent}`")
    missing = 0
    for part in (strip_filter, drivers, *(() if asked.no_hooks else (hooks,))):
        try:
            print(part(asked.dry_run))
        except Missing as tool:
            print(
                f"{tool} is missing; install it into .venv (`make setup`) or put it on PATH",
                file=sys.stderr,
            )
            missing = 1
    return missing


def nothing_to_set_up() -> str:
    """Why this is no clone that can be set up; empty where it is one."""
    if not shutil.which("git"):
        return "git isn't installed: nothing to set up"
    done = subprocess.run(
        ["git", "rev-parse", "--show-cdup"], capture_output=True, text=True, check=False
    )
    if done.returncode == 0 and git("rev-parse", "--is-inside-work-tree") == "true":
        return ""
    if "dubious ownership" in done.stderr:
        return done.stderr.strip()
    return "not in a git repository: nothing to set up; after `git init`, run scripts/notebook_tools/configure_git.py"


def strip_filter(dry_run: bool) -> str:
    """The filter that takes outputs out of what is staged."""
    if other := others("filter", FILTER):
        return f"notebooks: .gitattributes has them pass {other}, which stays"
    tool = f"{command('nb-clean')} {shlex.join(ARGUMENTS)}"
    python = command("python") if is_own("python") else shlex.quote(sys.executable)
    programs = {
        "clean": CLEAN.replace("TOOL", tool),
        "smudge": SMUDGE.replace("PYTHON", python).replace("OUTPUTS", OUTPUTS),
        OUTPUTS: Path(__file__).with_name(OUTPUTS).read_text(encoding="utf-8"),
    }
    changed = put(programs, Path(git("rev-parse", "--git-common-dir"), PROGRAMS), dry_run)
    changed |= settle(
        {
            f"filter.{FILTER}.clean": CALL.replace("PROGRAM", f"{PROGRAMS}/clean"),
            f"filter.{FILTER}.smudge": CALL.replace("PROGRAM", f"{PROGRAMS}/smudge"),
            f"filter.{FILTER}.required": "true",
        },
        dry_run,
    )
    return said(f"notebooks are staged without outputs, by {place('nb-clean')}", changed, dry_run)


def put(programs: dict[str, str], folder: Path, dry_run: bool) -> bool:
    """Write programs into a folder; whether one of them is new there."""
    changed = False
    for name, text in programs.items():
        place = folder / name
        if not place.exists() or place.read_text(encoding="utf-8") != text:
            changed = True
            if not dry_run:
                folder.mkdir(exist_ok=True)
                place.write_text(text, encoding="utf-8")
    return changed


def drivers(dry_run: bool) -> str:
    """Diffs and merges of notebooks, cell by cell."""
    if other := others("diff", DRIVER) or others("merge", DRIVER):
        return f"notebooks: .gitattributes has them compared by {other}, which stays"
    if not asks_for("diff") and not dry_run:
        return "notebooks are compared as text, as .gitattributes says nothing else"
    try:
        diff, merge = (
            command(f"git-nb{verb}driver", f"nbdime.vcs.git.{verb}driver")
            for verb in ("diff", "merge")
        )
    except Missing:
        return "notebooks are compared as text; with nbdime installed, cell by cell"
    changed = settle(
        {
            f"diff.{DRIVER}.command": f"{diff} diff --use-filter",
            f"merge.{DRIVER}.driver": f"{merge} merge %O %A %B %L %P",
            f"merge.{DRIVER}.name": "notebooks, cell by cell",
        },
        dry_run,
    )
    return said(f"notebooks are compared and merged by {place('nbdime')}", changed, dry_run)


def hooks(dry_run: bool) -> str:
    """The checks that each commit has to pass."""
    if not HOOKS.exists() and not dry_run:
        return f"commits aren't checked: there is no {HOOKS}"
    run = "pre-commit run"
    if git("rev-parse", "--show-prefix"):
        return f"commits aren't checked: {HOOKS} counts only at the top of a repository"
    if folder := git("config", "core.hooksPath"):
        return f"commits aren't checked: core.hooksPath is {folder}; add `{run}` to its pre-commit"
    hook = Path(git("rev-parse", "--git-path", "hooks/pre-commit"))
    text = hook.read_text(encoding="utf-8", errors="replace") if hook.exists() else ""
    if text and "https://pre-commit.com" not in text:
        return f"commits aren't checked: {hook} is another tool's and stays; add `{run}` to it"
    if is_carried(OWN.parent):
        return f"commits aren't checked: {OWN.parent} is in git, and hooks would run what is in it"
    own = (OWN / "pre-commit").exists()
    tool = str(OWN / "pre-commit") if own else on_path("pre-commit")
    if not tool:
        return "commits aren't checked: install pre-commit, then run scripts/notebook_tools/configure_git.py again"
    python = re.search(r"^INSTALL_PYTHON=(.+)$", text, re.MULTILINE)
    works = bool(python and shutil.which(shlex.split(python[1])[0]))
    if not works and not dry_run:
        install = [str(OWN / "python"), "-m", "pre_commit"] if own else [tool]
        if subprocess.run([*install, "install"], stdout=subprocess.DEVNULL, check=False).returncode:
            return f"commits aren't checked: `{shlex.join([*install, 'install'])}` failed"
        if own:
            name_python(hook)
    return said(f"commits are checked, by {tool}", not works, dry_run)


def name_python(hook: Path) -> None:
    """Have the hook find .venv from the top of the work tree, wherever that moves."""
    text = hook.read_text(encoding="utf-8")
    named = re.sub(r"(?m)^INSTALL_PYTHON=.*$", f"INSTALL_PYTHON={OWN}/python", text)
    hook.write_text(named, encoding="utf-8")


def others(attribute: str, ours: str) -> str:
    """What someone else has set as this attribute of notebooks."""
    return "" if asks_for(attribute) in ("", ours) else asks_for(attribute)


def asks_for(attribute: str) -> str:
    """The value of this attribute of notebooks; empty where there is none."""
    value = git("check-attr", attribute, "--", "any.ipynb").rpartition(": ")[2]
    return "" if value == "unspecified" else value


def place(name: str) -> str:
    """Where a tool is: in the project's own environment, else on PATH."""
    found = str(OWN / name) if is_own(name) else on_path(name)
    if not found:
        raise Missing(name)
    return found


def is_own(name: str) -> bool:
    """Whether the project's environment has a tool that no commit brought: here, or in the main tree."""
    if is_carried(OWN.parent):
        return False
    main = Path(git("rev-parse", "--git-common-dir")).parent / git("rev-parse", "--show-prefix")
    return any((folder / OWN / name).exists() for folder in (Path(), main))


def on_path(name: str) -> str | None:
    """A tool on PATH that no commit brought."""
    found = (shutil.which(name, path=folder) for folder in os.get_exec_path())
    return next((tool for tool in found if tool and not is_carried(Path(tool))), None)


def is_carried(path: Path) -> bool:
    """Whether git has a path in this work tree, something below it, or what it links to."""
    top = Path(git("rev-parse", "--show-toplevel"))
    places = [place for place in (path.absolute(), path.resolve()) if place.is_relative_to(top)]
    return any(git("ls-files", "--", str(place)) for place in places)


def command(name: str, module: str = "") -> str:
    """The shell command with which git, at the top of the work tree, calls a tool."""
    if not is_own(name):
        return shlex.quote(place(name))
    own = git("rev-parse", "--show-prefix") + str(OWN / ("python" if module else name))
    folder = git("rev-parse", "--show-prefix") + str(OWN.parent)
    tool = ANYWHERE.format(shlex.quote(own), shlex.quote(folder))
    return tool + (f" -m {module}" if module else "")


def settle(settings: dict[str, str], dry_run: bool) -> bool:
    """Make this clone's settings so, but for another's driver that works; whether one changed."""
    changed = False
    for key, value in settings.items():
        there = git("config", "--local", "--get", key)
        if there != value and not (
            there and FILTER not in key and shutil.which(shlex.split(there)[0])
        ):
            changed = True
            if not dry_run:
                git("config", "--local", key, value)
    return changed


def said(what: str, changed: bool, dry_run: bool) -> str:
    """A line on what is so, or will be."""
    return f"{what}: {('would be set up' if dry_run else 'set up') if changed else 'already so'}"


def git(*arguments: str) -> str:
    """What git prints; nothing where it finds nothing."""
    done = subprocess.run(
        ["git", *arguments], stdout=subprocess.PIPE, encoding="utf-8", check=False
    )
    return done.stdout.rstrip("\n")


if __name__ == "__main__":
    sys.exit(main())
