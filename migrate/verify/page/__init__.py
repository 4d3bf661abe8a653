"""A comparison as one HTML file that opens anywhere: no script, no network, and no code of outputs runs."""
