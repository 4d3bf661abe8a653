"""The user's repository: found, read, and changed as a whole or not at all."""
