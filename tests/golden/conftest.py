"""The approved project is to be read, not to be tested here."""

collect_ignore = ["project"]
