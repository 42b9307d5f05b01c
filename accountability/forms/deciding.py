"""What is asked of the decision, its serving, the correction, the appeal, and the other ways in which a case ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from accountability.audiences import Part, team
from accountability.forms.investigating import LEVELS, level_field, measures_field
from accountability.models import Appeal, Case
from accountability.statute import (
    CORRECT,
    LONGEST,
    MAX_STATEMENT,
    NO_SANCTION_FOR,
    WITHDRAWN_FOR,
    Decider,
)
from foundation.casework.acts import Step
from foundation.casework.fields import Day, FilledForm, OneOf, PlainText, Upload
from foundation.casework.forms import ActForm
from foundation.visitors.identity import Line


class LastDay(Day):
    """A day by which something has to be done: tomorrow at the earliest, within a year."""

    listed_as = "DayField"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("not_before", lambda step: localdate(step.at) + timedelta(days=1))
        kwargs.setdefault("which_is", "明天")
        super().__init__(not_after_today=False, **kwargs)

    def validate(self, value: Any) -> None:
        """Refuse what lies more than a year ahead."""
        super().validate(value)
        if value and self.step is not None and (value - localdate(self.step.at)).days > LONGEST:
            raise forms.ValidationError("期限不能超过一年，请核对年份。")


class DecideForm(FilledForm):
    """What is decided, by whom, together, and by when it is corrected."""

    reason_field = ""
    says = "由领导集体研究决定。不得比告知的重；按由谁作出，决定书写明申诉的途径和期限。"
    decider = forms.ChoiceField(label="由谁作出", choices=Decider.choices)
    level = level_field("档次")
    measures = measures_field("措施")
    basis = PlainText(label="依据", max_length=2000, rows=3)
    deliberated_on = Day(
        label="集体研究的日期",
        not_before=lambda step: localdate(step.matter.tried_at) if step.matter.tried_at else None,
        which_is="审理的日期",
    )
    deliberation = PlainText(
        label="集体研究的记录", max_length=8000, rows=5, help_text="会议、出席的人、各人的意见和结论。"
    )
    correct_by = LastDay(label="哪一天以前改正并书面报告")

    def known(self, step: Step) -> dict[str, Any]:
        """What was told."""
        case: Case = step.matter
        return {
            "level": case.intended_level,
            "measures": case.intended_measures,
            "basis": case.intended_basis,
            "correct_by": localdate(step.at) + timedelta(days=CORRECT.span),
        }


class NoneForm(ActForm):
    """Why nobody is sanctioned."""

    reason_field = ""
    says = "发《不予责任追究决定书》；被错误举报、调查的，予以澄清。"
    how = forms.ChoiceField(label="原因", choices=[(e.value, e.label) for e in NO_SANCTION_FOR])
    because = PlainText(label="理由", max_length=4000, rows=4)


class WithdrawForm(ActForm):
    """Why the case is withdrawn."""

    reason_field = ""
    says = "发《撤销案件决定书》，在告知过的范围内澄清。"
    how = forms.ChoiceField(label="原因", choices=[(e.value, e.label) for e in WITHDRAWN_FOR])
    because = PlainText(label="理由", max_length=4000, rows=4)


class TransferForm(ActForm):
    """To whom a crime is transferred."""

    reason_field = ""
    says = "第四档：涉嫌犯罪的移送，不在这里作出处理；案件等司法机关的结果。"
    to = Line(label="移送到", max_length=100)
    because = PlainText(label="移送的理由", max_length=4000, rows=4)


class ServeForm(ActForm):
    """How the decision was served."""

    reason_field = ""
    served_on = Day(
        label="送达日期",
        not_before=lambda step: step.matter.organ_decided_on or localdate(step.matter.decided_at),
        which_is="决定的日期",
    )
    service = PlainText(
        label="送达情况",
        max_length=2000,
        rows=4,
        help_text="在哪里送、谁送、谁签收；拒绝签收的，写明见证人。印在送达回证上。",
    )


class OrganDecisionForm(FilledForm):
    """What the person's own organ decided: who, number, day, what, and the decision itself."""

    reason_field = ""
    says = "处分由任免机关、单位作出，照它的决定录入；文件加密保存。决定由它送达本人，或者由它委托送达。"
    organ = Line(label="作出处分的机关、单位", max_length=100)
    number = Line(label="决定文号", max_length=60)
    decided_on = Day(label="决定日期", not_before="decided_at", which_is="提出监察建议的日期")
    level = level_field("档次")
    measures = measures_field("措施")
    file = Upload(label="决定（扫描件或者电子文件）")

    def known(self, step: Step) -> dict[str, Any]:
        """What was recommended."""
        case: Case = step.matter
        return {"organ": case.unit.name, "level": case.level, "measures": case.measures}


class TellUnitForm(ActForm):
    """When the unit was told, and how."""

    reason_field = ""
    says = "发《处分决定告知书》给所在单位主要负责人，由单位执行、归入本人档案（政务处分法第四十六条、第五十四条）。"
    told_on = Day(label="告知日期", not_before="served_on", which_is="送达日期")
    how = PlainText(label="告知情况", max_length=2000, rows=3, help_text="交给谁、谁签收。")


class AnnounceForm(ActForm):
    """Where and when it was announced."""

    reason_field = ""
    says = "政务处分决定在一定范围内宣布（政务处分法第四十六条）；不在网上公布。"
    announced_on = Day(label="宣布日期", not_before="served_on", which_is="送达日期")
    where = PlainText(label="宣布的范围和情况", max_length=2000, rows=3, help_text="哪个会议、哪些人参加。")


class CorrectionForm(ActForm):
    """AC-8: what was put right."""

    reason_field = ""
    text = PlainText(
        label="改正情况",
        max_length=MAX_STATEMENT,
        rows=8,
        help_text="做了什么、哪天做完。这一份县纪委监委和县政务公开办公室都看得到；后者看不到您是谁、受了什么处理，请不要写姓名。",
        error_messages={"required": "请写明改正情况。"},
    )
    corrected_on = Day(label="改正日期", error_messages={"required": "请填写改正日期。"})


class EnterCorrectionForm(CorrectionForm):
    """The same, as it came on paper."""

    says = "把本人书面报告的改正情况录入。县政务公开办公室也看得到，不写姓名。"


class SendCorrectionForm(ActForm):
    """What goes to the disclosure office, as a consequence."""

    reason_field = ""
    text = PlainText(label="改正情况", max_length=MAX_STATEMENT)
    corrected_on = Day(label="改正日期")


class AppealForm(ActForm):
    """Why the sanctioned does not accept the decision."""

    reason_field = ""
    text = PlainText(
        label="申请复审的理由",
        max_length=MAX_STATEMENT,
        rows=8,
        help_text="对事实、依据还是处理有异议，请求怎样改。复审不会加重处理；复审期间决定照常执行。",
        error_messages={"required": "请写明理由。"},
    )


class EnterAppealForm(ActForm):
    """An appeal as it came on paper, or one that the authority above has."""

    reason_field = ""
    stage = forms.ChoiceField(label="哪一级", choices=Appeal.Stage.choices)
    lodged_on = Day(
        label="提出日期",
        not_before="served_on",
        which_is="送达日期",
    )
    text = PlainText(label="理由", max_length=MAX_STATEMENT, rows=5)
    late_because = PlainText(
        label="逾期的正当理由",
        required=False,
        max_length=2000,
        rows=2,
        help_text="过了期限的，只有不可抗力或者其他正当理由消除以后提出的才受理，写明是什么。",
    )


def _reviewers(appeal: Appeal) -> Any:
    """Those of the team who came to it for the review, and took no part before."""
    return team(appeal, Part.REVIEWER).order_by("full_name", "pk")


class DecideAppealForm(FilledForm):
    """The outcome of an appeal."""

    reason_field = ""
    says = "由没有参加过原案办理的人承办，集体研究决定；不得加重。"
    outcome = forms.ChoiceField(
        label="结果",
        choices=[("upheld", "维持原决定"), ("changed", "变更为较轻的处理"), ("revoked", "撤销原决定")],
    )
    reviewer = OneOf(
        _reviewers,
        label="承办复审的人",
        required=False,
        help_text="上一级复核的不用选。还没有的，先在案件上办“增加办案人员”，选“复审承办”。",
    )
    opinion = PlainText(label="决定的理由", max_length=4000, rows=5)
    decided_on = Day(label="决定日期", not_before="lodged_on", which_is="提出日期")
    level = forms.TypedChoiceField(
        label="变更后的档次",
        choices=[("", "不变更"), *LEVELS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    measures = measures_field("变更后的措施")
    organ = Line(label="作出决定的机关", max_length=100)
    number = Line(label="决定文号", max_length=60)
    file = Upload(label="决定（扫描件或者电子文件）")

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        self.fields["measures"].required = False
        by_others = isinstance(step.matter, Appeal) and step.matter.by_others
        if by_others:
            self.says = "由原处理机关或者上一级机关作出决定的，照它的决定录入；不得加重。"
        for name in ("reviewer",) if by_others else ("organ", "number", "file"):
            del self.fields[name]

    def known(self, step: Step) -> dict[str, Any]:
        return {"decided_on": localdate(step.at)}

    def clean(self) -> dict[str, Any]:
        """A change says to what; a review names who did it."""
        given = super().clean() or self.cleaned_data
        if given.get("outcome") == "changed" and not (given.get("level") and given.get("measures")):
            self.add_error("level", "变更的，请选择变更后的档次和措施。")
        if "reviewer" in self.fields and not given.get("reviewer"):
            self.add_error("reviewer", "请选择承办复审的人，不能是参加过原案办理的人。")
        return given


class ServeReviewForm(ActForm):
    """When the outcome of a review was served."""

    reason_field = ""
    served_on = Day(label="送达日期", not_before="decided_on", which_is="复审决定的日期")


class AppealSettledForm(ActForm):
    """What holds after an appeal, as a consequence."""

    reason_field = ""
    outcome = forms.CharField()
    level = forms.IntegerField(required=False)
    measures = forms.MultipleChoiceField(choices=measures_field("").choices, required=False)


class CloseForm(ActForm):
    """A remark on the end."""

    reason_field = ""
    remark = PlainText(label="办结说明", required=False, max_length=2000, rows=3)
