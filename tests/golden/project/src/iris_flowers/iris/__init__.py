"""What the tasks of the pipeline iris share."""
