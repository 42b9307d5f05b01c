"""Everything that can be done with a document: its way from draft to the public page (SR-6) and back (SR-13)."""

# In the order of that way: so the desk's buttons and the state diagram name them.
# isort: off
from disclosure.acts import drafting, deciding, publishing, importing

__all__ = ["deciding", "drafting", "importing", "publishing"]
