"""The repository of a user: found, read, and changed as a whole or not at all."""
