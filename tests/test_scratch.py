"""Temporary folders of killed commands go with the next command; all others stay."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from migrate import scratch
from migrate.errors import RequestError
from migrate.scratch import ALIVE, OWN, scratch_folder, sweep

HOLD = """
import sys, time
from pathlib import Path
from migrate.scratch import scratch_folder
beside = Path(sys.argv[1]) if sys.argv[1:] else None
with scratch_folder(beside) as folder:
    (folder / "deep/er").mkdir(parents=True)
    (folder / "deep/er/file").write_text("x")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def holding(*arguments: str) -> tuple[subprocess.Popen[str], Path]:
    """A process that has a folder, and that folder."""
    command = [sys.executable, "-c", HOLD, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, Path(process.stdout.readline().strip())


def killed(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def swept(place: Path) -> None:
    sweep.cache_clear()
    sweep(place)


@pytest.mark.parametrize("name", [None, "my project"], ids=["temporary", "beside a new project"])
def test_the_folder_of_a_killed_process_goes_and_not_before(place: Path, name: str | None) -> None:
    process, folder = holding(*([str(place / name)] if name else []))
    try:
        assert folder.parent == place
        swept(place)
        assert (folder / "deep/er/file").is_file()
    finally:
        killed(process)
    assert folder.is_dir()
    swept(place)
    assert not folder.exists()


def test_a_command_sweeps_where_it_makes_its_own_folder(place: Path) -> None:
    process, folder = holding()
    killed(process)
    sweep.cache_clear()
    with scratch_folder() as own:
        assert own.is_dir()
        assert not folder.exists()
    assert not own.exists()


def test_what_is_not_surely_ours_stays(place: Path) -> None:
    names = [
        f"{OWN}abcdefgh",
        f".x.{OWN}abcdefgh",
        f"{OWN}short",
        "other-abcdefgh",
        f"{OWN}opened12",
        f"{OWN}a_link12",
    ]
    for name in names[:5]:
        (place / name).mkdir(mode=0o700)
        (place / name / "mine.txt").write_text("mine")
    for name in names[2:5]:
        (place / name / ALIVE).write_text("")
    (place / names[4]).chmod(0o755)
    (place / "elsewhere").mkdir(mode=0o700)
    (place / "elsewhere" / ALIVE).write_text("")
    (place / names[5]).symlink_to("elsewhere")
    (place / f"{OWN}a_file12").write_text("mine")
    before = sorted(place.rglob("*"))
    swept(place)
    assert sorted(place.rglob("*")) == before


def test_a_folder_that_cannot_be_read_is_no_trouble(place: Path) -> None:
    swept(place / "not/there")


def test_where_no_folder_can_be_made_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "gettempdir", lambda: str(tmp_path / "not/there"))
    with pytest.raises(RequestError, match="no folder can be made there"), scratch_folder():
        pass


def test_the_system_drops_what_shows_that_a_process_lives(place: Path) -> None:
    process, folder = holding()
    pid = process.pid
    killed(process)
    assert (folder / ALIVE).is_file()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
