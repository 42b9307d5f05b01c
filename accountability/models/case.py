"""A case of accountability, from the clue to its end; of its file nobody but its team learns anything (AC-3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition

from accountability import triggers
from accountability.models.report import Report
from accountability.statute import (
    ALLOWED,
    READERS,
    SANCTIONS,
    Decider,
    EndedHow,
    Item,
    Level,
    Measure,
    Responsibility,
    Source,
    Subject,
    heavier,
)
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.clauses import Citation, cite
from foundation.files.models import StoredFile
from foundation.privacy.fields import EncryptedTextField

cite(
    "AC-6(2)",
    by=Citation("constraint", "accountability.measures", "每一档只能用本档允许的措施，别的都登记不了"),
)


def _measures(label: str) -> ArrayField[Any, Any]:
    return ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=label)


def _within_levels(level: str, measures: str) -> Q:
    """Every measure is one of those that the level allows against this subject; without a level there is none."""
    found = Q(**{f"{level}__isnull": True, f"{measures}__len": 0})
    for (number, subject), allowed in ALLOWED.items():
        names = [str(measure) for measure in allowed]
        found |= Q(**{level: int(number), "subject": str(subject), f"{measures}__contained_by": names}) & Q(
            **{f"{measures}__len__gte": 1}
        )
    return found


class Case(FSMModelMixin, Matter):  # type: ignore[misc]
    """One subject held to account for one act, by the commission (`agency`); its rows are read by their team alone."""

    kind = "accountability_case"
    readers = READERS
    sealed = True
    heading = Concat(Value("责任追究案件 "), F("number"))

    class State(models.TextChoices):
        CLUE = "clue", "线索"
        VERIFYING = "verifying", "初步核实"
        FILED = "filed", "已立案"
        INVESTIGATING = "investigating", "调查中"
        TOLD = "told", "已告知，待听取陈述申辩"
        HEARD = "heard", "已听取陈述申辩，待审理"
        TRIED = "tried", "已审理，待集体研究决定"
        DECIDED = "decided", "已作出决定，待送达"
        SERVED = "served", "已送达"
        CORRECTING = "correcting", "改正中"
        REPORTED = "reported", "已书面报告改正情况"
        NO_SANCTION = "no_sanction", "不予处理"
        WITHDRAWN = "withdrawn", "已撤销案件"
        TRANSFERRED = "transferred", "已移送"
        CLOSED = "closed", "已办结"
        DROPPED = "dropped", "线索已了结"

    #: Before a decision, once it is filed.
    UNDER_WAY: ClassVar[tuple[str, ...]] = ("filed", "investigating", "told", "heard", "tried")
    #: The sanctioned reads the decision and may appeal.
    IN_FORCE: ClassVar[tuple[str, ...]] = ("served", "correcting", "reported", "closed")

    number = models.CharField("编号", max_length=20, unique=True)
    item = models.PositiveSmallIntegerField("哪种情形", choices=Item.choices)
    source = models.CharField("线索来源", max_length=10, choices=Source.choices)
    source_ref = models.CharField("线索事项", max_length=120, blank=True)
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="举报"
    )
    #: What the portal told of the matter when the clue was taken on (JSON), and the digest of that.
    evidence = EncryptedTextField("当时的记录", blank=True)
    evidence_digest = models.CharField("记录摘要", max_length=64, blank=True)
    unit = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="涉及的单位")
    clue = EncryptedTextField("线索内容", blank=True)

    subject = models.CharField("追究对象", max_length=10, choices=Subject.choices, blank=True)
    person = EncryptedTextField("姓名", blank=True)
    post = EncryptedTextField("职务", blank=True)
    account = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="本人的账号"
    )
    facts = EncryptedTextField("查明的事实", blank=True)
    happened_on = models.DateField("行为发生的日期", null=True, blank=True)
    #: A keyed digest of who and what, so that nobody is held to account twice for the same (政务处分法16).
    same_act = models.CharField(max_length=64, blank=True, editable=False)
    filed_at = models.DateTimeField("立案时间", null=True, blank=True)
    left_on = models.DateField("离职或者退休的日期", null=True, blank=True)

    derived = models.CharField(
        "按审批记录推出的责任", max_length=10, choices=Responsibility.choices, blank=True
    )
    derived_from = EncryptedTextField("审批记录", blank=True)
    responsibility = models.CharField("认定的责任", max_length=10, choices=Responsibility.choices, blank=True)
    departed_because = EncryptedTextField("不按审批记录认定的理由", blank=True)

    told_at = models.DateTimeField("告知时间", null=True, blank=True)
    intended_level = models.PositiveSmallIntegerField(
        "拟定的档次", choices=Level.choices, null=True, blank=True
    )
    intended_measures = _measures("拟采取的措施")
    intended_basis = EncryptedTextField("拟作出处理的依据", blank=True)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    #: When they were last heard before it was given back: what is told anew is heavier only on evidence that came later.
    heard_before_at = models.DateTimeField("上一次听取陈述申辩的时间", null=True, blank=True)

    heard_at = models.DateTimeField("听取陈述申辩的时间", null=True, blank=True)
    heard_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="听取的人"
    )
    heard_with = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="一起听取的人"
    )
    waived = models.BooleanField("本人书面放弃陈述申辩", default=False)
    in_person = models.BooleanField("本人当面陈述，已在笔录上签名", default=False)
    hearing = EncryptedTextField("陈述申辩笔录", blank=True)
    defence_checked = EncryptedTextField("对陈述申辩的复核", blank=True)

    tried_at = models.DateTimeField("审理时间", null=True, blank=True)
    tried_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审理的人"
    )
    trial = EncryptedTextField("审理意见", blank=True)

    decider = models.CharField("由谁作出", max_length=20, choices=Decider.choices, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发的人"
    )
    deliberated_on = models.DateField("集体研究的日期", null=True, blank=True)
    deliberation = EncryptedTextField("集体研究的记录", blank=True)
    level = models.PositiveSmallIntegerField("档次", choices=Level.choices, null=True, blank=True)
    measures = _measures("措施")
    basis = EncryptedTextField("依据", blank=True)
    decision_number = models.CharField("决定书文号", max_length=60, blank=True)
    correct_by = models.DateField("哪一天以前改正并报告", null=True, blank=True)

    #: What the person's own organ decided on the recommendation: its decision, as it came, and not one of the commission.
    organ = models.CharField("作出处分的机关、单位", max_length=100, blank=True)
    organ_number = models.CharField("处分决定文号", max_length=60, blank=True)
    organ_decided_on = models.DateField("作出处分的日期", null=True, blank=True)
    organ_paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处分决定"
    )

    served_on = models.DateField("送达日期", null=True, blank=True)
    service = EncryptedTextField("送达情况", blank=True)
    #: 政务处分法46: the unit is told, and it is announced within a fitting circle.
    unit_told_on = models.DateField("告知所在单位的日期", null=True, blank=True)
    unit_told = EncryptedTextField("告知所在单位的情况", blank=True)
    announced_on = models.DateField("宣布的日期", null=True, blank=True)
    announced = EncryptedTextField("宣布的范围和情况", blank=True)
    correction = EncryptedTextField("改正情况", blank=True)
    corrected_on = models.DateField("改正日期", null=True, blank=True)
    reported_at = models.DateTimeField("报告改正的时间", null=True, blank=True)

    ended_how = models.CharField("结果", max_length=20, choices=EndedHow.choices, blank=True)
    ended_because = EncryptedTextField("理由", blank=True)
    handed_to = EncryptedTextField("移送到", blank=True)
    #: What holds after an appeal; null once it was revoked.
    final_level = models.PositiveSmallIntegerField(
        "申诉以后的档次", choices=Level.choices, null=True, blank=True
    )
    final_measures = _measures("申诉以后的措施")
    revoked_at = models.DateTimeField("决定被撤销的时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    state = StateField("状态", max_length=20, choices=State.choices, default=State.CLUE, protected=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任追究案件"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="acc_case_state")]
        constraints = [
            models.CheckConstraint(condition=Q(item__gte=1, item__lte=6), name="acc_case_item_of_the_six"),
            models.CheckConstraint(
                condition=_within_levels("level", "measures"),
                name="acc_case_measures_of_level",
                violation_error_message="这一档不能用这项措施（AC-6(2)）。",
            ),
            models.CheckConstraint(
                condition=_within_levels("intended_level", "intended_measures"),
                name="acc_case_intended_of_level",
                violation_error_message="这一档不能用这项措施（AC-6(2)）。",
            ),
            models.CheckConstraint(
                condition=_within_levels("final_level", "final_measures"), name="acc_case_final_of_level"
            ),
            models.CheckConstraint(
                condition=Q(heard_at=None)
                | Q(heard_by__isnull=False, heard_with__isnull=False) & ~Q(heard_by=F("heard_with")),
                name="acc_case_heard_by_two",
                violation_error_message="陈述申辩要由两个人听取（AC-7）。",
            ),
            models.CheckConstraint(
                condition=Q(source="report", report__isnull=False) | ~Q(source="report") & Q(report=None),
                name="acc_case_from_report",
            ),
            models.CheckConstraint(
                condition=~Q(agency=F("unit"))
                | Q(state__in=["clue", "verifying", "transferred", "closed", "dropped"]),
                name="acc_case_not_of_ourselves",
                violation_error_message="涉及纪委监委自己的，移送上级纪委监委（AC-3）。",
            ),
            models.UniqueConstraint(
                fields=["agency", "same_act"],
                condition=~Q(same_act="") & ~Q(state="withdrawn"),
                name="acc_case_once_for_an_act",
                violation_error_message="同一行为不得重复追究（AC-7）。",
            ),
        ]
        triggers = triggers.CASE

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The number alone: nothing that names anybody."""
        return f"责任追究案件 {self.number}"

    @property
    def announced_as(self) -> str:
        """In notices not even the number: whoever was recused keeps what they were told before."""
        return str(self._meta.verbose_name)

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """AC-3: the team of each case and nobody else, not even whoever stands in for one of them."""
        if actor.kind == "system":
            return Q()
        if actor.staff_id is None:
            return Q(pk=None)
        now = apps.get_model("accountability", "Member").objects.filter(until_at=None, staff=actor.staff_id)
        return Q(pk__in=now.values("case"))

    @classmethod
    def named(cls, key: str) -> Q:
        """The case with this number or primary key."""
        return Q(number=key) if key.startswith("Z") else super().named(key)

    def looked_at(self, actor: Actor, what: str) -> None:
        """Each reading is logged, for whoever leads the case."""
        if actor.kind == "staff":
            self.readings.create(staff_id=actor.staff_id, what=what[:200])  # type: ignore[attr-defined]

    def looked_at_by_code(self, what: str) -> None:
        """Whoever holds number and code looked: nobody knows who that was, and the line says so."""
        self.readings.create(staff=None, what=what[:200])  # type: ignore[attr-defined]

    def barred_as_heavier(self, measures: list[str]) -> bool:
        """Whether these are heavier than what was told and heard before, and nothing was found out since (政务处分法43)."""
        if self.heard_before_at is None or not heavier(measures, self.intended_measures):
            return False
        return not self.proofs.filter(added_at__gt=self.heard_before_at).exists()  # type: ignore[attr-defined]

    def words_of(self, measures: list[str]) -> str:
        """Measures in words, in the order of the regulation."""
        return "、".join(str(each.label) for each in Measure if each in measures)

    @property
    def waits_for_organ(self) -> bool:
        """Whether the person's own organ has still to decide."""
        return self.decider == Decider.ORGAN and self.organ_decided_on is None

    @property
    def announces(self) -> bool:
        """Whether what holds is a sanction that is announced (政务处分法46)."""
        return bool(set(self.final_measures) & set(SANCTIONS))

    # How it moves

    @transition(field=state, source=State.CLUE, target=State.VERIFYING)
    def verify(self) -> None:
        """It is looked into."""

    @transition(field=state, source=[State.CLUE, State.VERIFYING], target=State.DROPPED)
    def drop(self, at: datetime, how: str, because: str) -> None:
        """It leads to no case."""
        self.closed_at, self.ended_how, self.ended_because = at, how, because

    @transition(field=state, source=State.VERIFYING, target=State.FILED)
    def file(self, at: datetime) -> None:
        """A case is opened."""
        self.filed_at = at

    @transition(field=state, source=State.FILED, target=State.INVESTIGATING)
    def begin(self) -> None:
        """Two or more are named to investigate, others to try."""

    @transition(field=state, source=State.INVESTIGATING, target=State.TOLD)
    def tell(self, at: datetime, level: int, measures: list[str], basis: str) -> None:
        """Facts, evidence and intended basis are told."""
        self.told_at, self.intended_level, self.intended_measures = at, level, measures
        self.intended_basis = basis

    @transition(field=state, source=State.TOLD, target=State.HEARD)
    def hear(self, at: datetime, by: Staff | None, also: Staff) -> None:
        """Two hear what is said in defence."""
        self.heard_at, self.heard_by, self.heard_with = at, by, also

    @transition(field=state, source=State.HEARD, target=State.TRIED)
    def try_it(self, at: datetime, by: Staff | None, opinion: str) -> None:
        """Others than those who investigated look at it."""
        self.tried_at, self.tried_by, self.trial = at, by, opinion

    @transition(field=state, source=State.HEARD, target=State.INVESTIGATING)
    def give_back(self, opinion: str) -> None:
        """It is investigated further, told and heard anew."""
        self.trial = opinion
        self._hear_anew()

    def _hear_anew(self) -> None:
        """What was said before stays with the case; it is told and heard again."""
        self.heard_before_at = self.heard_at or self.heard_before_at
        self.told_at = self.heard_at = self.tried_at = None
        self.heard_by = self.heard_with = self.tried_by = None
        self.waived = self.in_person = False

    @transition(field=state, source=State.TRIED, target=State.DECIDED)
    def decide(self, at: datetime, by: Staff | None, level: int, measures: list[str]) -> None:
        """It is decided together, and signed."""
        self.decided_at, self.decided_by = at, by
        self.level = self.final_level = level
        self.measures, self.final_measures = list(measures), list(measures)

    @transition(field=state, source=State.TRIED, target=State.NO_SANCTION)
    def decide_none(self, at: datetime, by: Staff | None, how: str, because: str) -> None:
        """No sanction."""
        self.decided_at, self.decided_by, self.ended_how, self.ended_because = at, by, how, because

    @transition(
        field=state,
        source=[State.FILED, State.INVESTIGATING, State.TOLD, State.HEARD, State.TRIED],
        target=State.WITHDRAWN,
    )
    def withdraw(self, how: str, because: str) -> None:
        """The case is withdrawn (政务处分法44)."""
        self.ended_how, self.ended_because = how, because

    @transition(
        field=state,
        source=[
            State.CLUE,
            State.VERIFYING,
            State.FILED,
            State.INVESTIGATING,
            State.TOLD,
            State.HEARD,
            State.TRIED,
        ],
        target=State.TRANSFERRED,
    )
    def transfer(self, how: str, to: str, because: str) -> None:
        """It goes to the prosecutor (level 4), or to the authority above."""
        self.ended_how, self.handed_to, self.ended_because = how, to, because

    @transition(field=state, source=State.TRANSFERRED, target=State.INVESTIGATING)
    def resume(self) -> None:
        """What waited for the court goes on, as a case that has not ended."""
        self.ended_how, self.handed_to, self.ended_because = "", "", ""
        self._hear_anew()

    @transition(field=state, source=State.DECIDED, target=State.SERVED)
    def serve(self, on: date, service: str) -> None:
        """The decision reaches them."""
        self.served_on, self.service = on, service

    @transition(field=state, source=State.SERVED, target=State.CORRECTING)
    def begin_correction(self) -> None:
        """They have until the day that the decision names."""

    @transition(field=state, source=State.CORRECTING, target=State.REPORTED)
    def report_corrected(self, at: datetime, on: date, text: str) -> None:
        """AC-8: they say in writing what they put right."""
        self.reported_at, self.corrected_on, self.correction = at, on, text

    @transition(
        field=state,
        source=[State.CORRECTING, State.REPORTED, State.NO_SANCTION, State.WITHDRAWN, State.TRANSFERRED],
        target=State.CLOSED,
    )
    def close(self, at: datetime) -> None:
        """Nothing is left to do."""
        self.closed_at = at
