"""Everything that is done with duties and interpretations, and with what stirs the public."""

# The desk's buttons and the state diagrams follow this order.
# isort: off
from interpretation.acts import judging, writing, publishing
from interpretation.acts import responding, speaking

__all__ = ["judging", "publishing", "responding", "speaking", "writing"]
