"""The command line: it parses and dispatches, nothing else."""

from __future__ import annotations

import argparse
import io
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING

from migrate.arguments import Command, commands_of, parser
from migrate.errors import Interrupted, NbmigrateError, RequestError, refused_by_system

if TYPE_CHECKING:
    from migrate.commands.options import Options
    from migrate.screen import Screen


def run_new(arguments: argparse.Namespace, screen: Screen) -> None:
    from migrate.commands.add import add_each
    from migrate.commands.new import new, split_each
    from migrate.commands.new_answers import answers_of

    options = options_of(arguments)
    put = add_each if arguments.add else split_each
    new(arguments.dir, arguments.notebooks, put, answers_of(arguments, screen), options, screen)


def run_split(arguments: argparse.Namespace, screen: Screen) -> None:
    options = options_of(arguments)
    if options.plan_only:
        from migrate.commands.preview import preview

        preview(arguments.notebook, arguments.project, options, screen)
    else:
        from migrate.commands.split import split

        split(arguments.notebook, arguments.project, options, screen)


def run_add(arguments: argparse.Namespace, screen: Screen) -> None:
    from migrate.commands.add import add
    from migrate.commands.options import Options

    options = Options(dry_run=arguments.dry_run, commit=arguments.commit, git=not arguments.no_git)
    add(arguments.notebooks, arguments.project, options, screen)


def run_verify(arguments: argparse.Namespace, screen: Screen) -> None:
    from migrate.commands.verify import Accept, verify

    if (arguments.accept is None) != (arguments.because is None):
        raise RequestError("--accept and --because go together: say why the change is intended.")
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


def run_git(arguments: argparse.Namespace, screen: Screen) -> None:
    if arguments.undo:
        from migrate.commands.git_undo import undo

        undo(arguments.project, screen, dry_run=arguments.dry_run)
        return
    from migrate.commands.git import configure

    configure(arguments.project, screen, dry_run=arguments.dry_run)


def run_completion(arguments: argparse.Namespace, screen: Screen) -> None:
    from migrate.commands.completion import completion

    print(completion(arguments.shell, parser()))


RUNS: dict[str, Callable[[argparse.Namespace, Screen], None]] = {
    "new": run_new,
    "split": run_split,
    "add": run_add,
    "verify": run_verify,
    "git": run_git,
    "completion": run_completion,
}


def options_of(arguments: argparse.Namespace) -> Options:
    from migrate.commands.options import Options
    from migrate.model.limits import Limits

    if arguments.html and arguments.no_run:
        raise RequestError(
            "--html shows a comparison, but with --no-run there is none. Leave one of them out."
        )
    return Options(
        python=arguments.python,
        limits=Limits(arguments.timeout, arguments.memory),
        dry_run=arguments.dry_run,
        commit=getattr(arguments, "commit", False),
        run=not arguments.no_run,
        allow_unproved=arguments.allow_unproved,
        plan=arguments.plan,
        order=arguments.order,
        html=arguments.html,
        plan_only=getattr(arguments, "plan_only", False),
    )


def parsed(argv: Sequence[str], top: Command) -> argparse.Namespace:
    """What a command line asks for. Raises RequestError, with a suggestion, if it can't be read."""
    from migrate.suggesting import check_command, unknown

    check_command(argv, top)
    arguments, rest = top.parse_known_args(argv)
    if rest:
        raise unknown(rest, arguments.command, commands_of(top)[arguments.command])
    return arguments


def begun(arguments: argparse.Namespace) -> str:
    """What a command does first, to show it at once; "" for those that are quick."""
    notebooks = getattr(arguments, "notebooks", None) or [getattr(arguments, "notebook", None)]
    names = [path.name for path in notebooks if path]
    if arguments.command == "new" and not names:
        return f"making {arguments.dir}"
    read = f"reading {names[0]}" + f" and {len(names) - 1} more" * (len(names) > 1) if names else ""
    return read or {"verify": "reading the record"}.get(arguments.command, "")


def interrupt(number: int, frame: FrameType | None) -> None:
    """Treat a request to end as an interruption, so that what was begun is cleaned up."""
    raise KeyboardInterrupt


def run(arguments: argparse.Namespace) -> None:
    from migrate.screen import Screen

    screen = Screen(quiet=getattr(arguments, "quiet", False), as_json=getattr(arguments, "json", False))
    try:
        if what := begun(arguments):
            screen.now(what)
        RUNS[arguments.command](arguments, screen)
    finally:
        screen.close()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line. Only here do errors become exit codes."""
    given, top = sys.argv[1:] if argv is None else argv, parser()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names of files may be of any bytes
    if not given:
        top.print_help()
        return 0
    signal.signal(signal.SIGTERM, interrupt)
    # jsonschema, behind nbformat, would take a second for a grammar of URIs, which notebooks don't have
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    try:
        run(parsed(given, top))
    except NbmigrateError as error:
        complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        complain("interrupted; nothing was written.")
        return Interrupted.exit_code
    except BrokenPipeError:
        return 0
    except Exception as error:
        if told := refused_by_system(error):
            complain(told)
            return RequestError.exit_code
        traceback.print_exc()
        complain("this is a bug of ours. Please report it with the lines above.")
        return 3
    return 0


def complain(message: str) -> None:
    from migrate import screen  # slow to import, and not needed for help

    screen.complain(message)


if __name__ == "__main__":
    sys.exit(main())
