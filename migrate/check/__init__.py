"""Whether a notebook is ready: rules that find what is in the way, one a file."""
