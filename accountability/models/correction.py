"""The written account of a correction at the county's disclosure office (AC-8): what was put right, and nothing of the case."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition

from accountability import triggers
from accountability.statute import CORRECTION_READERS
from foundation.agencies.models import Agency
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.privacy.fields import EncryptedTextField


class Correction(FSMModelMixin, Matter):  # type: ignore[misc]
    """What the disclosure office (`agency`) gets: the unit, the day, and what was put right; no case, level, or name."""

    kind = "accountability_correction"
    readers = CORRECTION_READERS
    sealed = True
    heading = Concat(Value("改正情况报告："), F("unit__short_name"))
    read_with = ("agency", "unit")
    listed_as_begun = False

    class State(models.TextChoices):
        SENT = "sent", "待签收"
        RECEIVED = "received", "已签收"

    unit = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="单位")
    text = EncryptedTextField("改正情况")
    corrected_on = models.DateField("改正日期")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.SENT, protected=True)
    received_at = models.DateTimeField("签收时间", null=True, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "改正情况报告"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="acc_correction_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent") | Q(received_at__isnull=False), name="acc_correction_received_when"
            )
        ]
        triggers = triggers.CORRECTION

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return f"改正情况报告：{self.unit.short_name}"

    @property
    def announced_as(self) -> str:
        return self.title

    @transition(field=state, source=State.SENT, target=State.RECEIVED)
    def receive(self, at: datetime) -> None:
        """The office has it."""
        self.received_at = at
