"""How secrecy reviews are kept: in the file of what they reviewed (AR-1)."""

from __future__ import annotations

from foundation.records.declared import Arrangement, Term, keeps, needed
from secrecy_review.models import Review

# A review goes with its text by reference: the kinds of texts stand above, so it is an item of its own, beside it.
keeps(
    Review,
    ended=("concluded", "void"),
    kept_as=Arrangement.ITEM,
    term=Term.THIRTY,
    heading="保密审查",
    void=("void",),
    needs=needed(("concluded",), {"审查意见": "secrecy_review.give_opinion"}),
)
