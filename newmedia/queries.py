"""What others read of accounts and posts: the search index, what stands beside a document."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from disclosure.beside import Beside, adds_to_document
from disclosure.models import Document
from foundation.rooms import Part
from foundation.search.entries import EntryData, indexed
from newmedia.models import Account, Post


@indexed(Account.kind, "政务新媒体", lambda at: Account.objects.public().select_related("agency"))
def index(account: Account) -> EntryData:
    """Index an account that was ever opened, so that whoever doubts one finds it."""
    assert account.live_at is not None
    texts = (account.platform_label, account.handle, account.agency.name, account.purpose, account.where_now)
    return EntryData(
        account.pk,
        f"{account.title}（{account.platform_label}）",
        "\n".join(filter(None, texts)),
        reverse("newmedia:detail", args=[account.pk]),
        account.agency,
        account.live_at,
    )


#: The posts that a document's page names.
NAMED = 10


@adds_to_document
def on_document_page(document: Document, at: datetime) -> Beside | None:
    """Where the county's accounts told of a document, whichever of its versions; one query."""
    rows = Post.objects.filter(
        document__index=document.index_id, state__in=[Post.State.RELEASED, Post.State.CORRECTED]
    )
    found = list(rows.select_related("account").order_by("-released_at", "-pk")[:NAMED])
    return Beside(side=(Part("newmedia/parts/of_document.html", found),)) if found else None
