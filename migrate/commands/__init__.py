"""One module a command: a plain function that does what the command line asks."""
