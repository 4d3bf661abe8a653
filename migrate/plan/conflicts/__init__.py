"""What keeps sections in one task: rules, one a file, each with `find(scene)` for its first conflict."""
