"""Who can interpret: officials, scholars, journalists, with what they know and where they have an interest (PI-9)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Agency
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.database import begins, kept, ways
from interpretation import statute

READERS = Readers.of(Role.DRAFTER, Role.RECORDS_OFFICE, Role.DISCLOSURE_HEAD, Role.LEADER)


class InterpreterQuerySet(MatterQuerySet):
    """Reads of the directory."""

    def listed_for(self, agency: Agency, county: Agency | None) -> Self:
        """Those that an agency's plan may name: its own, and those that the county's disclosure office keeps for all."""
        keepers = [agency.pk, *([county.pk] if county else [])]
        return self.filter(agency__in=keepers, state=Interpreter.State.LISTED).order_by("sort", "name", "pk")


class Interpreter(FSMModelMixin, Matter):  # type: ignore[misc]
    """One person whom plans of interpretation may name; `agency` keeps the entry."""

    kind = "interpreter"
    readers = READERS
    heading = F("name")

    class State(models.TextChoices):
        LISTED = "listed", "在册"
        LEFT = "left", "已退出"

    name = models.CharField("姓名", max_length=60)
    sort = models.CharField("类别", max_length=20, choices=statute.INTERPRETERS.items())
    post = models.CharField("单位和职务", max_length=100)
    knows = models.CharField("擅长的领域", max_length=200)
    #: Blank says that somebody asked and there is none.
    interests = models.CharField("利害关系", max_length=300, blank=True)
    valid_until = models.DateField("聘期到")
    state = StateField("状态", max_length=20, choices=State.choices, default=State.LISTED, protected=True)

    history = HistoricalRecords()
    objects = InterpreterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "解读人员和专家"
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="interpreter_agency_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name", "post"],
                condition=Q(state="listed"),
                name="interpreter_once",
                violation_error_message="名录里已经有这个人。",
            ),
        ]
        triggers = [
            *kept(),
            begins("b_begins_listed", "listed", "PI-9: an entry begins on the list"),
            ways("c_ways", "PI-9", {"listed": ("left",), "left": ()}),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The heading at the desk."""
        return self.name

    @property
    def named_outside(self) -> str:
        """What mail says: nobody's name."""
        return "解读人员名录里的一项"

    @transition(field=state, source=State.LISTED, target=State.LEFT)
    def leave(self) -> None:
        """No plan names them any more."""
