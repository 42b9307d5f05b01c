"""Training of everybody who works with the disclosure of government information (regulation 5, TR)."""
