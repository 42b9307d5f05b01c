"""What is counted of secrecy reviews (SR)."""

from __future__ import annotations

from foundation.figures.declared import kept_in_time
from secrecy_review.statute import OPINION

kept_in_time("secrecy_review.opinions_in_time", "按期提出意见的保密审查", OPINION)
