"""Run the original notebook in a kernel of its own and observe it."""
