"""The command line: it parses and dispatches, nothing else."""

from __future__ import annotations

import argparse
import io
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import TypeAlias

from migrate.errors import Interrupted, NbmigrateError, RequestError, refused_by_system
from migrate.model.limits import Limits
from migrate.screen import Screen

EXAMPLES = """examples:
  nbmigrate new churn-service churn.ipynb        a new project, the notebook migrated and proved
  nbmigrate split notebooks/churn.ipynb          the same, into the project around you
  nbmigrate add notebooks/*.ipynb                a task of each notebook, unchanged; nothing runs
  nbmigrate verify                               does the project still compute what the notebook did?
  nbmigrate verify --accept 44 --because "new threshold"

exit codes: 0 done, and proved; 1 it ran and the answer is no, or `add` left notebooks out;
            2 the request can't be met; 3 a bug of nbmigrate; 130 interrupted.
            On 2 and 130 nothing was written."""


ADDING = """examples:
  nbmigrate add churn.ipynb                      tasks/churn/01_notebook.py, stage churn-notebook
  nbmigrate add notebooks/ --dry-run             what would come of all notebooks in a folder
  nbmigrate add a/eda.ipynb b/eda.ipynb --commit  tasks/a_eda/ and tasks/b_eda/, in one commit

exit codes: 0 all are added, or were already; 1 some can't be, the others are added;
            2 none can be: nothing was written."""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="nbmigrate",
        description="From messy notebooks to tested pipelines, proved to compute the same.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"nbmigrate {version('nbmigrate')}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_new(commands)
    add_split(commands)
    add_add(commands)
    add_verify(commands)
    add_git(commands)
    return top


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_new(commands: Commands) -> None:
    """nbmigrate new."""
    command = add(
        commands,
        "new",
        "make a project from the template, and migrate notebooks into it",
        "new churn churn.ipynb",
    )
    command.add_argument("dir", type=Path, metavar="DIR", help="the project's folder, absent or empty")
    command.add_argument("notebooks", type=Path, nargs="*", metavar="NOTEBOOK")
    command.add_argument(
        "--add", action="store_true", help="add the notebooks unchanged, as `nbmigrate add`; nothing runs"
    )
    add_no_run(command)
    add_running(command)


def add_split(commands: Commands) -> None:
    """nbmigrate split."""
    command = add(
        commands, "split", "turn one notebook into a proved pipeline", "split notebooks/churn.ipynb --commit"
    )
    command.add_argument("notebook", type=Path, metavar="NOTEBOOK")
    command.add_argument(
        "--project", type=Path, metavar="DIR", help="default: the project around the current folder"
    )
    command.add_argument(
        "--commit", action="store_true", help="make one commit of the result; undo it with git revert"
    )
    add_no_run(command)
    command.add_argument("--plan-only", action="store_true", help="write the plan to a file to edit, no more")
    add_html(command)
    command.add_argument("--plan", type=Path, metavar="FILE", help="cut the notebook as this file says")
    add_running(command)


def add_add(commands: Commands) -> None:
    """nbmigrate add."""
    command = add(
        commands,
        "add",
        "make a task of each notebook, unchanged; nothing runs",
        "add notebooks/*.ipynb --commit",
    )
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.epilog = ADDING
    command.add_argument(
        "notebooks", type=Path, nargs="+", metavar="NOTEBOOK", help="files, or folders of them"
    )
    command.add_argument(
        "--project", type=Path, metavar="DIR", help="default: the project around the current folder"
    )
    command.add_argument(
        "--commit", action="store_true", help="make one commit of the result; undo it with git revert"
    )


def add_verify(commands: Commands) -> None:
    """nbmigrate verify."""
    command = add(
        commands, "verify", "run pipelines in a fresh copy and compare with the record", "verify churn"
    )
    command.add_argument("pipeline", nargs="?", metavar="PIPELINE", help="default: all that have a record")
    command.add_argument(
        "--project", type=Path, metavar="DIR", help="default: the project around the current folder"
    )
    command.add_argument("--python", type=Path, metavar="PATH", help="default: the project's .venv")
    command.add_argument(
        "--accept",
        type=int,
        nargs="*",
        metavar="CELL",
        help="record what these cells (or all that differ) show now",
    )
    add_html(command)
    command.add_argument("--because", metavar="TEXT", help="why the change is meant; goes with --accept")


def add_no_run(command: argparse.ArgumentParser) -> None:
    """Whether the notebook may run."""
    command.add_argument("--no-run", action="store_true", help="plan from the text alone; proves nothing")


def add_html(command: argparse.ArgumentParser) -> None:
    """Where the report of a comparison goes."""
    command.add_argument(
        "--html", type=Path, metavar="FILE", help="write a report of both sides' outputs, cell by cell"
    )


def add_git(commands: Commands) -> None:
    """nbmigrate git."""
    command = add(commands, "git", "set up this clone for notebooks: filter, diffs, merges, hooks", "git")
    command.add_argument(
        "--project", type=Path, metavar="DIR", help="default: the project around the current folder"
    )


def add(commands: Commands, name: str, does: str, example: str) -> argparse.ArgumentParser:
    """A command with what all commands take."""
    command = commands.add_parser(name, help=does, description=does, epilog=f"example: nbmigrate {example}")
    command.add_argument(
        "--dry-run", action="store_true", help="show what would be written, and write nothing"
    )
    command.add_argument("--quiet", action="store_true", help="print nothing but errors")
    command.add_argument("--json", action="store_true", help="print one JSON object for programs")
    return command


def add_running(command: argparse.ArgumentParser) -> None:
    """Options of the commands that run a notebook."""
    command.add_argument(
        "--python",
        type=Path,
        metavar="PATH",
        help="interpreter with the notebook's packages; default: its kernel",
    )
    command.add_argument(
        "--order",
        choices=["page", "recorded"],
        default="page",
        help="run the cells as the page has them (default), or in the order of their execution counts",
    )
    command.add_argument("--timeout", type=int, metavar="SECONDS", help="the longest that one cell may take")
    command.add_argument(
        "--memory", type=float, metavar="GB", help="the most memory that the notebook may use"
    )
    command.add_argument("--allow-unproved", action="store_true", help="write even what could not be proved")


def dispatch(arguments: argparse.Namespace, screen: Screen) -> None:
    """Call what the command line asks for."""
    if arguments.command == "git":
        from migrate.commands.git import configure

        configure(arguments.project, screen, dry_run=arguments.dry_run)
        return
    if arguments.command == "verify":
        from migrate.commands.verify import Accept, verify

        if (arguments.accept is None) != (arguments.because is None):
            raise RequestError("--accept and --because go together: say why the change is meant.")
        accept = None if arguments.accept is None else Accept(tuple(arguments.accept), arguments.because)
        verify(
            arguments.pipeline,
            arguments.project,
            arguments.python,
            accept,
            screen,
            html=arguments.html,
            dry_run=arguments.dry_run,
        )
        return
    from migrate.commands.options import Options

    if arguments.command == "add":
        from migrate.commands.add import add as add_notebooks

        options = Options(dry_run=arguments.dry_run, commit=arguments.commit)
        add_notebooks(arguments.notebooks, arguments.project, options, screen)
        return
    options = Options(
        arguments.python,
        Limits(arguments.timeout, arguments.memory),
        arguments.dry_run,
        getattr(arguments, "commit", False),
        not getattr(arguments, "no_run", False),
        arguments.allow_unproved,
        getattr(arguments, "plan", None),
        arguments.order,
        getattr(arguments, "html", None),
    )
    if arguments.command == "new":
        from migrate.commands.add import add_each
        from migrate.commands.new import new, split_each

        new(arguments.dir, arguments.notebooks, add_each if arguments.add else split_each, options, screen)
    elif arguments.plan_only:
        from migrate.commands.preview import preview

        preview(arguments.notebook, arguments.project, options, screen)
    else:
        from migrate.commands.split import split

        split(arguments.notebook, arguments.project, options, screen)


def interrupt(number: int, frame: FrameType | None) -> None:
    """Being told to end is being interrupted: what was begun is cleaned up."""
    raise KeyboardInterrupt


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the one place that turns errors into exit codes."""
    arguments = parser().parse_args(argv)
    signal.signal(signal.SIGTERM, interrupt)
    # jsonschema, behind nbformat, would take a second for a grammar of URIs, of which notebooks have none
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    for stream in (sys.stdout, sys.stderr):  # names of files may hold bytes that are no text
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    screen = Screen(quiet=arguments.quiet, as_json=arguments.json)
    try:
        try:
            dispatch(arguments, screen)
        finally:
            screen.close()
    except NbmigrateError as error:
        print(f"nbmigrate: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("nbmigrate: interrupted; nothing was written.", file=sys.stderr)
        return Interrupted.exit_code
    except BrokenPipeError:
        return 0
    except Exception as error:
        if told := refused_by_system(error):
            print(f"nbmigrate: {told}", file=sys.stderr)
            return RequestError.exit_code
        traceback.print_exc()
        print("nbmigrate: this is a bug of ours. Please report it with the lines above.", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
