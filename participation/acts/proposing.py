"""A proposal from its receipt to the answer: passed on, studied, taken up or not (决策条例10, 11)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.timezone import localdate

from foundation.agencies.county import is_county_government
from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import agency_with, holders
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import reason_form
from foundation.casework.refusals import Invalid
from foundation.correspondence.numbering import next_serial
from foundation.deadlines import clocks
from participation import queries, statute
from participation.forms import proposal as asked
from participation.forms.submission import RevealForm, SetAsideForm, received_at
from participation.gates import says_nothing_personal
from participation.models import Consent, Decision, Proposal, Source
from participation.statute import Proposer
from participation.submissions import refuse_hidden, register, tell_sender

State = Proposal.State
DRAFTER, CLERK, HEAD, RECORDS = (
    Role.DRAFTER,
    Role.APPLICATIONS_CLERK,
    Role.DEPARTMENT_HEAD,
    Role.RECORDS_OFFICE,
)
COUNTY_LEADER = Role.COUNTY_LEADER
OFFICE = (CLERK, RECORDS)


def county_office() -> Agency | None:
    """The county government's office, to which proposals go; None where the county has named none."""
    return agency_with(AgencyFunction.COUNTY_OFFICE)


def at_the_office(proposal: Proposal) -> Iterable[Staff]:
    """Whoever passes proposals on; where the office has named nobody, the county's supervisors."""
    return holders(OFFICE, proposal.agency) or holders(Role.COUNTY_SUPERVISOR, None)


def who_studies(proposal: Proposal) -> Iterable[Staff]:
    """The drafters and heads of the agency that studies it."""
    return holders((DRAFTER, HEAD), proposal.studied_by) if proposal.studied_by else ()


@gate("决策条例10", "决策建议由县政府办公室受理")
def comes_to_the_office(step: Step) -> Objection | None:
    if not is_county_government(step.matter):
        return "决策建议向县政府提出，由县政府办公室受理。", "请交县政府办公室登记。"
    return None


def _received(step: Step, proposal: Proposal) -> Proposal:
    """Registered, with both promises running."""
    register(step, proposal)
    clocks.start(statute.PASSING_ON, proposal, at=step.at)
    clocks.start(statute.PROPOSAL, proposal, at=step.at)
    step.detail |= {"proposer": str(proposal.proposer)}
    return proposal


@act(
    "participation.submit_proposal",
    "提出决策建议",
    on=Agency,
    creates=Proposal,
    public=True,
    asks=asked.ProposeMatterForm,
    cites=("决策条例10",),
    gates=[comes_to_the_office],
    tells=(at_the_office,),
)
def submit_proposal(step: Step) -> Proposal:
    return _received(
        step,
        Proposal(
            agency=step.matter,
            proposer=step.data["proposer"],
            channel=Source.WEB,
            received_at=step.at.replace(microsecond=0),
        ),
    )


@act(
    "participation.record_proposal",
    "登记决策建议",
    on=Agency,
    creates=Proposal,
    role=OFFICE,
    asks=asked.RecordProposalForm,
    cites=("决策条例10",),
    gates=[comes_to_the_office],
    when=is_county_government,
)
def record_proposal(step: Step) -> Proposal:
    """A letter, a call, a visit, a deputy's suggestion on paper; number and query code are shown once, to be printed."""
    return _received(
        step,
        Proposal(
            agency=step.matter,
            proposer=step.data["proposer"],
            channel=step.data["channel"],
            received_at=received_at(step),
            recorded_by=step.staff,
        ),
    )


@act(
    "participation.propose_as_agency",
    "向县政府提出决策建议",
    on=Agency,
    creates=Proposal,
    role=DRAFTER,
    asks=asked.AgencyProposalForm,
    cites=("决策条例10",),
    gates=[says_nothing_personal],
    tells=(at_the_office,),
)
def propose_as_agency(step: Step) -> Proposal:
    """决策条例10(2): an agency proposes with its own study, and nobody else has to study it."""
    office, own = county_office(), step.matter
    if office is None:
        raise Invalid({"建议县政府决定什么事": ["县里还没有指定县政府办公室，请先由管理员在机构里登记。"]})
    proposal = Proposal(
        agency=office,
        proposer=Proposer.AGENCY,
        channel=Source.LETTER,
        received_at=step.at.replace(microsecond=0),
        recorded_by=step.staff,
        studied_by=own,
        studied_at=step.at,
        advice=Proposal.Advice.TAKE_UP,
        **{name: step.data[name] for name in ("problem", "necessity", "feasibility")},
    )
    step.data |= {"name": own.name, "contact": "", "consent": Consent.ANONYMOUS}
    made = _received(step, proposal)
    step.shown.clear()  # an agency follows it at the desk
    return made


# At the county government's office


@gate("决策条例10", "没有附论证的，交有关单位研究论证")
def has_a_study(step: Step) -> Objection | None:
    if not step.matter.studied:
        return "这件建议没有附研究论证。", "请转有关单位研究论证。"
    return None


@act(
    "participation.refer_proposal",
    "交有关单位研究论证",
    on=Proposal,
    via="refer",
    role=OFFICE,
    asks=asked.ReferForm,
    cites=("决策条例10",),
    meets=(statute.PASSING_ON,),
    tells=(who_studies,),
    weight="primary",
)
def refer_proposal(step: Step) -> None:
    """Somebody has looked at the words: from now on everybody reads what may be read of them."""
    proposal: Proposal = step.matter
    to = Agency.objects.public().get(code=step.data["to"])
    _show(step)
    proposal.refer(to)
    step.detail |= {"to": to.code, "to_name": to.name}


def _show(step: Step) -> None:
    """What everybody reads of a proposal, as it was entered."""
    proposal: Proposal = step.matter
    if proposal.published:
        title, shown = step.data["shown_title"], step.data["shown"]
        refuse_hidden(proposal, {"公布的文字": f"{title}\n{shown}"}, "公布的文字", shown="")
        proposal.shown_title, proposal.shown = title, shown


@act(
    "participation.lay_before",
    "报县政府领导决定",
    on=Proposal,
    via="lay_before",
    role=OFFICE,
    asks=asked.TitledForm,
    cites=("决策条例10",),
    gates=[has_a_study],
    meets=(statute.PASSING_ON,),
    tells=(COUNTY_LEADER,),
    when=lambda proposal: proposal.studied,
    queue=(State.RECEIVED,),
)
def lay_before(step: Step) -> None:
    """What an agency proposed with its own study."""
    _show(step)
    step.matter.lay_before()


@act(
    "participation.set_aside_proposal",
    "不予处理",
    on=Proposal,
    via="set_aside",
    role=OFFICE,
    asks=SetAsideForm,
    cites=("决策条例10",),
    gates=[says_nothing_personal],
    weight="quiet",
)
def set_aside_proposal(step: Step) -> None:
    """It is kept, and its sender reads why."""
    form: SetAsideForm = step.form  # type: ignore[assignment]
    refuse_hidden(step.matter, {"说明": step.data["reason"]}, "说明")
    step.detail |= {"ground": step.data["ground"]}
    step.matter.set_aside(form.said, step.data["ground"])
    for limit in (statute.PASSING_ON, statute.PROPOSAL):
        clocks.cancel(limit, step.matter, at=step.at)
    tell_sender(step.matter, "您提出的决策建议有了答复", step.at, "set_aside")


@act(
    "participation.hide_in_proposal",
    "隐去决策建议里的文字",
    on=Proposal,
    states=Proposal.SHOWN,
    role={state: (DRAFTER,) if state == State.STUDYING else OFFICE for state in Proposal.SHOWN},
    asks=asked.HideProposalForm,
    cites=("决策条例10",),
    weight="quiet",
    when=lambda proposal: proposal.published,
)
def hide_in_proposal(step: Step) -> None:
    """The words that were said stay as they are; the answer must not repeat what is hidden now."""
    if not step.matter.published:
        raise Invalid({"公布的文字": ["提建议的人不同意公布内容，没有公布的文字。"]})
    if step.matter.answer:
        refuse_hidden(step.matter, {"答复": step.matter.answer}, "公布的文字", shown=step.data["shown"])
    _show(step)
    if step.matter.state in Proposal.ANSWERED:
        _enter(step.matter)


@act(
    "participation.reveal_proposal",
    "查看提建议的人和附件",
    on=Proposal,
    states=tuple(state for state in State if state != State.WITHDRAWN),
    role={state: (DRAFTER,) if state == State.STUDYING else OFFICE for state in State},
    asks=RevealForm,
    cites=("决策条例10",),
    weight="quiet",
    when=lambda proposal: bool(proposal.name or proposal.contact or proposal.enclosures.exists()),
)
def reveal_proposal(step: Step) -> None:
    """Leave the ledger line that opens name, contact and files to this person for the day (`submissions.revealed`)."""


# In the agency that studies it


@act(
    "participation.send_back_proposal",
    "不归本单位，退回",
    on=Proposal,
    via="send_back",
    role={State.STUDYING: (DRAFTER, HEAD)},
    asks=reason_form("为什么不归本单位", max_length=300, help_text="写明归哪个单位；不写个人信息。"),
    cites=("决策条例10",),
    gates=[says_nothing_personal],
    tells=(at_the_office,),
    returns=True,
)
def send_back_proposal(step: Step) -> None:
    step.matter.send_back()


@act(
    "participation.study_proposal",
    "提交研究论证",
    on=Proposal,
    via="study",
    role={State.STUDYING: (DRAFTER, HEAD)},
    asks=asked.StudyForm,
    cites=("决策条例10",),
    tells=(COUNTY_LEADER, at_the_office),
    weight="primary",
)
def study_proposal(step: Step) -> None:
    proposal: Proposal = step.matter
    for name in ("problem", "necessity", "feasibility", "advice"):
        setattr(proposal, name, step.data[name])
    proposal.study(step.at)
    step.detail = {"advice": proposal.advice}


# The county's leader


@act(
    "participation.return_study",
    "退回补充论证",
    on=Proposal,
    via="return_study",
    role=COUNTY_LEADER,
    asks=reason_form("要补充什么", max_length=500),
    cites=("决策条例10",),
    gates=[says_nothing_personal],
    tells=(who_studies,),
    returns=True,
)
def return_study(step: Step) -> None:
    step.matter.return_study()


def _answer(step: Step) -> None:
    """The answer of the leader, which names nobody and repeats nothing hidden."""
    proposal: Proposal = step.matter
    refuse_hidden(proposal, {"答复": step.data["answer"]}, step.form["answer"].label)  # type: ignore[index, arg-type]
    proposal.answer, proposal.answered_by = step.data["answer"], step.staff
    told = tell_sender(proposal, "您提出的决策建议有了答复", step.at, "answer")
    step.detail |= {"told": told}


def _enter(proposal: Proposal) -> None:
    """What everybody may read of an answered proposal is found by searching."""
    if proposal.published:
        queries.proposals.enter(proposal)


@act(
    "participation.take_up_proposal",
    "采纳，作为决策事项",
    on=Proposal,
    via="take_up",
    role=COUNTY_LEADER,
    asks=asked.TakeUpForm,
    cites=("决策条例10", "决策条例11"),
    gates=[says_nothing_personal],
    not_by=Apart("决策条例10", ("participation.study_proposal", "participation.propose_as_agency")),
    meets=(statute.PROPOSAL,),
    tells=(at_the_office, who_studies),
    weight="primary",
)
def take_up_proposal(step: Step) -> None:
    """It becomes a decision of the agency in charge, which works it out, or belongs to one that there is."""
    proposal, data = step.matter, step.data
    _answer(step)
    decision: Decision | None = data["decision"]
    if decision is None:
        in_charge = Agency.objects.public().get(code=data["in_charge"])
        decision = step.also("participation.begin_decision", in_charge, title=data["title"]).matter
    proposal.take_up(decision, step.at)
    _enter(proposal)
    step.detail |= {"decision": decision.ref, "number": decision.number}


@act(
    "participation.begin_decision",
    "由决策建议立项",
    on=Agency,
    creates=Decision,
    asks=asked.BeginForm,
    cites=("决策条例11",),
    tells=(DRAFTER, HEAD),
)
def begin_decision(step: Step) -> Decision:
    """A decision with nothing but its name: the drafter works it out before the leader starts it."""
    year = localdate(step.at).year
    decision = Decision(
        agency=step.matter,
        created_at=step.at,
        number=f"J{year}-{next_serial('participation', year):03d}",
        year=year,
        title=step.data["title"],
    )
    attribute(step, decision).save()
    return decision


@act(
    "participation.decline_proposal",
    "不采纳，说明理由",
    on=Proposal,
    via="decline",
    role=COUNTY_LEADER,
    asks=asked.DeclineForm,
    cites=("决策条例10",),
    gates=[says_nothing_personal],
    not_by=Apart("决策条例10", ("participation.study_proposal", "participation.propose_as_agency")),
    meets=(statute.PROPOSAL,),
    tells=(at_the_office, who_studies),
    queue=(State.STUDIED,),
)
def decline_proposal(step: Step) -> None:
    _answer(step)
    step.matter.decline(step.at)
    _enter(step.matter)


# Whoever proposed it


@act(
    "participation.withdraw_proposal",
    "撤回决策建议",
    on=Proposal,
    via="withdraw",
    public=True,
    cites=("决策条例10",),
    tells=(at_the_office, who_studies),
)
def withdraw_proposal(step: Step) -> None:
    """Until it is answered; it is kept at the desk for its term, and nobody outside reads of it."""
    step.matter.withdraw()
    for limit in (statute.PASSING_ON, statute.PROPOSAL):
        clocks.cancel(limit, step.matter, at=step.at)


# Retention


@act(
    "participation.erase_proposal",
    "到期清除提建议的人的信息",
    on=Proposal,
    states=(*Proposal.ANSWERED, State.SET_ASIDE, State.WITHDRAWN),
    cites=("OR-3",),
)
def erase_proposal(step: Step) -> None:
    step.matter.erase(step.at)
