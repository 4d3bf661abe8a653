"""A plan as a file that people read and edit."""

from __future__ import annotations

from migrate.model.pipeline import Pipeline, Task

HEAD = """# How {notebook} is cut into tasks. Rename stages, move the borders between them, join or divide
# them; every cell has to be in one stage, in the order of the notebook. Then run:
#     nbmigrate split {notebook} --plan THIS_FILE
notebook: {notebook}
stages:
"""


def plan_text(pipeline: Pipeline) -> str:
    """The stages with their cells; in comments what they hand on, and why some could not be divided."""
    text = HEAD.format(notebook=pipeline.notebook) + "\n".join(stage_text(task) for task in pipeline.tasks)
    kept = "".join(f"# cells {m.first} to {m.last} stay together: {m.reason}\n" for m in pipeline.merges)
    return text + kept


def stage_text(task: Task) -> str:
    """One stage."""
    title = f"  # {task.title}" if task.title else ""
    lines = [f"  - name: {task.name}{title}", f"    cells: {task.cells[0].index}-{task.cells[-1].index}"]
    if task.why:
        lines.append(f"    # begins here: {task.why}")
    if task.loads:
        lines.append(f"    # takes {', '.join(product.name for product in task.loads)}")
    if task.stores:
        lines.append(f"    # makes {', '.join(product.name for product in task.stores)}")
    return "\n".join(lines) + "\n"
