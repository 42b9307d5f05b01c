"""Clues: taken on, looked into, led to a case or to none, handed up where they are about the commission's own (AC-3, AC-5)."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils.timezone import localdate

from accountability import clues, forms
from accountability.acts.reports import first_members, of_the_commission
from accountability.audiences import leading, whole_team
from accountability.gates import BY_CLERK, BY_CLERK_OR_LEADER, BY_LEADER, not_of_ourselves
from accountability.models import Case
from accountability.numbering import case_number
from accountability.papers import filing_paper
from accountability.statute import CLERK, LEADER, VERIFY, EndedHow, Source
from accountability.tasks import render_letters
from foundation.agencies.models import Agency
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.deadlines import clocks
from foundation.privacy.keys import fingerprint
from foundation.worker import soon

State = Case.State


@act(
    "accountability.take_clue",
    "收下责任追究线索",
    on=Agency,
    creates=Case,
    role=(CLERK,),
    asks=forms.TakeForm,
    cites=("AC-3", "AC-5"),
    gates=[of_the_commission],
    tells=(leading,),
)
def take_clue(step: Step) -> Case:
    """It is taken on with what the portal tells of the matter at this moment."""
    candidate = step.form.candidate  # type: ignore[union-attr]
    evidence, digest = clues.as_it_stands(candidate) if candidate else ("", "")
    case = Case(
        agency=step.matter,
        created_at=step.at,
        number=case_number(localdate(step.at)),
        item=step.data["item"],
        source=candidate.source if candidate else Source.OTHER,
        source_ref=candidate.ref if candidate else "",
        evidence=evidence,
        evidence_digest=digest,
        unit=candidate.agency if candidate else step.data["unit"],
        clue=step.data["clue"],
    )
    attribute(step, case).save()
    first_members(step, case)
    clocks.start(VERIFY, case, at=step.at)
    return case


@act(
    "accountability.verify",
    "开始初步核实",
    on=Case,
    via="verify",
    role=(CLERK,),
    asks=forms.PlainForm,
    cites=("AC-7",),
    gates=[BY_CLERK, not_of_ourselves],
    weight="primary",
    tells=(leading,),
)
def verify(step: Step) -> None:
    step.matter.verify()


@act(
    "accountability.drop_clue",
    "了结线索，不予立案",
    on=Case,
    via="drop",
    role=(LEADER,),
    asks=forms.DropForm,
    cites=("AC-3",),
    gates=[BY_LEADER, not_of_ourselves],
    meets=(VERIFY,),
    tells=(whole_team,),
    weight="quiet",
)
def drop_clue(step: Step) -> None:
    step.matter.drop(step.at, step.data["how"], step.data["because"])


def same_act(case: Case, subject: str, person: str, day: object) -> str:
    """The digest by which the same act of the same subject is known again, and by which nobody else is."""
    what = f"{case.source_ref}|{case.item}|{day}"
    who = person if subject != "unit" else ""
    return fingerprint(f"{case.unit_id}|{subject == 'unit'}|{who}|{what}", "accountability.same_act")


@gate("AC-7", "同一行为没有追究过", on_entry=True)
def never_twice(step: Step) -> Objection | None:
    key = same_act(step.matter, step.data["subject"], step.data["person"], step.data["happened_on"])
    again = Case.objects.filter(agency=step.matter.agency, same_act=key).exclude(state=State.WITHDRAWN)
    if again.exclude(pk=step.matter.pk).exists():
        return (
            "对这个对象的同一行为，本机关已经立案，同一行为不得重复追究（政务处分法第十六条）。",
            "请了结这条线索；有新的行为的，按新的行为立案。",
        )
    return None


@gate("AC-7", "被追究的人不参加办理", on_entry=True)
def not_one_of_the_team(step: Step) -> Objection | None:
    account = step.data["account"]
    if account is None:
        return None
    for member in step.matter.members.filter(until_at=None).select_related("staff"):
        same = member.staff.person and member.staff.person == account.person
        if member.staff_id == account.pk or same:
            return "被追究的人在办案人员里。", "请先让本人回避，再立案。"
    return None


@act(
    "accountability.file",
    "立案",
    on=Case,
    via="file",
    role=(LEADER,),
    asks=forms.FileForm,
    cites=("AC-3", "AC-5", "AC-7"),
    gates=[BY_LEADER, not_of_ourselves, never_twice, not_one_of_the_team],
    meets=(VERIFY,),
    weight="primary",
    tells=(whole_team,),
    writes=True,
)
def file(step: Step) -> None:
    """A case is opened against one subject, for one act."""
    case: Case = step.matter
    data = step.data
    case.subject, case.post, case.facts = data["subject"], data["post"], data["facts"]
    case.person = "" if data["subject"] == "unit" else data["person"]
    case.account, case.happened_on = data["account"], data["happened_on"]
    case.same_act = same_act(case, case.subject, case.person, case.happened_on)
    case.file(step.at)
    filing_paper(case, step.at)
    soon(render_letters)


@gate("AC-3", "涉及纪委监委自己的")
def of_ourselves(step: Step) -> Objection | None:
    case = step.matter
    own = case.unit_id == case.agency_id or (case.account and case.account.agency_id == case.agency_id)
    if not own:
        return "不涉及纪委监委自己的人员，应当由本机关办。", "请继续核实、立案。"
    return None


@act(
    "accountability.hand_up",
    "移送上级纪委监委",
    on=Case,
    via="transfer",
    role=dict.fromkeys(("clue", "verifying", *Case.UNDER_WAY), (LEADER,)),
    asks=forms.HandUpForm,
    cites=("AC-3",),
    gates=[BY_LEADER, of_ourselves],
    meets=(VERIFY,),
    tells=(whole_team,),
    when=lambda case: case.unit_id == case.agency_id,
    waits_if=lambda model: Q(unit=F("agency")),
)
def hand_up(step: Step) -> None:
    """The commission does not judge its own."""
    step.matter.transfer(EndedHow.HANDED_UP, step.data["to"], step.data["because"])


@act(
    "accountability.open_beside",
    "对同一件事的另一个对象立线索",
    on=Case,
    creates=Case,
    role=(CLERK,),
    states=(
        "filed",
        "investigating",
        "told",
        "heard",
        "tried",
        "decided",
        "served",
        "correcting",
        "reported",
    ),
    asks=forms.BesideForm,
    cites=("AC-6(1)", "AC-5"),
    gates=[BY_CLERK_OR_LEADER],
    weight="quiet",
    tells=(leading,),
)
def open_beside(step: Step) -> Case:
    """AC-6(1): where unit and handler answer, each has a case of its own on the same evidence."""
    first: Case = step.matter
    case = Case(
        agency=first.agency,
        created_at=step.at,
        number=case_number(localdate(step.at)),
        item=first.item,
        source=first.source,
        source_ref=first.source_ref,
        report=first.report,
        evidence=first.evidence,
        evidence_digest=first.evidence_digest,
        unit=first.unit,
        clue=first.clue,
    )
    attribute(step, case).save()
    first_members(step, case)
    clocks.start(VERIFY, case, at=step.at)
    return case
