"""Put the template, as a git bundle, into the wheel and the sdist; the wheel has its plain files as well."""

import importlib.util
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACE = "migrate/template.bundle"
PLAIN = (
    ".dvc*",
    ".dvc/*",
    ".pre-commit-config.yaml",
    "scripts/*.py",
    "scripts/*/*.py",
    "src/*/*.py",
)  # alike in all projects


class TemplateBundle(BuildHookInterface):
    """Makes the bundle from the repository; what an sdist brings along is passed on as it is."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        bundle = root / PLACE
        if (root / ".git").exists() or not bundle.exists():
            bundle = Path(mkdtemp(prefix="nbmigrate-"), "template.bundle")
            load_writer(root).write_bundle(root, bundle, self.metadata.version)
        build_data["force_include"][str(bundle)] = PLACE
        if self.target_name == "wheel":  # an sdist holds the template itself
            build_data["force_include"][str(root / "copier.yml")] = "migrate/copier.yml"
            for path in (path for pattern in PLAIN for path in (root / "template").glob(pattern)):
                if path.is_file():
                    build_data["force_include"][str(path)] = f"migrate/{path.relative_to(root)}"


def load_writer(root: Path) -> Any:
    """Import the module that writes bundles from its file: the package's dependencies aren't there yet."""
    spec = importlib.util.spec_from_file_location("bundle", root / "migrate/project/bundle.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
