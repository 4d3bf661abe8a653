"""Print what the service needs: the project's dependencies and the extra `serving`, not the tasks' runner."""

import re
import tomllib
from pathlib import Path

ONLY_FOR_TASKS = {"ipykernel"}

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
for line in [*project["dependencies"], *project["optional-dependencies"]["serving"]]:
    if re.split(r"[^\w.-]", line)[0].lower() not in ONLY_FOR_TASKS:
        print(line)
