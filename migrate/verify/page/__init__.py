"""A comparison as one HTML file that opens anywhere: no script, no network, nothing of outputs runs."""
