"""What citizens report (AC-9): the reporter's identity is encrypted, and sealed even from whoever handles the report."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition

from accountability import triggers
from accountability.statute import REPORT_READERS, Item
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.privacy.fields import EncryptedTextField


class Report(FSMModelMixin, Matter):  # type: ignore[misc]
    """A report to the commission (`agency`) about an agency, read by its clerks and leaders, and by nobody else."""

    kind = "accountability_report"
    readers = REPORT_READERS
    sealed = True
    heading = Concat(Value("举报 "), F("number"))

    class State(models.TextChoices):
        RECEIVED = "received", "待处理"
        TAKEN = "taken", "已受理"
        PASSED_ON = "passed_on", "不归纪委监委管，已告知去处"
        SET_ASIDE = "set_aside", "不予受理"

    OPEN: ClassVar[tuple[str, ...]] = (State.RECEIVED,)

    class Who(models.TextChoices):
        """AC-9 names them; nobody has to say."""

        CITIZEN = "citizen", "群众"
        DEPUTY = "deputy", "人大代表"
        CPPCC = "cppcc", "政协委员"
        PRESS = "press", "新闻单位"

    number = models.CharField("举报号", max_length=20, unique=True)
    unit = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="举报哪个单位")
    item = models.PositiveSmallIntegerField("哪种情形", choices=Item.choices)
    who = models.CharField("举报人身份", max_length=10, choices=Who.choices, blank=True)
    text = EncryptedTextField("举报内容", blank=True)
    #: Sealed: only `accountability.unseal_reporter` shows them, once.
    name = EncryptedTextField("举报人", blank=True)
    contact = EncryptedTextField("联系方式", blank=True)
    answer = EncryptedTextField("告知举报人", blank=True)
    form_token = models.CharField(max_length=64, null=True, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.RECEIVED, protected=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监督举报"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="acc_report_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received") | Q(settled_at__isnull=False), name="acc_report_settled_when"
            ),
            models.CheckConstraint(condition=Q(item__gte=1, item__lte=6), name="acc_report_item_of_the_six"),
        ]
        triggers = triggers.REPORT

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The number, and nothing that anybody wrote."""
        return f"举报 {self.number}"

    @property
    def announced_as(self) -> str:
        return self.title

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """Deputies of these people do not stand in here; what became a case is read by its team alone."""
        if actor.kind == "system":
            return Q()
        if not cls._own_roles(actor):
            return Q(pk=None)
        return ~Q(state="taken") | Q(
            pk__in=cls._meta.apps.get_model("accountability", "Case")
            .objects.filter(members__staff=actor.staff_id, members__until_at=None, report__isnull=False)
            .values("report")
        )

    @staticmethod
    def _own_roles(actor: Actor) -> bool:
        held = actor.own_grants or (frozenset() if actor.stands_for else actor.grants)
        return any(role in REPORT_READERS.within for role, _agency in held)

    @transition(field=state, source=State.RECEIVED, target=State.TAKEN)
    def take(self, at: datetime) -> None:
        """It became a clue."""
        self.settled_at = at

    @transition(field=state, source=State.RECEIVED, target=State.SET_ASIDE)
    def set_aside(self, at: datetime, answer: str) -> None:
        """It is not taken up, and its reporter reads why."""
        self.settled_at, self.answer = at, answer

    @transition(field=state, source=State.RECEIVED, target=State.PASSED_ON)
    def pass_on(self, at: datetime, answer: str) -> None:
        """It belongs elsewhere, and its reporter reads where."""
        self.settled_at, self.answer = at, answer

    def looked_at(self, actor: Actor, what: str) -> None:
        """Each reading is logged: of what became a case with the case, for whoever leads it, of others with the report."""
        cases = list(self.cases.all())  # type: ignore[attr-defined]
        for case in cases:
            case.looked_at(actor, what)
        if not cases and actor.kind == "staff":
            self.readings.create(staff_id=actor.staff_id, what=what[:200])  # type: ignore[attr-defined]

    def erase(self, at: datetime) -> None:
        """Blank what the reporter told."""
        self.text = self.name = self.contact = self.answer = self.code_hash = ""
        self.erased_at = at
