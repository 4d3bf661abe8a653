"""Run the pipeline in a fresh copy of its project, and compare what it shows with the record."""
