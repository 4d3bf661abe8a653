"""Which files may hold secrets, judged by their names: these are never copied into a project."""

from __future__ import annotations

import re
from pathlib import PurePath

NAMES = re.compile(
    r"""
    \.env | \.env\.(?!example|sample|template|dist).* | .*\.env | \.envrc
    | .*\.(pem|key|p12|pfx|ppk|jks|keystore|kdbx)
    | id_(rsa|dsa|ecdsa|ed25519)
    | .*credentials.*
    | (.*[._-])?(secrets?|passwords?|passwd|(api|access)[_-]?keys?|auth[_-]?token|service[_-]?account)
      ([._-].*)?(\.(json|ya?ml|toml|ini|cfg|conf|txt|xml|properties|py|env|pickle|pkl))?
    | (root|access)_?keys?\.csv | .*_access_?keys\.csv | passwords?\.csv
    | \.netrc | _netrc | \.pgpass | \.npmrc | \.pypirc | \.htpasswd | \.git-credentials | \.dockercfg
    | kaggle\.json | token\.(json|pickle|pkl|txt)
    """,
    re.VERBOSE | re.IGNORECASE,
)
DATA = re.compile(
    r".*\.(csv|tsv|parquet|feather|xlsx?|png|jpe?g|gif|svg|npy|npz|h5|zip|gz|ipynb)", re.IGNORECASE
)
ALWAYS = re.compile(r".*credentials.*|.*keys?\.csv|passwords?\.csv", re.IGNORECASE)
FOLDERS = frozenset((".ssh", ".aws", ".azure", ".gnupg", ".kube", ".docker"))


def may_hold_secrets(path: str | PurePath) -> bool:
    """Whether a file may hold keys or passwords; tables and pictures are data, but for a few names."""
    place = PurePath(path)
    if FOLDERS & {*place.parts[:-1]}:
        return True
    if not NAMES.fullmatch(place.name):
        return False
    return not DATA.fullmatch(place.name) or ALWAYS.fullmatch(place.name) is not None
