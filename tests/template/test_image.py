"""The Dockerfile of a generated project, built and run for real where buildah can do that.

The base image is one of Debian's own packages under the name of the real one, since no registry is asked; so
this proves the Dockerfile's steps and the container, not the base image. Builds run in a chroot, as root.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from migrate.project.template import render
from tests.shell import commit, run

MISSING = [tool for tool in ("buildah", "mmdebstrap") if not shutil.which(tool)]
REASON = f"needs {' and '.join(MISSING)}" if MISSING else "needs root and Linux"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING) or sys.platform != "linux" or os.geteuid() != 0, reason=REASON),
]
BASE = "docker.io/library/python:3.11-slim-bookworm"
HERE = {
    "BUILDAH_ISOLATION": "chroot",
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "PYTHONPATH": "src",
    "DVC_NO_ANALYTICS": "1",
}
CERTIFICATES = "/etc/ssl/certs:/etc/ssl/certs:ro"
PENGUIN = {
    "island": "Biscoe",
    "bill_length_mm": 50,
    "bill_depth_mm": 15.7,
    "flipper_length_mm": 221,
    "body_mass_g": 5750,
}


def buildah(*arguments: str) -> str:
    """Run buildah; give what it prints."""
    return run(Path("/"), "buildah", *arguments, **HERE).strip()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The base image, made of Debian's packages if it isn't there yet."""
    if subprocess.run(["buildah", "inspect", "--type", "image", BASE], capture_output=True).returncode:
        tar = tmp_path_factory.mktemp("base") / "base.tar"
        packages = "--include=python3,python3-venv,ca-certificates"
        run(tar.parent, "mmdebstrap", "--quiet", "--variant=minbase", packages, "bookworm", str(tar))
        container = buildah("from", "scratch")
        buildah("add", "--quiet", container, str(tar), "/")
        buildah("config", "--env", "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", container)
        buildah("commit", "--quiet", "--rm", container, BASE)
    return BASE


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project after its pipeline ran."""
    project = tmp_path_factory.mktemp("image") / "project"
    render(project, {"package": "image_test"})
    commit(project)
    run(project, sys.executable, "-m", "dvc", "repro", "--quiet", **HERE)
    return project


@pytest.fixture(scope="module")
def image(base: str, trained: Path) -> Iterator[str]:
    """The image that the project's own script builds."""
    run(trained, "deployment/docker/build", "buildah", "--pull-never", "--volume", CERTIFICATES, **HERE)
    yield "localhost/image-test"
    buildah("rmi", "--force", "localhost/image-test")


@pytest.fixture
def container(image: str) -> Iterator[str]:
    """A container of the image."""
    name = buildah("from", "--pull-never", image)
    yield name
    buildah("rm", name)


def inside(container: str, *command: str) -> str:
    """Run a command in a container, as the user of the image."""
    return buildah("run", container, "--", *command)


def test_the_image_is_small_in_rights_and_holds_no_data(container: str) -> None:
    assert inside(container, "id", "-u") == "10001"
    assert set(inside(container, "ls", "/app").split()) == {"configs", "logs", "models", "scripts", "src"}
    files = inside(
        container, "sh", "-c", "find / -xdev -name '*.parquet' -not -path '/venv/*' 2>/dev/null || true"
    )
    assert files == ""
    packages = inside(container, "ls", "/venv/lib/python3.11/site-packages").split()
    assert "fastapi" in packages
    assert not {"ipykernel", "dvc", "jupyterlab", "pytest"} & set(packages)
    inside(container, "sh", "-c", "! touch /app/src/x 2>/dev/null && touch /app/logs/x")


def test_the_image_says_how_it_is_run_and_checked(image: str) -> None:
    config = json.loads(buildah("inspect", "--type", "image", image))["Docker"]["config"]
    assert config["User"] == "10001"
    assert config["ExposedPorts"] == {"8000/tcp": {}}
    assert config["Cmd"] == ["python", "scripts/serve_model.py"]
    assert config["Healthcheck"]["Test"][:2] == ["CMD", "python"]


def test_the_versions_are_those_that_trained_the_model(container: str) -> None:
    ask = "import sklearn, pandas; print(sklearn.__version__, pandas.__version__)"
    assert (
        inside(container, "/venv/bin/python", "-c", ask) == run(Path("/"), sys.executable, "-c", ask).strip()
    )


def test_the_container_answers_and_is_healthy(container: str, image: str) -> None:
    config = json.loads(buildah("inspect", "--type", "image", image))["Docker"]["config"]
    with socket.socket() as one:
        if one.connect_ex(("127.0.0.1", 8000)) == 0:
            pytest.skip("something else listens on port 8000, which a chroot shares")
    started = ["sh", "-c", 'echo $$ > logs/pid; exec "$@"', "sh", *config["Cmd"]]
    with subprocess.Popen(
        ["buildah", "run", container, "--", *started], env={**os.environ, **HERE}
    ) as process:
        try:
            body = json.dumps({"rows": [PENGUIN]}).encode()
            headers = {"Content-Type": "application/json"}
            answer = ask_when_up(Request("http://127.0.0.1:8000/predict", body, headers))
            assert answer["predictions"][0]["prediction"] == "Gentoo"
            inside(container, *config["Healthcheck"]["Test"][1:])
        finally:
            os.kill(int(inside(container, "cat", "logs/pid")), signal.SIGINT)
            process.wait(timeout=30)


def ask_when_up(request: Request) -> dict[str, list[dict[str, str]]]:
    """The answer, as soon as there is one."""
    for _ in range(300):
        try:
            with urlopen(request, timeout=10) as answer:
                return dict(json.load(answer))
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("the container did not answer in a minute")


def test_without_a_model_no_image_is_built(trained: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(trained, tmp_path / "project"))
    (project / "models/penguins/model.joblib").unlink()
    dockerfile = (project / "deployment/docker/Dockerfile").read_text(encoding="utf-8")
    step = next(line for line in dockerfile.splitlines() if "note_columns" in line)
    command = step.removeprefix("RUN ").replace("/venv/bin/python", sys.executable)
    done = subprocess.run(command, shell=True, cwd=project, capture_output=True, text=True)
    assert done.returncode
    assert "has not been trained yet: run `make run`" in done.stderr
