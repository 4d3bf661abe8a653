"""A generated project trains, serves and watches its model: real processes, real HTTP."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
import yaml

from migrate.project.template import render
from tests.shell import run

PENGUIN = {
    "island": "Torgersen",
    "bill_length_mm": 39.1,
    "bill_depth_mm": 18.7,
    "flipper_length_mm": 181,
    "body_mass_g": 3750,
    "sex": "male",
}
Answer = tuple[int, dict[str, object]]


def python(project: Path, *arguments: str, **environment: str) -> str:
    """Run this Python in a project, as its own environment."""
    here = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    return run(
        project, sys.executable, *arguments, PYTHONPATH="src", DVC_NO_ANALYTICS="1", **here, **environment
    )


@pytest.fixture(scope="module")
def fresh(rendered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with default answers, where nothing has run."""
    return shutil.copytree(rendered, tmp_path_factory.mktemp("serving") / "project")


@pytest.fixture(scope="module")
def trained(fresh: Path) -> Path:
    """The same project, after its pipeline ran; depends on tests of `fresh` coming first."""
    python(fresh, "-m", "dvc", "repro", "--quiet")
    return fresh


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def ask(url: str, body: object = None) -> Answer:
    """Send a request; give the code and the JSON of the answer."""
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(url, data, {"Content-Type": "application/json"}), timeout=10) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)


@contextmanager
def served(project: Path, environment: str = "dev", **change: object) -> Iterator[str]:
    """The service of a project, as a process with an environment of its own."""
    settings = yaml.safe_load((project / f"configs/environments/{environment}.yaml").read_text())
    port = free_port()
    path = project / "configs/environments/test.yaml"
    path.write_text(yaml.safe_dump({**settings, "host": "127.0.0.1", "port": port, **change}))
    process = subprocess.Popen(
        [sys.executable, "scripts/serve_model.py"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": "src", "ENVIRONMENT": "test"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until_up(process, f"http://127.0.0.1:{port}/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        path.unlink()


def wait_until_up(process: subprocess.Popen[str], url: str) -> None:
    """Wait for the first answer, whichever it is."""
    for _ in range(300):
        assert process.poll() is None, process.communicate()[1]
        try:
            ask(url)
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the service did not come up in half a minute")


@pytest.mark.slow
def test_before_training_tests_pass_and_the_service_says_what_to_do(fresh: Path) -> None:
    assert not (fresh / "models/penguins/model.joblib").exists()
    told = python(fresh, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert "passed" in told
    assert "failed" not in told
    with served(fresh) as url:
        code, body = ask(f"{url}/health")
    assert code == 503
    assert "run `make run`" in str(body["detail"])


@pytest.mark.slow
def test_the_trained_model_is_served_and_watched(trained: Path) -> None:
    with served(trained) as url:
        assert ask(f"{url}/health")[0] == 200
        code, body = ask(f"{url}/predict", {"rows": [PENGUIN, {**PENGUIN, "sex": None}]})
        assert code == 200
        assert [row["prediction"] for row in body["predictions"]] == ["Adelie", "Adelie"]  # type: ignore[attr-defined]
        code, body = ask(f"{url}/predict", {"rows": [{**PENGUIN, "bill_length_mm": "long"}]})
        assert code == 422
        assert body["detail"][0]["loc"][-1] == "bill_length_mm"  # type: ignore[index]
        for _ in range(40):
            ask(f"{url}/predict", {"rows": [{**PENGUIN, "body_mass_g": 9000}]})
    lines = (trained / "logs/predictions.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 42
    assert json.loads(lines[0])["prediction"] == "Adelie"
    told = python(trained, "-m", "my_project.monitoring.drift")
    report = json.loads((trained / "outputs/reports/drift.json").read_text(encoding="utf-8"))
    verdicts = {column["column"]: column["verdict"] for column in report["columns"]}
    assert verdicts["body_mass_g"] == "drift"
    assert "body_mass_g" in told
    assert "body_mass_g" in (trained / "outputs/reports/drift.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_in_production_two_workers_count_together(trained: Path) -> None:
    with served(trained, "prod", log_to=["console"]) as url:
        for _ in range(20):
            assert ask(f"{url}/predict", {"rows": [PENGUIN]})[0] == 200
        metrics = urlopen(f"{url}/metrics").read().decode().splitlines()
    rows = [float(line.split()[-1]) for line in metrics if line.startswith("predictions_total{")]
    assert rows == [20]


@pytest.mark.slow
def test_a_file_is_predicted(trained: Path, tmp_path: Path) -> None:
    source = tmp_path / "penguins.csv"
    source.write_text(
        f"{','.join(PENGUIN)}\n{','.join(map(str, PENGUIN.values()))}\nBiscoe,50,15.7,221,5750,\n",
        encoding="utf-8",
    )
    python(trained, "scripts/predict.py", str(source), "-o", "outputs/predictions/x.csv")
    lines = (trained / "outputs/predictions/x.csv").read_text(encoding="utf-8").splitlines()
    column = lines[0].split(",").index("prediction")
    assert [line.split(",")[column] for line in lines[1:]] == ["Adelie", "Gentoo"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"example": "false"}, id="no example"),
        pytest.param({"example": "false", "serving": "false", "docker": "false"}, id="no service"),
    ],
)
def test_a_project_without_an_example_passes_its_tests(tmp_path: Path, answers: dict[str, str]) -> None:
    render(tmp_path / "p", answers)
    told = python(tmp_path / "p", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert "passed" in told
    assert "skipped" not in told


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        pytest.param("production", "only: dev, prod, staging.", id="unknown environment"),
    ],
)
def test_the_service_does_not_start_wrongly(
    rendered: Path, tmp_path: Path, environment: str, sentence: str
) -> None:
    shutil.copytree(rendered, tmp_path / "p")
    done = subprocess.run(
        [sys.executable, "scripts/serve_model.py"],
        cwd=tmp_path / "p",
        env={**os.environ, "PYTHONPATH": "src", "ENVIRONMENT": environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
