"""What the command line accepts: commands, options, and help with examples."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from migrate.errors import RequestError

EXAMPLES = """examples:
  nbmigrate new churn-service churn.ipynb        a new project with the notebook, migrated and proved
  nbmigrate split notebooks/churn.ipynb          the same, in the current project
  nbmigrate add notebooks/*.ipynb                turns each notebook into a task; runs nothing
  nbmigrate verify                               does the project still compute what the notebook did?
  nbmigrate verify --accept 44 --because "new threshold"

exit codes: 0 done and proved; 1 it ran, and the answer is no, or `add` left notebooks out;
            2 the request can't be met; 3 a bug of nbmigrate; 130 interrupted.
            After 2 and 130, nothing was written."""
CREATING = """examples:
  nbmigrate new churn-service                    a project to start from; asks questions on a terminal
  nbmigrate new churn-service churn.ipynb        the same with the notebook as a proved pipeline
  nbmigrate new churn-service churn.ipynb --minimal
                                                 the same without server, container, CI
  nbmigrate new churn-service a.ipynb b.ipynb --add
                                                 each notebook as one task, unchanged; runs nothing
  nbmigrate new churn-service --defaults --data license=Apache-2.0 --data ci=gitlab

A dry run still runs the notebooks, in a temporary copy, to find out what the result would be."""
SPLITTING = """examples:
  nbmigrate split churn.ipynb                    record, cut, run, compare; then write
  nbmigrate split churn.ipynb --plan-only        only the plan, as a file that you can edit
  nbmigrate split churn.ipynb --plan churn.plan.yaml
                                                 cut as the edited plan says
  nbmigrate split churn.ipynb --no-run           from the text alone: quick, but nothing is proved
  nbmigrate split churn.ipynb --python ~/envs/ml/bin/python --commit

A dry run still runs the notebook and its pipeline, in a temporary copy, to find out what the result
would be. Add --no-run to run nothing."""
ADDING = """examples:
  nbmigrate add churn.ipynb                      tasks/churn/01_notebook.py, stage churn-notebook
  nbmigrate add notebooks/ --dry-run             what adding all notebooks in a folder would do
  nbmigrate add a/eda.ipynb b/eda.ipynb --commit  tasks/a_eda/ and tasks/b_eda/, in one commit
  nbmigrate add churn.ipynb --no-git             git treats notebooks as before

exit codes: 0 all are added, now or before; 1 some can't be added, the others are;
            2 none can be added: nothing was written."""
VERIFYING = """examples:
  nbmigrate verify                               all pipelines that have a record
  nbmigrate verify churn --html report.html      one, with a page that shows both sides of each cell
  nbmigrate verify churn --accept 44 --because "new threshold"
                                                 what cell 44 shows now is intended

Pipelines run in a temporary copy, even in a dry run. Only --accept writes to the project."""
CONFIGURING = """examples:
  nbmigrate git                                  sets up filter, diffs and hooks in this clone
  nbmigrate git --dry-run                        shows what that would set up
  nbmigrate git --undo                           removes them again, for example after a git revert"""
COMPLETING = """examples:
  eval "$(nbmigrate completion bash)"                                 bash; in ~/.bashrc for all shells
  nbmigrate completion zsh > ~/.zfunc/_nbmigrate                      zsh; the folder has to be in $fpath
  nbmigrate completion fish > ~/.config/fish/completions/nbmigrate.fish"""
SHELLS = ("bash", "zsh", "fish")
LONGEST = 10**8  # seconds, three years
LARGEST = 10**6  # gigabytes

Commands: TypeAlias = "argparse._SubParsersAction[Command]"


class Command(argparse.ArgumentParser):
    """A parser that accepts options anywhere among the arguments, and reports errors as RequestError."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, **options)
        self.within = False

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """As usual, but in any order. Argparse's method for that calls this one, hence `within`."""
        if self.within or self._subparsers:
            return super().parse_known_args(args, namespace)
        self.within = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self.within = False

    def error(self, message: str) -> NoReturn:
        told = message.removeprefix("argument ")
        raise RequestError(f"{told.rstrip('.')}.\n  For all options: {self.prog} --help")


class Version(argparse.Action):
    """Prints the version, which is looked up only when asked for."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: object, values: object, option_string: object = None
    ) -> None:
        from importlib.metadata import version

        print(f"nbmigrate {version('nbmigrate')}")
        parser.exit()


def parser() -> Command:
    top = Command(
        prog="nbmigrate",
        description="From messy notebooks to tested pipelines, proved to compute the same.",
        epilog=EXAMPLES,
    )
    top.add_argument("--version", action=Version, nargs=0, help="show the version and exit")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_new(commands)
    add_split(commands)
    add_add(commands)
    add_verify(commands)
    add_git(commands)
    add_completion(commands)
    return top


def commands_of(top: Command) -> dict[str, Command]:
    found = next(action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


def options_of(command: argparse.ArgumentParser) -> list[str]:
    """The long options of a command."""
    return [option for option in command._option_string_actions if option.startswith("--")]


# --- the commands -----------------------------------------------------------------------------------


def add_new(commands: Commands) -> None:
    command = add(
        commands, "new", "make a project from the template, and migrate notebooks into it", CREATING
    )
    command.add_argument("dir", type=Path, metavar="DIR", help="the project's folder, new or empty")
    command.add_argument("notebooks", type=Path, nargs="*", metavar="NOTEBOOK")
    command.add_argument(
        "--add",
        action="store_true",
        help="add the notebooks unchanged, as `nbmigrate add` does; runs nothing",
    )
    command.add_argument(
        "--data",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="answer a question of the template, such as license=MIT; may be repeated",
    )
    command.add_argument("--defaults", action="store_true", help="ask nothing; take the default answers")
    command.add_argument(
        "--minimal", action="store_true", help="pipeline and tests only: no server, container, CI, example"
    )
    add_no_run(command)
    add_plan(command)
    add_html(command)
    add_running(command)


def add_split(commands: Commands) -> None:
    command = add(commands, "split", "turn one notebook into a proved pipeline", SPLITTING)
    command.add_argument("notebook", type=Path, metavar="NOTEBOOK")
    add_project(command)
    add_commit(command)
    add_no_run(command)
    command.add_argument(
        "--plan-only", action="store_true", help="only write the plan, to a file that you can edit"
    )
    add_html(command)
    add_plan(command)
    add_running(command)


def add_add(commands: Commands) -> None:
    command = add(commands, "add", "turn each notebook into a task, unchanged; runs nothing", ADDING)
    command.add_argument(
        "notebooks", type=Path, nargs="+", metavar="NOTEBOOK", help="notebooks, or folders that hold some"
    )
    add_project(command)
    add_commit(command)
    command.add_argument(
        "--no-git",
        action="store_true",
        help="don't change how git treats notebooks: no filter, no attributes, no hooks",
    )


def add_verify(commands: Commands) -> None:
    command = add(
        commands, "verify", "run pipelines in a fresh copy and compare them with the record", VERIFYING
    )
    command.add_argument("pipeline", nargs="?", metavar="PIPELINE", help="default: all that have a record")
    add_project(command)
    command.add_argument(
        "--python", type=Path, metavar="PATH", help="default: the project's .venv, or else the active one"
    )
    command.add_argument(
        "--accept",
        type=int,
        nargs="*",
        metavar="CELL",
        help="record what these cells (or all that differ) show now",
    )
    add_html(command)
    command.add_argument("--because", metavar="TEXT", help="why the change is intended; goes with --accept")


def add_git(commands: Commands) -> None:
    command = add(
        commands, "git", "set up this clone for notebooks: filter, diffs, merges, hooks", CONFIGURING
    )
    command.add_argument(
        "--undo", action="store_true", help="remove the filter and the drivers from .git/config again"
    )
    add_project(command)


def add_completion(commands: Commands) -> None:
    does = "print a script that completes commands and options in a shell"
    command = commands.add_parser("completion", help=does, description=does, epilog=COMPLETING)
    command.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def add(commands: Commands, name: str, does: str, examples: str) -> Command:
    """A command with the options of all commands that write."""
    command = commands.add_parser(name, help=does, description=does, epilog=examples)
    command.add_argument(
        "--dry-run", action="store_true", help="show what would be written, and write nothing; see below"
    )
    command.add_argument("--quiet", action="store_true", help="print nothing but errors")
    command.add_argument("--json", action="store_true", help="print one JSON object for programs")
    return command


# --- options that several commands have -------------------------------------------------------------


def add_project(command: Command) -> None:
    command.add_argument(
        "--project", type=Path, metavar="DIR", help="default: the project around the current folder"
    )


def add_commit(command: Command) -> None:
    command.add_argument("--commit", action="store_true", help="commit the result; undo that with git revert")


def add_no_run(command: Command) -> None:
    command.add_argument("--no-run", action="store_true", help="plan from the text alone; proves nothing")


def add_plan(command: Command) -> None:
    command.add_argument("--plan", type=Path, metavar="FILE", help="cut the notebook as this file says")


def add_html(command: Command) -> None:
    command.add_argument(
        "--html", type=Path, metavar="FILE", help="write a report of both sides' code and outputs"
    )


def add_running(command: Command) -> None:
    command.add_argument(
        "--python",
        type=Path,
        metavar="PATH",
        help="interpreter with the notebook's packages; default: its kernel, the active environment "
        "(venv, conda), the project's .venv, or `python`",
    )
    command.add_argument(
        "--order",
        choices=["page", "recorded"],
        default="page",
        help="run the cells in the order of the page (default) or of their execution counts",
    )
    command.add_argument(
        "--timeout", type=seconds, metavar="SECONDS", help="the most time that one cell may take"
    )
    command.add_argument(
        "--memory", type=gigabytes, metavar="GB", help="the most memory that the notebook may use"
    )
    command.add_argument(
        "--allow-unproved", action="store_true", help="write the pipeline even if it could not be proved"
    )


def seconds(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text[:12]) <= LONGEST:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text}: must be a whole number of seconds, 1 or more")


def gigabytes(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if 0 < found <= LARGEST:
        return found
    raise argparse.ArgumentTypeError(f"{text}: must be a number of gigabytes above 0, such as 4 or 0.5")
