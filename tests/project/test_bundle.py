"""The bundle knows every version of the template by a name that the repository knows, too."""

from pathlib import Path

import pytest

from migrate.project.bundle import name_versions, write_bundle
from tests.shell import commit, git

A, B, C = ("a" * 40, "b" * 40, "c" * 40)


@pytest.mark.parametrize(
    ("commits", "releases", "tags"),
    [
        pytest.param([], {}, [], id="no commit"),
        pytest.param([(A, "x")], {}, ["v0.0.0-1-gaaaaaaaaaaaa"], id="before the first release"),
        pytest.param([(A, "x"), (B, "x")], {}, ["v0.0.0-1-gaaaaaaaaaaaa"], id="unchanged template"),
        pytest.param([(A, "x")], {A: ["v1.0.0"]}, ["v1.0.0"], id="a release"),
        pytest.param(
            [(A, "x"), (B, "x")],
            {B: ["v1.0.0"]},
            ["v0.0.0-1-gaaaaaaaaaaaa", "v1.0.0"],
            id="a release that changes nothing",
        ),
        pytest.param(
            [(A, "x"), (B, "y"), (C, "x")],
            {A: ["v1.0.0"]},
            ["v1.0.0", "v1.0.0-1-gbbbbbbbbbbbb", "v1.0.0-2-gcccccccccccc"],
            id="after a release",
        ),
        pytest.param([(A, "x")], {A: ["v1.0.0rc1", "v1.0.0"]}, ["v1.0.0rc1", "v1.0.0"], id="two at once"),
    ],
)
def test_versions_are_named(
    commits: list[tuple[str, str]], releases: dict[str, list[str]], tags: list[str]
) -> None:
    versions = name_versions([(commit, "0", (parts, parts)) for commit, parts in commits], releases)
    assert [version.tag for version in versions] == tags


def tags(bundle: Path) -> list[str]:
    heads = git(bundle.parent, "bundle", "list-heads", str(bundle)).split()[1::2]
    return [head.removeprefix("refs/tags/") for head in heads if head.startswith("refs/tags/")]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with a tiny template and something else."""
    folder = tmp_path / "root"
    (folder / "template").mkdir(parents=True)
    (folder / "template/a.txt").write_text("1\n", encoding="utf-8")
    (folder / "copier.yml").write_text("_subdirectory: template\n", encoding="utf-8")
    (folder / "secret.txt").write_text("not for users\n", encoding="utf-8")
    return folder


def test_a_tree_without_git_is_the_release(root: Path, tmp_path: Path) -> None:
    write_bundle(root, tmp_path / "a.bundle", "1.2.3")
    assert tags(tmp_path / "a.bundle") == ["v1.2.3"]


def test_equal_histories_give_equal_bytes(root: Path, tmp_path: Path) -> None:
    commit(root)
    for name in ("a.bundle", "b.bundle"):
        write_bundle(root, tmp_path / name, "0")
    assert (tmp_path / "a.bundle").read_bytes() == (tmp_path / "b.bundle").read_bytes()


def test_the_repository_knows_the_name_of_a_version_between_releases(root: Path, tmp_path: Path) -> None:
    commit(root)
    write_bundle(root, tmp_path / "a.bundle", "0")
    (tag,) = tags(tmp_path / "a.bundle")
    assert git(root, "rev-parse", tag) == git(root, "rev-parse", "HEAD")


def test_a_bundle_holds_the_template_and_nothing_else(root: Path, tmp_path: Path) -> None:
    commit(root)
    write_bundle(root, tmp_path / "a.bundle", "0")
    git(tmp_path, "clone", "--quiet", "a.bundle", "clone")
    assert git(tmp_path / "clone", "ls-files").split() == ["copier.yml", "template/a.txt"]


def test_changes_that_are_not_committed_come_along_as_a_draft(root: Path, tmp_path: Path) -> None:
    commit(root)
    git(root, "tag", "v1.0.0")
    (root / "template/new.txt").write_text("new\n", encoding="utf-8")
    write_bundle(root, tmp_path / "a.bundle", "0")
    assert tags(tmp_path / "a.bundle") == ["v1.0.0", "v1.0.0-draft"]
    assert git(root, "status", "--porcelain") == "?? template/new.txt\n"
    git(tmp_path, "clone", "--quiet", "a.bundle", "clone")
    assert (tmp_path / "clone/template/new.txt").read_text(encoding="utf-8") == "new\n"


def test_a_later_bundle_knows_the_versions_of_an_earlier_one(root: Path, tmp_path: Path) -> None:
    commit(root)
    write_bundle(root, tmp_path / "a.bundle", "0")
    (root / "template/a.txt").write_text("2\n", encoding="utf-8")
    commit(root)
    git(root, "tag", "v1.0.0")
    write_bundle(root, tmp_path / "b.bundle", "0")
    assert tags(tmp_path / "b.bundle") == [*tags(tmp_path / "a.bundle"), "v1.0.0"]


def test_git_hooks_do_not_lead_it_astray(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(root)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "elsewhere/index"))
    write_bundle(root, tmp_path / "a.bundle", "0")
    monkeypatch.undo()
    assert len(tags(tmp_path / "a.bundle")) == 1
