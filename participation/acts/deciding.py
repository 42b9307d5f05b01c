"""A decision from its proposal to its announcement, and the gate on the document that decides."""

from __future__ import annotations

from django.db.models import Q
from django.utils.timezone import localdate

from disclosure.models import Document
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, extend, gate
from foundation.casework.refusals import Invalid
from foundation.correspondence.numbering import next_serial
from participation import forms, queries
from participation.forms.drafts import StartForm
from participation.forms.examining import AnnounceForm
from participation.gates import (
    came_of_no_proposal,
    carried_everywhere,
    fed_back_before,
    named_too_late,
    no_meeting_open,
    no_poll_under_way,
    not_replaced,
    not_under_legal_review,
    nothing_open,
    party_informed,
    says_nothing_personal,
    traits_stay,
    ways_fit,
)
from participation.models import Decision

State = Decision.State
DRAFTER, HEAD, LEADER, RECORDS = Role.DRAFTER, Role.DEPARTMENT_HEAD, Role.LEADER, Role.RECORDS_OFFICE


@act(
    "participation.propose",
    "拟定重大决策事项",
    on=Agency,
    creates=Decision,
    role=DRAFTER,
    asks=forms.ProposeForm,
    cites=("PP-3",),
    gates=[says_nothing_personal],
    tells=(HEAD,),
)
def propose(step: Step) -> Decision:
    year = localdate(step.at).year
    decision = Decision(
        agency=step.matter,
        created_at=step.at,
        number=f"J{year}-{next_serial('participation', year):03d}",
        drafter=step.staff,
        **step.data,
    )
    attribute(step, decision).save()
    return decision


@act(
    "participation.edit_decision",
    "修改决策事项",
    on=Decision,
    states=(State.PROPOSED, State.STARTED, State.SUMMARISING),
    role=DRAFTER,
    asks=forms.DecisionForm,
    cites=("PP-3",),
    gates=[says_nothing_personal, traits_stay],
    queue=(State.PROPOSED,),
    waits_if=lambda model: Q(ways=[]),  # what a proposal became is still to be worked out
)
def edit_decision(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)
    if step.matter.started_at:
        queries.index.enter(step.matter)


@act(
    "participation.start",
    "启动决策程序",
    on=Decision,
    via="start",
    role=LEADER,
    asks=StartForm,
    cites=("PP-3", "决策条例10"),
    gates=[ways_fit, says_nothing_personal],
    tells=(DRAFTER, HEAD),
    weight="primary",
)
def start(step: Step) -> None:
    """It enters the year's catalogue, which everybody reads, with who at the county decided so."""
    step.matter.start(step.at, step.data["approved_on"], step.data["approved_by"])
    queries.index.enter(step.matter)


@act("participation.consult", "开始征求意见", on=Decision, via="consult", cites=("PP-7",))
def consult(step: Step) -> None:
    step.matter.consult()


@act(
    "participation.summarise", "征求意见结束", on=Decision, via="summarise", cites=("PP-4",), tells=(DRAFTER,)
)
def summarise(step: Step) -> None:
    step.matter.summarise()


@act(
    "participation.name_document",
    "关联作出决策的公文",
    on=Decision,
    states=(State.STARTED, State.CONSULTING, State.SUMMARISING, State.SUBMITTED, State.DECIDED),
    role=DRAFTER,
    asks=forms.DocumentForm,
    cites=("PP-4",),
    gates=[not_replaced],
    queue=(State.DECIDED,),
    waits_if=lambda model: Q(document=None),
)
def name_document(step: Step) -> None:
    if late := named_too_late(step.matter, step.data["document"]):
        raise Invalid({"作出决策的公文": [late]})
    step.matter.document = step.data["document"]
    step.detail = {"document": step.data["document"].ref}


@gate("PP-4", "作出决策的公文已经发布")
def document_published(step: Step) -> Objection | None:
    document = step.matter.document
    if document is None:
        return "还没有关联作出决策的公文。", "请由拟稿人关联公文。"
    if not step.matter.versions.filter(state=Document.State.PUBLISHED).exists():
        return f"公文“{document.title}”还没有发布，或者已经撤下。", "请先发布公文。"
    return None


@act(
    "participation.announce",
    "登记决策已公布",
    on=Decision,
    via="announce",
    role=RECORDS,
    asks=AnnounceForm,
    cites=("决策条例32", "PP-4"),
    gates=[document_published, fed_back_before, party_informed, says_nothing_personal],
    tells=(DRAFTER,),
    weight="primary",
)
def announce(step: Step) -> None:
    step.matter.announce(step.at, step.data["gazette"], step.data["newspaper"])


@act(
    "participation.drop",
    "终止",
    on=Decision,
    via="drop",
    role=LEADER,
    asks=forms.reason_form("终止的原因", max_length=500, help_text="已经启动的，人人看得到。"),
    cites=("PP-3",),
    gates=[
        came_of_no_proposal,
        nothing_open,
        no_meeting_open,
        no_poll_under_way,
        not_under_legal_review,
        says_nothing_personal,
    ],
    tells=(DRAFTER,),
    weight="quiet",
)
def drop(step: Step) -> None:
    """What the county took up of a proposal is not dropped unseen: once it was started everybody reads why."""
    step.matter.drop(step.reason)
    step.matter.document = None  # it decides nothing, and nothing holds it


extend("disclosure.publish", carried_everywhere)
