"""What the propaganda department keeps for the county: sources that may be reposted, and words to look at (NM-4, NM-6)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from newmedia import triggers
from newmedia.models.account import READERS
from newmedia.statute import Severity, SourceLevel, TermSort


class SourceQuerySet(MatterQuerySet):
    """Reads of the list of sources."""

    def on(self, day: date) -> Self:
        """Those that may be reposted from on that day."""
        return self.filter(Q(lapsed_on=None) | Q(lapsed_on__gt=day), listed_on__lte=day)


class Source(FSMModelMixin, Matter):  # type: ignore[misc]
    """A medium that posts may be taken from, from the day it was listed until the day it lapsed."""

    kind = "media_source"
    readers = READERS
    heading = F("name")

    class State(models.TextChoices):
        LISTED = "listed", "在名单里"
        LAPSED = "lapsed", "已退出"

    name = models.CharField("来源", max_length=100)
    level = models.CharField("级别", max_length=10, choices=SourceLevel.choices)
    edition = models.CharField("名单", max_length=100)
    listed_on = models.DateField("列入日期")
    lapsed_on = models.DateField("退出日期", null=True, blank=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.LISTED, protected=True)

    history = HistoricalRecords()
    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "可以转发的来源"
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="media_source_agency_state"),
            models.Index(fields=["state", "level", "-id"], name="media_source_level"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(state="listed"),
                name="newmedia_source_once",
                violation_error_message="名单里已经有这个来源。",
            )
        ]
        triggers = triggers.SOURCE

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The heading at the desk."""
        return self.name

    @transition(field=state, source=State.LISTED, target=State.LAPSED)
    def lapse(self, on: date) -> None:
        """Nothing is taken from it from that day on."""
        self.lapsed_on = on


class Term(FSMModelMixin, Matter):  # type: ignore[misc]
    """A word that texts are looked through for, one that is let through, or the name of a leader, which has to be right."""

    kind = "media_term"
    readers = READERS
    heading = F("word")

    class State(models.TextChoices):
        LISTED = "listed", "在用"
        STRUCK = "struck", "已删去"

    #: Of leaders' names and posts a passage one character off is found.
    sort = models.CharField("种类", max_length=10, choices=TermSort.choices, default=TermSort.WORD)
    word = models.CharField("词语", max_length=60)
    severity = models.CharField("遇到时", max_length=10, choices=Severity.choices)
    advice = models.CharField("怎么办", max_length=200, blank=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.LISTED, protected=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "用语表"
        ordering = ["word", "pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="media_term_agency_state"),
            models.Index(fields=["state", "severity", "-id"], name="media_term_severity"),
            models.Index(fields=["sort", "state", "-id"], name="media_term_sort"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["word"],
                condition=Q(state="listed"),
                name="newmedia_term_once",
                violation_error_message="用语表里已经有这个词。",
            ),
            models.CheckConstraint(
                condition=~Q(sort="leader") | Q(severity="answer"),
                name="newmedia_leader_is_answered",
                violation_error_message="领导姓名、职务差一个字的要说明，不直接拦下。",
            ),
        ]
        triggers = triggers.TERM

    def __str__(self) -> str:
        return self.word

    @property
    def title(self) -> str:
        """The heading at the desk."""
        return self.word

    @transition(field=state, source=State.LISTED, target=State.STRUCK)
    def strike(self) -> None:
        """Texts are looked through for it no more."""
