"""What no task can repeat: each construct, and its harmless neighbours."""

import pytest

from migrate.check.findings import UNREPEATABLE, findings
from migrate.check.subject import Subject
from tests.plan.building import apart


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        pytest.param(["import sys\nx = 1", "print(x, file=sys.stdout)"], "", id="nothing to do"),
        pytest.param(["import asyncio\nawait asyncio.sleep(0)"], "", id="work that is waited for"),
        pytest.param(["store(1)\nstore = 'store'"], "", id="a function called store"),
        pytest.param(["x = 1", "%store x"], "cell 3: %store keeps", id="%store"),
        pytest.param(["%store -r x"], "cell 1: %store keeps", id="%store that reads"),
        pytest.param(["with redirect_stdout(buffer):\n    print(1)"], "", id="output redirected for a while"),
        pytest.param(
            ["cm = contextlib.redirect_stderr(buffer)\ncm.__enter__()"],
            "cell 1: sys.stderr is replaced",
            id="output redirected by hand",
        ),
        pytest.param(
            ["import sys\nsys.stdout = buffer"], "cell 1: sys.stdout is replaced", id="output replaced"
        ),
        pytest.param(
            ["t = asyncio.create_task(f())"], "cell 1: `create_task` starts", id="a task that goes on"
        ),
        pytest.param(
            ["t = ensure_future(f())"], "cell 1: `ensure_future` starts", id="another way to start one"
        ),
    ],
)
def test_what_no_task_can_repeat(cells, words):
    found = [str(finding) for finding in findings(Subject(apart(*cells)), UNREPEATABLE)]
    assert [text[: len(words)] for text in found] == ([words] if words else [])
