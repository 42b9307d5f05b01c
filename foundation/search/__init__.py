"""One full-text index over everything public."""
