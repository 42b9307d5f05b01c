"""Decide on a document: recheck, secrecy review, signatures, report of a refusal, new determination (SR-6(2), PD-7)."""

from __future__ import annotations

from django.db.models import Exists, Model, OuterRef, Q

from disclosure import forms
from disclosure.audiences import drafter, superior
from disclosure.correspondence import after_the_decision, report_upward
from disclosure.gates import (
    CONFORMS,
    DRAFTING,
    WRITING,
    approved,
    declassification_confirmed,
    figures_complete,
    formation_known,
    guide_complete,
    nothing_leaks,
    reviewed,
    same_text,
    something_to_publish,
)
from disclosure.models import Attribute, Document, Signature
from disclosure.statute import REFUSAL_REPORT
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, gate
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks
from secrecy_review.models import Review
from secrecy_review.review_acts import REVIEWING, OpinionAct, declare_review_acts, void

# The records office

State = Document.State


@act(
    "disclosure.recheck",
    "复核通过",
    on=Document,
    via="recheck",
    role=Role.RECORDS_OFFICE,
    asks=forms.RemarkForm,
    cites=("SR-6(2)",),
    gates=[*CONFORMS, formation_known, something_to_publish, figures_complete, nothing_leaks, guide_complete],
    not_by=Apart("SR-6(2)", WRITING),
    weight="primary",
)
def recheck(step: Step) -> None:
    step.matter.recheck()


@act(
    "disclosure.return_to_drafter",
    "退回拟稿人",
    on=Document,
    via="send_back",
    role={
        State.RECHECK: (Role.RECORDS_OFFICE,),
        State.RECHECKED: (Role.RECORDS_OFFICE,),
        State.REVIEW: (Role.SECRECY_REVIEWER, Role.RECORDS_OFFICE),
        State.SIGNING: (Role.DEPARTMENT_HEAD, Role.RECORDS_OFFICE),
        State.COUNTERSIGNING: (Role.LEADER, Role.RECORDS_OFFICE),
        State.DETERMINED: (Role.RECORDS_OFFICE,),
    },
    asks=forms.ReasonForm,
    cites=("SR-6(2)",),
    tells=(drafter,),
    returns=True,
)
def return_to_drafter(step: Step) -> None:
    void(step, Review.objects.of(step.matter).open(), "文稿已退回拟稿人")
    step.matter.send_back()


# After the secrecy review


def _onward(document: Document, *, fits: bool) -> str:
    """Choose the transition: to the signatories when the opinion fits the proposed attribute, else back to the drafter."""
    if not fits:
        return "decline"
    return "go_to_head" if document.sign_levels > 1 else "go_to_leader"


_ONWARD = ("go_to_head", "go_to_leader", "decline")

declare_review_acts(
    Document,
    during=State.REVIEW,
    requested=("disclosure.enter_review", "进入保密审查"),
    strike=("disclosure.strike", "按审查意见删改"),
    disclose=OpinionAct(
        "disclosure.conclude_review",
        "保密审查通过",
        via=_ONWARD,
        tells=(drafter, Role.DEPARTMENT_HEAD, Role.LEADER),
        choose=lambda document: _onward(document, fits=document.attribute != Attribute.WITHHELD),
    ),
    exempt=OpinionAct(
        "disclosure.take_exemption",
        "保密审查意见为免予公开",
        via=_ONWARD,
        tells=(drafter, Role.RECORDS_OFFICE),
        choose=lambda document: _onward(document, fits=not document.goes_public),
    ),
    needed=("title", "body"),
    makers=DRAFTING,
    apart="拟稿人不得审查自己的文稿",
)


def _unconfirmed(model: type[Model]) -> Q:
    """The condition of a declassified text that the secrecy office has not confirmed, or not as it stands now."""
    confirmed = Signature.objects.filter(
        document=OuterRef("pk"), capacity=Signature.Capacity.SECRECY_OFFICE, digest=OuterRef("digest")
    )
    return Q(attribute=Attribute.DECLASSIFIED) & ~Q(Exists(confirmed))


@act(
    "disclosure.confirm_declassification",
    "确认脱密结果",
    on=Document,
    states=(State.RECHECKED, State.REVIEW, State.SIGNING, State.COUNTERSIGNING),
    role=Role.SECRECY_OFFICE,
    asks=forms.ConfirmForm,
    cites=("SR-7(2)",),
    gates=[nothing_leaks],
    not_by=Apart("SR-6(2)", DRAFTING),
    waits_if=_unconfirmed,
    when=lambda document: document.attribute == Attribute.DECLASSIFIED,
)
def confirm_declassification(step: Step) -> None:
    if step.matter.attribute != Attribute.DECLASSIFIED:
        raise Invalid({"公开属性": ["只有“脱密后公开”的文稿需要确认脱密结果。"]})
    step.detail = {"marks": len(step.data.get("marks", ()))}
    _sign(step, Signature.Capacity.SECRECY_OFFICE)


# Signing


@gate("SR-6(2)", "两级签发由两人办理")
def signed_by_two(step: Step) -> Objection | None:
    document, levels = step.matter, Signature.Capacity
    other = levels.LEADER if document.state == State.SIGNING else levels.DEPARTMENT_HEAD
    by_me = document.valid_signatures().filter(step.actor.same_person("signer"))
    if by_me.filter(capacity=other).exists():
        return "您已签发过这一文本。", "另一级签发请由另一位负责人办理。"
    return None


@act(
    "disclosure.sign",
    "签发",
    on=Document,
    via=("sign_as_head", "determine_public", "determine_withheld", "determine_on_request"),
    role={State.SIGNING: (Role.DEPARTMENT_HEAD,), State.COUNTERSIGNING: (Role.LEADER,)},
    asks=forms.RemarkForm,
    cites=("SR-6(2)",),
    gates=[
        something_to_publish,
        figures_complete,
        reviewed,
        same_text,
        approved,
        declassification_confirmed,
        signed_by_two,
    ],
    not_by=Apart("SR-6(2)", (*DRAFTING, *REVIEWING)),
    tells=(drafter, Role.RECORDS_OFFICE, Role.LEADER),
    weight="primary",
)
def sign(step: Step) -> None:
    document: Document = step.matter
    if document.state == State.SIGNING:
        _sign(step, Signature.Capacity.DEPARTMENT_HEAD)
        document.sign_as_head()
        return
    _sign(step, Signature.Capacity.LEADER)
    if document.goes_public:
        document.determine_public()
    elif document.attribute == Attribute.WITHHELD:
        document.determine_withheld()
        clocks.start(REFUSAL_REPORT, document, at=step.at)
    else:
        document.determine_on_request()


def _sign(step: Step, capacity: Signature.Capacity) -> None:
    document: Document = step.matter
    assert step.actor.staff_id is not None, "only people sign"
    if document.valid_signatures().filter(capacity=capacity).exists():
        return  # the text came back unchanged, and the signature under it is still valid
    Signature.objects.create(
        document=document,
        capacity=capacity,
        digest=document.digest,
        genre=document.genre,
        signer_id=step.actor.staff_id,
        signer_name=step.actor.name,
        remark=step.reason,
        at=step.at,
    )
    step.detail = {"capacity": capacity.value}


@act(
    "disclosure.report_refusal",
    "报告不予公开决定",
    on=Document,
    via="report",
    role=Role.RECORDS_OFFICE,
    asks=forms.ReportForm,
    cites=("PD-7(2)",),
    gates=[after_the_decision],
    meets=(REFUSAL_REPORT,),
    tells=(superior,),
    weight="primary",
)
def report_refusal(step: Step) -> None:
    document: Document = step.matter
    particulars = (
        ("信息名称", document.title),
        ("文号", document.document_number),
        ("形成日期", f"{document.formed_on:%Y-%m-%d}" if document.formed_on else ""),
        ("依据", document.get_ground_display()),
        ("理由", document.attribute_reason),
    )
    report_upward(step, what="决定对以下政府信息不予公开", particulars=particulars)
    document.report(step.data["report_number"], step.data["reported_on"])


@act(
    "disclosure.redetermine",
    "重新认定公开属性",
    on=Document,
    via="redetermine",
    role=Role.RECORDS_OFFICE,
    asks=forms.ReasonForm,
    cites=("PD-7(3)",),
    tells=(drafter,),
    returns=True,
)
def redetermine(step: Step) -> None:
    step.matter.redetermine()
