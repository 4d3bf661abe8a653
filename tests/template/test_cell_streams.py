"""The pieces in which a kernel sends what is printed, by the time that goes by."""

import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "template" / "scripts"


@pytest.fixture
def at(monkeypatch):
    """Write, flush and begin cells at given times; gives what was sent."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    from task_runner import cell_streams

    def run(*events):
        sent = []
        pieces = cell_streams.Pieces(lambda name, text: sent.append((name, text)))
        for time, name, text in events:
            monkeypatch.setattr(cell_streams.time, "monotonic", lambda time=time: time)
            pieces.begin() if name == "cell" else pieces.write(name, text) if text else pieces.flush(name)
        return sent

    yield run
    sys.modules.pop("task_runner.cell_streams", None)


END = (9.0, "out", "")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([END], [], id="nothing"),
        pytest.param([(0, "out", "a"), (0.1, "out", "b"), END], ["ab"], id="soon after"),
        pytest.param([(0, "out", "a"), (0.3, "out", "b"), END], ["a", "b"], id="after a pause"),
        pytest.param(
            [(0, "out", "a"), (0.15, "out", "b"), (0.3, "out", "c"), (0.45, "out", "d"), END],
            ["ab", "cd"],
            id="without a pause, by the time since the first",
        ),
        pytest.param([(0, "out", "a"), (0.1, "out", ""), (0.1, "out", "b"), END], ["a", "b"], id="flushed"),
        pytest.param(
            [(0, "out", "a"), (0.1, "out", ""), (0.15, "out", "b"), (0.25, "out", "c"), END],
            ["a", "b", "c"],
            id="an alarm set before a flush goes off",
        ),
        pytest.param(
            [
                (0, "out", "a"),
                (0.1, "out", ""),
                (0.1, "cell", ""),
                (0.15, "out", "b"),
                (0.25, "out", "c"),
                END,
            ],
            ["a", "bc"],
            id="but not in the next cell",
        ),
        pytest.param(
            [(0, "out", "a"), (0.1, "cell", ""), (0.25, "out", "b"), END],
            ["a", "b"],
            id="unless a thread writes on",
        ),
    ],
)
def test_one_stream(at, events, expected):
    assert [text for _, text in at(*events)] == expected


def test_two_streams_are_sent_in_the_order_of_their_first_text(at):
    events = [(0, "out", "a"), (0.05, "err", "w"), (0.1, "out", "b"), (0.3, "out", "c"), END]
    assert at(*events) == [("out", "ab"), ("err", "w"), ("out", "c")]
