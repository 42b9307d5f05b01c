"""What the acts on results, suggestions, supervisors and complaints ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from evaluation import statute
from evaluation.models import Complaint, Suggestion, UnitResult
from evaluation.statute import Capacity, Circle, Grade, Manner
from foundation.agencies.models import Agency
from foundation.agencies.queries import names_of_staff
from foundation.casework.acts import Step
from foundation.casework.fields import Day, OneOf, Open, PlainText, WholeNumber
from foundation.casework.forms import ActForm
from foundation.privacy.names import names
from foundation.visitors.identity import Line
from foundation.visitors.sending import TokenField


class ComputedForm(ActForm):
    """What was computed of one unit; nobody enters it."""

    reason_field = ""
    unit = OneOf("units", label="单位")
    grade = forms.ChoiceField(label="等次", choices=Grade.choices)
    index = forms.DecimalField(label="指数", required=False, max_digits=4, decimal_places=1)
    ways = forms.JSONField(label="怎样算出来的")
    across = forms.JSONField(label="区间还跨到的等次", required=False)

    def clean_across(self) -> list[str]:
        """None where it reaches no other grade."""
        return self.cleaned_data["across"] or []


class ObjectForm(ActForm):
    """Why a unit objects; it does so once."""

    reason_field = ""
    objection = Open(label="异议", max_length=2000, rows=4, help_text="写明哪里不对、依据是什么。")


class AnswerObjectionForm(ActForm):
    """Whether the result is upheld, and why."""

    reason_field = ""
    outcome = forms.ChoiceField(label="结果", choices=UnitResult.Outcome.choices, widget=forms.RadioSelect)
    grade = forms.ChoiceField(label="更正后的等次", choices=[("", "不更正"), *Grade.choices], required=False)
    answer = Open(label="答复", max_length=2000, rows=4)

    def clean(self) -> None:
        """A correction names another grade; what is upheld names none."""
        outcome, grade = self.cleaned_data.get("outcome"), self.cleaned_data.get("grade")
        if outcome == UnitResult.Outcome.CORRECTED and (not grade or grade == self.step.matter.grade):
            self.add_error("grade", "更正的，请选更正后的等次。")
        if outcome == UnitResult.Outcome.CORRECTED and Grade.TOO_FEW in (grade, self.step.matter.grade):
            self.add_error("grade", "样本不足的，更正不出等次。")
        if outcome == UnitResult.Outcome.UPHELD and grade:
            self.add_error("grade", "维持的，不选等次。")


class ReportForm(ActForm):
    """What the unit put right altogether (整改报告)."""

    reason_field = ""
    report = Open(label="整改报告", max_length=10_000, rows=8, help_text="通报以后人人看得到。")


class PassOnForm(ActForm):
    """A suggestion in words that everybody may read."""

    reason_field = ""
    unit = OneOf("units", label="交给哪个单位")
    text = Open(
        label="意见建议",
        max_length=1000,
        rows=3,
        help_text="照填写的话写，或者把几个人说的同一件事写成一条；删去看得出是谁说的话。",
    )
    many = WholeNumber(label="多少人这样说", unit="人", min_value=1, max_value=100_000, initial=1)

    def clean_text(self) -> str:
        """Nobody's name: neither of who said it nor of whom it was said."""
        text: str = self.cleaned_data["text"]
        if found := [text[start:end] for start, end in names(text, names_of_staff())]:
            raise forms.ValidationError(
                f"像是写了人的姓名（{'、'.join(found)}），人人看得到，请改成“工作人员”“负责人”这样的话。"
            )
        return text


class ReferForm(ActForm):
    """Whose business it is."""

    to = OneOf(
        lambda matter: Agency.objects.public().exclude(pk=matter.agency_id).order_by("code"), label="转给"
    )
    reason = Open(label="为什么转办", max_length=500, rows=2)


class ReferForUnitForm(ActForm):
    """Which suggestion the office refers in a unit's place, whose business it is, and why."""

    suggestion = OneOf(
        lambda matter: (
            matter.suggestions.filter(state=Suggestion.State.RECEIVED)
            .select_related("agency")
            .order_by("number")
        ),
        label="哪一条",
    )
    to = OneOf(lambda matter: Agency.objects.public().order_by("code"), label="转给")
    reason = Open(label="为什么转办", max_length=500, rows=2)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        self.fields["suggestion"].label_from_instance = (  # type: ignore[attr-defined]
            lambda row: f"{row.number}（{row.agency.short_name}）{row.text[:40]}"
        )

    def clean(self) -> None:
        """Another unit than the one that has it."""
        row, to = self.cleaned_data.get("suggestion"), self.cleaned_data.get("to")
        if row and to and row.agency_id == to.pk:
            self.add_error("to", "这一条就在这个单位，请选别的单位。")


class AdoptForm(ActForm):
    """What will be done, and by when."""

    reason_field = ""
    reply = Open(label="怎么办", max_length=2000, rows=3, help_text="人人看得到。")
    promised_on = Day(label="哪一天以前办完", not_after_today=False)

    def clean_promised_on(self) -> date:
        """From tomorrow on, and not in the far future."""
        day: date = self.cleaned_data["promised_on"]
        today = localdate(self.step.at)
        if not today < day <= today + timedelta(days=statute.MOST_DAYS_TO_MEND):
            raise forms.ValidationError(f"请写明天以后、{statute.MOST_DAYS_TO_MEND} 天以内的日期。")
        return day


class DeclineForm(ActForm):
    """Why not."""

    reason_field = ""
    reply = Open(label="为什么不采纳", max_length=2000, rows=3, help_text="人人看得到。")


class DoneForm(ActForm):
    """What was done."""

    reason_field = ""
    done = Open(label="做了什么", max_length=2000, rows=3, help_text="人人看得到；写得出结果、看得见。")
    done_on = Day(
        label="整改日期",
        not_before=lambda step: localdate(step.matter.decided_at),
        which_is="决定采纳的日期",
    )


class FeedbackForm(ActForm):
    """How people were told."""

    reason_field = ""
    manner = forms.ChoiceField(label="怎样反馈", choices=Manner.choices, widget=forms.RadioSelect)
    feedback = Open(
        label="反馈的情况", max_length=1000, rows=3, help_text="例如：某月某日在某村开座谈会，多少人参加。"
    )


class NominateForm(ActForm):
    """Somebody who is to evaluate."""

    reason_field = ""
    name = Line(label="姓名", max_length=50)
    capacity = forms.ChoiceField(label="身份", choices=Capacity.choices, widget=forms.RadioSelect)
    circle = forms.ChoiceField(label="界别", choices=Circle.choices)
    age = WholeNumber(
        label="年龄",
        unit="岁",
        min_value=18,
        max_value=99,
        help_text=f"只用来核对聘任的年龄（{statute.LEAST_AGE} 到 {statute.MOST_AGE} 岁），不保存。",
    )
    employer = Line(label="工作单位", max_length=100, required=False)
    nominated_by = Line(label="推荐单位", max_length=100)
    contact = Line(label="联系方式", max_length=100, required=False, help_text="加密保存，不公布。")

    def clean_age(self) -> int:
        """Of the age at which the county appoints; the number is not kept."""
        age: int = self.cleaned_data["age"]
        if not statute.LEAST_AGE <= age <= statute.MOST_AGE:
            raise forms.ValidationError(f"聘任的年龄是 {statute.LEAST_AGE} 到 {statute.MOST_AGE} 岁。")
        return age

    def clean_employer(self) -> str:
        """Nobody evaluates who works in an evaluated unit."""
        employer: str = self.cleaned_data["employer"].strip()
        named = Q(name=employer) | Q(short_name=employer) | Q(name__endswith=employer)
        if len(employer) > 3 and Agency.objects.public().filter(named).exists():
            raise forms.ValidationError(f"{employer}是被评议单位，它的工作人员不能当评议员。")
        return employer


class AppointForm(ActForm):
    """From when they may evaluate."""

    reason_field = ""
    starts_on = Day(label="聘期从", not_after_today=False, not_before="announced_on")

    def clean_starts_on(self) -> date:
        """Within a year."""
        day: date = self.cleaned_data["starts_on"]
        if day > localdate(self.step.at) + timedelta(days=365):
            raise forms.ValidationError("聘期要在一年以内开始。")
        return day


class ConflictForm(ActForm):
    """A unit that they do not evaluate."""

    reason_field = ""
    unit = OneOf(lambda matter: Agency.objects.public().order_by("code"), label="单位")
    because = Line(label="什么关系", max_length=200, help_text="例如：配偶在该单位工作。只在工作台看得到。")


class ComplainForm(ActForm):
    """What happened; nobody has to say who they are."""

    reason_field = ""
    unit = forms.ChoiceField(label="哪个单位", required=False)
    text = PlainText(
        label="怎么回事",
        max_length=2000,
        rows=5,
        help_text="例如：单位让把填好的问卷截图发到群里；问卷送来的时候已经勾好了。",
        error_messages={"required": "请写明是怎么回事。"},
    )
    contact = Line(
        label="电话或者电子邮箱",
        max_length=100,
        required=False,
        help_text="可以不填。只在要问您情况的时候用，加密保存，到期清除。",
    )
    token = TokenField()

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        if step.matter.pk:
            units = [(str(unit.place), unit.name) for unit in step.matter.units.all()]
            self.fields["unit"].choices = [("", "说不清，或者不止一个"), *units]  # type: ignore[attr-defined]


class HandleForm(ActForm):
    """What was found, and what was done about it."""

    reason_field = ""
    finding = forms.ChoiceField(label="核查结果", choices=Complaint.Finding.choices, widget=forms.RadioSelect)
    handling = PlainText(label="怎样处理", max_length=2000, rows=3)
