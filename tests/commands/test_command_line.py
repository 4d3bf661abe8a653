"""The command line as it is typed: help, order of arguments, what is meant by what is mistyped."""

import subprocess
from pathlib import Path

import pytest

from migrate.arguments import parser, seconds
from migrate.cli import parsed
from migrate.commands.completion import completion
from migrate.errors import RequestError
from tests.program import nbmigrate, succeeded


def refusal(*argv: str) -> str:
    with pytest.raises(RequestError) as caught:
        parsed(argv, parser())
    return str(caught.value)


def test_alone_it_says_what_it_is_and_how_to_begin(tmp_path: Path) -> None:
    done = succeeded(nbmigrate(tmp_path))
    assert "proved to compute the same" in done.stdout
    assert "nbmigrate new churn-service churn.ipynb" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["new", "split", "add", "verify", "git", "completion"])
def test_the_help_of_each_command_has_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([command, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert f"\n  nbmigrate {command}" in said or f"$(nbmigrate {command}" in said
    assert f"usage: nbmigrate {command}" in said


@pytest.mark.parametrize("command", ["new", "split", "verify"])
def test_help_says_that_a_dry_run_runs_the_notebook(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args([command, "--help"])
    assert "temporary copy" in capsys.readouterr().out


@pytest.mark.parametrize(
    "argv",
    [
        pytest.param(["new", "d", "a.ipynb", "b.ipynb", "--no-run"], id="after them"),
        pytest.param(["new", "--no-run", "d", "a.ipynb", "b.ipynb"], id="before them"),
        pytest.param(["new", "d", "--no-run", "a.ipynb", "b.ipynb"], id="after the folder"),
        pytest.param(["new", "d", "a.ipynb", "--no-run", "b.ipynb"], id="between two notebooks"),
    ],
)
def test_options_stand_anywhere(argv: list[str]) -> None:
    found = parsed(argv, parser())
    assert found.no_run
    assert (str(found.dir), [str(path) for path in found.notebooks]) == ("d", ["a.ipynb", "b.ipynb"])


def test_options_with_values_stand_anywhere() -> None:
    found = parsed(["add", "a.ipynb", "--project", "p", "b.ipynb"], parser())
    assert (str(found.project), [str(path) for path in found.notebooks]) == ("p", ["a.ipynb", "b.ipynb"])
    found = parsed(["verify", "churn", "--accept", "3", "4", "--because", "x"], parser())
    assert (found.pipeline, found.accept) == ("churn", [3, 4])


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        pytest.param(["splt", "a.ipynb"], "did you mean split?", id="a command"),
        pytest.param(["frobnicate"], "The commands are new, split, add", id="a word like none"),
        pytest.param(["split", "a.ipynb", "--dryrun"], "did you mean --dry-run?", id="an option"),
        pytest.param(["split", "a.ipynb", "--plan-olny"], "did you mean --plan-only?", id="its letters"),
        pytest.param(
            ["split", "a.ipynb", "b.ipynb"],
            "b.ipynb: nbmigrate split doesn't take so many arguments",
            id="more",
        ),
        pytest.param(["a.ipynb"], "nbmigrate split a.ipynb", id="no command"),
        pytest.param(["--json", "split", "a.ipynb"], "goes after a command", id="an option in front"),
        pytest.param(["split"], "NOTEBOOK", id="nothing to split"),
        pytest.param(["split", "a", "--order", "random"], "'page', 'recorded'", id="no such choice"),
        *(
            pytest.param(["split", "a", "--memory", value], "a number of gigabytes above 0", id=f"GB {value}")
            for value in ("nan", "-1", "0", "inf", "1e300", "much")
        ),
        *(
            pytest.param(["split", "a", "--timeout", value], "a whole number of seconds", id=f"s {value}")
            for value in ("nan", "-5", "0", "1.5", "9" * 30)
        ),
    ],
)
def test_what_is_wrong_is_said_with_what_may_be_meant(argv: list[str], says: str) -> None:
    said = refusal(*argv)
    assert says in said
    assert "nbmigrate" in said


def test_limits_that_can_be_are_taken() -> None:
    found = parsed(["split", "a.ipynb", "--memory", "0.5", "--timeout", "1"], parser())
    assert (found.memory, found.timeout, seconds("86400")) == (0.5, 1, 86400)


def test_a_mistyped_command_ends_with_2(tmp_path: Path) -> None:
    done = nbmigrate(tmp_path, "verfy")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("nbmigrate: verfy: there is no such command; did you mean verify?\n")


@pytest.mark.parametrize(
    ("shell", "holds"),
    [("bash", "--plan-only"), ("zsh", "--plan-only"), ("fish", "-l plan-only")],
)
def test_a_shell_completes_commands_options_and_files(shell: str, holds: str) -> None:
    script = completion(shell, parser())
    assert holds in script
    assert "verify" in script


def test_bash_takes_the_script_and_offers_what_fits(tmp_path: Path) -> None:
    (tmp_path / "churn.ipynb").write_text("")
    script = succeeded(nbmigrate(tmp_path, "completion", "bash")).stdout
    asked = (
        "COMP_WORDS=(nbmigrate {0}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMPREPLY=(); "
        "_shtab_nbmigrate 2>/dev/null; echo ${{COMPREPLY[@]}}\n"
    )
    asked = "".join(asked.format(words) for words in ("sp", "split --pl", "completion f"))
    done = subprocess.run(
        ["bash", "-c", f"{script}\n{asked}"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["split", "--plan-only --plan", "fish"]
