"""What is known about libraries and about the places where notebooks run, as tables."""
