"""Replies of general interest published for everybody, and the count of visitors who found what they needed without applying."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from applications.models.application import READERS
from applications.models.reply import Reply
from disclosure.models import Document
from foundation.agencies.models import Agency, Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.database import frozen, kept

#: Stands where words of the reply were left out.
OMITTED = "〔略〕"


class PublishedReplyQuerySet(MatterQuerySet):
    """What citizens see is `public`; nothing else goes to a public page or into the index."""

    def public(self) -> PublishedReplyQuerySet:
        """Replies that anybody may read."""
        return self.filter(state=PublishedReply.State.PUBLISHED)


class PublishedReply(FSMModelMixin, Matter):  # type: ignore[misc]
    """条例44: a reply of general interest, published without whoever applied.

    Its answer holds nothing but lines of the reply as it was reviewed and signed, with words left out where marked.
    """

    kind = "published_reply"
    readers = READERS

    class State(models.TextChoices):
        DRAFTED = "drafted", "待公布"
        PUBLISHED = "published", "已公布"
        WITHDRAWN = "withdrawn", "已撤下"

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="excerpts", verbose_name="答复")
    title = models.CharField("标题", max_length=120)
    question = models.TextField("申请要点", help_text="要的是什么，不写是谁要、为什么要。")
    answer = models.TextField("答复要点")
    state = StateField("状态", max_length=20, choices=State.choices, default=State.DRAFTED, protected=True)
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="拟写人")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = PublishedReplyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "答复选登"
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="excerpt_agency_state"),
            models.Index(
                fields=["-published_at", "-id"], name="excerpt_newest", condition=Q(state="published")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reply"], condition=~Q(state="withdrawn"), name="excerpt_one_per_reply"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="excerpt_published_when"
            ),
        ]
        triggers = [
            *kept(),
            frozen(
                "published_stays_as_it_is",
                "条例44: a published reply stays as it is",
                once=["published", "withdrawn"],
                columns=["title", "question", "answer", "reply_id"],
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @transition(field=state, source=State.DRAFTED, target=State.PUBLISHED)
    def publish(self, at: datetime) -> None:
        """Readable for everybody."""
        self.published_at = at

    @transition(field=state, source=[State.DRAFTED, State.PUBLISHED], target=State.WITHDRAWN)
    def withdraw(self) -> None:
        """Readable no more."""


class FoundPublished(models.Model):
    """How often on a day somebody who was about to apply took a published document instead. A count; nobody is in it."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="单位")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name="公文")
    day = models.DateField("日期")
    times = models.PositiveIntegerField("次数", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "申请前找到的公文"
        ordering = ["-day", "-pk"]
        constraints = [models.UniqueConstraint(fields=["document", "day"], name="found_once_a_day")]
        indexes = [models.Index(fields=["agency", "-day"], name="found_agency_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.document}"

    @classmethod
    def count(cls, document: Document, day: date) -> None:
        """Count one more. It is no legal step and leaves no line in any ledger."""
        _found, new = cls.objects.get_or_create(
            document=document, day=day, defaults={"agency": document.agency}
        )
        if not new:
            cls.objects.filter(document=document, day=day).update(times=F("times") + 1)
