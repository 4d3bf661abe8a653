"""What is known of libraries and of the places where notebooks run, as tables."""
