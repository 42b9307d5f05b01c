"""Every act on a document, from draft to publication (SR-6) and withdrawal (SR-13), and on what agencies disagree about."""

# The desk's buttons and the state diagram follow this order.
# isort: off
from disclosure.acts import drafting, declassifying, deciding, publishing, importing, batches
from disclosure.acts import coordinating, dividing, ruling, agreeing, settling
from disclosure.acts import reassessing, listing_withheld, answering_kinds, cleaning_up

__all__ = [
    "agreeing",
    "answering_kinds",
    "batches",
    "cleaning_up",
    "coordinating",
    "deciding",
    "declassifying",
    "dividing",
    "drafting",
    "importing",
    "listing_withheld",
    "publishing",
    "reassessing",
    "ruling",
    "settling",
]
