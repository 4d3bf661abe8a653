"""From files to clean tables."""
