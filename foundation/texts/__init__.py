"""Texts: the structure of a plain text, its tables and its signature, and setting them out."""
