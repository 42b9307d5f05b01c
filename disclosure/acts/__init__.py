"""Everything that can be done with a document: its way from draft to the public page (SR-6) and back (SR-13)."""

from disclosure.acts import deciding, drafting, importing, publishing

__all__ = ["deciding", "drafting", "importing", "publishing"]
