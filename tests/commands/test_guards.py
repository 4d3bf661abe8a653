"""What stops a command before it overwrites somebody's work, and lets pass what is ours and unchanged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.commands import guards
from migrate.commands.guards import Migration
from migrate.commands.install import put_in_place
from migrate.commands.options import Options
from migrate.errors import RequestError
from migrate.model.record import Planned, as_text
from migrate.project.project import Project
from migrate.project.transaction import Content
from migrate.screen import Screen
from migrate.write.record import digest
from tests.shell import commit
from tests.write.pipelines import pipeline

TASK, DATA = "tasks/churn/01_load.py", "data/raw/churn/a.csv"
OURS = digest(b"ours")
BEFORE = Migration(files={TASK: OURS})
Guard = Callable[[Project, Migration], None]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A repository with a commit."""
    root = tmp_path / "shop"
    root.mkdir()
    (root / "README.md").write_text("mine\n")
    commit(root)
    return Project(root, "shop")


def put(project: Project, path: str, content: bytes) -> None:
    (project.root / path).parent.mkdir(parents=True, exist_ok=True)
    (project.root / path).write_bytes(content)


def refused(guard: Guard, project: Project, former: Migration) -> str:
    """What a guard says; nothing where it lets pass."""
    try:
        guard(project, former)
    except RequestError as error:
        return str(error)
    return ""


def untouched(project: Project, former: Migration) -> None:
    guards.check_untouched(project, former, "churn")


def foreign(content: Content) -> Guard:
    return lambda project, former: guards.check_foreign(project, former, "churn", {TASK: content})


@pytest.mark.parametrize(
    ("there", "guard", "former", "says"),
    [
        pytest.param({}, untouched, Migration(), "", id="generated: nothing there"),
        pytest.param({TASK: b"ours"}, untouched, BEFORE, "", id="generated: as it was"),
        pytest.param({}, untouched, BEFORE, "", id="generated: deleted"),
        pytest.param(
            {TASK: b"mine"},
            untouched,
            BEFORE,
            f"{TASK}: edited",
            id="generated: edited",
        ),
        pytest.param(
            {"configs/config.yaml": b"churn:\n  load:\n    n: 2\n"},
            untouched,
            Migration(section=OURS),
            "section churn: edited",
            id="generated: parameters edited",
        ),
        pytest.param({}, foreign(b"ours"), Migration(), "", id="foreign: nothing there"),
        pytest.param({TASK: b"ours"}, foreign(b"ours"), Migration(), "", id="foreign: the same already"),
        pytest.param(
            {TASK: b"mine"}, foreign(b"ours"), Migration(), "isn't nbmigrate's", id="foreign: another"
        ),
        pytest.param(
            {TASK: b"old"},
            foreign(b"ours"),
            Migration(files={TASK: digest(b"old")}),
            "",
            id="foreign: our last",
        ),
        pytest.param(
            {f"{TASK}/x": b""}, foreign(b"ours"), Migration(), "isn't nbmigrate's", id="foreign: a folder"
        ),
        pytest.param(
            {"scripts/run_task.py": b"from task_runner import warm_start"},
            lambda project, former: guards.check_runner(project),
            Migration(),
            "",
            id="runner: ours",
        ),
        pytest.param(
            {"scripts/run_task.py": b"print()"},
            lambda project, former: guards.check_runner(project),
            Migration(),
            "scripts/run_task.py: already exists",
            id="runner: somebody's",
        ),
        pytest.param(
            {"scripts/percent_script.py": b"# an old reader"},
            lambda project, former: guards.check_runner(project),
            Migration(),
            "older than this nbmigrate",
            id="runner: too old",
        ),
    ],
)
def test_work_is_not_overwritten(
    project: Project, there: dict[str, bytes], guard: Guard, former: Migration, says: str
) -> None:
    for path, content in there.items():
        put(project, path, content)
    said = refused(guard, project, former)
    assert says in said
    assert said.endswith("Nothing was changed.") == bool(said) == bool(says)


@pytest.mark.parametrize(("now", "stops"), [(b"ours", False), (b"mine", True)], ids=["as copied", "changed"])
def test_data_that_changed_in_the_project_stays(project: Project, now: bytes, stops: bool) -> None:
    put(project, DATA, now)
    said = refused(
        lambda where, former: guards.check_data(where, former, {DATA: b"new"}),
        project,
        Migration(data={DATA: OURS}),
    )
    assert (f"{DATA}: changed since" in said) == stops


@pytest.mark.parametrize(
    ("edit", "ours", "stops"),
    [
        pytest.param(b"", None, False, id="committed"),
        pytest.param(b"stages: {}\n", None, True, id="edited"),
        pytest.param(b"stages: {}\n", b"stages: {}\n", False, id="as our last command left it"),
        pytest.param(b"stages: {}\n", b"other", True, id="edited after our last command"),
    ],
)
def test_uncommitted_work_is_not_mixed_with_ours(
    project: Project, edit: bytes, ours: bytes | None, stops: bool
) -> None:
    put(project, "dvc.yaml", b"stages:\n")
    commit(project.root)
    if edit:
        put(project, "dvc.yaml", edit)
    if ours:
        note = guards.remembered(project, {"dvc.yaml": ours})[guards.WRITTEN]
        assert isinstance(note, bytes)
        put(project, guards.WRITTEN, note)
    said = refused(lambda where, former: guards.check_clean(where, ["dvc.yaml", TASK]), project, Migration())
    assert ("dvc.yaml: not committed yet" in said) == stops


def test_what_another_command_migrated_in_the_meantime_stays(project: Project) -> None:
    before = guards.former_migration(project, "churn")
    guards.check_same(project, before, "churn")
    record = Planned(notebook="churn.ipynb", files={}, data={}, section="")
    put(project, "records/churn/planned.json", as_text(record).encode())
    with pytest.raises(RequestError, match="another command has migrated to this pipeline"):
        guards.check_same(project, before, "churn")


@pytest.mark.parametrize("dry_run", [True, False], ids=["dry run", "for real"])
def test_what_changes_is_put_in_place_and_told(
    project: Project, capsys: pytest.CaptureFixture[str], dry_run: bool
) -> None:
    put(project, "kept.py", b"same")
    files: dict[str, Content] = {TASK: b"x = 1\n", "kept.py": b"same", "gone.py": None}
    told = put_in_place(
        Path("churn.ipynb"), pipeline("load"), project, files, Migration(), Options(dry_run=dry_run), Screen()
    )
    assert told == [TASK]
    assert (project.root / TASK).exists() != dry_run
    assert ("nothing was written" in capsys.readouterr().out) == dry_run


def test_a_refusal_leaves_all_as_it_was(project: Project) -> None:
    put(project, TASK, b"mine")
    files: dict[str, Content] = {"tasks/churn/_setup.py": b"ours", TASK: b"ours"}
    with pytest.raises(RequestError, match="isn't nbmigrate's"):
        put_in_place(
            Path("churn.ipynb"), pipeline("load"), project, files, Migration(), Options(), Screen(quiet=True)
        )
    assert not (project.root / "tasks/churn/_setup.py").exists()
    assert (project.root / TASK).read_bytes() == b"mine"
