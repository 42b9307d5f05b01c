"""Asking for an opinion before the reply: a third party, an agency that co-made the information, or another agency."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition

from applications.models.application import PERSONAL_READERS, READERS, Application
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.database import kept
from foundation.privacy.fields import EncryptedTextField


class Consultation(FSMModelMixin, Matter):  # type: ignore[misc]
    """One request for an opinion to one party, and its answer."""

    kind = "consultation"
    read_with = ("agency", "application")
    about, whose = F("application__wanted"), F("application__applicant__name")
    readers = READERS
    #: 条例15, 32: the name of the third party, and what it wrote.
    readers_of = {"third_party": PERSONAL_READERS}
    heading = Concat(Value("征求意见 "), F("application__number"))

    class Party(models.TextChoices):
        THIRD_PARTY = "third_party", "第三方（条例第三十二条）"
        COAUTHOR = "coauthor", "共同制作机关（条例第三十四条）"
        AGENCY = "agency", "其他机关（协办）"

    class State(models.TextChoices):
        SENT = "sent", "已发出，待签收"
        ASKED = "asked", "已收到，待答复"
        ANSWERED = "answered", "已答复"
        SILENT = "silent", "逾期未答复"
        ENDED = "ended", "已终止"

    class Answer(models.TextChoices):
        AGREES = "agrees", "同意公开"
        REFUSES = "refuses", "不同意公开"
        PARTLY = "partly", "同意公开一部分"

    OPEN = (State.SENT, State.ASKED)

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="consultations", verbose_name="申请"
    )
    party = models.CharField("征求对象", max_length=20, choices=Party.choices)
    consulted_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="被征求机关"
    )
    name = EncryptedTextField("名称", blank=True)
    address = EncryptedTextField("地址", blank=True)
    email = EncryptedTextField("电子邮箱", blank=True)
    concern = EncryptedTextField("征求意见的内容")
    token_hash = models.CharField("回复页标识摘要", max_length=64, blank=True, db_index=True)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.SENT, protected=True)
    sent_on = models.DateField("发出日期")
    received_on = models.DateField("签收日期", null=True, blank=True)
    answer = models.CharField("意见", max_length=10, choices=Answer.choices, blank=True)
    opinion = EncryptedTextField("意见和理由", blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(party="third_party", consulted_agency__isnull=True)
                | ~Q(party="third_party") & Q(consulted_agency__isnull=False),
                name="consultation_asks_somebody",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("sent_on")),
                name="consultation_received_after_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="consultation_answered_is_complete",
            ),
        ]
        triggers = kept()

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return f"征求意见 {self.application.number}"

    def named_in(self, text: str, reader: Actor | None = None) -> list[str]:
        """As the application says."""
        return self.application.named_in(text, reader)

    @classmethod
    def lenders(cls) -> dict[str, Combinable]:
        """Its application, whose time runs on while it is under way."""
        return {Application.kind: F("application_id")}

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(Application, self.application_id)]

    @property
    def silence(self) -> str:
        """What silence counts as: refusal by a third party (OR-6), consent by a co-author (条例34)."""
        return {"third_party": "视作不同意", "coauthor": "视为同意公开"}.get(self.party, "逾期未提出意见")

    @property
    def consent(self) -> str:
        """The opinion in words, or what silence counts as; blank while the answer is open."""
        if self.state == self.State.SILENT:
            return self.silence
        unexplained = self.answer == self.Answer.REFUSES and not self.opinion
        return f"{self.get_answer_display()}{'，没有说明理由' if unexplained else ''}" if self.answer else ""

    def objects_to(self, decided: str) -> bool:
        """Whether the party objected to what is decided on its information: `disclosed`, `partly` or `withheld`."""
        return (self.answer == self.Answer.REFUSES and decided != "withheld") or (
            self.answer == self.Answer.PARTLY and decided == "disclosed"
        )

    @transition(field=state, source=State.SENT, target=State.ASKED)
    def receive(self, on: date) -> None:
        """条例32: record the receipt of the letter, from which fifteen working days run."""
        self.received_on = on

    @transition(field=state, source=[*OPEN, State.SILENT], target=State.ANSWERED)
    def reply(self, answer: str, opinion: str, on: date) -> None:
        """Record a written opinion; one given in time counts even after the silence was recorded (条例32)."""
        self.answer, self.opinion, self.answered_on = answer, opinion, on

    @transition(field=state, source=list(OPEN), target=State.SILENT)
    def fall_silent(self) -> None:
        """OR-6, 条例32–34: close it without an answer when the time is over."""

    @transition(field=state, source=list(OPEN), target=State.ENDED)
    def end(self) -> None:
        """Close it because the application ended or the letter could not be delivered."""
