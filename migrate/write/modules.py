"""The pipeline's package under src: settings, and the functions that moved out of the notebook."""

from __future__ import annotations

from migrate.model.pipeline import Function, Pipeline, Setting
from migrate.write.format_code import tidy


def modules(pipeline: Pipeline, package: str) -> dict[str, str]:
    """The modules by file name; empty if there is nothing to put into a package."""
    found = {}
    if pipeline.settings:
        found["settings.py"] = settings_module(pipeline, package)
    for module in dict.fromkeys(function.module for function in pipeline.functions):
        found[f"{module}.py"] = functions_module(pipeline, module, package)
    if found:
        found["__init__.py"] = f'"""What the tasks of the pipeline {pipeline.name} share."""\n'
    return found


def settings_module(pipeline: Pipeline, package: str) -> str:
    """A module whose function applies the settings of all cells before a given one."""
    functions = {function.name: function for function in pipeline.functions}
    uses = sorted({name for setting in pipeline.settings for name in setting.uses})
    imports = [line for setting in pipeline.settings for line in setting.imports]
    imports += [from_module(functions[name], pipeline, package) for name in uses]
    code = [
        f'"""The settings that {pipeline.notebook} makes for its process; each task starts with them."""',
        "\n".join(dict.fromkeys(imports)),
        "def apply(before: int) -> None:",
        '    """Make the settings of the notebook\'s cells before the cell `before`."""',
        *(indented(setting) for setting in pipeline.settings),
    ]
    return tidy("\n".join(code) + "\n", package)


def indented(setting: Setting) -> str:
    """One cell's settings, under the condition that the cell comes before the given one."""
    lines = [f"    if before > {setting.cell}:"]
    for code in setting.code:
        lines += ["        " + line if line.strip() else line for line in code.split("\n")]
    return "\n".join(lines)


def functions_module(pipeline: Pipeline, module: str, package: str) -> str:
    """The functions and classes of one stage, as the notebook wrote them."""
    mine = [function for function in pipeline.functions if function.module == module]
    others = {function.name: function for function in pipeline.functions if function.module != module}
    imports = [line for function in mine for line in function.imports]
    imports += [
        from_module(others[name], pipeline, package)
        for function in mine
        for name in function.uses
        if name in others
    ]
    text = f'"""Functions of the task {module}, from {pipeline.notebook}."""\n\n'
    text += "\n".join(dict.fromkeys(imports)) + "\n\n\n"
    return tidy(text + "\n\n\n".join(function.source for function in mine) + "\n", package)


def from_module(function: Function, pipeline: Pipeline, package: str) -> str:
    return f"from {package}.{pipeline.name}.{function.module} import {function.name}"
