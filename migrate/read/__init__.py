"""Text → model: notebook files, and what the code in them does with names."""
