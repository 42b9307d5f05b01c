"""How applications are kept: each one volume, with its replies and consultations (AR-1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from applications import statute
from applications.models import (
    Application,
    Complaint,
    Consultation,
    PublishedReply,
    Remedy,
    Reply,
    RequestedTopic,
)
from foundation.records.declared import Arrangement, Term, belongs, holds, keeps, needed

keeps(
    Application,
    ended=(
        "answered",
        "lapsed_unamended",
        "lapsed_unpaid",
        "withdrawn",
        "deceased",
        "struck",
    ),
    kept_as=Arrangement.VOLUME,
    term=Term.THIRTY,
    heading="依申请公开",
    longer=((Q(remedies__isnull=False), Term.PERMANENT), (Q(consultations__isnull=False), Term.PERMANENT)),
    number="number",
    needs=needed(("answered",), {"申请已答复": "applications.answer"}),
)
_spot = "applications.answer_on_the_spot"
belongs(
    Reply,
    "application",
    ended=("issued", "abandoned"),
    needs=needed(
        ("issued",),
        {
            "保密审查": ("applications.pass_review", _spot),
            "签发答复": ("applications.sign_reply", _spot),
            "发出答复": ("applications.issue_reply", _spot),
        },
    ),
)
belongs(Consultation, "application", ended=("answered", "silent", "ended"))
# An excerpt holds up no file: its draft may come to nothing. What is published later supplements the file.
belongs(PublishedReply, "reply__application", ended=("drafted", "published", "withdrawn"))
# OR-7: by post, the answer is given when it is posted, and not when it is signed.
keeps(
    Complaint,
    ended=("answered",),
    owes=(statute.COMPLAINT,),
    kept_as=Arrangement.VOLUME,
    term=Term.THIRTY,
    heading="公开投诉",
)
keeps(
    RequestedTopic,
    ended=("taken_up", "dismissed"),
    kept_as=Arrangement.ITEM,
    term=Term.TEN,
    heading="依申请公开",
)


@holds
def held(refs: Iterable[str]) -> Collection[str]:
    """Reconsideration, suit or complaint about an application, and an application from which a document is drafted, stay open."""
    numbers = {int(ref.partition(":")[2]): ref for ref in refs if ref.startswith("application:")}
    documents = {int(ref.partition(":")[2]): ref for ref in refs if ref.startswith("document:")}
    pending = Remedy.objects.filter(application__in=numbers, result=Remedy.Result.PENDING)
    found = {numbers[pk] for pk in pending.values_list("application", flat=True)}
    complained = Complaint.objects.filter(application__in=numbers).exclude(state="answered")
    found |= {numbers[pk] for pk in complained.values_list("application", flat=True)}
    open_now = Application.objects.filter(disclosure_draft__in=documents).exclude(
        state__in=("answered", "lapsed_unamended", "lapsed_unpaid", "withdrawn", "deceased", "struck")
    )
    return found | {documents[pk] for pk in open_now.values_list("disclosure_draft", flat=True)}
