"""Who owns which file of a project, as ADR 0003 has it. The first pattern that a path matches tells."""

from pathlib import PurePosixPath

USER, TEMPLATE = "user", "template"

OWNERS = {
    ".copier-answers.yml": TEMPLATE,
    ".dockerignore": TEMPLATE,
    ".dvc/.gitignore": TEMPLATE,
    ".dvc/config": TEMPLATE,
    ".dvcignore": TEMPLATE,
    ".env.example": TEMPLATE,
    ".gitattributes": TEMPLATE,
    ".github/workflows/ci.yml": TEMPLATE,
    ".gitignore": TEMPLATE,
    ".gitlab-ci.yml": TEMPLATE,
    ".pre-commit-config.yaml": TEMPLATE,
    "LICENSE": USER,
    "Makefile": TEMPLATE,
    "README.md": USER,
    "ci/*.sh": TEMPLATE,
    "configs/*.yaml": USER,
    "configs/environments/*.yaml": USER,
    "data/*/README.md": USER,
    "data/external/penguins/*": USER,
    "deployment/docker/*": TEMPLATE,
    "deployment/fastapi/*": TEMPLATE,
    "dvc.yaml": USER,
    "environment.yml": TEMPLATE,
    "logs/README.md": USER,
    "models/README.md": USER,
    "notebooks/README.md": USER,
    "outputs/*/README.md": USER,
    "pyproject.toml": TEMPLATE,
    "records/README.md": USER,
    "requirements.txt": TEMPLATE,
    "scripts/*.py": TEMPLATE,
    "scripts/*/*.py": TEMPLATE,
    "src/*/__init__.py": USER,
    "src/*/[!_]*.py": TEMPLATE,
    "src/*/data/*.py": USER,
    "src/*/features/*.py": USER,
    "src/*/models/*.py": USER,
    "src/*/monitoring/*.py": TEMPLATE,
    "src/*/predict/*.py": TEMPLATE,
    "src/*/serving/*.py": TEMPLATE,
    "tasks/*/*.py": USER,
    "tests/*.py": USER,
    "tests/*/*.py": USER,
}


def owner(path: str) -> str:
    """Who owns a file that the template renders."""
    found = [whose for pattern, whose in OWNERS.items() if matches(path, pattern)]
    assert len(found) == 1, f"{path}: {found or 'nobody owns it; add it to OWNERS'}"
    return found[0]


def matches(path: str, pattern: str) -> bool:
    """Whether a path is as deep as the pattern, and like it."""
    return path.count("/") == pattern.count("/") and PurePosixPath(path).match(pattern)
