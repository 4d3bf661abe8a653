"""Where everything lies in a project: paths from its root, as git, DVC and the records have them."""

from __future__ import annotations

from dataclasses import dataclass

# What pipelines share
CONFIG = "configs/config.yaml"
MODEL_CONFIG = "configs/model_config.yaml"
DVC_YAML = "dvc.yaml"
DVC_LOCK = "dvc.lock"
README = "README.md"
PYPROJECT = "pyproject.toml"
JUPYTEXT = "jupytext.toml"
PRE_COMMIT = ".pre-commit-config.yaml"
ATTRIBUTES = ".gitattributes"
IGNORED = ".gitignore"
IGNORED_DATA = "data/raw/.gitignore"  # above the pipelines' folders, so that no notebook sees it
ANSWERS = ".copier-answers.yml"
SHARED = (
    *(DVC_YAML, DVC_LOCK, PYPROJECT, CONFIG, MODEL_CONFIG, README, IGNORED, IGNORED_DATA),
    *(ATTRIBUTES, PRE_COMMIT, JUPYTEXT),
)  # files that others have a part in
RUN_TASK = "scripts/run_task.py"
RUNNER = "scripts/task_runner"  # its package
PERCENT_SCRIPT = "scripts/task_runner/percent_script.py"
NOTEBOOK_TOOLS = "scripts/notebook_tools"

# What has a folder for each pipeline, or for each package
DATA = "data"
RAW = "data/raw"
EXTERNAL = "data/external"
INTERIM = "data/interim"
MODELS = "models"
NOTEBOOKS = "notebooks"
OUTPUTS = "outputs"
EXECUTED = "outputs/notebooks"
RECORDS = "records"
SCRIPTS = "scripts"
SRC = "src"
TASKS = "tasks"
TESTS = "tests"


@dataclass(frozen=True)
class Layout:
    """Where a pipeline's own things lie. With `*` as its name, the paths are patterns for all pipelines."""

    pipeline: str

    @property
    def tasks(self) -> str:
        return f"{TASKS}/{self.pipeline}"

    @property
    def setup(self) -> str:
        """The module that each task imports first."""
        return f"{self.tasks}/_setup.py"

    def task(self, file: str) -> str:
        return f"{self.tasks}/{file}.py"

    @property
    def executions(self) -> str:
        """The tasks as notebooks with their outputs."""
        return f"{EXECUTED}/{self.pipeline}"

    def executed(self, file: str) -> str:
        return f"{self.executions}/{file}.ipynb"

    @property
    def raw(self) -> str:
        """The copy of the notebook's tree, with what tasks read and write."""
        return f"{RAW}/{self.pipeline}"

    def data(self, path: str) -> str:
        """Where a file of the notebook's tree lies."""
        return f"{self.raw}/{path}"

    def home(self, folder: str) -> str:
        """Where tasks run: where the notebook lay in its tree."""
        return self.raw if folder == "." else self.data(folder)

    @property
    def external(self) -> str:
        """Where files that tasks change are kept as they were given."""
        return f"{EXTERNAL}/{self.pipeline}"

    def given(self, path: str) -> str:
        """Where a file that tasks change is kept as it was given; tasks start from a copy of it."""
        return f"{self.external}/{path}"

    def product(self, stage: str, file: str) -> str:
        """Where a value that one task leaves to others lies, if it is no model."""
        return f"{INTERIM}/{self.pipeline}/{stage}/{file}"

    def model(self, stage: str, file: str) -> str:
        """Where a model that a task fits lies."""
        return f"{MODELS}/{self.pipeline}/{stage}/{file}"

    def source(self, package: str) -> str:
        """The modules with the functions that moved out of the notebook."""
        return f"{source(package)}/{self.pipeline}"

    def module(self, package: str, name: str) -> str:
        return f"{self.source(package)}/{name}.py"

    @property
    def tests(self) -> str:
        return f"{TESTS}/{self.pipeline}"

    @property
    def test(self) -> str:
        return f"{self.tests}/test_pipeline.py"

    @property
    def records(self) -> str:
        return f"{RECORDS}/{self.pipeline}"

    @property
    def added(self) -> str:
        """What `add` wrote for a notebook."""
        return f"{self.records}/added.json"

    @property
    def planned(self) -> str:
        """What `split --no-run` wrote."""
        return f"{self.records}/planned.json"

    @property
    def record(self) -> str:
        """What `split` wrote, and what it saw."""
        return f"{self.records}/record.json"

    @property
    def boundaries(self) -> str:
        """The values that tasks hand on, as the notebook had them."""
        return f"{self.records}/boundaries.json"

    @property
    def original(self) -> str:
        """The notebook with the outputs of the recorded run."""
        return f"{self.records}/original.ipynb"

    @property
    def plan(self) -> str:
        return f"{self.records}/plan.yaml"

    @property
    def generated(self) -> str:
        """What was generated, to tell it from what people have changed since."""
        return f"{self.records}/generated.json"

    @property
    def all_records(self) -> tuple[str, ...]:
        migrated = (self.planned, self.record, self.boundaries, self.original, self.plan, self.generated)
        return (self.added, *migrated)


def notebook_path(file: str) -> str:
    """Where the original notebook lies."""
    return f"{NOTEBOOKS}/{file}"


def script(name: str) -> str:
    return f"{SCRIPTS}/{name}.py"


def source(package: str) -> str:
    return f"{SRC}/{package}"


def module(package: str, name: str) -> str:
    """A module that all pipelines of a project share."""
    return f"{source(package)}/{name}.py"
