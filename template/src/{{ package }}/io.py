"""Load and save what tasks hand to each other, in the format that the file's ending names.

Paths count from the project's root, wherever a task runs.

    .parquet  table (pandas)         .json    numbers, texts, lists and dicts of them
    .npy      array (numpy)          .joblib  estimator (scikit-learn and others)
    .pkl      any other object       .rng     position of the global random generators

Load .pkl and .joblib files only from sources that you trust: reading them can run code.
"""

import json
import pickle
import random
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def place(path: str) -> Path:
    """Where a file of the project lies; its folder is made where needed."""
    full = ROOT / path
    full.parent.mkdir(parents=True, exist_ok=True)
    return full


def load(path: str) -> Any:
    """Read the object that `save` wrote to `path`."""
    source = ROOT / path
    match source.suffix:
        case ".parquet":
            import pandas as pd

            return pd.read_parquet(source)
        case ".npy":
            import numpy as np

            return np.load(source, allow_pickle=False)
        case ".json":
            return json.loads(source.read_text(encoding="utf-8"))
        case ".joblib":
            import joblib

            return joblib.load(source)
        case ".pkl":
            return pickle.loads(source.read_bytes())
        case suffix:
            raise ValueError(f"{path}: no format is known for the ending {suffix!r}")


def save(value: Any, path: str) -> None:
    """Write an object to `path`, creating the folder where needed."""
    target = place(path)
    match target.suffix:
        case ".parquet":
            value.to_parquet(target)
        case ".npy":
            import numpy as np

            np.save(target, value, allow_pickle=False)
        case ".json":
            target.write_text(
                json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )
        case ".joblib":
            import joblib

            joblib.dump(value, target)
        case ".pkl":
            target.write_bytes(pickle.dumps(value, protocol=5))
        case suffix:
            raise ValueError(f"{path}: no format is known for the ending {suffix!r}")


def load_random_position(path: str) -> None:
    """Move the global random generators to the position that `save_random_position` noted.

    A notebook seeds once and draws on from cell to cell; a task goes on where the last one stopped.
    """
    states = pickle.loads((ROOT / path).read_bytes())
    random.setstate(states["random"])
    if "numpy" in states:
        import numpy as np

        np.random.set_state(states["numpy"])


def save_random_position(path: str) -> None:
    """Note the position of the global random generators: `random`, and numpy's where it is used."""
    states: dict[str, Any] = {"random": random.getstate()}
    if "numpy" in sys.modules:
        import numpy as np

        states["numpy"] = np.random.get_state()
    place(path).write_bytes(pickle.dumps(states, protocol=5))
