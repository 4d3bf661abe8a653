"""Models, and how good they are."""
