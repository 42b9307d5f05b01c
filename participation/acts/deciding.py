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
from participation.gates import (
    all_answered,
    carried_everywhere,
    consulted,
    fed_back_before,
    named_too_late,
    no_meeting_open,
    not_replaced,
    says_nothing_personal,
    ways_fit,
    ways_recorded,
)
from participation.models import Decision
from participation.statement import statement

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
    gates=[says_nothing_personal],
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
    asks=forms.RemarkForm,
    cites=("PP-3",),
    gates=[ways_fit],
    tells=(DRAFTER, HEAD),
    weight="primary",
)
def start(step: Step) -> None:
    """It enters the year's catalogue, which everybody reads."""
    step.matter.start(step.at)
    queries.index.enter(step.matter)


@act("participation.consult", "开始征求意见", on=Decision, via="consult", cites=("PP-7",))
def consult(step: Step) -> None:
    step.matter.consult()


@act(
    "participation.summarise", "征求意见结束", on=Decision, via="summarise", cites=("PP-4",), tells=(DRAFTER,)
)
def summarise(step: Step) -> None:
    step.matter.summarise()


@gate("PP-4", "没有正在征求的意见")
def nothing_open(step: Step) -> Objection | None:
    unfinished = ("drafting", "under_review", "ready", "open")
    if step.matter.calls.filter(state__in=unfinished).exists():
        return "还有一份征求意见稿没有办完。", "请等截止以后再提请，或者先放弃那一份。"
    return None


@act(
    "participation.submit",
    "提请审议",
    on=Decision,
    via="submit",
    role=HEAD,
    asks=forms.RemarkForm,
    cites=("PP-4",),
    gates=[ways_fit, ways_recorded, nothing_open, no_meeting_open, consulted, all_answered],
    tells=(LEADER, DRAFTER),
    weight="primary",
    queue=(State.SUMMARISING,),
)
def submit(step: Step) -> None:
    """The statement on participation is written by the portal from what is there, and goes with it."""
    step.matter.submit(step.at, statement(step.matter))


@act(
    "participation.decide",
    "登记审议通过",
    on=Decision,
    via="decide",
    role=LEADER,
    asks=forms.OutcomeForm,
    cites=("PP-4",),
    gates=[says_nothing_personal],
    tells=(DRAFTER, RECORDS),
    weight="primary",
)
def decide(step: Step) -> None:
    step.matter.decide(step.data["decided_on"], step.data["outcome"])


@act(
    "participation.refuse",
    "登记不予决定",
    on=Decision,
    via="refuse",
    role=LEADER,
    asks=forms.OutcomeForm,
    cites=("PP-4",),
    gates=[says_nothing_personal],
    tells=(DRAFTER, RECORDS),
)
def refuse(step: Step) -> None:
    step.matter.refuse(step.data["decided_on"], step.data["outcome"])
    step.matter.document = None  # it decides nothing, and nothing holds it


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
    asks=forms.RemarkForm,
    cites=("PP-4",),
    gates=[document_published, fed_back_before],
    tells=(DRAFTER,),
    weight="primary",
)
def announce(step: Step) -> None:
    step.matter.announce(step.at)


@act(
    "participation.drop",
    "终止",
    on=Decision,
    via="drop",
    role=LEADER,
    asks=forms.reason_form("终止的原因", max_length=500, help_text="已经启动的，人人看得到。"),
    cites=("PP-3",),
    gates=[nothing_open, no_meeting_open, says_nothing_personal],
    tells=(DRAFTER,),
    weight="quiet",
)
def drop(step: Step) -> None:
    step.matter.drop(step.reason)
    step.matter.document = None  # it decides nothing, and nothing holds it


extend("disclosure.publish", carried_everywhere)
