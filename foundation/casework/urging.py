"""Urging by the county's supervisors (督办), and what stands on a matter's page until it moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate

from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import COUNTY_ROLES, Role
from foundation.casework import ledger
from foundation.casework.acts import ACTS, Step, act
from foundation.casework.fields import Day, PlainText, RemarkForm
from foundation.casework.forms import ActForm
from foundation.casework.models import LedgerLine, Matter
from foundation.casework.worklist import awaited_acts
from foundation.deadlines.models import Clock

URGING = ("casework.urge", "agencies.urge")


class UrgeForm(ActForm):
    """What is to be done, and by which day it is to be answered."""

    reason = PlainText(
        label="督办要求",
        max_length=500,
        help_text="要做什么。承办的人收到通知；请不要写出个人信息。",
    )
    by = Day(
        label="哪一天以前落实",
        required=False,
        not_after_today=False,
        not_before=lambda step: localdate(step.at) + timedelta(days=1),
        which_is="明天",
        help_text="填了的，单位要在这一天以前反馈落实情况，由县里确认。",
    )


def next_hands(matter: Matter) -> list[Staff]:
    """Whoever in the agency may do what the matter waits for in its state, and who answers for the agency."""
    roles = [
        role
        for awaited in awaited_acts(type(matter))
        if matter.state in awaited.waiting_states(type(matter))  # type: ignore[attr-defined]
        for role in awaited.roles_at(matter.state)  # type: ignore[attr-defined]
        if role not in COUNTY_ROLES
    ]
    people = {person.pk: person for person in holders(roles, matter.acting_agency)}
    return list({**people, **{person.pk: person for person in responsible(matter.agency)}}.values())


def responsible(agency: Agency) -> list[Staff]:
    """The head of an agency's disclosure office, its leaders, and its clerk."""
    return list(holders((Role.DISCLOSURE_HEAD, Role.LEADER, Role.APPLICATIONS_CLERK), agency))


def _under_way(matter: Matter) -> bool:
    """Whether somebody still has to do something in the matter; what is sealed is nobody's to urge."""
    if type(matter).sealed:
        return False
    waits = any(matter.state in a.waiting_states(type(matter)) for a in awaited_acts(type(matter)))  # type: ignore[attr-defined]
    return waits or Clock.objects.of(matter.kind, matter.pk).open().exists()


@act(
    "casework.urge",
    "督办",
    on=Matter,
    role=Role.COUNTY_SUPERVISOR,
    asks=UrgeForm,
    cites=("PD-1",),
    tells=(next_hands,),
    when=_under_way,
)
def urge(step: Step) -> None:
    """Leave the demand in the ledger line, which tells the people."""
    _note_day(step)


@act(
    "agencies.urge",
    "督办",
    on=Agency,
    role=Role.COUNTY_SUPERVISOR,
    asks=UrgeForm,
    cites=("PD-1",),
    tells=(responsible,),
)
def urge_agency(step: Step) -> None:
    """Leave the demand in the ledger line, which tells the people."""
    _note_day(step)


def _note_day(step: Step) -> None:
    """The day, too, stands in the ledger line; what becomes of it is for a room above to follow."""
    if step.data.get("by"):
        step.detail = {"by": str(step.data["by"])}


@act(
    "agencies.urging_met",
    "督办已落实",
    on=Agency,
    role=Role.COUNTY_SUPERVISOR,
    asks=RemarkForm,
    cites=("PD-1",),
    weight="quiet",
    when=lambda agency: any(standing(agency, list(ledger.lines("agency", agency.pk).order_by("sequence")))),
)
def urging_met(step: Step) -> None:
    """Leave the line after which what was urged stands no more: an agency moves by no state of its own."""


def standing(matter: Any, lines: list[LedgerLine]) -> Iterator[dict[str, Any]]:
    """What is still to be met: why the matter was given back, and what was urged since it moved last.

    `lines` is its whole ledger in order.
    """
    since = _since_it_moved(lines)
    if since and since[0].to_state == getattr(matter, "state", None) and _gives_back(type(matter), since[0]):
        yield {"what": "退回理由", "line": since[0]}
    for line in since:
        if line.act in URGING:
            by = line.detail.get("by")
            yield {"what": f"县里督办，{by} 以前落实" if by else "县里督办", "line": line}


def last_return(model: type[Matter], lines: Iterable[LedgerLine]) -> LedgerLine | None:
    """The last line of a ledger in order by which somebody gave a matter of this kind back; None if nobody has."""
    found = [line for line in lines if _gives_back(model, line)]
    return found[-1] if found else None


def _since_it_moved(lines: list[LedgerLine]) -> list[LedgerLine]:
    """The last line that moved the matter on, and those after it; of an agency, what it did last."""
    last = 0
    for n, line in enumerate(lines):
        declared = ACTS.get(line.act)
        met = declared is not None and bool(declared.meets)
        stateless = not line.to_state and line.act not in URGING
        if line.from_state != line.to_state or met or stateless:
            last = n
    return lines[last:]


def _gives_back(model: type[Matter], line: LedgerLine) -> bool:
    """Whether an act that returns matters led one of this kind back to an earlier state, and told why."""
    declared = ACTS.get(line.act)
    if declared is None or not declared.returns or not line.reason:
        return False
    order = [state for state, _label in model._meta.get_field("state").flatchoices]  # type: ignore[misc, union-attr]
    return line.from_state in order and order.index(line.to_state) < order.index(line.from_state)
