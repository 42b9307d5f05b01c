"""The acts of a referral to an authority outside the portal: sent on paper and registered here, with its answer (SR-8)."""

from __future__ import annotations

from django import forms

from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.fields import Day, PlainText, Upload
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.files.acts import store
from foundation.files.models import Audience
from foundation.files.rejected import Rejected
from secrecy_review import referring
from secrecy_review.acts.reviewing import still_that_text
from secrecy_review.models import OutsideReferral, Review
from secrecy_review.statute import LEVELS


class ReferOutsideForm(ActForm):
    """To which authority it was sent, why that may determine it, and by what paper."""

    reason_field = "reasons"
    says = "先把公文报出去，再在这里登记；审查期限照常计算。"

    authority = PlainText(
        label="受理机关",
        max_length=100,
        widget=forms.TextInput,
        help_text="写全称，例如“巴彦淖尔市国家保密局”。",
    )
    level = forms.ChoiceField(
        label="层级", choices=LEVELS.items(), error_messages={"required": "请选择它是哪一级。"}
    )
    competence = PlainText(
        label="为什么由它确定", max_length=500, rows=2, help_text="写明它凭哪一条有权确定。"
    )
    reasons = PlainText(label="报审理由", max_length=2000, rows=3)
    document_number = PlainText(label="报审文号", max_length=100, widget=forms.TextInput)
    sent_on = Day(label="报送日期", not_before="created_at", which_is="送审日期")


@gate("SR-8", "逐级上报", on_entry=True)
def upward(step: Step) -> Objection | None:
    return referring.not_upward(step.matter, step.data["authority"], step.data["level"])


@act(
    "secrecy_review.refer_outside",
    "报县外有权机关",
    on=Review,
    via="refer_outside",
    role={
        Review.State.PENDING: (Role.SECRECY_REVIEWER,),
        Review.State.REFERRED: (Role.SECRECY_REVIEWER, Role.SECRECY_INSPECTOR),
    },
    asks=ReferOutsideForm,
    cites=("SR-8",),
    gates=[still_that_text, referring.not_determined_yet, upward],
    tells=(Role.RECORDS_OFFICE,),
)
def refer_outside(step: Step) -> None:
    review: Review = step.matter
    given = {name: step.data[name] for name in ReferOutsideForm.base_fields}
    OutsideReferral.objects.create(
        review=review, from_agency=review.acting_agency, digest=review.digest, at=step.at, **given
    )
    review.refer_outside()
    step.detail = {"level": given["level"], "number": given["document_number"]}


class OutsideAnswerForm(ActForm):
    """What the authority answered, by what paper, on what day."""

    reason_field = ""

    answer = forms.ChoiceField(
        label="答复",
        choices=OutsideReferral.Answered.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择答复是怎样的。"},
    )
    answer_number = PlainText(label="答复文号", max_length=100, widget=forms.TextInput)
    answered_on = Day(
        label="答复日期",
        not_before=lambda step: referring.unanswered(step.matter).sent_on,
        which_is="报送日期",
    )
    answer_text = PlainText(label="答复内容", max_length=5000, rows=4, help_text="照抄答复的结论和依据。")
    answer_file = Upload(label="答复文件", required=False, help_text="扫描件或者电子文件，只在工作台可见。")


@act(
    "secrecy_review.record_answer",
    "登记报审答复",
    on=Review,
    via=("answered", "answered_higher"),
    role={Review.State.OUTSIDE: (Role.SECRECY_REVIEWER, Role.SECRECY_INSPECTOR)},
    asks=OutsideAnswerForm,
    cites=("SR-8",),
    tells=(Role.RECORDS_OFFICE, Role.SECRECY_REVIEWER),
    weight="primary",
)
def record_answer(step: Step) -> None:
    review: Review = step.matter
    asked = referring.unanswered(review)
    for name in ("answer", "answer_number", "answered_on", "answer_text"):
        setattr(asked, name, step.data[name])
    if upload := step.data["answer_file"]:
        try:
            asked.answer_file = store(
                upload,
                name=upload.name,
                agency=review.acting_agency,
                audience=Audience.INTERNAL,
                by=step.actor,
                at=step.at,
            )
        except Rejected as rejected:
            raise Invalid({"答复文件": [str(rejected)]}) from rejected
    asked.save()
    step.detail = {"answer": asked.answer, "number": asked.answer_number}
    if review.authority_id == review.agency_id:
        review.answered()
    else:
        review.answered_higher()
