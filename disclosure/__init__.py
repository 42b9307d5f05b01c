"""Government information: drafted, determined, published, superseded, withdrawn (PD, SR)."""
