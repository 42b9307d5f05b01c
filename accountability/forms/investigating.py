"""What is asked of an investigation: the team, evidence, who answers, what is told, what is said in defence, the trial."""

from __future__ import annotations

from typing import Any

from django import forms

from accountability.audiences import Part, people_for, team
from accountability.models import Case, Member
from accountability.responsibility import derived
from accountability.statute import (
    CLERK,
    DEFENCE,
    INVESTIGATORS,
    MAX_STATEMENT,
    TRIAL,
    Level,
    Measure,
    Responsibility,
)
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders
from foundation.casework.acts import Step
from foundation.casework.fields import Day, FilledForm, ManyFiles, OneOf, PlainText, SomeOf, WholeNumber
from foundation.casework.forms import ActForm

LEVELS: list[tuple[int, str]] = [
    (each.value, f"第{'一二三'[each.value - 1]}档：{each.label}") for each in Level if each != Level.CRIME
]


def level_field(label: str) -> forms.TypedChoiceField:
    """One of the three levels that end in measures; the fourth is transferred."""
    return forms.TypedChoiceField(label=label, choices=LEVELS, coerce=int)


def measures_field(label: str) -> forms.MultipleChoiceField:
    """Some of the measures."""
    return forms.MultipleChoiceField(
        label=label,
        choices=Measure.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="每一档能用哪些措施，制度第六条写明；选错了，提交时会指出来。",
        error_messages={"required": "请选择措施。"},
    )


def _may_investigate(case: Case) -> Any:
    """The commission's clerks who neither lead nor try it, nor are recused; the one who took the clue may investigate."""
    barred = Member.objects.filter(case=case).exclude(part__in=[Part.CLERK, Part.INVESTIGATOR], ended="")
    found = holders(CLERK, case.agency).exclude(pk__in=barred.values("staff"))
    return found.exclude(pk=case.account_id or 0).order_by("full_name", "pk")


def _may_try(case: Case) -> Any:
    return people_for(case.agency, TRIAL, case)


class TeamForm(ActForm):
    """Who investigates, and who tries it."""

    reason_field = ""
    says = "调查由两人以上进行；调查的人不审理，审理的人不调查。有回避情形的不要选。"
    investigators = SomeOf(_may_investigate, label="调查人员")
    triers = SomeOf(_may_try, label="审理人员")

    def clean_investigators(self) -> Any:
        """Two at least."""
        given = self.cleaned_data["investigators"]
        if len({each.person or str(each.pk) for each in given}) < INVESTIGATORS:
            raise forms.ValidationError("调查要由两人以上进行（政务处分法第四十二条），请至少选两人。")
        return given


def _now(matter: Any) -> Any:
    return Member.objects.filter(case=matter, until_at=None).select_related("staff")


def _may_replace(case: Case) -> Any:
    barred = Member.objects.filter(case=case).values("staff")
    return (
        Staff.objects.filter(
            grants__agency=case.agency, grants__role__startswith="discipline_", is_active=True
        )
        .exclude(pk__in=barred)
        .exclude(pk=case.account_id or 0)
        .distinct()
        .order_by("full_name", "pk")
    )


class RecuseForm(ActForm):
    """Who leaves the team, why, and who comes in their place."""

    reason_field = ""
    says = "回避的人从这时起看不到这个案件，也不能再参加。承办和调查人员退出的，本人的查询码作废，要换发。"
    member = OneOf(_now, label="谁退出")
    ended = forms.ChoiceField(label="怎样退出", choices=Member.Ended.choices)
    why = PlainText(
        label="理由",
        max_length=1000,
        rows=3,
        help_text="是被调查人的近亲属、担任过本案证人、本人或者近亲属与案件有利害关系、有可能影响公正的其他情形。",
    )
    replacement = OneOf(_may_replace, label="由谁接替", required=False)


class AddMemberForm(ActForm):
    """Who comes to the team, and for what."""

    reason_field = ""
    says = "从这时起看得到这个案件。参加过的人不换职责，回避的人不再参加。复审由没有参加过的人承办和决定。"
    member = OneOf(_may_replace, label="增加谁")
    part = forms.ChoiceField(
        label="做什么",
        choices=[
            (part.value, part.label)
            for part in (
                Member.Part.INVESTIGATOR,
                Member.Part.TRIER,
                Member.Part.REVIEWER,
                Member.Part.LEADER,
            )
        ],
    )


class EvidenceForm(ActForm):
    """One piece of evidence."""

    reason_field = ""
    text = PlainText(
        label="证据", max_length=8000, rows=5, help_text="是什么、从哪里取得、证明什么。加密保存。"
    )
    files = ManyFiles(  # type: ignore[assignment]
        most=10, label="文件", required=False, help_text="最多 10 个，加密保存，文件名不保留。"
    )


class ResponsibilityForm(FilledForm):
    """Who answers by what was signed off, or why not they."""

    reason_field = ""
    responsibility = forms.ChoiceField(label="认定由谁承担责任", choices=Responsibility.choices)
    departed_because = PlainText(
        label="不按审批记录认定的理由",
        required=False,
        max_length=4000,
        rows=3,
        help_text="和审批记录推出的一致的，不用填。",
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        found = derived(step.matter.source_ref)
        self.says = f"按第六条第（一）项，从这一事项的办理记录推出：{found.who.label}。"
        entry: Any = self.fields["responsibility"]
        entry.beside = ("所依据的办理记录", found.said or "本网站没有这一事项的审批记录。")
        entry.beside_open = True

    def known(self, step: Step) -> dict[str, Any]:
        """What the ledger says."""
        who = derived(step.matter.source_ref).who
        return {} if who == Responsibility.UNKNOWN else {"responsibility": who.value}

    def clean(self) -> dict[str, Any]:
        """Whoever departs from the record says why."""
        given = super().clean() or self.cleaned_data
        who = derived(self.step.matter.source_ref).who
        if given.get("responsibility") == Responsibility.UNKNOWN:
            self.add_error("responsibility", "请认定由谁承担责任。")
        elif (
            given.get("responsibility")
            and given["responsibility"] != who
            and not given.get("departed_because")
        ):
            self.add_error("departed_because", "和审批记录推出的不一致，请写明理由。")
        return given


class TellForm(FilledForm):
    """What is told before anything is decided."""

    reason_field = ""
    says = (
        "发《责任追究告知书》：查明的事实、拟作出的处理和依据、陈述申辩的权利。决定不得比告知的重。"
        "办完的那一页显示本人的查询码，只有这一次。"
    )
    facts = PlainText(label="查明的事实", max_length=8000, rows=6)
    basis = PlainText(label="拟作出处理的依据", max_length=2000, rows=3)
    level = level_field("拟定的档次")
    measures = measures_field("拟采取的措施")
    days = WholeNumber(
        label="陈述申辩的工作日数",
        unit="个",
        min_value=3,
        max_value=30,
        help_text="法律没有规定天数，由县里定为 5 个工作日。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """What was verified, and the county's own number of days."""
        return {"facts": step.matter.facts, "days": DEFENCE.span}


class DefenceForm(ActForm):
    """What somebody says in their defence; no statement makes a decision heavier."""

    reason_field = ""
    text = PlainText(
        label="陈述和申辩",
        max_length=MAX_STATEMENT,
        rows=8,
        help_text="对事实、证据、依据和拟作出的处理有什么意见。不会因为申辩而加重处理。",
        error_messages={"required": "请写明您的意见。"},
    )


def _others(case: Case) -> Any:
    return team(case, Part.INVESTIGATOR).order_by("full_name", "pk")


class HearForm(FilledForm):
    """The record of the hearing."""

    reason_field = ""
    says = "由两名调查人员听取，记入笔录，对提出的事实、理由和证据逐一复核。"
    heard_with = OneOf(_others, label="一起听取的调查人员")
    waived = forms.BooleanField(label="本人书面放弃陈述申辩", required=False)
    in_person = forms.BooleanField(label="本人当面陈述，已在笔录上签名", required=False)
    hearing = PlainText(label="笔录", max_length=MAX_STATEMENT, rows=8)
    checked = PlainText(label="复核情况", max_length=4000, rows=4, help_text="哪些采纳，哪些不采纳，为什么。")

    def known(self, step: Step) -> dict[str, Any]:
        """What was handed in in writing."""
        said = step.matter.statements.filter(at__gte=step.matter.told_at) if step.matter.told_at else ()
        return {"hearing": "\n".join(each.text for each in said)[:MAX_STATEMENT]}


class TryForm(ActForm):
    """The opinion of whoever tries it."""

    reason_field = ""
    opinion = PlainText(
        label="审理意见",
        max_length=4000,
        rows=6,
        help_text="事实是否清楚，证据是否确凿，定性是否准确，处理是否恰当，程序是否合法。",
    )


class GiveBackForm(ActForm):
    """What is still to be investigated."""

    reason_field = ""
    opinion = PlainText(label="还要查清什么", max_length=4000, rows=4)


class LeftForm(ActForm):
    """Somebody left their office or retired."""

    reason_field = ""
    says = "已经离职或者退休的，可以继续调查，但不再给予政务处分（政务处分法第二十七条）。"
    left_on = Day(label="离职或者退休的日期")
