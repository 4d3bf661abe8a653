"""The template's history as a git bundle, made from the repository that holds the template.

A bundle is one file that copier renders from and updates from, so a wheel can carry it. It holds only
copier.yml and template/, with one commit for each commit of the repository that changed or released
them. Each commit has a tag that the repository knows, too: the release (`v0.2.0`), or the form of
`git describe` (`v0.2.0-3-g1f0c8f2c91aa`). So `copier update` finds an old version in either.

Needs only git and the standard library: the wheel's build runs it before anything is installed.
"""

import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

PARTS = ("copier.yml", "template")
RELEASE = re.compile(r"v\d+(\.\d+)*((a|b|rc)\d+)?")
REDIRECTIONS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX")
Commit = tuple[str, str, tuple[str, ...]]  # name, time, objects of the parts


@dataclass(frozen=True)
class Version:
    """One version of the template: its tag, its commit time, and the git objects of its two parts."""

    tag: str
    time: str
    parts: tuple[str, ...]


def write_bundle(root: Path, bundle: Path, release: str) -> None:
    """Write the bundle of the template in `root`, uncommitted changes included.

    They make one more version; a tree without git is the version `release`.
    """
    with TemporaryDirectory(prefix="nbmigrate-", dir=bundle.parent) as folder:
        repository = Path(folder)
        git(repository, "init", "--quiet", "--bare", "--initial-branch=main")
        versions = read_history(root, repository) if (root / ".git").exists() else []
        present = snapshot(root, repository)
        if not versions:
            versions.append(Version(f"v{release}", "0", present))
        elif versions[-1].parts != present:
            versions.append(Version(f"{versions[-1].tag}-draft", versions[-1].time, present))
        git(repository, "fast-import", "--quiet", stdin="".join(map(import_lines, versions)))
        git(repository, "-c", "pack.threads=1", "bundle", "create", "--quiet", str(bundle), "HEAD", "--all")


def read_history(root: Path, repository: Path) -> list[Version]:
    """The versions on the way to HEAD, oldest first. Also lets `repository` read their objects."""
    objects = git(root, "rev-parse", "--path-format=absolute", "--git-path", "objects")
    (repository / "objects/info/alternates").write_text(objects, encoding="utf-8")
    return name_versions(list_commits(root), find_releases(root))


def name_versions(commits: Iterable[Commit], releases: Mapping[str, list[str]]) -> list[Version]:
    """Give a tag to each commit that is a release or differs from the one before it; drop the others."""
    versions: list[Version] = []
    release, distance = "v0.0.0", 0
    for commit, time, parts in commits:
        for tag in releases.get(commit, []):
            release, distance = tag, 0
            versions.append(Version(tag, time, parts))
        if not versions or versions[-1].parts != parts:
            distance += 1
            versions.append(Version(f"{release}-{distance}-g{commit[:12]}", time, parts))
    return versions


def list_commits(root: Path) -> Iterator[Commit]:
    """The commits that hold a template, oldest first."""
    lines = git(root, "log", "--first-parent", "--reverse", "--format=%H %ct").splitlines()
    wanted = "".join(f"{line.split()[0]}:{part}\n" for line in lines for part in PARTS)
    objects = iter(git(root, "cat-file", "--batch-check=%(objectname)", stdin=wanted).splitlines())
    for line, *parts in zip(lines, objects, objects, strict=True):
        if not any(part.endswith("missing") for part in parts):
            commit, time = line.split()
            yield commit, time, tuple(parts)


def find_releases(root: Path) -> dict[str, list[str]]:
    """The release tags of each commit that has any, older releases first."""
    fields = "%(refname:strip=2) %(objectname) %(*objectname)"
    tags = git(root, "for-each-ref", "--sort=version:refname", f"--format={fields}", "refs/tags")
    releases: dict[str, list[str]] = defaultdict(list)
    for line in tags.splitlines():
        tag, *objects = line.split()
        if RELEASE.fullmatch(tag):
            releases[objects[-1]].append(tag)
    return releases


def snapshot(root: Path, repository: Path) -> tuple[str, ...]:
    """Store the parts as they are in `root`, committed or not, and return their objects."""
    inside = (f"--git-dir={repository}", f"--work-tree={root}")
    git(root, *inside, "add", "--all", "--", *PARTS)
    tree = git(root, *inside, "write-tree").strip()
    return tuple(git(repository, "rev-parse", *(f"{tree}:{part}" for part in PARTS)).split())


def import_lines(version: Version) -> str:
    """The version as input for `git fast-import`."""
    config, files = version.parts
    return (
        f"commit refs/heads/main\nmark :1\ncommitter nbmigrate <> {version.time} +0000\n"
        f"data {len(version.tag)}\n{version.tag}\n"
        f"deleteall\nM 100644 {config} {PARTS[0]}\nM 040000 {files} {PARTS[1]}\n\n"
        f"reset refs/tags/{version.tag}\nfrom :1\n\n"
    )


def git(folder: Path, *arguments: str, stdin: str = "") -> str:
    environment = {key: value for key, value in os.environ.items() if key not in REDIRECTIONS}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, input=stdin, capture_output=True, text=True
    )
    if done.returncode:
        raise OSError(f"git {arguments[0]} failed in {folder}: {done.stderr.strip()}")
    return done.stdout
