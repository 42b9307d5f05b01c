"""The pages of the room at the desk: decisions, drafts for comment, hearings, symposia, polls,
proposals and objections."""

from __future__ import annotations

from participation.admin import call, decision, hearing, poll, submission, symposium

__all__ = ["call", "decision", "hearing", "poll", "submission", "symposium"]
