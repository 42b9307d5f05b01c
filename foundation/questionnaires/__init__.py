"""Questionnaires: frozen wording, one answer per person without account, no link between person and answer, counting."""
