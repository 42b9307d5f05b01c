"""Published replies of general interest; the count of visitors who found a document instead of applying."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from applications.models.application import READERS
from applications.models.reply import Reply
from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework.excerpts import Excerpt
from foundation.casework.models import MatterQuerySet
from foundation.database import changes_public_pages, frozen, kept, undone_within


class PublishedReplyQuerySet(MatterQuerySet):
    """Published replies in any state; pages and search index show those of `public` alone."""

    def public(self) -> PublishedReplyQuerySet:
        """Replies that anybody may read."""
        return self.filter(state=PublishedReply.State.PUBLISHED)


class PublishedReply(Excerpt):
    """条例44: an excerpt of a reply of general interest, published without naming the applicant.

    Its answer consists of lines of the reviewed and signed reply; omissions are marked.
    """

    kind = "published_reply"
    readers = READERS

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="excerpts", verbose_name="答复")
    question = models.TextField("申请要点", help_text="要的是什么，不写是谁要、为什么要。")

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
            undone_within("undone", "SR-13", 1),
            changes_public_pages("published", "withdrawn"),
        ]

    @property
    def source(self) -> Reply:
        return self.reply

    def named_in(self, text: str, reader: Actor | None = None) -> list[str]:
        """As the application says."""
        return self.reply.application.named_in(text, reader)


class FoundPublished(models.Model):
    """How many visitors on one day read a published document instead of applying; no personal data."""

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
        """Count one visitor more; this is no act and leaves no ledger line."""
        _found, new = cls.objects.get_or_create(
            document=document, day=day, defaults={"agency": document.agency}
        )
        if not new:
            cls.objects.filter(document=document, day=day).update(times=F("times") + 1)
