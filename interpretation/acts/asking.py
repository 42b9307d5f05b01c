"""What citizens ask about a document, and the answer that everybody reads (PI-5)."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import RemarkForm, reason_form
from foundation.casework.refusals import Invalid
from foundation.correspondence.numbering import next_serial
from foundation.deadlines import clocks
from foundation.privacy.detectors import detect
from foundation.visitors.sending import hashed
from interpretation import forms, queries, statute
from interpretation.doors import CODES
from interpretation.gates import reason_may_be_read
from interpretation.models import Question
from secrecy_review.leaks import leaks, struck_passages

State = Question.State
REVIEWER = Role.SECRECY_REVIEWER


@act(
    "interpretation.ask",
    "对政策提问",
    on=Agency,
    creates=Question,
    public=True,
    asks=forms.AskForm,
    cites=("PI-5",),
    tells=(Role.DRAFTER,),
)
def ask(step: Step) -> Question:
    """A question to the agency whose document it is."""
    form: Any = step.form
    document = form.about
    if document is None or document.agency_id != step.matter.pk:
        raise Invalid({"文件": ["这份文件不归这个机关答复，请从文件页重新打开这张表。"]})
    year = localdate(step.at).year
    number = f"W{year}-{next_serial('interpretation', year):04d}"
    token = step.data["token"]
    # Asked while the series of numbers is held: a second click waits there until the first is committed.
    if Question.objects.filter(form_token=hashed(token)).exists():
        raise Invalid({"提问": ["这张表已经收到，没有再登记一次。"]})
    question = Question(
        agency=step.matter,
        created_at=step.at,
        number=number,
        document=document,
        text=step.data["text"],
        form_token=hashed(token),
        code_hash=CODES.hashed(CODES.code_of(token)),
    )
    attribute(step, question).save()
    clocks.start(statute.QUESTION, question, at=step.at)
    step.detail = {"number": number, "document": document.pk}
    return question


def _told(step: Step) -> dict[str, str]:
    return {name: str(step.data.get(name) or "") for name in ("question", "answer", "reason")}


@gate("SR-4", "公开的问答里没有个人信息、密级标志", on_entry=True)
def names_nobody(step: Step) -> Objection | None:
    found = dict.fromkeys(one.label for text in _told(step).values() for one in detect(text))
    if found:
        return f"写的内容里有{'、'.join(found)}，人人都会看到。", "请删去再办。"
    return None


@gate("SR-7(2)", "公开的问答里没有文件脱密时删去的内容", on_entry=True)
def nothing_internal(step: Step) -> Objection | None:
    document = step.matter.document
    if document.internal_body and leaks(struck_passages(document.internal_body, document.body), _told(step)):
        return "文件脱密时删去的内容出现在答复里。", "请删去再办。"
    return None


@act(
    "interpretation.answer",
    "答复提问",
    on=Question,
    via="answer_it",
    role=Role.DRAFTER,
    asks=forms.AnswerForm,
    cites=("PI-5",),
    gates=[names_nobody, nothing_internal],
    tells=(REVIEWER,),
    weight="primary",
)
def answer(step: Step) -> None:
    """Question and answer as everybody will read them; a second person reads them first."""
    step.matter.answer_it(step.data["question"], step.data["answer"], step.staff)


@act(
    "interpretation.confirm_answer",
    "确认并公开答复",
    on=Question,
    via="confirm",
    role=REVIEWER,
    asks=RemarkForm,
    cites=("PI-5", "SR-4"),
    not_by=Apart("SR-6(2)", ("interpretation.answer",)),
    tells=(Role.DRAFTER,),
    meets=(statute.QUESTION,),
    weight="primary",
)
def confirm_answer(step: Step) -> None:
    step.matter.confirm(step.staff, step.at)
    step.save()
    queries.question_index.enter(step.matter)


@act(
    "interpretation.return_answer",
    "退回另写答复",
    on=Question,
    via="give_back",
    role=REVIEWER,
    asks=reason_form("退回的原因", max_length=500),
    cites=("PI-5",),
    tells=(Role.DRAFTER,),
    returns=True,
)
def return_answer(step: Step) -> None:
    step.matter.give_back()


@act(
    "interpretation.set_question_aside",
    "不予答复",
    on=Question,
    via="set_aside",
    role=Role.RECORDS_OFFICE,
    asks=forms.SetAsideForm,
    cites=("PI-5",),
    gates=[names_nobody, nothing_internal],
    tells=(Role.DRAFTER,),
    weight="quiet",
)
def set_question_aside(step: Step) -> None:
    """Its sender reads why."""
    labels = dict(forms.SetAsideForm.base_fields["ground"].choices)  # type: ignore[attr-defined]
    step.detail = {"ground": step.data["ground"]}
    step.matter.set_aside(f"{labels[step.data['ground']]}。{step.data['reason']}")
    clocks.cancel(statute.QUESTION, step.matter, at=step.at)


@act(
    "interpretation.withdraw_answer",
    "撤下问答",
    on=Question,
    via="withdraw",
    role=(Role.RECORDS_OFFICE, Role.SECRECY_INSPECTOR),
    asks=reason_form("撤下的理由", max_length=500, help_text="当即撤下，不能恢复。"),
    cites=("SR-13",),
    gates=[reason_may_be_read],
    tells=(Role.DRAFTER,),
    weight="quiet",
)
def withdraw_answer(step: Step) -> None:
    step.matter.withdraw(step.at)
    queries.question_index.leave(step.matter)
