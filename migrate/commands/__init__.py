"""One module per command: a plain function that does what the command line asks."""
