"""Model to model: from a recorded notebook to a pipeline. Pure: no files, no kernels."""
