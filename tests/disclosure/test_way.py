"""The way of a document from draft to the public page: SR-6."""

from __future__ import annotations

import pytest

from disclosure.models import Document
from foundation.casework import ledger
from tests.personas import County


@pytest.mark.clause("SR-6(2)")
@pytest.mark.clause("PD-9")
def test_a_document_goes_from_draft_to_the_public_page(county: County) -> None:
    document = county.published()
    assert document.state == Document.State.PUBLISHED
    assert document.index_number == "wy-rfbsc/2026-00001"
    done = [line.act for line in ledger.lines("document", document.pk)]
    assert done == [
        "disclosure.draft",
        "disclosure.submit",
        "disclosure.recheck",
        "disclosure.enter_review",
        "disclosure.conclude_review",
        "disclosure.sign",
        "disclosure.sign",
        "disclosure.publish",
    ]
    assert ledger.broken_at("document", document.pk) is None
    assert Document.objects.public(county.at).get() == document
