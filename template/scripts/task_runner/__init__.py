"""What runs tasks as notebooks: the template's to maintain. Start it with scripts/run_task.py."""
