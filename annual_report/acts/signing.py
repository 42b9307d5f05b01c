"""Decide on a report that was handed in: the secrecy review, the head of the disclosure office, the leader."""

from __future__ import annotations

from collections.abc import Iterable

from annual_report import forms
from annual_report.acts.compiling import CLERK
from annual_report.gates import COMPILING, COMPLETE, approved
from annual_report.layout import TABLES, TEXTS
from annual_report.models import AnnualReport, Comment, Signature
from annual_report.paragraphs import paragraphs
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, gate
from foundation.casework.refusals import Invalid
from secrecy_review.models import Review
from secrecy_review.review_acts import REVIEWING, OpinionAct, declare_review_acts, void

State = AnnualReport.State
HEAD = Role.DISCLOSURE_HEAD
#: Who decides on a report in each state.
DECIDING: dict[str, tuple[Role, ...]] = {
    State.UNDER_REVIEW: (Role.SECRECY_REVIEWER,),
    State.CHECKING: (HEAD,),
    State.WITH_LEADER: (Role.LEADER, HEAD),
    State.WITH_COUNTY_LEADER: (Role.COUNTY_LEADER, HEAD),
}

declare_review_acts(
    AnnualReport,
    during=State.UNDER_REVIEW,
    strike=("annual_report.strike", "按审查意见删改"),
    disclose=OpinionAct("annual_report.pass_review", "保密审查通过", via=("pass_review",), tells=(HEAD,)),
    exempt=OpinionAct(
        "annual_report.fail_review", "保密审查意见为免予公开", via=("fail_review",), tells=(CLERK,)
    ),
    needed=(*TEXTS, "change_note"),
    makers=COMPILING,
    apart="编制年度报告的人不得审查它",
)


def signatories(report: AnnualReport) -> Iterable[Staff]:
    """List who signs after the head's check: the agency's leaders or the county's."""
    return holders(Role.COUNTY_LEADER if report.is_county else Role.LEADER, report.agency)


@act(
    "annual_report.approve",
    "审核通过",
    on=AnnualReport,
    via=("go_to_leader", "go_to_county_leader"),
    role=HEAD,
    asks=forms.SignForm,
    cites=("PD-9(3)", "PD-3(4)"),
    gates=[approved, *COMPLETE],
    not_by=Apart("SR-6(2)", COMPILING),
    tells=(signatories,),
    weight="primary",
)
def approve(step: Step) -> None:
    report: AnnualReport = step.matter
    _sign(step, Signature.Capacity.HEAD)
    if report.is_county:
        report.go_to_county_leader()
    else:
        report.go_to_leader()


@act(
    "annual_report.sign",
    "签发",
    on=AnnualReport,
    via="sign",
    role={State.WITH_LEADER: (Role.LEADER,), State.WITH_COUNTY_LEADER: (Role.COUNTY_LEADER,)},
    asks=forms.SignForm,
    cites=("PD-9(3)", "条例49", "SR-6(2)"),
    gates=[approved, *COMPLETE],
    not_by=Apart("SR-6(2)", (*COMPILING, "annual_report.approve", *REVIEWING)),
    tells=(CLERK, HEAD),
    weight="primary",
)
def sign(step: Step) -> None:
    report: AnnualReport = step.matter
    _sign(step, Signature.Capacity.COUNTY_LEADER if report.is_county else Signature.Capacity.LEADER)
    report.sign(step.at)


def _sign(step: Step, capacity: Signature.Capacity) -> None:
    report: AnnualReport = step.matter
    assert step.actor.staff_id is not None, "only people sign"
    Signature.objects.create(
        report=report,
        capacity=capacity,
        digest=report.digest,
        round=report.round,
        signer_id=step.actor.staff_id,
        signer_name=step.actor.name,
        remark=step.reason,
        at=step.at,
    )
    step.detail = {"capacity": capacity.value}


@gate("PD-9(3)", "由签发的一级撤回")
def unsigned_by_its_level(step: Step) -> Objection | None:
    report: AnnualReport = step.matter
    if report.is_county and not step.actor.has(Role.COUNTY_LEADER, report.agency):
        return "这份报告由县政府领导签发，您不能撤回。", "请报县政府领导办理。"
    return None


@act(
    "annual_report.unsign",
    "撤回签发",
    on=AnnualReport,
    via="unsign",
    role={State.SIGNED: (Role.LEADER, Role.COUNTY_LEADER)},
    asks=forms.ReasonForm,
    cites=("PD-9(3)",),
    gates=[unsigned_by_its_level],
    tells=(CLERK, HEAD),
    weight="quiet",
    returns=True,
)
def unsign(step: Step) -> None:
    """Take the signature back before publication; the report is then handed in, reviewed and signed again."""
    step.matter.unsign()


@act(
    "annual_report.send_back",
    "退回修改",
    on=AnnualReport,
    via="send_back",
    role=DECIDING,
    asks=forms.ReasonForm,
    cites=("PD-9(3)",),
    tells=(CLERK, HEAD),
    weight="secondary",
    returns=True,
)
def send_back(step: Step) -> None:
    void(step, Review.objects.of(step.matter).open(), "年度报告已退回")
    step.matter.send_back()


@act(
    "annual_report.comment",
    "批注",
    on=AnnualReport,
    states=AnnualReport.UNDER_DECISION,
    role=DECIDING,
    asks=forms.CommentForm,
    cites=("PD-9(3)",),
    tells=(CLERK,),
    weight="quiet",
)
def comment(step: Step) -> None:
    report: AnnualReport = step.matter
    assert step.actor.staff_id is not None, "only people remark"
    place, n = step.data["place"], step.data["paragraph"] or 0
    texts = [] if place in TABLES else paragraphs(getattr(report, place))
    if n > len(texts):
        raise Invalid({"第几段": ["没有这一段。"]})
    Comment.objects.create(
        report=report,
        place=place,
        paragraph=n,
        quote=texts[n - 1] if n else "",
        text=step.data["text"],
        by_id=step.actor.staff_id,
        by_name=step.actor.name,
        at=step.at,
    )
    step.detail = {"place": place, "paragraph": n}


@act(
    "annual_report.settle_comment",
    "批注已处理",
    on=AnnualReport,
    states=AnnualReport.UNSIGNED,
    role={state: (CLERK,) if state == State.COMPILING else (HEAD,) for state in AnnualReport.UNSIGNED},
    asks=forms.SettleForm,
    cites=("PD-9(3)",),
    weight="quiet",
    when=lambda report: report.comments.filter(settled_at=None).exists(),
)
def settle_comment(step: Step) -> None:
    found: Comment = step.data["comment"]
    found.settled_at, found.settled_as = step.at, step.reason
    found.save(update_fields=["settled_at", "settled_as"])
    step.detail = {"comment": found.pk}
