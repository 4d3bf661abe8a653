"""Keys, tokens and passwords that stand in a text as they are: their kind is told, never the secret itself.

Most are known by their shape alone. What is assigned to something called `password` or `token` counts if it
looks random and isn't a placeholder for a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# What each certainly contains, which is looked for first, and its shape
SHAPES: dict[str, tuple[tuple[str, ...], str]] = {
    "an AWS access key": (("AKIA", "ASIA"), r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a GitHub token": (
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})",
    ),
    "a GitLab token": (("glpat-",), r"\bglpat-[\w-]{20,}"),
    "a Slack token": (
        ("xox", "hooks.slack.com"),
        r"\bxox[abprs]-[A-Za-z0-9-]{10,}|hooks\.slack\.com/services/T\w+/B\w+/\w+",
    ),
    "a Google API key": (("AIza",), r"\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])"),
    "an Anthropic key": (("sk-ant-",), r"\bsk-ant-[\w-]{20,}"),
    "an OpenAI key": (
        ("sk-",),
        r"\bsk-(?!ant-)(?:(?:proj|svcacct|admin)-[\w-]{20,}|[A-Za-z0-9]{32,})",
    ),
    "a Hugging Face token": (("hf_",), r"\bhf_[A-Za-z0-9]{30,}\b"),
    "a Stripe key": (("k_live_",), r"\b[sr]k_live_[0-9A-Za-z]{20,}"),
    "a SendGrid key": (("SG.",), r"\bSG\.[\w-]{16,}\.[\w-]{16,}"),
    "a Databricks token": (("dapi",), r"\bdapi[0-9a-f]{32}\b"),
    "an npm token": (("npm_",), r"\bnpm_[A-Za-z0-9]{36}\b"),
    "a PyPI token": (("pypi-AgE",), r"\bpypi-AgE[\w-]{50,}"),
    "an Azure storage key": (("AccountKey=",), r"\bAccountKey=[A-Za-z0-9+/]{80,}={0,2}"),
    "a signed token (JWT)": (("eyJ",), r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "a private key": (("PRIVATE KEY-----",), r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----"),
}
KNOWN = {kind: (marks, re.compile(shape)) for kind, (marks, shape) in SHAPES.items()}
IN_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s:/@'\"{}$<>]+:([^\s:/@'\"{}$<>]{3,})@", re.IGNORECASE)
WORD = r"pass(?:word|wd)|pwd|secret(?:_?key)?|(?:api|access|auth|private|account)_?(?:key|token)|token"
WORDS = ("pass", "pwd", "secret", "key", "token")
GIVEN = re.compile(
    rf"(?i:(?<![a-z])(?P<name>{WORD}))[\"'\]]*\s*(?:=(?!=)|:)\s*[rbuRBU]?[\"'](?P<value>[^\"'\s]{{6,200}})[\"']"
)
SET = re.compile(
    r"(?im)^\s*[%!]\s*(?:env|export|set_env)\s+\w*(?P<name>password|token|secret|key)\w*\s*[= ]\s*"
    r"[\"']?(?P<value>[^\s\"']{6,200})"
)
STANDS_FOR = re.compile(
    r"(?i)your|xxx|\*\*\*|\.\.\.|<|>|\{|\$|example|change_?me|placeholder|dummy|redacted|hidden|insert|todo|none"
    r"|pass(?:word|wd)|secret|token|user|admin|mysql|postgres|localhost|127\.0\.0\.1|_here|environ"
)
LONGEST = 2**20  # characters of a text that are searched


def keys_in(text: str) -> tuple[str, ...]:
    """The kinds of secrets that stand in a text, each once."""
    return tuple(dict.fromkeys(found(text[:LONGEST])))


def has_marks(text: str) -> bool:
    """Whether a text of any length, or the JSON that holds it, is worth a closer look."""
    said = text.lower()
    return any(mark in text for marks, _ in KNOWN.values() for mark in marks) or any(w in said for w in WORDS)


def found(text: str) -> Iterator[str]:
    """The kinds of secrets in a text, some of them perhaps more than once."""
    for kind, (marks, shape) in KNOWN.items():
        if any(mark in text for mark in marks) and shape.search(text):
            yield kind
    if "@" in text and any(not STANDS_FOR.search(match[1]) for match in IN_ADDRESS.finditer(text)):
        yield "a password in an address"
    said = text.lower()
    for pattern in (GIVEN, SET) if any(word in said for word in WORDS) else ():
        for match in pattern.finditer(text):
            if is_secret(match["name"].lower(), match["value"]):
                yield "a password" if match["name"].lower().startswith(("p", "s")) else "a key or token"


def is_secret(name: str, value: str) -> bool:
    """Whether what is assigned to something of this name is a secret rather than a placeholder."""
    if STANDS_FOR.search(value):
        return False
    letters, digits = (len(re.findall(kind, value)) for kind in ("[A-Za-z]", "[0-9]"))
    if name.startswith("pass") or name == "pwd":
        return bool(letters and digits)
    random = len(value) >= 16 and letters >= 2 and digits >= 2 and re.fullmatch(r"[\w./+=~-]+", value)
    mixed = re.fullmatch(r"[0-9a-fA-F-]+", value) or (re.search("[a-z]", value) and re.search("[A-Z]", value))
    return bool(random and mixed and len({*value}) >= 8)
