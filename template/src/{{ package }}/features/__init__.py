"""From clean tables to what a model learns from."""
