"""A matter that somebody proposes for decision: referred, studied, and taken up or not (决策条例10)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import transition

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import MatterQuerySet
from foundation.casework.states import StateField
from foundation.privacy.fields import EncryptedTextField
from participation import triggers
from participation.models.decision import Decision
from participation.models.opinion import Consent
from participation.models.submission import Submission
from participation.statute import Proposer


class ProposalQuerySet(MatterQuerySet):
    """Proposals in any state; pages show those of `public` alone."""

    def public(self) -> Self:
        """Those that anybody may read of: somebody looked at the words before they were passed on."""
        return self.filter(state__in=Proposal.SHOWN)

    def readable(self) -> Self:
        """Those that were answered and whose words their senders let everybody read: for search and for programs."""
        return self.filter(state__in=Proposal.ANSWERED).exclude(consent=Consent.PRIVATE)


class Proposal(Submission):
    """A proposal at the county government's office (`agency`), studied by another agency, decided by the county's leader.

    What an agency proposes it has studied itself.
    """

    kind = "proposal"
    readers = Readers.of(
        Role.APPLICATIONS_CLERK,
        Role.RECORDS_OFFICE,
        Role.DEPARTMENT_HEAD,
        Role.COUNTY_LEADER,
        Role.DRAFTER,
        Role.LEADER,
    )
    #: Who may read who it was: the office that answers, and whoever studies it.
    readers_of = {
        "sender": Readers.of(Role.APPLICATIONS_CLERK, Role.RECORDS_OFFICE, Role.DRAFTER, county=frozenset())
    }
    heading = Concat(Value("决策建议 "), F("number"))
    LETTER, CALLED = "T", "决策建议"
    SAID = {
        "wanted": "建议决定的事",
        "reasons": "为什么",
        "basis": "依据",
        "solution": "初步方案",
        "whom": "涉及哪些人",
    }

    class State(models.TextChoices):
        RECEIVED = "received", "待转交"
        STUDYING = "studying", "研究论证"
        STUDIED = "studied", "待县政府决定"
        TAKEN_UP = "taken_up", "已采纳"
        DECLINED = "declined", "未采纳"
        SET_ASIDE = "set_aside", "不予处理"
        WITHDRAWN = "withdrawn", "本人已撤回"

    class Advice(models.TextChoices):
        """What the agency that studied it recommends."""

        TAKE_UP = "take_up", "建议启动决策程序"
        OTHERWISE = "otherwise", "问题属实，建议用别的办法解决"
        DECLINE = "decline", "建议不启动决策程序"

    SHOWN = (State.STUDYING, State.STUDIED, State.TAKEN_UP, State.DECLINED)
    ANSWERED = (State.TAKEN_UP, State.DECLINED)
    #: Until it is answered whoever proposed it may withdraw it.
    OPEN = (State.RECEIVED, State.STUDYING, State.STUDIED)

    proposer = models.CharField("谁提出的", max_length=12, choices=Proposer.choices)
    wanted = EncryptedTextField("建议决定的事", blank=True)
    reasons = EncryptedTextField("为什么", blank=True)
    basis = EncryptedTextField("依据", blank=True)
    solution = EncryptedTextField("初步方案", blank=True)
    whom = EncryptedTextField("涉及哪些人", blank=True)
    #: What everybody reads as its title; blank without consent.
    shown_title = models.CharField("公布的标题", max_length=200, blank=True)

    state = StateField("状态", max_length=20, choices=State.choices, default=State.RECEIVED, protected=True)
    studied_by = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="研究论证单位"
    )
    problem = models.TextField("拟解决的主要问题", blank=True)
    necessity = models.TextField("必要性", blank=True)
    feasibility = models.TextField("可行性", blank=True)
    advice = models.CharField("论证意见", max_length=12, choices=Advice.choices, blank=True)
    studied_at = models.DateTimeField("论证完成时间", null=True, blank=True)
    #: What came of one that was taken up.
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="形成的决策事项",
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "决策建议"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="proposal_agency_state"),
            models.Index(fields=["studied_by", "state"], name="proposal_studied_by"),
            models.Index(fields=["-received_at", "-id"], name="proposal_received"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="studying") | Q(studied_by__isnull=False), name="proposal_studied_by_whom"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["studied", "taken_up", "declined"])
                | ~Q(problem="") & ~Q(necessity="") & ~Q(feasibility="") & Q(studied_at__isnull=False),
                name="proposal_decided_after_study",
                violation_error_message="没有研究论证的决策建议，不能提请决定（决策条例10）。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["taken_up", "declined"])
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="proposal_answered",
            ),
            models.CheckConstraint(
                condition=Q(state="taken_up", decision__isnull=False)
                | ~Q(state="taken_up") & Q(decision__isnull=True),
                name="proposal_leads_to_decision",
            ),
            models.CheckConstraint(
                condition=~Q(consent="private") | Q(shown="", shown_title=""),
                name="proposal_private_shows_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(state="set_aside") | ~Q(set_aside_for=""), name="proposal_set_aside_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(answer="", decision__isnull=True),
                name="proposal_withdrawn_unanswered",
            ),
        ]
        triggers = triggers.PROPOSAL

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Proposals of the county's office there, and those that these agencies study or proposed themselves."""
        return Q(agency_id__in=agencies) | Q(studied_by_id__in=agencies)

    @classmethod
    def acting_field(cls, state: str) -> str:
        """While it is studied, the agency that studies it acts."""
        return "studied_by" if state == cls.State.STUDYING else "agency"

    def part_open_to(self, part: str, actor: Actor) -> bool:
        """Whether this actor reads a part: at the county's office, or in the agency that studies it."""
        readers = self.readers_of[part]
        held = [self.agency_id, self.studied_by_id]
        return any(pk is not None and readers.include(actor, pk) for pk in held)

    @property
    def subject(self) -> str:
        """What everybody reads in the place of a title."""
        return self.shown_title or "（提建议的人不同意公布内容）"

    @property
    def studied(self) -> bool:
        """Whether its study is written."""
        return bool(self.problem and self.necessity and self.feasibility)

    @transition(field=state, source=State.RECEIVED, target=State.STUDYING)
    def refer(self, to: Agency) -> None:
        """It goes to the agency that studies it."""
        self.studied_by = to

    @transition(field=state, source=State.STUDYING, target=State.RECEIVED)
    def send_back(self) -> None:
        """It is not for the agency to which it was referred."""

    @transition(field=state, source=State.STUDYING, target=State.STUDIED)
    def study(self, at: datetime) -> None:
        """The study is written, and the county's leader decides."""
        self.studied_at = at

    @transition(field=state, source=State.RECEIVED, target=State.STUDIED)
    def lay_before(self) -> None:
        """What an agency proposed with its own study goes to the county's leader."""

    @transition(field=state, source=State.STUDIED, target=State.STUDYING)
    def return_study(self) -> None:
        """The study does not suffice."""

    @transition(field=state, source=State.STUDIED, target=State.TAKEN_UP)
    def take_up(self, decision: Decision, at: datetime) -> None:
        """It becomes a decision."""
        self.decision, self.answered_at = decision, at

    @transition(field=state, source=State.STUDIED, target=State.DECLINED)
    def decline(self, at: datetime) -> None:
        """It does not become one, and its proposer reads why."""
        self.answered_at = at

    @transition(field=state, source=State.RECEIVED, target=State.SET_ASIDE)
    def set_aside(self, why: str, ground: str) -> None:
        """It is no proposal, and its sender reads why."""
        self.set_aside_for, self.set_aside_ground = why, ground

    @transition(field=state, source=[State.RECEIVED, State.STUDYING, State.STUDIED], target=State.WITHDRAWN)
    def withdraw(self) -> None:
        """Whoever proposed it takes it back; nobody outside reads of it any more."""
