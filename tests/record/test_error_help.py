"""What is said of a cell that fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model.limits import Limits
from migrate.record.error_help import why_dead, why_raised

NLTK = f"\n{'*' * 70}\n  Resource 'stopwords' not found.\n  Please use:\n\n  >>> import nltk\n{'*' * 70}\n"
LOST = "[Errno 2] No such file or directory: "


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("ValueError", "no", "raises ValueError: no"),
        ("ModuleNotFoundError", "No module named 'sklearn.x'", "/py -m pip install scikit-learn"),
        ("ModuleNotFoundError", "No module named 'google.colab'", "only on Google Colab.\n  Remove that"),
        ("ModuleNotFoundError", "No module named 'google'", "only on Google Colab (google.colab;"),
        ("ModuleNotFoundError", "helpers", "raises ModuleNotFoundError: helpers"),
        ("MemoryError", "", "raises MemoryError"),
        ("FileNotFoundError", f"{LOST}'a.csv'", "Put it beside the notebook, as a.csv."),
        ("FileNotFoundError", f"{LOST}'plots/a.png'", "make the folder plots first"),
        ("FileNotFoundError", "data.npy not found.", "as data.npy."),
        ("FileNotFoundError", f"{LOST}'/content/a.csv'", "a path on Google Colab, and"),
        ("FileNotFoundError", f"{LOST}'../input/t/a.csv'", "a path on Kaggle"),
        ("FileNotFoundError", f"{LOST}'/home/me/a.csv'", "a path on one particular machine"),
        ("FileNotFoundError", f"{LOST}'/tmp/nbmigrate-x_1/tree/d/a.csv'", "directory: 'd/a.csv'\n  Its code"),
        ("FileNotFoundError", f"{LOST}'C:\\\\Users\\\\me\\\\a.csv'", "Put a.csv beside the notebook"),
        ("URLError", "<urlopen error timed out>", "needs the network, and that failed: URLError"),
        ("HTTPError", "HTTP Error 404: Not Found", "needs the network"),
        ("gaierror", "[Errno -2] Name or service not known", "needs the network"),
        ("OSError", "Can't load it: Max retries exceeded with url", "needs the network"),
        ("LookupError", NLTK, "needs stopwords of NLTK's data, which isn't on this computer.\n  Fetch it"),
        ("LookupError", NLTK.replace("'", "\x1b[93m", 1), "/py -m nltk.downloader stopwords"),
        ("OSError", "[E050] Can't find model 'en_core_web_sm'. It", "-m spacy download en_core_web_sm"),
        ("LookupError", "Resource 'a' of mine", "raises LookupError: Resource"),
        ("ImportError", "cannot import name 'x' from 'y'", "a library has changed since"),
        ("AttributeError", "'DataFrame' object has no attribute 'append'", "a library has changed since"),
        ("TypeError", "f() got an unexpected keyword argument 'iid'", "a library has changed since"),
        ("UsageError", "Line magic function `%` not found.", "write %matplotlib, not % matplotlib"),
        ("UsageError", "unrecognized arguments: #plots", "put the comment on a line of its own"),
    ],
)  # fmt: skip
def test_what_is_said_of_an_error(kind: str, text: str, words: str) -> None:
    assert words in why_raised(kind, text, Path("/py"), Limits())


@pytest.mark.parametrize("text", ["Line magic function `%sql` not found.", "unrecognized arguments: -x"])
def test_other_wrong_magics_get_no_hint(text: str) -> None:
    assert why_raised("UsageError", text, Path("/py"), Limits()).endswith("if the error is intended.")


def test_an_ordinary_error_is_not_blamed_on_a_library() -> None:
    assert "library" not in why_raised("TypeError", "can only concatenate str", Path("/py"), Limits())


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (None, "ended the process."),
        (0, "ended the process."),
        (1, "status 1"),
        (-9, "out of memory"),
        (-6, "SIGABRT"),
    ],
)
def test_what_is_said_of_a_dead_kernel(code: int | None, words: str) -> None:
    assert words in why_dead(code)
