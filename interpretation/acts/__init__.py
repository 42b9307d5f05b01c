"""Everything that is done with duties and interpretations."""

# The desk's buttons and the state diagrams follow this order.
# isort: off
from interpretation.acts import judging, writing, showing, publishing, asking
from interpretation.acts import collecting, responding, speaking
from interpretation.acts import listing

__all__ = [
    "asking",
    "collecting",
    "judging",
    "listing",
    "publishing",
    "responding",
    "showing",
    "speaking",
    "writing",
]
