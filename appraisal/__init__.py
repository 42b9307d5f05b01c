"""Appraisal: what each agency's openness is worth in a year, every point with the rows behind it (AP)."""
