"""The acts of a secrecy review, and of its referral to authorities outside the portal."""

# The desk's buttons and the state diagram follow this order.
# isort: off
from secrecy_review.acts import reviewing, outside
from secrecy_review.acts.reviewing import subject_of

__all__ = ["outside", "reviewing", "subject_of"]
