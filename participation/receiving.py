"""Opinions taken in, and withdrawn by their senders: few queries, no lock that two of them share, nothing lost or twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.visitors.sending import hashed, sent_with
from participation.doors import CODES
from participation.masks import masked
from participation.models import Call, Opinion, OpinionMark, Sender, Source, Stance
from participation.receipts import leaf, with_files
from participation.submissions import digest_of, enclose


@dataclass(frozen=True)
class Said:
    """What somebody says of a draft."""

    article: str
    stance: str
    text: str
    consent: str
    name: str = ""
    contact: str = ""
    #: Uploads that come with it.
    files: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Received:
    """An opinion that was taken in, with the query code that is told once; `again` if it was there already."""

    opinion: Opinion
    code: str
    again: bool = False


class Replaced(Exception):
    """The opinion that was to be corrected was corrected or withdrawn a moment ago."""


def receive(
    call: Call,
    said: Said,
    token: str,
    at: datetime,
    *,
    channel: str = Source.WEB,
    received_at: datetime | None = None,
    by: Staff | None = None,
    corrects: Opinion | None = None,
) -> Received:
    """Keep an opinion; the same token twice is one opinion. `Replaced` where what it corrects does not stand any more.

    It is no act on the call: that would hold the call's row while each is written, and senders would wait for each other. The row
    itself is the record: nobody changes or deletes it, and the database refuses it outside the period.
    """
    at = (received_at or at).replace(microsecond=0)
    code = CODES.code_of(token)
    shown = masked(said.text)
    if corrects is not None and corrects.marks.filter(kind=OpinionMark.Kind.WITHDRAWN).exists():
        raise Replaced
    opinion = Opinion(
        call=call,
        article=said.article,
        stance=said.stance,
        text=shown,
        masked=shown != said.text,
        channel=channel,
        consent=said.consent,
        received_at=at,
        recorded_by=by,
        corrects=corrects,
        form_token=hashed(token),
        code_hash=CODES.hashed(code),
        digest=leaf(
            code,
            at,
            said.article,
            str(Stance(said.stance).label),
            with_files(said.text, map(digest_of, said.files)),
        ),
    )
    try:
        with transaction.atomic():
            opinion.save(force_insert=True)
            if said.name or said.contact or opinion.masked:
                original = said.text if opinion.masked else ""
                Sender.objects.create(
                    opinion=opinion, name=said.name, contact=said.contact, original=original
                )
            for upload in said.files:
                actor = Actor.of(by) if by else Actor.citizen("提意见的人")
                enclose(upload, call.agency, actor, at, opinion=opinion)
    except IntegrityError:
        earlier = sent_with(Opinion.objects.all(), token)
        if earlier is None:
            if corrects is not None and Opinion.objects.filter(corrects=corrects).exists():
                raise Replaced from None
            raise
        return Received(earlier, CODES.code_of(token, earlier.code_hash), again=True)
    return Received(opinion, code)


def take_back(opinion: Opinion, at: datetime) -> None:
    """Mark an opinion as withdrawn by its sender; the row stays, and a second click marks nothing more."""
    OpinionMark.objects.get_or_create(
        opinion=opinion,
        kind=OpinionMark.Kind.WITHDRAWN,
        defaults={"at": at, "reason": "提意见的人撤回"},
    )
