"""Letters about an application, and their delivery."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q

from applications import statute
from applications.letters import LetterKind
from applications.models.application import Application
from applications.models.complaint import Complaint
from applications.models.consultation import Consultation
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.correspondence import models as correspondence
from foundation.correspondence.models import Service
from foundation.deadlines.limits import TimeLimit


class Sets(NamedTuple):
    """The limit that a letter sets its applicant, counted from its arrival, and the state in which the application waits."""

    limit: TimeLimit
    state: str


#: The letters that set the applicant a time.
SETS: dict[str, Sets] = {
    LetterKind.AMENDMENT_NOTICE: Sets(statute.AMENDMENT, Application.State.AMENDING),
    LetterKind.EXPLANATION_REQUEST: Sets(statute.EXPLANATION, Application.State.EXPLAINING),
    LetterKind.FEE_NOTICE: Sets(statute.PAYMENT, Application.State.PAYING),
}
#: The letters that are the reply, in the way that the applicant wants it (条例40).
REPLIES = (LetterKind.REPLY, LetterKind.CORRECTION_REPLY)


class LetterQuerySet(models.QuerySet[Any]):
    """Letters about applications."""

    def to_deliver(self) -> LetterQuerySet:
        """The letters whose delivery the agency has to see to: not those by which it asks for opinions."""
        asks = Q(consultation__isnull=False) & ~Q(kind=LetterKind.THIRD_PARTY_RESULT)
        return self.exclude(asks)


class Letter(correspondence.Letter):
    """One letter about an application, to the applicant or to a consulted party."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="letters", verbose_name="申请")
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="征求意见"
    )
    #: The complaint that it answers; the agency complained of does not see such a letter.
    complaint = models.ForeignKey(
        Complaint, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="投诉"
    )
    kind = models.CharField("文书", max_length=30, choices=LetterKind.choices)
    #: Working days that it gives the applicant from the day on which it arrives (条例30, 35, 国办函〔2020〕109号).
    span = models.PositiveSmallIntegerField("所给期限（工作日）", null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    def __str__(self) -> str:
        return self.get_kind_display()

    def open_to(self, actor: Actor, at: datetime) -> bool:
        """Whether this person may read the applicant's personal data and has asked for them today (OR-3)."""
        from applications.queries import revealed  # which reads applications

        return revealed(self.complaint or self.application, actor, at)

    @property
    def sets(self) -> Sets | None:
        """The limit that it sets the applicant, if any; a notice that the matter goes on sets that of what is still asked."""
        if self.kind == LetterKind.REOPENING_NOTICE:
            return next((sets for sets in SETS.values() if sets.state == self.application.state), None)
        return SETS.get(self.kind)

    @property
    def lost(self) -> bool:
        """Whether it came back while something still hangs on it: a delivery, or an opinion that is waited for."""
        awaited = self.consultation is not None and self.consultation.state in Consultation.OPEN
        return self.service == Service.RETURNED and (self.missing or awaited)

    @property
    def missing(self) -> bool:
        """Whether the agency still has to bring it to its addressee: it neither went out nor arrived, or it came back.

        What sets the applicant a time must have arrived while the application waits for it, and matters no more afterwards. A
        receipt is handed over as it is written, and is missing only where it came back.
        """
        if self.consultation_id and self.kind != LetterKind.THIRD_PARTY_RESULT:
            return False  # its receipt is recorded with the consultation
        if sets := self.sets:
            return self.application.state == sets.state and self.service != Service.ARRIVED
        return self.service == Service.RETURNED or (
            self.service == Service.DUE and self.kind != LetterKind.RECEIPT
        )

    @property
    def keeper(self) -> Agency:
        """The agency of the application, also for a letter that another body wrote."""
        return self.application.agency

    @property
    def caption(self) -> str:
        return f"{self} {self.application.number}"


class Delivery(correspondence.Delivery):
    """How a letter reached its addressee."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries", verbose_name="文书")
