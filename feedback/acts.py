"""What citizens and agencies do with messages, from receipt to answer, publication and erasure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from feedback import forms, queries, statute
from feedback.doors import CODES
from feedback.gates import TOLD, personal_in
from feedback.models import Message, PublishedMessage, Sort
from feedback.places import county_office
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import hears_complaints, holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, extend, gate, perform
from foundation.casework.excerpts import declare_excerpt_acts
from foundation.casework.fields import FilledForm, PlainText, Prose, RemarkForm, reason_form
from foundation.casework.refusals import Invalid
from foundation.correspondence.numbering import next_serial
from foundation.deadlines import clocks
from foundation.deadlines.counting import midnight
from foundation.deadlines.models import Clock
from foundation.privacy.retention import last_day
from foundation.visitors.sending import hashed
from secrecy_review.excerpts import strays

CLERK, HEAD, REVIEWER = Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD, Role.SECRECY_REVIEWER
State = Message.State
_KEPT = "会进入办理记录，请不要写出个人信息。"


def whoever_handles(message: Message) -> Iterable[Staff]:
    """The clerks of the agency; without any its heads, and without those the county's supervisors.

    Of personal data in the open the county's disclosure office hears as well, at once.
    """
    there = (
        holders(CLERK, message.agency),
        holders(HEAD, message.agency),
        holders(Role.COUNTY_SUPERVISOR, None),
    )
    people = list(next((found for found in there if found), ()))
    if message.urgent:
        people += [*holders(HEAD, message.agency), *holders((CLERK, HEAD), county_office())]
    return dict.fromkeys(people)


# What citizens say


def _next_number(at: datetime) -> str:
    """The next number of the year: L2026-0012."""
    year = localdate(at).year
    return f"L{year}-{next_serial('feedback', year):04d}"


def _new(step: Step, agency: Agency, sort: Sort, **more: Any) -> Message:
    """Save a message of the form with the next number, and start its clock."""
    data = step.data
    number = _next_number(step.at)
    # Asked while the series of numbers is held: a second click waits there until the first is committed.
    if Message.objects.filter(form_token=hashed(data["token"])).exists():
        raise Invalid({"留言": ["这张表已经收到，没有再登记一次。"]})
    message = Message(
        agency=agency,
        created_at=step.at,
        number=number,
        sort=sort,
        form_token=hashed(data["token"]),
        code_hash=CODES.hashed(CODES.code_of(data["token"])),
        topic=data.get("topic", ""),
        **{name: data[name] for name in ("text", "name", "contact")},
        **more,
    )
    return _started(step, message)


def _started(step: Step, message: Message) -> Message:
    attribute(step, message).save()
    clocks.start(message.limit, message, at=step.at)
    step.detail |= {"number": message.number, "sort": str(message.sort)}
    return message


@act(
    "feedback.report_error",
    "指出网页差错",
    on=Agency,
    creates=Message,
    public=True,
    asks=forms.ErrorForm,
    cites=("条例51",),
    tells=(whoever_handles,),
)
def report_error(step: Step) -> Message:
    place = step.form.place  # type: ignore[union-attr]
    if place.receiver != step.matter:
        raise Invalid({"哪一页": ["这一页不归这个机关管，请重新打开这张表。"]})
    return _new(step, step.matter, Sort.ERROR, page=place.path, document=place.document)


@act(
    "feedback.complain",
    "投诉举报",
    on=Agency,
    creates=Message,
    public=True,
    asks=forms.ComplaintForm,
    cites=("OR-7", "条例51"),
    tells=(whoever_handles,),
)
def complain(step: Step) -> Message:
    """A complaint against the agency, to a body above it."""
    body = hears_complaints(step.matter, step.data["to"])
    if body is None:
        other = "纪检监察机关" if step.data["to"] == "superior" else "上级机关"
        raise Invalid({"向谁反映": [f"没有可以受理的机关，请选“{other}”。"]})
    return _new(step, body, Sort.COMPLAINT, against=step.matter)


@act(
    "feedback.ask_why",
    "询问不公开理由",
    on=Agency,
    creates=Message,
    public=True,
    asks=forms.WhyForm,
    cites=("SR-12",),
    tells=(whoever_handles,),
)
def ask_why(step: Step) -> Message:
    return _new(step, step.matter, Sort.WHY, asked=step.data["asked"])


@gate("OR-7", "不满意的，向上一级投诉一次")
def once_only(step: Step) -> Objection | None:
    if Message.objects.filter(earlier=step.matter).exists():
        return "您已经向上一级投诉过。", "请等待上一级的答复。"
    return None


def body_above(message: Message) -> Agency | None:
    """Who hears a complaint about the answer to a message; None where nobody stands above, or this went up before."""
    if message.earlier_id is not None:
        return None
    refused = {message.agency_id, message.against_id}
    bodies = (hears_complaints(message.agency, to) for to in ("superior", "discipline"))
    return next((body for body in bodies if body is not None and body.pk not in refused), None)


@act(
    "feedback.go_up",
    "不满意，向上一级投诉",
    on=Message,
    creates=Message,
    states=(State.ANSWERED, State.SET_ASIDE),
    public=True,
    asks=forms.UnsatisfiedForm,
    cites=("OR-7", "条例51"),
    gates=[once_only],
    tells=(whoever_handles,),
)
def go_up(step: Step) -> Message:
    """A complaint against the agency that answered; the same code opens it."""
    before: Message = step.matter
    body = body_above(before)
    if body is None:
        raise Invalid({"投诉": ["没有可以受理的上一级机关。"]})
    message = Message(
        agency=body,
        created_at=step.at,
        number=_next_number(step.at),
        sort=Sort.COMPLAINT,
        topic="other",
        against=before.agency,
        earlier=before,
        text=step.data["text"],
        name=before.name,
        contact=before.contact,
        code_hash=before.code_hash,
    )
    return _started(step, message)


# What the agency does


@act(
    "feedback.receive",
    "受理留言",
    on=Message,
    via="receive",
    role=(CLERK, HEAD),
    asks=RemarkForm,
    cites=("条例51",),
    weight="primary",
)
def receive(step: Step) -> None:
    step.matter.receive()


@act(
    "feedback.pass_on",
    "转给主管机关",
    on=Message,
    via="pass_on",
    role=(CLERK, HEAD),
    asks=forms.PassOnForm,
    cites=("条例51", "OR-7"),
    gates=TOLD,
    tells=(whoever_handles,),
)
def pass_on(step: Step) -> None:
    """The day by which it is answered stays."""
    message: Message = step.matter
    to = Agency.objects.public().get(code=step.data["to"])
    step.detail |= {"from": message.agency.code, "to": to.code, "to_name": to.name}
    message.pass_on(to)
    Clock.objects.of(message.kind, message.pk).open().update(agency=to)


@act(
    "feedback.reveal",
    "查看留言人信息",
    on=Message,
    states=tuple(State),
    role=(CLERK, HEAD, Role.LEADER),
    asks=reason_form("查看理由", max_length=200, help_text="例如：打电话核实情况。"),
    cites=("OR-3",),
    weight="quiet",
    when=lambda message: bool(message.name or message.contact),
)
def reveal(step: Step) -> None:
    """Leave the ledger line that opens who said it to this person for the day (`queries.revealed`)."""


@gate("OR-7", "投诉由负责人答复")
def head_answers_complaints(step: Step) -> Objection | None:
    if step.matter.sort == Sort.COMPLAINT and not step.actor.has(HEAD, step.matter.agency):
        return "投诉举报由政府信息公开工作机构负责人答复。", "请转告负责人办理。"
    return None


def _in_time(message: Message, at: datetime) -> bool:
    """Whether the clock of a message has not run out."""
    clock = clocks.open_clock(message, *statute.LIMITS)
    return clock is not None and at < clock.due_at


@act(
    "feedback.answer",
    "答复留言",
    on=Message,
    via=("answer_at_once", "hand_to_reviewer"),
    role=(CLERK, HEAD),
    asks=forms.AnswerForm,
    cites=("SR-12", "OR-7", "条例51"),
    gates=[head_answers_complaints, *TOLD],
    tells=(lambda message: holders(REVIEWER, message.agency) if message.state == State.CONFIRMING else (),),
    weight="primary",
)
def answer(step: Step) -> None:
    """The answer goes; one that says why something is withheld goes to the secrecy reviewer first."""
    message: Message = step.matter
    message.answer, message.answered_by = step.data["answer"], step.staff
    message.grounds = step.data.get("grounds") or []
    if message.sort == Sort.WHY:
        message.hand_to_reviewer()
        return
    message.answer_at_once(step.at, in_time=_in_time(message, step.at))
    clocks.meet(message.limit, message, at=step.at)


@act(
    "feedback.confirm_answer",
    "确认答复",
    on=Message,
    via="confirm",
    role=REVIEWER,
    asks=RemarkForm,
    cites=("SR-12",),
    not_by=Apart("SR-12", ("feedback.answer",)),
    tells=(CLERK, HEAD),
    meets=(statute.WHY,),
    weight="primary",
)
def confirm_answer(step: Step) -> None:
    """The answer reveals nothing of what is withheld, and goes."""
    message: Message = step.matter
    message.confirmed_by = step.staff
    message.confirm(step.at, in_time=_in_time(message, step.at))


@act(
    "feedback.return_answer",
    "退回重写答复",
    on=Message,
    via="give_back",
    role=REVIEWER,
    asks=reason_form("退回的原因", max_length=500, help_text=_KEPT),
    cites=("SR-12",),
    tells=(CLERK, HEAD),
    returns=True,
)
def return_answer(step: Step) -> None:
    step.matter.give_back()


@act(
    "feedback.set_aside",
    "不予处理",
    on=Message,
    via="set_aside",
    role=HEAD,
    asks=forms.SetAsideForm,
    cites=("条例51",),
    gates=TOLD,
    tells=(CLERK,),
    weight="quiet",
)
def set_aside(step: Step) -> None:
    """It is kept, and its sender reads why; a complaint against that goes one level up."""
    message: Message = step.matter
    labels = dict(forms.SetAsideForm.base_fields["ground"].choices)  # type: ignore[attr-defined]
    step.detail |= {"ground": step.data["ground"]}
    message.set_aside(step.at, f"{labels[step.data['ground']]}。{step.data['reason']}")
    for limit in statute.LIMITS:
        clocks.cancel(limit, message, at=step.at)


@gate("OR-7", "投诉不由被投诉的机关自己处理", on_entry=True)
def judges_nobody_of_its_own(step: Step) -> Objection | None:
    """What is merged into the body that looks into a complaint against it would judge itself."""
    open_ones = Message.objects.filter(
        agency=step.data["successor"], against=step.matter, state__in=Message.OPEN
    )
    handed_on = Message.objects.filter(
        agency=step.matter, against=step.data["successor"], state__in=Message.OPEN
    )
    if open_ones.exists() or handed_on.exists():
        return "两个机关之间还有投诉没有办结。", "请先办结投诉，再合并。"
    return None


extend("agencies.merge", judges_nobody_of_its_own)


# What everybody may read


class ExcerptForm(FilledForm):
    """A message and its answer as everybody may read them."""

    reason_field = ""
    title = PlainText(
        label="标题", max_length=120, rows=1, help_text="说的是什么事，例如：某通知附件打不开。"
    )
    question = PlainText(label="留言要点", max_length=1000, help_text="说的是什么事，不写是谁说的。")
    answer = Prose(
        label="答复要点",
        max_length=statute.MAX_ANSWER,
        rows=8,
        help_text="说明不公开理由的，只能用确认过的原话，行内略去的写“〔略〕”。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """The answer as it went; what was asked is written anew."""
        return {"answer": step.matter.answer}

    def clean(self) -> None:
        """Refuse what tells who asked, personal data, and words that nobody confirmed."""
        message: Message = self.step.matter
        for name in ("title", "question", "answer"):
            text = self.cleaned_data.get(name) or ""
            if found := personal_in(message, text):
                self.add_error(name, f"里面有{'、'.join(found)}，请删去。")
        if message.sort == Sort.WHY and (
            stray := strays(self.cleaned_data.get("answer") or "", message.answer)
        ):
            self.add_error(
                "answer", f"第 {stray[0]} 行不是确认过的原话：“{stray[1][:30]}”。请照原文，或整行删去。"
            )


@act(
    "feedback.excerpt",
    "拟写选登",
    on=Message,
    creates=PublishedMessage,
    states=(State.ANSWERED,),
    role=CLERK,
    asks=ExcerptForm,
    cites=("条例51",),
    tells=(HEAD,),
    weight="quiet",
    when=lambda message: not message.erased_at and not message.excerpts.exclude(state="withdrawn").exists(),
)
def excerpt(step: Step) -> PublishedMessage:
    message: Message = step.matter
    if message.erased_at or message.excerpts.exclude(state="withdrawn").exists():
        raise Invalid({"选登": ["这件留言已经拟过选登，或者已经到期清除。"]})
    published = PublishedMessage(
        agency=message.agency,
        created_at=step.at,
        message=message,
        number=message.number,
        sort=message.sort,
        answered_on=localdate(message.answered_at),
        drafter=step.staff,
        **step.data,
    )
    attribute(step, published).save()
    return published


@gate("OR-3", "选登里没有个人信息")
def names_nobody(step: Step) -> Objection | None:
    published: PublishedMessage = step.matter
    found = [label for text in published.texts for label in personal_in(published.message, text)]
    if found:
        return f"选登里有{'、'.join(dict.fromkeys(found))}。", "请撤下重写。"
    return None


declare_excerpt_acts(
    PublishedMessage,
    "feedback",
    index=queries.index,
    drafts=CLERK,
    publishes=HEAD,
    clause="条例51",
    drafted_by="feedback.excerpt",
    names_nobody=names_nobody,
)


# Retention


@act(
    "feedback.erase",
    "到期清除留言人信息",
    on=Message,
    states=(State.ANSWERED, State.SET_ASIDE),
    cites=("OR-3",),
)
def erase(step: Step) -> None:
    step.matter.erase(step.at)


#: Messages erased in one run of the task at most.
AT_ONCE = 200


def erase_due(*, at: datetime, by: Actor) -> int:
    """Erase what was closed before the retention term; return how many."""
    end = midnight(last_day(localdate(at)) + timedelta(days=1))
    closed = Message.objects.filter(erased_at=None).exclude(state__in=Message.OPEN)
    due = closed.exclude(answered_at__gte=end).exclude(set_aside_at__gte=end)
    # An answer about which a complaint is open is still needed.
    due = due.exclude(later__state__in=Message.OPEN)
    return len([perform("feedback.erase", on=one, actor=by, at=at) for one in due.order_by("pk")[:AT_ONCE]])
