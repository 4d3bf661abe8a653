"""CI and deployment files of generated projects, judged by the linters that people use for them."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.shell import run

BIN = Path(sys.executable).parent
GITHUB = ".github/workflows/ci.yml"
GITLAB = ".gitlab-ci.yml"
NAMES = {
    "GitHub, image": "all by default",
    "GitHub, no image": "no description, no container",
    "GitLab, image": "another package",
    "no CI, no service": "nothing optional",
}
Made = Callable[[str], Path]


@pytest.fixture
def made(projects: Path) -> Made:
    """Projects by what they have of CI; only to look at."""
    return lambda what: projects / NAMES[what]


def lint(project: Path, tool: str, *arguments: object) -> str:
    """Run a linter in a project; it has to find nothing."""
    return run(project, str(BIN / tool), *map(str, arguments))


def load(path: Path) -> dict[str, object]:
    """Read YAML; GitHub's `on` stays a word."""
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        pytest.param("no CI, no service", [], id="none"),
        pytest.param("GitHub, image", [GITHUB], id="GitHub"),
        pytest.param("GitLab, image", [GITLAB], id="GitLab"),
    ],
)
def test_only_the_chosen_provider_is_there(made: Made, answers: str, kept: list[str]) -> None:
    project = made(answers)
    assert [path for path in (GITHUB, GITLAB) if (project / path).exists()] == kept
    assert (project / ".github").exists() == (GITHUB in kept)
    assert (project / "ci").exists() == bool(kept)


@pytest.mark.parametrize("answers", ["GitHub, image", "GitHub, no image"])
def test_the_workflow_is_sound(made: Made, answers: str) -> None:
    project = made(answers)
    lint(project, "check-jsonschema", "--builtin-schema", "vendor.github-workflows", GITHUB)
    told = lint(project, "zizmor", "--offline", "--persona", "pedantic", "--format", "plain", ".")
    assert "No findings" in told
    used = re.findall(r"uses: (.*)", (project / GITHUB).read_text(encoding="utf-8"))
    assert len(used) == 2
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


def test_the_linter_of_workflows_would_notice(made: Made, tmp_path: Path) -> None:
    text = (made("GitHub, image") / GITHUB).read_text(encoding="utf-8")
    workflow = tmp_path / GITHUB
    workflow.parent.mkdir(parents=True)
    workflow.write_text(re.sub(r"@[0-9a-f]{40} # v", "@v", text), encoding="utf-8")
    found = subprocess.run([BIN / "zizmor", "--offline", "."], cwd=tmp_path, capture_output=True, text=True)
    assert found.returncode
    assert "unpinned-uses" in found.stdout


def test_the_pipeline_of_gitlab_is_sound(made: Made) -> None:
    lint(made("GitLab, image"), "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", GITLAB)


def steps(project: Path) -> set[str]:
    """The scripts that the provider is told to run."""
    if (project / GITLAB).exists():
        jobs = yaml.safe_load((project / GITLAB).read_text(encoding="utf-8")).values()
        return {job["script"] for job in jobs if isinstance(job, dict) and "script" in job}
    job = yaml.safe_load((project / GITHUB).read_text(encoding="utf-8"))["jobs"]["check"]
    assert job["steps"][-1]["run"] == 'ci/"$STEP".sh'
    return {f"ci/{step}.sh" for step in job["strategy"]["matrix"]["step"]}


@pytest.mark.parametrize("answers", ["GitHub, image", "GitHub, no image", "GitLab, image"])
def test_ci_runs_all_scripts_and_those_run_verbs_that_exist(made: Made, answers: str) -> None:
    project = made(answers)
    scripts = sorted((project / "ci").iterdir())
    assert steps(project) == {script.relative_to(project).as_posix() for script in scripts}
    assert (project / "ci/image.sh").exists() == ("no image" not in answers)
    verbs = run(project, "make", "help")
    for script in scripts:
        assert os.access(script, os.X_OK)
        for verb in re.findall(r"^make (\w+)", script.read_text(encoding="utf-8"), re.MULTILINE):
            assert f"make {verb} " in verbs


def test_shell_scripts_are_sound(made: Made) -> None:
    project = made("GitHub, image")
    scripts = [*(project / "ci").iterdir(), project / "deployment/docker/build"]
    assert len(scripts) == 5
    lint(project, "shellcheck", *scripts)


@pytest.mark.parametrize("answers", ["GitHub, image", "GitLab, image"])
def test_yaml_is_tidy(made: Made, answers: str) -> None:
    project = made(answers)
    rules = "{extends: relaxed, rules: {line-length: {max: 120}}}"
    parts = [path for path in (".github", GITLAB, "configs", "deployment") if (project / path).exists()]
    lint(project, "yamllint", "--strict", "-d", rules, *parts)


def test_the_dockerfile_is_sound(made: Made) -> None:
    lint(made("GitHub, image"), "hadolint", "deployment/docker/Dockerfile")


def test_the_linter_of_dockerfiles_would_notice(made: Made, tmp_path: Path) -> None:
    text = (made("GitHub, image") / "deployment/docker/Dockerfile").read_text(encoding="utf-8")
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text(text.replace(":${PYTHON}-slim-bookworm", ""), encoding="utf-8")
    found = subprocess.run([BIN / "hadolint", dockerfile], capture_output=True, text=True)
    assert found.returncode == 1
    assert "DL3006" in found.stdout


def test_the_compose_file_is_sound(made: Made) -> None:
    compose = "deployment/fastapi/compose.yaml"
    lint(made("GitHub, image"), "check-jsonschema", "--builtin-schema", "vendor.compose-spec", compose)


def test_the_image_takes_what_predicts_and_not_what_runs_tasks(made: Made) -> None:
    told = run(made("GitHub, image"), sys.executable, "deployment/docker/requirements.py").splitlines()
    names = {re.split(r"[^\w-]", line)[0] for line in told}
    assert {"fastapi", "uvicorn", "pandas", "scikit-learn", "PyYAML"} <= names
    assert not names & {"ipykernel", "dvc", "jupyterlab", "pytest"}


@pytest.mark.parametrize(
    ("answers", "gone"),
    [
        pytest.param("GitHub, no image", ["docker", "Dockerfile"], id="no image"),
        pytest.param("no CI, no service", ["docker", "fastapi", "uvicorn", "serve", "8000"], id="no service"),
    ],
)
def test_what_is_left_out_leaves_no_trace(made: Made, answers: str, gone: list[str]) -> None:
    project = made(answers)
    for path in project.rglob("*"):
        name = path.relative_to(project).as_posix()
        assert not [word for word in gone if word in name], name
        ours = name.startswith(("ci/", "configs/", ".github/", "src/my_project/predict/", ".env"))
        text = path.read_text(encoding="utf-8") if ours and path.is_file() else ""
        assert not [word for word in gone if word in text], name
