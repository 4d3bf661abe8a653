"""Sets of answers to the template's questions: each value of each question at least once."""

from typing import Any

Answers = dict[str, Any]

BARE: Answers = {
    "ci": "none",
    "example": False,
    "license": "proprietary",
    "notebooks": False,
    "serving": False,
}
SETS: dict[str, Answers] = {
    "all by default": {},
    "nothing optional": BARE,
    "GitLab, no container": {"ci": "gitlab", "docker": False, "license": "Apache-2.0"},
    "no server": {"serving": False, "license": "BSD-3-Clause", "author_name": "Zoë Ünal"},
    "for notebooks of one's own": {"example": False, "python_version": "3.12"},
    "no JupyterLab": {"notebooks": False, "python_version": "3.13", "ci": "none"},
    "another package": {"package": "models_2", "project_name": "Churn service", "ci": "gitlab"},
    "quotes and braces": {"description": 'Says "C:\\new" & \'more\', {{ all }} of it"'},
    "odd characters": {"project_name": 'The "best" \\ of <100> & more', "author_name": 'O"Neil\\'},
    "no description, no container": {"description": "", "docker": False},
}
