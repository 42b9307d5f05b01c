"""What several people asked of one agency (条例44), with the applications behind it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from applications import triggers
from applications.models.application import READERS, Application
from disclosure.models import Document
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField


class RequestedTopic(FSMModelMixin, Matter):  # type: ignore[misc]
    """Information that several people asked the same agency for, and whether everybody gets it."""

    kind = "requested_topic"
    readers = READERS
    listed_as_begun = False

    class State(models.TextChoices):
        FOUND = "found", "待研究"
        TAKEN_UP = "taken_up", "已转为主动公开"
        DISMISSED = "dismissed", "不转为主动公开"

    #: Numbers of applications, and nothing that an applicant wrote.
    title = models.CharField("事项", max_length=200)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.FOUND, protected=True)
    reason = models.TextField("为什么不转", blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转为主动公开的公文"
    )

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申请较为集中的信息"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="requestedtopic_agency_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="taken_up") | Q(document__isnull=False),
                name="requestedtopic_leads_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(reason=""), name="requestedtopic_dismissed_with_reason"
            ),
        ]
        triggers = triggers.TOPIC

    def __str__(self) -> str:
        return self.title

    @property
    def named_outside(self) -> str:
        """Whose it is."""
        return f"{self.agency.short_name}一件申请较为集中的信息"

    @transition(field=state, source=State.FOUND, target=State.TAKEN_UP)
    def take_up(self, document: Document) -> None:
        """It becomes a draft that everybody will read."""
        self.document = document

    @transition(field=state, source=State.TAKEN_UP, target=State.FOUND)
    def lose_draft(self) -> None:
        """The draft that it became was given up."""
        self.document = None

    @transition(field=state, source=State.FOUND, target=State.DISMISSED)
    def dismiss(self, reason: str) -> None:
        """It stays with those who asked."""
        self.reason = reason

    @transition(field=state, source=State.DISMISSED, target=State.FOUND)
    def ask_again(self) -> None:
        """More people asked since."""
        self.reason = ""


class TopicApplication(models.Model):
    """One application behind a topic."""

    topic = models.ForeignKey(RequestedTopic, models.PROTECT, related_name="behind", verbose_name="事项")
    application = models.OneToOneField(
        Application, models.PROTECT, related_name="topic_of", verbose_name="申请"
    )

    class Meta:
        verbose_name = verbose_name_plural = "背后的申请"
        ordering = ["pk"]
        triggers = triggers.BEHIND_A_TOPIC

    def __str__(self) -> str:
        return f"{self.topic_id}：{self.application_id}"
