"""Run the pipeline in a fresh copy and compare what it shows with the record, cell by cell."""
