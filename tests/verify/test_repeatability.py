"""What two runs disagree in is forgiven, and nothing else."""

from __future__ import annotations

import pytest

from migrate.verify.outputs import Part, Shown, Text
from migrate.verify.pictures import Picture
from migrate.verify.repeatability import keeps_to, reason


def said(text: str) -> Shown:
    return Shown(((Text("stdout", text),),))


def drawn(pixel: bytes, size: tuple[int, int] = (1, 1)) -> Shown:
    part: Part = Picture("image/png", size, pixel)
    return Shown(((part,),))


def day(date: int, second: int, likelihood: str = "-630") -> str:
    return f"Date:  Sat, {date} Nov 2026  AIC:  1.2\nTime:  09:33:0{second}  Log-Likelihood:  {likelihood}\n"


@pytest.mark.parametrize(
    ("first", "second", "third", "kept"),
    [
        pytest.param(said("loss 0.5"), said("loss 0.5"), said("loss 0.5"), True, id="no disagreement, equal"),
        pytest.param(
            said("loss 0.5"), said("loss 0.5"), said("loss 0.6"), False, id="no disagreement, other"
        ),
        pytest.param(said("r 0.1 n 7"), said("r 0.2 n 7"), said("r 0.3 n 7"), True, id="a random number"),
        pytest.param(said("r 0.1 n 7"), said("r 0.2 n 7"), said("r 0.3 n 8"), False, id="number beside it"),
        pytest.param(said("r 0.1 n 7"), said("r 0.2 n 7"), said("r nan n 7"), False, id="no number any more"),
        pytest.param(said("r 0.1 n 7"), said("r 0.2 n 7"), said("r 0.3"), False, id="something is lost"),
        pytest.param(
            said("r 0.1 n 7"), said("r 0.2 n 7"), said("r 0.3 n 7 7"), False, id="something is added"
        ),
        pytest.param(said("[ 0.1  1]"), said("[ 0.2  1]"), said("[-0.31 1]"), True, id="columns shift"),
        pytest.param(said("{a} n 7"), said("{b c} n 7"), said("{d e f} n 7"), True, id="a random length"),
        pytest.param(said("{a} n 7"), said("{b c} n 7"), said("{d} n 8"), False, id="number after it"),
        pytest.param(
            said("m 3 {a} n 7"), said("m 3 {b c} n 7"), said("m 4 {d} n 7"), False, id="number before it"
        ),
        pytest.param(
            said("{a} m 3 {a}"), said("{b c} m 3 {b c}"), said("{d} m 4 {d}"), False, id="number between"
        ),
        pytest.param(said("1s 2ms/step"), said("1s 3ms/step"), said("2s 2ms/step"), True, id="rounded times"),
        pytest.param(
            said("1s 2ms r 7"), said("1s 3ms r 7"), said("2s 2ms r 8"), False, id="number beside times"
        ),
        pytest.param(
            said("a 1s\nb 2s"), said("a 3s\nb 2s"), said("a 1s\nb 5s"), False, id="time on a steady line"
        ),
        pytest.param(said(day(21, 1)), said(day(21, 2)), said(day(24, 1)), True, id="another day"),
        pytest.param(
            said(day(21, 1)), said(day(21, 1)), said(day(24, 1)), False, id="a date beside a steady time"
        ),
        pytest.param(
            said(day(21, 1)), said(day(21, 2)), said(day(24, 1, "-99")), False, id="number below a date"
        ),
        pytest.param(said("a"), drawn(b"\0\0\0\0"), said("a b"), False, id="other kinds of outputs"),
        pytest.param(drawn(b"0000"), drawn(b"1111"), drawn(b"2222"), True, id="a random picture"),
        pytest.param(drawn(b"0000"), drawn(b"0000"), drawn(b"2222"), False, id="a picture"),
        pytest.param(drawn(b"0000"), drawn(b"1111"), drawn(b"22222222", (2, 1)), False, id="of another size"),
    ],
)
def test_a_third_run_keeps_to_what_two_agree_on(
    first: Shown, second: Shown, third: Shown, kept: bool
) -> None:
    assert keeps_to(first, second, third) is kept


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        (said("fitted in 1.2 s"), said("fitted in 3.44 s"), "a timing"),
        (said("100%| 3/3 [00:00<00:00, 98.46it/s]"), said("100%| 3/3 [00:01<00:00, 3.1it/s]"), "a timing"),
        (said("32/32 - 0s 1ms/step"), said("32/32 - 1s 12ms/step"), "a timing"),
        (said("Elapsed: 0.123"), said("Elapsed: 0.2"), "a timing"),
        (said("took 12"), said("took 13"), "a timing"),
        (said("in 1.2 s, loss 0.1"), said("in 1.3 s, loss 0.2"), "random numbers"),
        (said("loss 0.1, -1e-5"), said("loss 0.2, 3"), "random numbers"),
        (said("winner: ann"), said("winner: bob"), "differs from run to run"),
        (drawn(b"0000"), drawn(b"1111"), "differs from run to run"),
        (said("a"), drawn(b"0000"), "differs from run to run"),
    ],
)
def test_says_why_in_a_word(first: Shown, second: Shown, word: str) -> None:
    assert reason(first, second) == word
