"""What citizens say without an application: errors on a page, complaints, the question why something is not public (SR-12)."""
