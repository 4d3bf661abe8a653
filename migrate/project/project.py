"""The project that a command works in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path, PurePosixPath
from typing import Any

from migrate.errors import RequestError
from migrate.knowledge.facts import distribution_of
from migrate.model.layout import DATA, RAW, RUN_TASK, RUNNER, SRC, module
from migrate.plan.packages import may_stay, package_name
from migrate.project.template import given_answers, plain_file
from migrate.read.files import LARGEST
from migrate.read.private import may_hold_secrets
from migrate.scratch import scratch_folder

# What a pipeline needs in any repository; each is brought only where it is missing.
MODULES = (
    "__init__",
    "cell_streams",
    "cell_widgets",
    "installs",
    "leading_imports",
    "notebook_shell",
    "percent_script",
    "warm_start",
)
NEEDED = (
    ".dvc/.gitignore",
    ".dvc/config",
    ".dvcignore",
    RUN_TASK,
    *(f"{RUNNER}/{name}.py" for name in MODULES),
)


# This overrides where the project's configuration, which may be anybody's, or the user's puts DVC's cache
OWN_CACHE = (".dvc/config.local", "[cache]\n    dir = cache\n    type = reflink,copy\n")


@dataclass(frozen=True)
class Project:
    """A git repository that holds pipelines, made from the template or not."""

    root: Path
    package: str

    def text(self, path: str) -> str:
        """A file's text with plain line ends; "" if there is no file."""
        return self.exact_text(path).replace("\r\n", "\n").replace("\r", "\n")

    def facts(self, path: str) -> dict[str, Any]:
        """The content of a record of ours; empty if there is none. Raises RequestError if it is damaged."""
        try:
            found = json.loads(self.text(path) or "{}", parse_constant=no_number)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise RequestError(
                f"{path}: not as nbmigrate left it; perhaps a merge was left unresolved.\n"
                f"  Bring it back with `git checkout HEAD -- {path}`, or delete its folder and migrate the "
                "notebook again. Nothing was changed."
            )
        return found

    def exact_text(self, path: str) -> str:
        """A file's text with its own line ends; "" if there is no file."""
        place = self.root / path
        if not place.is_file():
            return ""
        if (size := place.stat().st_size) > LARGEST:
            raise RequestError(f"{path}: {size / 1e6:,.0f} MB is too large to read. Nothing was changed.")
        try:
            return place.read_bytes().decode("utf-8")
        except OSError as error:
            raise RequestError(f"{path}: {error.strerror}. Nothing was changed.") from error
        except UnicodeDecodeError as error:
            raise RequestError(
                f"{path}: byte {error.start} is not UTF-8; save it as UTF-8. Nothing was changed."
            ) from error


def no_number(name: str) -> None:
    """Refuse NaN and Infinity, which JSON doesn't have."""
    raise ValueError(f"{name} isn't a JSON number")


def find_project(asked: Path | None) -> Project:
    """The project asked for, or the one around the current folder."""
    start = (asked or Path.cwd()).resolve()
    if not start.is_dir():
        raise RequestError(
            f"{asked}: there is no such folder.\n  Start a project with: nbmigrate new {asked}"
        )
    places = [start] if asked else [start, *start.parents]
    for place in places:
        if given_answers(place) or (place / ".git").exists():
            return Project(place, package_of(place))
    raise RequestError(
        f"{start} is not in a project or a git repository.\n"
        "  Start one with: nbmigrate new DIR NOTEBOOK, or: git init"
    )


def package_of(root: Path) -> str:
    """The name of the project's package: the template's answer, the only package, or the folder's name."""
    if given := given_answers(root):
        return str(given["package"])
    packages = sorted(path.parent.name for path in root.glob(module("*", "__init__")))
    if len(packages) == 1 and may_stay(packages[0]):
        return packages[0]
    return package_name(root.name, lambda name: is_installed(name) or is_beside(name, root))


def is_installed(name: str) -> bool:
    """Whether a package of this name is installed with nbmigrate, or may be where notebooks run."""
    folders = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    return distribution_of(name) is not None or PathFinder.find_spec(name, folders) is not None


def is_beside(name: str, root: Path) -> bool:
    """Whether a notebook in the project may import something of this name from beside it."""
    folders = [root, *(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))]
    others = [folder for folder in folders if folder != root / SRC]
    return any((place / f"{name}.py").is_file() or holds_code(place / name) for place in others)


def holds_code(folder: Path) -> bool:
    return any(folder.glob("*.py"))


def needed_files(project: Project, parameters: bool = True) -> tuple[str, ...]:
    """Files in the template that a pipeline needs, with or without parameters."""
    modules = ("__init__", "io", *(("parameters",) if parameters else ()))
    return (*NEEDED, *(module(project.package, name) for name in modules))


def missing_files(project: Project, needed: Sequence[str] = ()) -> dict[str, bytes]:
    """The needed files that are missing, with their content; by default, of all that a pipeline may need."""
    wanted = [p for p in needed or needed_files(project) if not (project.root / p).exists()]
    flat = has_flat_runner(project)
    kept = [path for path in wanted if not (flat and path.startswith(f"{RUNNER}/"))]
    return {path: plain_file(path, project.package) for path in kept}


def has_flat_runner(project: Project) -> bool:
    """Whether an older version made the project: the runner's modules are then beside run_task.py."""
    runner = project.text(RUN_TASK)
    return bool(runner) and PurePosixPath(RUNNER).name not in runner


@contextmanager
def staging(project: Project, leave_out: tuple[str, ...] = ()) -> Iterator[Path]:
    """A copy of what git would keep of the project, with an empty DVC cache, to try things in."""
    with scratch_folder() as folder:
        copy = folder / "project"
        for path in (*kept_files(project.root), *private_data(project.root)):
            source = project.root / path
            if source.is_file() and not path.startswith(leave_out):
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, copy / path)
        (copy / ".dvc").mkdir(parents=True, exist_ok=True)
        (copy / OWN_CACHE[0]).write_text(OWN_CACHE[1], encoding="utf-8")
        git(copy, "init", "--quiet")
        yield copy


def private_data(root: Path) -> list[str]:
    """Data that may hold secrets, so git ignores it: tasks read it where it is."""
    asked = ("--others", "--ignored", "--exclude-standard", "--", RAW)
    return [path for path in git(root, "ls-files", "-z", *asked).split("\0") if may_hold_secrets(path)]


def kept_files(root: Path) -> list[str]:
    """Files that git tracks or would track, and raw data that DVC tracks."""
    listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    tracked = [
        path.removesuffix(".dvc") for path in listed if path.startswith(f"{DATA}/") and path.endswith(".dvc")
    ]
    return sorted({path for path in [*listed, *tracked] if path})


def changed_files(root: Path, paths: list[str]) -> list[str]:
    """The paths that git sees as changed or untracked."""
    known = [path for path in paths if (root / path).exists()]
    if not known or not (root / ".git").exists():
        return []
    lines = git(root, "status", "--porcelain", "-z", "--untracked-files=all", "--", *known).split("\0")
    return [line[3:] for line in lines if line]


def known_to_git(root: Path, paths: Sequence[str]) -> list[str]:
    """The paths that exist and that git doesn't ignore, sorted."""
    return sorted({*paths} & all_known_to_git(root))


def all_known_to_git(root: Path) -> frozenset[str]:
    """All files that git tracks or doesn't ignore."""
    return frozenset(git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0"))


def commit(root: Path, paths: Sequence[str], message: str) -> None:
    """Make one commit of these paths, without those that git ignores."""
    listed = "\0".join(known_to_git(root, paths))
    if not listed:
        return
    given = ("--pathspec-from-file=-", "--pathspec-file-nul")
    git(root, "add", *given, said=listed)
    if git(root, "diff", "--cached", "--name-only", "-z"):
        git(
            root,
            "commit",
            "--quiet",
            "--no-verify",
            "-m",
            message,
            *given,
            said=listed,
            environment=identity(root),
        )


def identity(root: Path) -> dict[str, str]:
    """An author for the commit, if git has none configured."""
    asked = ["git", "var", "GIT_COMMITTER_IDENT"]
    if subprocess.run(asked, cwd=root, capture_output=True).returncode == 0:
        return {}
    names = {f"GIT_{role}_NAME": "nbmigrate" for role in ("AUTHOR", "COMMITTER")}
    return names | {f"GIT_{role}_EMAIL": "nbmigrate@localhost" for role in ("AUTHOR", "COMMITTER")}


def git(
    root: Path, *arguments: str, said: str | None = None, environment: Mapping[str, str] | None = None
) -> str:
    """Run git in a folder, with `said` as its input and paths taken literally, and return what it prints."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        input=said or "",
        env={**os.environ, "GIT_LITERAL_PATHSPECS": "1", **(environment or {})},
    )
    if done.returncode:
        raise RequestError(f"git {arguments[0]} failed in {root}: {done.stderr.strip()}")
    return done.stdout
