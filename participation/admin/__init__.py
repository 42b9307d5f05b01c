"""The pages of the room at the desk: decisions, drafts for comment, hearings, symposia, polls, legal reviews, submissions."""

from __future__ import annotations

from participation.admin import call, decision, evaluation, hearing, legal, poll, submission, symposium

__all__ = ["call", "decision", "evaluation", "hearing", "legal", "poll", "submission", "symposium"]
