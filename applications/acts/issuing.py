"""Reviewing, signing and issuing a reply; passing the application on; abandoning the reply."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.timezone import localdate

from applications import statute
from applications.acts.completeness import COMPLETE, THIRD_PARTY_GATES, codes_of, nothing_leaks, weighings_of
from applications.acts.filing import (
    CLERK,
    HEAD,
    clerk_or_whoever_stands_in,
    new_application,
    start_clocks,
)
from applications.acts.handling import sentence
from applications.acts.later import start_later
from applications.acts.replying import DRAFTING, ReturnForm, State, void_open_reviews
from applications.basis import FULL_NAME
from applications.correspondence import write
from applications.forms import RemarkForm
from applications.letters import LetterKind, Part
from applications.models import (
    Applicant,
    Application,
    Consultation,
    Passage,
    Remedy,
    Reply,
    Weighing,
)
from applications.models.application import Channel
from applications.numbering import letter_number
from applications.receivers import owes_answers
from disclosure.correspondence import after_the_decision, report_upward
from disclosure.forms import ReportForm
from disclosure.models import Document
from disclosure.statute import REFUSAL_REPORT
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.forms import ActForm
from foundation.casework.worklist import while_running
from foundation.correspondence.letters import in_words
from foundation.deadlines import clocks
from foundation.deadlines.limits import Unit
from foundation.deadlines.models import Clock
from secrecy_review.leaks import marked
from secrecy_review.review_acts import REVIEWING, OpinionAct, approval, declare_review_acts

# The acts by which a reply follows its secrecy review
declare_review_acts(
    Reply,
    during=State.REVIEW,
    requested=("applications.enter_review", "答复进入保密审查"),
    strike=("applications.strike", "按审查意见删改答复"),
    disclose=OpinionAct(
        "applications.pass_review", "答复通过保密审查", via=("pass_review",), tells=(Role.LEADER, CLERK)
    ),
    exempt=OpinionAct(
        "applications.fail_review", "保密审查意见为免予公开", via=("send_back",), tells=(CLERK,)
    ),
    needed=("facts", "basis", "reasons", "title", "released"),
    makers=DRAFTING,
    apart="拟写答复的人不得审查",
)

approved = approval("这份答复的这一文本", "请先送保密审查。")


@act(
    "applications.sign_reply",
    "签发答复",
    on=Reply,
    via="sign",
    role=Role.LEADER,
    asks=RemarkForm,
    cites=("OR-4", "SR-6(2)", "条例45"),
    gates=[approved, *COMPLETE],
    not_by=Apart("SR-6(2)", (*DRAFTING, *REVIEWING)),
    tells=(CLERK,),
    weight="primary",
)
def sign_reply(step: Step) -> None:
    step.matter.sign(step.staff, step.at)


@gate("OR-4", "申请正在办理")
def application_in_hand(step: Step) -> Objection | None:
    application: Application = step.matter.application
    anew = step.matter.explains or application.replies.exclude(quashed_on=None).exists()
    wants = Application.State.ANSWERED if anew else Application.State.HANDLING
    if application.state != wants:
        return f"申请现在是“{application.get_state_display()}”，不能答复。", "请等这一步办完再发出答复。"
    return None


@gate("OR-4(4)", "所指的信息现在公开着")
def still_public(step: Step) -> Objection | None:
    for decision in step.matter.decisions.exclude(document=None).select_related("document__index"):
        if not Document.objects.public(step.at).filter(index=decision.document.index).exists():
            return f"答复指向的《{decision.document.title}》现在没有公开。", "请退回修改，或先恢复公开。"
    return None


@gate("条例43", "需要帮助的申请人得到了帮助")
def helped(step: Step) -> Objection | None:
    application: Application = step.matter.application
    if application.help_needed and not application.help_given:
        return (
            "申请人写了需要的帮助，还没有登记提供了什么。",
            "请先“登记提供的帮助”，再发出答复。",
        )
    return None


@act(
    "applications.issue_reply",
    "发出答复",
    on=Reply,
    via="issue",
    role=CLERK,
    asks=RemarkForm,
    cites=("OR-4", "条例33", "条例36"),
    gates=[application_in_hand, approved, still_public, helped, *THIRD_PARTY_GATES, nothing_leaks],
    tells=(HEAD,),
    weight="primary",
    writes=True,
)
def issue_reply(step: Step) -> None:
    reply: Reply = step.matter
    application = reply.application
    today = localdate(step.at)
    number = letter_number(reply.agency, today.year)
    reply.issue(number, step.at)
    reply.save()
    step.detail |= {"number": number, "outcomes": codes_of(reply)}
    if reply.explains:
        step.then("applications.give_grounds", on=application, reply=reply.pk)
        return
    letter = write(step, application, reply_kind(application), reply_body(reply, today), number=number)
    _tell_third_parties(step, reply)
    if any(statute.OUTCOMES[code].refuses for code in codes_of(reply)):
        clocks.start(REFUSAL_REPORT, reply, at=step.at)
    if letter.handed_over:
        step.then(answering(application), on=application, on_day=today)
    elif application.state == Application.State.HANDLING:
        step.then("applications.await_delivery", on=application)
    target = reply.decisions.filter(outcome="not_ours").exclude(agency=None).select_related("agency").first()
    if target is not None and target.agency is not None and owes_answers(target.agency):
        step.then("applications.receive_passed_on", on=target.agency, source=application.pk)


def reply_kind(application: Application) -> LetterKind:
    """条例41: an application to correct a record has a letter of its own."""
    correction = application.sort == Application.Sort.CORRECTION
    return LetterKind.CORRECTION_REPLY if correction else LetterKind.REPLY


def reply_body(reply: Reply, on: date) -> dict[str, Any]:
    """The values of the letter of a reply; the texts that are given follow as annexes."""
    decisions = list(reply.decisions.select_related("agency", "document__index"))
    passages = list(reply.passages.all())
    given = (*(p.title for p in passages), *(f.title for f in reply.files.all()))
    searches = list(reply.application.searches.all())
    giving = next((decision for decision in decisions if decision.kind.gives), None)
    parts = []
    for decision in decisions:
        agency, document = decision.agency, decision.document
        guidance = decision.guidance
        if document is not None:
            where = f"{settings.SITE_URL}/documents/{document.index_number}/"
            guidance = f"{guidance}《{document.title}》（索引号 {document.index_number}）：{where}"
        elif agency is None and decision.outcome == "not_ours":
            guidance = guidance or "现有信息不能确定负责公开的机关。"
        parts.append(
            Part(
                outcome=decision.outcome,
                facts=sentence(decision.facts),
                basis=decision.basis,
                reasons=sentence(decision.reasons),
                guidance=guidance,
                given=given if decision.kind.gives else (),
                searches=tuple(f"{s.place}：{s.terms}，{'找到' if s.found else '未找到'}" for s in searches),
                searched_by="、".join(
                    dict.fromkeys(f"{s.by_name}，{in_words(s.searched_on)}" for s in searches)
                ),
                agency=agency.name if agency else "",
                agency_contact="，".join(filter(None, (agency.office_address, agency.office_phone)))
                if agency
                else "",
                passed_on=on if agency and owes_answers(agency) else None,
                until=decision.until,
                in_form=_in_form(reply) if decision is giving else "",
            )
        )
    return {
        "renewed": _renewed(reply),
        "opening": sentence(reply.opening) if reply.opening else "",
        "parts": _with_third_parties(reply, parts),
        "annexes": [
            {"title": p.title, "text": marked(p.source, p.released, STRUCK_HERE), "struck": _struck_counts(p)}
            for p in passages
        ],
    }


def _in_form(reply: Reply) -> str:
    """条例40: in which other form it is given and why, and where and when it can be read; blank where it is given as wanted."""
    said = ""
    if reply.form:
        wanted, given = reply.application.get_form_display(), reply.get_form_display()
        said = (
            f"所要求的提供形式是{wanted}。{reply.get_form_because_display()}，"
            f"根据{FULL_NAME}第四十条的规定，改以{given}的形式提供。"
        )
    return said + (f"查阅、抄录的安排：{sentence(reply.arrangement)}" if reply.arrangement else "")


#: What stands in an annex where something was struck (条例37).
STRUCK_HERE = "［此处有删节］"


def _renewed(reply: Reply) -> str:
    """行政复议法64: which reply it takes the place of, and who quashed that; blank for the first."""
    application = reply.application
    before = application.replies.exclude(quashed_on=None).order_by("pk").last()
    case = application.remedies.filter(result=Remedy.Result.CORRECTED).last()
    if before is None or case is None or case.concluded_on is None:
        return ""
    what = "行政复议决定" if case.way == Remedy.Way.RECONSIDERATION else "判决"
    said = (
        f"{in_words(case.concluded_on)}，{case.body}作出{what}（{case.case_number}），"
        f"撤销本机关作出的答复（{before.document_number}）"
    )
    codes = [limit.code for limit in statute.ANEW]
    order = Clock.objects.of(Application.kind, application.pk).filter(limit__in=codes).order_by("pk").last()
    if order is None:
        return f"{said}。"
    span = f"{order.span}{'个工作日' if order.unit == Unit.WORKING_DAYS.value else '日'}"
    received = in_words(localdate(order.started_at))
    return f"{said}，责令本机关在{span}内重新答复。本机关于{received}收到该{what}。"


def _with_third_parties(reply: Reply, parts: list[Part]) -> list[Part]:
    """条例32: let the decision that gives tell of the third parties it overrules, and that which withholds of those it heeds."""
    weighings = weighings_of(reply)
    overruled, heeded = _overruled(reply, weighings), _heeded(reply, weighings)
    told = []
    for part in parts:
        row = statute.OUTCOMES[part.outcome].row
        said = []
        if overruled and row in ("a", "b"):
            said, overruled = [overruled], ""
        if heeded and part.outcome in ("partial", "third_party"):
            said, heeded = [heeded, *said], ""
        told.append(replace(part, third_parties=tuple(one.replace("该条例", part.order) for one in said)))
    return told


def _overruled(reply: Reply, weighings: list[Weighing]) -> str:
    """条例32: that something is disclosed for the public interest though a third party did not agree; blank where nothing is."""
    if not reply.public_interest.strip():
        return ""
    answers = {w.consultation.answer for w in weighings if w.needs_public_interest}
    did = "没有同意公开"
    if answers:
        partly = answers == {Consultation.Answer.PARTLY}
        did = "只同意公开一部分" if partly else "不同意公开"
    interest = reply.public_interest.strip()
    # Reasons in several sentences stand after the sentence that they are for.
    words = interest.rstrip("。；; ")
    short = "。" not in words and "\n" not in words
    impact = f"（{words}）" if short else ""
    return (
        f"其中涉及第三方合法权益的内容，经书面征求意见，第三方{did}。本机关认为不公开会对公共利益造成重大影响{impact}，"
        "根据该条例第十五条、第三十二条、第三十六条第二项的规定，决定予以公开。"
        + ("" if short else f"不公开会造成的重大影响是：{sentence(interest)}")
    )


def _heeded(reply: Reply, weighings: list[Weighing]) -> str:
    """条例32: that something is withheld because a third party objected with reasons; blank where silence or none decided."""
    grounds = reply.struck_grounds() | set(codes_of(reply))
    objected = (Consultation.Answer.REFUSES, Consultation.Answer.PARTLY)
    withheld = (
        w.decided != Weighing.Decided.DISCLOSED
        and w.consultation.answer in objected
        and w.consultation.opinion.strip()
        for w in weighings
    )
    if "third_party" not in grounds or not any(withheld):
        return ""
    return (
        "不予公开的内容涉及第三方合法权益，经书面征求意见，第三方不同意公开且有合理理由，"
        "根据该条例第十五条、第三十二条的规定，本机关不予公开。"
    )


def _struck_counts(passage: Passage) -> list[str]:
    """条例37: how many stretches were struck from a text on each ground."""
    counts = Counter(piece["ground"] for piece in passage.struck)
    outcomes = ((statute.OUTCOMES[ground], n) for ground, n in counts.items())
    return [
        f"删去{n}处，依据：{outcome.basis.replace('《条例》', FULL_NAME)}（{outcome.label.partition('，')[0]}）"
        for outcome, n in outcomes
    ]


def _tell_third_parties(step: Step, reply: Reply) -> None:
    """条例32: write to each third party what was decided on its information, and why."""
    for weighing in weighings_of(reply):
        consultation = weighing.consultation
        if consultation.state == Consultation.State.ENDED:
            continue  # no letter reached them
        reasons = sentence(weighing.reasons)
        if weighing.needs_public_interest:
            reasons += sentence(reply.public_interest)
        body = {
            "third_party": consultation.name,
            "content": consultation.concern.rstrip("。"),
            "asked_on": consultation.sent_on,
            "answer": consultation.consent,
            "silent": consultation.state == Consultation.State.SILENT,
            "disclosed": weighing.decided != Weighing.Decided.WITHHELD,
            "decided": weighing.given.rstrip("。"),
            "basis": "《中华人民共和国政府信息公开条例》第十五条、第三十二条",
            "reasons": reasons,
        }
        write(step, reply.application, LetterKind.THIRD_PARTY_RESULT, body, consultation=consultation)


@act(
    "applications.await_delivery",
    "答复已作出，等待送达",
    on=Application,
    via="await_delivery",
    cites=("OR-4", "条例33"),
    tells=(CLERK,),
)
def await_delivery(step: Step) -> None:
    step.matter.await_delivery()


def answering(application: Application) -> str:
    """The name of the act by which a reply that was handed over answers: for the first time, or in place of one quashed."""
    anew = application.state == Application.State.ANSWERED
    return "applications.answer_anew" if anew else "applications.answer"


class AnswerForm(ActForm):
    """The day on which the reply was handed to the post, handed over, or stood where the applicant was told to find it."""

    reason_field = ""
    on_day = forms.DateField()


@act(
    "applications.answer",
    "申请已答复",
    on=Application,
    via="answer",
    asks=AnswerForm,
    cites=("OR-4", "条例33"),
    meets=statute.TO_REPLY,
)
def answer(step: Step) -> None:
    application: Application = step.matter
    reply = application.replies.issued().get(explains=False)
    step.done_on = step.data["on_day"]
    application.answer(step.data["on_day"], statute.report_row(codes_of(reply)))
    start_later(step, application)


class PassOnForm(ActForm):
    """The application to take over."""

    reason_field = ""
    source = forms.ModelChoiceField(queryset=Application.objects.all())


@act(
    "applications.receive_passed_on",
    "接收转来的申请",
    on=Agency,
    creates=Application,
    asks=PassOnForm,
    cites=("OR-4(5)",),
    tells=(clerk_or_whoever_stands_in,),
)
def receive_passed_on(step: Step) -> Application:
    source: Application = step.data["source"]
    today = localdate(step.at)
    content = {name: getattr(source, name) for name in Application.CONTENT}
    application = new_application(step, content, channel=Channel.PASSED_ON, received_on=today)
    # The applicant looks it up with the query code of the first application.
    application.passed_on_from, application.code_hash = source, source.code_hash
    attribute(step, application).save()
    given = source.applicant
    Applicant.objects.create(
        application=application,
        identity_kind=given.identity_kind,
        agent_identity_kind=given.agent_identity_kind,
        **{name: getattr(given, name) for name in Applicant.personal_labels()},
    )
    for enclosure in source.enclosures.all():
        enclosure.pk, enclosure.application, enclosure.added_at = None, application, step.at
        enclosure.save(force_insert=True)
    start_clocks(step, application)
    return application


@act(
    "applications.abandon_reply",
    "作废这份答复",
    on=Reply,
    via="abandon",
    role=CLERK,
    asks=ReturnForm,
    cites=("OR-4",),
    weight="quiet",
)
def abandon_reply(step: Step) -> None:
    void_open_reviews(step, step.matter)
    step.matter.abandon()


@act("applications.void_reply", "申请已结，答复作废", on=Reply, via="abandon", cites=("OR-4",))
def void_reply(step: Step) -> None:
    void_open_reviews(step, step.matter)
    step.matter.abandon()


@act(
    "applications.report_refusal",
    "报告不予公开答复",
    on=Reply,
    states=(State.ISSUED,),
    role=Role.RECORDS_OFFICE,
    asks=ReportForm,
    cites=("PD-7(2)",),
    gates=[after_the_decision],
    meets=(REFUSAL_REPORT,),
    weight="quiet",
    waits_if=while_running(REFUSAL_REPORT),
    when=lambda reply: clocks.open_clock(reply, REFUSAL_REPORT) is not None,
)
def report_refusal(step: Step) -> None:
    """Report what the reply withholds, on what ground and why; not who applied."""
    reply: Reply = step.matter
    refused = [decision for decision in reply.decisions.all() if decision.kind.refuses]
    particulars = [("申请登记号", reply.application.number), ("答复文号", reply.document_number)]
    for decision in refused:
        particulars += [("决定", decision.kind.label), ("依据", decision.basis), ("理由", decision.reasons)]
    report_upward(step, what="对政府信息公开申请作出不予公开的答复", particulars=particulars)
