"""What others read of accounts and posts: the search index, what stands beside a document."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from disclosure.beside import Beside, adds_to_document
from disclosure.models import Document
from foundation.database import Written
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


def _telling_of(index: int) -> QuerySet[Post]:
    return Post.objects.filter(document__index=index, state__in=[Post.State.RELEASED, Post.State.CORRECTED])


#: No account told of most documents, and each page of one asks.
_TOLD = Written(lambda index: _telling_of(index).values_list("pk")[:1])


@adds_to_document
def on_document_page(document: Document, at: datetime) -> Beside | None:
    """Where the county's accounts told of a document, whichever of its versions; two queries at most."""
    if not _TOLD.rows(document.index_id or 0):
        return None
    found = list(
        _telling_of(document.index_id or 0).select_related("account").order_by("-released_at", "-pk")[:NAMED]
    )
    return Beside(side=(Part("newmedia/parts/of_document.html", found),)) if found else None
