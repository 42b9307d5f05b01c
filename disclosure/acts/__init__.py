"""Every act on a document, from draft to publication (SR-6) and withdrawal (SR-13)."""

# The desk's buttons and the state diagram follow this order.
# isort: off
from disclosure.acts import drafting, declassifying, deciding, publishing, importing, batches

__all__ = ["batches", "deciding", "declassifying", "drafting", "importing", "publishing"]
