"""All or nothing: whatever happens while files are written, the project is as before or as it should be."""

import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from migrate.errors import RequestError
from migrate.project import lock
from migrate.project.state import state_folder
from migrate.project.transaction import FOLDER, FORMER, JOURNAL, Content, pending, roll_back, write_together
from tests.shell import git

Hook = Callable[[str, tuple[Any, ...]], object]
Tree = dict[str, tuple[str, int, int]]
OPERATIONS = {
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.chmod",
    "os.utime",
    "shutil.copyfile",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with something to keep, to replace and to delete."""
    root = tmp_path / "project"
    (root / "tasks/churn").mkdir(parents=True)
    (root / "empty").mkdir()
    (root / "README.md").write_text("mine\n")
    (root / "README.md").chmod(0o600)
    (root / "tasks/churn/01_old.py").write_text("old\n")
    (root / "tasks/churn/02_gone.py").write_text("gone\n")
    (root / "link.txt").symlink_to("README.md")
    git(root, "init", "--quiet")
    for path in root.rglob("*"):
        os.utime(path, (1e9, 1e9), follow_symlinks=False)
    return root


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Content]:
    """What a command would write there."""
    data = tmp_path / "data.csv"
    data.write_text("a,b\n")
    return {
        "tasks/churn/02_gone.py": None,
        "never/was/there.py": None,
        "README.md": b"ours\n",
        "tasks/churn/01_old.py": b"new\n",
        "link.txt": b"no link\n",
        "empty/now_full.txt": b"x",
        "data/raw/churn/data.csv": data,
        "src/churn/a/b.py": b"",
    }


def tree(root: Path) -> Tree:
    """Every path with its content, its mode and, of files, its time."""
    return {
        path.relative_to(root).as_posix(): (
            os.readlink(path) if path.is_symlink() else path.read_text() if path.is_file() else "",
            path.lstat().st_mode,
            int(path.lstat().st_mtime) if path.is_file() else 0,
        )
        for path in sorted(root.rglob("*"))
        if path.relative_to(root).parts[0] != ".git"
    }


def texts(found: Tree) -> dict[str, str]:
    return {path: content for path, (content, *_) in found.items()}


def changes(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether an audit event is one of a change to the file system, but for the lock and its owner's name."""
    if arguments and Path(str(arguments[0])).name.startswith((lock.LOCK, lock.OWNER)):
        return False
    return event in OPERATIONS or (event == "open" and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR)))


def at_operation(number: int, what: Callable[[], None]) -> Hook:
    """A hook that does something right before the n-th change to the file system."""
    counted = count(1)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if changes(event, arguments) and next(counted) == number:
            what()

    return hook


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def interrupt() -> None:
    raise KeyboardInterrupt


def in_child(work: Callable[[], object], hook: Hook) -> str:
    """Run work in a process of its own: "done", "killed", or the name of what it raised."""
    readable, writable = os.pipe()
    child = os.fork()
    if not child:
        sys.addaudithook(hook)
        outcome = "done"
        try:
            work()
        except BaseException as error:
            outcome = type(error).__name__
        os.write(writable, outcome.encode())
        os._exit(0)
    os.close(writable)
    status = os.waitpid(child, 0)[1]
    said = os.read(readable, 100).decode()
    os.close(readable)
    return "killed" if os.WIFSIGNALED(status) else said


def every_operation(work: Callable[[], object], what: Callable[[], None]) -> Iterator[str]:
    """Run work again and again, with trouble at the first operation, the second…, until there is none."""
    for number in count(1):
        outcome = in_child(work, at_operation(number, what))
        if outcome == "done":
            assert number > 20
            return
        yield outcome


def test_files_are_written_replaced_and_deleted(project: Path, files: dict[str, Content]) -> None:
    write_together(project, files)
    assert texts(tree(project)) == {
        **dict.fromkeys(
            ["data", "data/raw", "data/raw/churn", "empty", "src", "src/churn", "src/churn/a"], ""
        ),
        **dict.fromkeys(["tasks", "tasks/churn"], ""),
        "README.md": "ours\n",
        "data/raw/churn/data.csv": "a,b\n",
        "empty/now_full.txt": "x",
        "link.txt": "no link\n",
        "src/churn/a/b.py": "",
        "tasks/churn/01_old.py": "new\n",
    }


def test_a_replaced_file_keeps_its_mode(project: Path, files: dict[str, Content]) -> None:
    write_together(project, files)
    assert (project / "README.md").stat().st_mode & 0o777 == 0o600


def test_nothing_to_write_changes_nothing(project: Path) -> None:
    before = tree(project)
    write_together(project, {})
    roll_back(project)
    assert tree(project) == before


def test_whenever_the_process_is_killed_the_next_command_finds_all_or_nothing(
    project: Path, files: dict[str, Content]
) -> None:
    before, states = tree(project), []
    for outcome in every_operation(lambda: write_together(project, files), die):
        assert outcome == "killed"
        roll_back(project)
        states.append("before" if tree(project) == before else "after")
        if states[-1] == "after":
            break
    assert states.count("before") > 25
    assert "README.md" in tree(project)
    assert texts(tree(project))["README.md"] == "ours\n"
    assert texts(tree(project))["src/churn/a/b.py"] == ""
    assert not (state_folder(project) / FOLDER).exists()


def test_a_roll_back_that_is_killed_is_taken_up_again(project: Path, files: dict[str, Content]) -> None:
    before = tree(project)
    for number in (25, 28):
        for _ in every_operation_of_a_roll_back(project, files, number):
            roll_back(project)
            assert tree(project) == before
        roll_back(project)


def every_operation_of_a_roll_back(project: Path, files: dict[str, Content], number: int) -> Iterator[None]:
    """Kill a writing process at its n-th operation, and the roll back at each of its own."""
    for step in count(1):
        assert in_child(lambda: write_together(project, files), at_operation(number, die)) == "killed"
        if in_child(lambda: roll_back(project), at_operation(step, die)) == "done":
            return
        yield


@pytest.mark.parametrize(
    ("trouble", "raised"),
    [
        pytest.param(fail, "RequestError", id="disk full"),
        pytest.param(interrupt, "KeyboardInterrupt", id="ctrl-C"),
    ],
)
def test_trouble_while_writing_leaves_the_project_as_it_was(
    project: Path, files: dict[str, Content], trouble: Callable[[], None], raised: str
) -> None:
    before = tree(project)
    for outcome in every_operation(lambda: write_together(project, files), trouble):
        if tree(project) != before:  # all had moved: only the journal was still to be removed
            roll_back(project)
            assert texts(tree(project))["README.md"] == "ours\n"
            return
        assert outcome == raised


def test_a_full_disk_is_told_in_a_sentence(project: Path, files: dict[str, Content]) -> None:
    def write() -> None:
        with pytest.raises(RequestError, match=r"No space left on device\. Nothing was changed\."):
            write_together(project, files)

    assert in_child(write, at_operation(5, fail)) == "done"


def test_the_second_of_two_writers_is_told_who_writes(
    project: Path, files: dict[str, Content], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0)
    before = tree(project)
    child = os.fork()
    if not child:
        sys.addaudithook(
            lambda event, arguments: event == "os.rename" and is_journal(arguments) and signal.pause()
        )
        write_together(project, files)
        os._exit(0)
    try:
        while not (state_folder(project) / FOLDER / "journal.partial").exists():
            os.sched_yield()
        with pytest.raises(RequestError, match=rf"process {child}, since .*is at work here"):
            write_together(project, {"a": b""})
        with pytest.raises(RequestError, match=f"process {child}"):
            roll_back(project)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    write_together(project, {})
    assert tree(project) == before


def is_journal(arguments: tuple[Any, ...]) -> bool:
    return str(arguments[0]).endswith("journal.partial")


def test_a_journal_that_was_never_finished_is_thrown_away(project: Path) -> None:
    before = tree(project)
    (state_folder(project) / FOLDER).mkdir(parents=True)
    (state_folder(project) / FOLDER / "new0").write_text("half")
    write_together(project, {})
    assert tree(project) == before


def half_written(project: Path, files: dict[str, Content]) -> None:
    """What a killed command leaves: the second of its files has moved, the others haven't."""
    counted = count(1)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "os.rename" and not is_journal(arguments) and next(counted) == 4:
            die()

    assert in_child(lambda: write_together(project, files), hook) == "killed"


def test_a_dry_run_tells_of_a_half_written_project_and_leaves_it(
    project: Path, files: dict[str, Content]
) -> None:
    half_written(project, files)
    half = tree(project)
    assert texts(half)["README.md"] == "ours\n"
    assert ["half written" in note for note in pending(project)] == [True]
    assert tree(project) == half


def test_what_someone_changed_after_the_interruption_stays_and_is_told(
    project: Path, files: dict[str, Content]
) -> None:
    before = texts(tree(project))
    half_written(project, files)
    (project / "README.md").write_text("changed since\n")
    (told,) = roll_back(project)
    assert told.startswith("README.md: half written")
    assert texts(tree(project)) == {**before, "README.md": "changed since\n"}


def test_a_journal_that_came_with_the_clone_is_not_obeyed(
    project: Path, files: dict[str, Content], tmp_path: Path
) -> None:
    (tmp_path / "victim.txt").write_text("precious")
    (project / FORMER).mkdir()
    (project / FORMER / "manifest.json").write_text('{"paths": ["../victim.txt", "/new.txt"], "folders": []}')
    (project / FORMER / "old1").write_text("x")
    before = tree(project)
    assert pending(project) == roll_back(project)
    (told,) = roll_back(project)
    assert "left alone, since it may have come with the clone" in told
    assert tree(project) == before
    write_together(project, files)
    assert texts(tree(project)).items() >= texts({p: s for p, s in before.items() if FORMER in p}).items()
    assert (tmp_path / "victim.txt").read_text() == "precious"


def change(path: str) -> dict[str, Any]:
    return {"changes": [{"path": path, "before": None, "after": None}], "folders": []}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("[1, 2", id="not JSON"),
        pytest.param("[" * 100_000, id="deep"),
        pytest.param("[]", id="a list"),
        pytest.param('{"paths": []}', id="other keys"),
        pytest.param('{"changes": [1], "folders": []}', id="other items"),
        pytest.param('{"changes": [], "folders": "a"}', id="a text for a list"),
        pytest.param(json.dumps(change("../victim.txt")), id="a path out"),
        pytest.param(json.dumps(change("/victim.txt")), id="an absolute path"),
        pytest.param(json.dumps(change("a/../../victim.txt")), id="a path out, later"),
        pytest.param(json.dumps(change(".git/config")), id="git's"),
        pytest.param(json.dumps(change("sub/.GIT/config")), id="git's, below"),
        pytest.param(json.dumps(change("a\0b")), id="no path"),
        pytest.param(json.dumps(change("")), id="nothing"),
        pytest.param('{"changes": [], "folders": ["../x"]}', id="a folder out"),
    ],
)
def test_a_journal_that_is_none_of_ours_is_told_in_a_sentence(project: Path, content: str) -> None:
    (state_folder(project) / FOLDER).mkdir(parents=True)
    (state_folder(project) / FOLDER / JOURNAL).write_text(content)
    before = tree(project)
    with pytest.raises(RequestError, match=r"(?s)journal\.json: not as nbmigrate left it.*git status"):
        roll_back(project)
    assert tree(project) == before


def test_a_link_into_gits_own_files_is_not_followed(project: Path) -> None:
    (project / "tasks/hooks").symlink_to(project / ".git/hooks")
    with pytest.raises(RequestError, match="leads into git's own files"):
        write_together(project, {"tasks/hooks/pre-commit": b"x"})


def test_files_of_another_file_system_than_gits_move_whole(project: Path, files: dict[str, Content]) -> None:
    places = [place for place in (Path("/dev/shm"), Path("/var/tmp")) if place.is_dir()]
    others = [place for place in places if place.stat().st_dev != project.stat().st_dev]
    if not others:
        pytest.skip("there is no second file system")
    with TemporaryDirectory(dir=others[0]) as folder:
        shutil.rmtree(project / ".git")
        git(project, "init", "--quiet", "--separate-git-dir", f"{folder}/git")
        before = tree(project)
        for outcome in every_operation(lambda: write_together(project, files), die):
            assert outcome == "killed"
            roll_back(project)
            if tree(project) != before:
                break
        assert texts(tree(project))["README.md"] == "ours\n"
        assert not [path for path in tree(project) if path.endswith(".partial")]


def test_each_work_tree_and_each_project_in_a_repository_has_a_state_of_its_own(
    project: Path, tmp_path: Path
) -> None:
    git(project, "-c", "user.name=a", "-c", "user.email=b", "commit", "--quiet", "--allow-empty", "-m", "x")
    git(project, "worktree", "add", "--quiet", str(tmp_path / "linked"))
    places = [state_folder(place) for place in (project, project / "tasks", tmp_path / "linked")]
    assert len({*places}) == 3
    assert all((project / ".git").resolve() in place.resolve().parents for place in places)


def test_without_git_the_state_is_among_the_users_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "plain").mkdir()
    assert state_folder(tmp_path / "plain").is_relative_to(tmp_path / "state")
    write_together(tmp_path / "plain", {"a.txt": b"a"})
    assert (tmp_path / "plain/a.txt").read_text() == "a"


@pytest.mark.parametrize("path", ["out/a.txt", "out.txt"])
def test_a_link_out_of_the_project_is_not_followed(project: Path, tmp_path: Path, path: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (project / "out").symlink_to(tmp_path / "elsewhere")
    (project / "out.txt").symlink_to(tmp_path / "elsewhere/nothing_yet.txt")
    before = tree(project)
    with pytest.raises(RequestError, match="leads out of"):
        write_together(project, {"new.txt": b"", path: b"x"})
    assert tree(project) == before
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("path", ["../a.txt", "/a.txt", "a/../../b", ".git/hooks/pre-commit", ""])
def test_what_is_no_place_in_the_project_is_not_written(project: Path, path: str) -> None:
    before = tree(project)
    with pytest.raises(RequestError, match="isn't a path in"):
        write_together(project, {"new.txt": b"", path: b"x"})
    assert tree(project) == before


def test_a_file_in_place_of_a_folder_is_told_in_a_sentence(project: Path) -> None:
    before = tree(project)
    with pytest.raises(RequestError, match=r"README\.md.*Nothing was changed"):
        write_together(project, {"new.txt": b"", "README.md/a.txt": b"x"})
    assert tree(project) == before
