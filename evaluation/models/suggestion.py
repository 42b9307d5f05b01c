"""What people suggested in a round, as a public card with a date: adopted or not, done, verified, fed back (SE-8)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from evaluation import triggers
from evaluation.models.result import READERS
from evaluation.models.round import Round, Unit
from evaluation.statute import Manner
from foundation.agencies.models import Agency
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField


class SuggestionQuerySet(MatterQuerySet):
    """Suggestions in any state; pages show those of `public` alone."""

    def public(self) -> Self:
        """Those of rounds whose result anybody may read."""
        return self.filter(round__state__in=Round.TOLD)

    def overdue(self, on: date) -> Self:
        """Those that were to be put right by a day that is over."""
        return self.filter(state=Suggestion.State.MENDING, promised_on__lt=on)


class Suggestion(FSMModelMixin, Matter):  # type: ignore[misc]
    """One suggestion to one unit (`agency`), in words that the office passed on; who suggested it nobody knows."""

    kind = "evaluation_suggestion"
    readers = READERS
    heading = Concat(F("round__year"), Value(" 年评议建议 "), F("number"), output_field=models.CharField())
    read_with = ("agency", "round__agency")

    class State(models.TextChoices):
        RECEIVED = "received", "待决定是否采纳"
        MENDING = "mending", "已采纳，整改中"
        DONE = "done", "已整改，待核验"
        VERIFIED = "verified", "已核验，待公开反馈"
        FED_BACK = "fed_back", "已整改并反馈"
        DECLINED = "declined", "未采纳，已说明理由"

    OVER: ClassVar[tuple[str, ...]] = ("fed_back", "declined")

    round = models.ForeignKey(Round, models.PROTECT, related_name="suggestions", verbose_name="社会评议")
    #: On whose page it stands, under its name of that time; None where it was referred to an agency that is none of the round's.
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="被评议单位"
    )
    number = models.PositiveSmallIntegerField("第几条")
    text = models.TextField("意见建议")
    #: How many said so, as the office counts it; at least one.
    many = models.PositiveIntegerField("多少人这样说", default=1)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.RECEIVED, protected=True)
    #: From where it was referred, where it is another unit's business.
    referred_from = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转来的单位"
    )
    reply = models.TextField("怎么办，或者为什么不采纳", blank=True)
    decided_at = models.DateTimeField("决定的时间", null=True, blank=True)
    promised_on = models.DateField("承诺的日期", null=True, blank=True)
    done = models.TextField("做了什么", blank=True)
    done_on = models.DateField("整改日期", null=True, blank=True)
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)
    manner = models.CharField("怎样反馈", max_length=10, choices=Manner.choices, blank=True)
    feedback = models.TextField("反馈的情况", blank=True)
    fed_back_at = models.DateTimeField("公开反馈的时间", null=True, blank=True)
    #: Why the office proposes to hold somebody accountable (SE-8); the accountability cases read it.
    accountability = models.TextField("提请追究责任的理由", blank=True)
    accountability_at = models.DateTimeField("提请追究责任的时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评议中的意见建议"
        ordering = ["-round", "number"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="evalsuggestion_agency_state"),
            models.Index(fields=["state", "promised_on"], name="evalsuggestion_promised"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="evalsuggestion_number"),
            models.CheckConstraint(condition=Q(many__gte=1) & ~Q(text=""), name="evalsuggestion_said"),
            models.CheckConstraint(
                condition=~Q(state__in=["mending", "done", "verified", "fed_back"])
                | Q(promised_on__isnull=False, decided_at__isnull=False) & ~Q(reply=""),
                name="evalsuggestion_adopted_with_a_date",
                violation_error_message="采纳的，要写明怎么办和哪一天以前办完（SE-8）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reply="") & Q(decided_at__isnull=False),
                name="evalsuggestion_declined_why",
                violation_error_message="不采纳的，要说明理由。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "verified", "fed_back"])
                | ~Q(done="") & Q(done_on__isnull=False),
                name="evalsuggestion_done_what",
            ),
            models.CheckConstraint(
                condition=~Q(state="fed_back")
                | Q(fed_back_at__isnull=False, verified_at__isnull=False) & ~Q(manner="") & ~Q(feedback=""),
                name="evalsuggestion_fed_back_how",
                violation_error_message="写明怎样反馈：网上公告、召开座谈会或者上门走访（SE-8）。",
            ),
        ]
        triggers = triggers.SUGGESTION

    def __str__(self) -> str:
        return self.title

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of these agencies, and all where the office is among them."""
        return Q(agency_id__in=agencies) | Q(round__agency_id__in=agencies)

    @classmethod
    def acting_field(cls, state: str) -> str:
        """The office verifies what a unit says it did."""
        return "round__agency" if state == cls.State.DONE else "agency"

    @property
    def acting_agency(self) -> Agency:
        """The agency that acts now."""
        return self.round.agency if self.state == self.State.DONE else self.agency

    @property
    def title(self) -> str:
        """Which of which round."""
        return f"{self.round.year} 年评议建议 {self.number}"

    def overdue(self, on: date) -> bool:
        """Whether the promised day is over and it is not put right."""
        return self.state == self.State.MENDING and self.promised_on is not None and self.promised_on < on

    def refer(self, to: Agency) -> None:
        """It is another unit's business."""
        self.referred_from, self.agency = self.agency, to
        self.unit = Unit.objects.filter(round=self.round, evaluated=to).first()

    @transition(field=state, source=State.RECEIVED, target=State.MENDING)
    def adopt(self, at: datetime, reply: str, promised_on: date) -> None:
        """The unit says what it will do, and by when."""
        self.decided_at, self.reply, self.promised_on = at, reply, promised_on

    @transition(field=state, source=State.RECEIVED, target=State.DECLINED)
    def decline(self, at: datetime, reply: str) -> None:
        """The unit says why not."""
        self.decided_at, self.reply = at, reply

    @transition(field=state, source=State.MENDING, target=State.DONE)
    def finish(self, on: date, done: str) -> None:
        """The unit says what it did."""
        self.done_on, self.done = on, done

    @transition(field=state, source=State.DONE, target=State.MENDING)
    def send_back(self) -> None:
        """It is not put right: what the unit said stands in the ledger alone."""
        self.done, self.done_on = "", None

    @transition(field=state, source=State.DONE, target=State.VERIFIED)
    def verify(self, at: datetime) -> None:
        """The office looked: it is put right."""
        self.verified_at = at

    @transition(field=state, source=State.VERIFIED, target=State.FED_BACK)
    def feed_back(self, at: datetime, manner: str, feedback: str) -> None:
        """People are told (SE-8)."""
        self.fed_back_at, self.manner, self.feedback = at, manner, feedback

    def propose_accountability(self, at: datetime, why: str) -> None:
        """SE-8: it was not put right in time; whether a case is opened is decided elsewhere."""
        self.accountability_at, self.accountability = at, why
