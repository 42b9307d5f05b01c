"""What others read of accounts: the search index."""

from __future__ import annotations

from django.urls import reverse

from foundation.search.entries import EntryData, indexed
from newmedia.models import Account


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
