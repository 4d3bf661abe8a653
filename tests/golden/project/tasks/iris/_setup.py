"""Puts a task into its place, however it is started.

As a notebook or under scripts/run_task.py: src on the path, and the folder of the original notebook's
data as working directory. Under plain python: hands the task over to scripts/run_task.py.
"""

import os
import sys
from pathlib import Path

from IPython import get_ipython

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data/raw/iris"

if get_ipython() is None:
    runner = str(ROOT / "scripts/run_task.py")
    os.execv(sys.executable, [sys.executable, runner, sys.argv[0]])

sys.path.insert(0, str(ROOT / "src"))
DATA.mkdir(parents=True, exist_ok=True)
os.chdir(DATA)
get_ipython().user_ns["_dh"][:] = [DATA]  # what %cd and %dhist start from
