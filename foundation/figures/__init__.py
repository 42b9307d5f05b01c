"""Figures: numbers that rooms declare once, each with the rows behind it."""
