"""Declaring acts and performing them: nothing else changes a matter.

Desk, command line, public form, task and import all call `perform`. The room's README explains one declaration line by line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.timezone import localtime

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import people_holding, person_numbered
from foundation.agencies.roles import Role
from foundation.casework import ledger, matters, once
from foundation.casework.consequences import follow
from foundation.casework.forms import ActForm, label_of
from foundation.casework.gates import Gate as Gate
from foundation.casework.gates import Objection as Objection
from foundation.casework.gates import gate as gate
from foundation.casework.locking import column_values, locked, read_again
from foundation.casework.models import LedgerLine, Matter
from foundation.casework.refusals import (
    Invalid,
    NoSuchMatter,
    NotPermitted,
    OutOfDate,
    Refused,
    Repeated,
    TooEarly,
)
from foundation.casework.separation import acted_before as acted_before
from foundation.clauses import Citation, Clause, cite
from foundation.deadlines import clocks
from foundation.deadlines.clocks import ClockRefused
from foundation.deadlines.limits import TimeLimit
from foundation.deadlines.moments import to_the_minute
from foundation.notices.acts import tell

Roles = tuple[Role, ...]
#: The states in which an act that moves nothing may be done: fixed, or told by the model it is done on; None: in any.
States = tuple[str, ...] | Callable[[Any], Iterable[str]] | None
Audience = Role | Callable[[Any], Iterable[Staff]]
#: A condition of the rows of a kind of matter.
Condition = Callable[[type[models.Model]], Q]


@dataclass
class Step:
    """One performance of an act: on which matter, by whom, when, with what data."""

    act: Act
    matter: Any
    actor: Actor
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)
    #: Written into the ledger line: the reason given, and the points worth keeping. Never personal data of citizens.
    reason: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    #: The day on which what a limit demands was done, where it is entered later.
    done_on: date | None = None
    #: What was entered, as the act's form validated it; None until then.
    form: ActForm | None = None
    #: The sending of the form, where it came from a page.
    sent: once.Sent | None = None
    #: Sentences that the door shows to the actor once, and nobody keeps: a new password.
    shown: list[str] = field(default_factory=list)
    _then: list[Callable[[], Done]] = field(default_factory=list)
    _row: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.actor or not self.actor.stands_for or self.actor.for_whom is not None:
            return
        if roles := self.act.roles_at(getattr(self.matter, "state", None)):
            agency = _acting_agency(self.matter)
            self.actor = self.actor.acting_as(roles, agency.pk if agency else None)

    @property
    def staff(self) -> Staff | None:
        """The account behind the actor, when there is one."""
        return person_numbered(self.actor.staff_id) if self.actor.staff_id else None

    def save(self) -> None:
        """Write the matter's row if it changed, and reload what the database computed.

        `perform` saves after the act; an act that needs a digest or number from the database saves earlier.
        """
        if column_values(self.matter) != self._row:
            self.matter.save()
        read_again(self.matter)
        self._row = column_values(self.matter)

    def also(self, name: str, on: models.Model, **data: Any) -> Done:
        """Perform an act of the portal's own as a consequence, now; its ledger line names this act as the cause."""
        consequence = ACTS[name]
        if not consequence.by_system:
            raise TypeError(f"{name} is an act of people, not a consequence")
        return _perform(consequence, on, self.actor, self.at, data, {}, cause=self.act.name)

    def then(self, name: str, on: models.Model, **data: Any) -> None:
        """Perform a consequence as `also` does, but after this act's own changes are saved."""
        self._then.append(lambda: self.also(name, on, **data))


@dataclass(frozen=True)
class Apart:
    """Whoever performed one of `acts` in a matter may not perform this act in it; `clause` says so."""

    clause: str
    acts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Act:
    """The declaration of one legal step, as `act` makes it."""

    name: str
    label: str
    on: type[models.Model]
    do: Callable[[Step], Any]
    #: The roles, within the matter's agency, that may perform it, or those roles by state. Empty: the portal alone.
    role: Roles | Mapping[str, Roles]
    #: The names of the model's transitions that it may make; without any, `states` says when it may be performed.
    via: tuple[str, ...]
    states: States
    asks: type[ActForm]
    cites: tuple[Clause, ...]
    gates: list[Gate]
    not_by: Apart | None
    #: The act creates a new matter of this kind; it is performed on what the new one belongs to.
    creates: type[models.Model] | None
    #: Time limits that the act meets.
    meets: tuple[TimeLimit, ...]
    tells: tuple[Audience, ...]
    weight: str
    #: The states in which a matter waits for this act, on somebody's work list.
    queue: States
    #: What else must hold of a matter that waits for this act in one of those states: a filter of its rows.
    waits_if: Condition | None
    #: For whom of those with the role it waits, where not for each: a filter of the matter's rows by actor.
    waits_for: Callable[[Actor], Q] | None
    #: It gives a matter back with a reason, which stands on its page until the matter moves on again.
    returns: bool
    #: Whether it writes letters, which the desk shows before it is performed.
    writes: bool
    #: Whether the desk offers it on a matter; it refuses nothing.
    when: Callable[[Any], bool]
    #: Whether a citizen may perform it: on a matter whose code or link they have shown, or on an agency.
    public: bool = False
    #: It is performed on an account, by nobody but the person whose account it is.
    own: bool = False

    @property
    def by_system(self) -> bool:
        """Whether only the portal performs it, as a consequence of another act or of a time limit."""
        return not (self.role or self.public or self.own)

    def sources(self, model: type[models.Model] | None = None) -> tuple[str, ...] | None:
        """The states of a model in which it may be performed; None for any state."""
        if self.via:
            return tuple(dict.fromkeys(source for source, _target in self.moves()))
        if callable(self.states):
            return tuple(self.states(model or self.on))
        return tuple(self.states) if self.states is not None else None

    def waiting_states(self, model: type[models.Model]) -> tuple[str, ...]:
        """The states in which matters wait for this act.

        They are `queue` if declared, else those in which it may be performed, if it is the primary act that moves the
        matter on or if `waits_if` says when it is due.
        """
        if callable(self.queue):
            return tuple(self.queue(model))
        if self.queue is not None:
            return self.queue
        waits = self.waits_if is not None or (self.via and self.weight == "primary")
        return (self.sources(model) or ()) if waits else ()

    def targets(self) -> tuple[str, ...]:
        """The states it may lead to; empty if it leaves the state as it is."""
        return tuple(dict.fromkeys(target for _source, target in self.moves()))

    def moves(self) -> list[tuple[str, str]]:
        """The pairs of source and target state, without sources in which nobody may perform it."""
        if not self.via:
            return []
        found = self.on._meta.get_field("state").get_all_transitions(self.on)  # type: ignore[union-attr]
        return [
            (t.source, t.target)
            for t in found
            if t.name in self.via and (self.by_system or self.public or self.roles_at(t.source))
        ]

    def roles_at(self, state: str | None) -> Roles:
        """The roles that may perform it on a matter in that state."""
        if isinstance(self.role, Mapping):
            return self.role.get(state or "", ())
        return self.role

    def every_role(self) -> Roles:
        """The roles that may perform it in some state."""
        if isinstance(self.role, Mapping):
            return tuple(dict.fromkeys(role for roles in self.role.values() for role in roles))
        return self.role

    def open_to(self, actor: Actor, matter: Any) -> bool:
        """Whether state and roles let this actor perform it on the matter. Gates may still refuse."""
        state = getattr(matter, "state", None)
        sources = self.sources(type(matter))
        if sources is not None and state not in sources:
            return False
        if actor.kind == "citizen":
            return self.public
        if self.own:
            return bool(actor.staff_id == matter.pk)
        agency = _acting_agency(matter)
        return any(actor.has(role, agency) for role in self.roles_at(state))

    def objections(self, matter: Any, actor: Actor, at: datetime) -> list[Refused]:
        """The refusals that hold now whatever is entered; the desk shows them beside the button."""
        step = Step(self, matter, actor, at)
        found = []
        for check in (_check_separation, *(g.guard for g in self.gates if not g.on_entry)):
            try:
                check(step)
            except Refused as refusal:
                found.append(refusal)
        return found


#: Every declared act by name.
ACTS: dict[str, Act] = {}


def act(
    name: str,
    label: str,
    *,
    on: type[models.Model],
    role: Role | Roles | Mapping[str, Roles] = (),
    via: str | tuple[str, ...] = (),
    states: States = None,
    asks: type[ActForm] = ActForm,
    cites: tuple[str, ...],
    gates: Iterable[Gate] = (),
    not_by: Apart | None = None,
    creates: type[models.Model] | None = None,
    meets: tuple[TimeLimit, ...] = (),
    tells: tuple[Audience, ...] = (),
    weight: str = "secondary",
    queue: States = None,
    waits_if: Condition | None = None,
    waits_for: Callable[[Actor], Q] | None = None,
    returns: bool = False,
    writes: bool = False,
    when: Callable[[Any], bool] = lambda matter: True,
    public: bool = False,
    own: bool = False,
) -> Callable[[Callable[[Step], Any]], Act]:
    """Declare an act; the decorated function performs it on a locked row and returns what it creates.

    `cites` names at least one clause, first the one that the act carries out. `weight` is the look of its button: `primary`,
    `secondary` or `quiet`. The other parameters are those of `Act`. What a citizen writes never goes into the ledger.
    """

    def declare(do: Callable[[Step], Any]) -> Act:
        if name in ACTS:
            raise ValueError(f"act declared twice: {name}")
        declared = Act(
            name=name,
            label=label,
            on=on,
            do=do,
            role=(role,) if isinstance(role, Role) else role,
            via=(via,) if isinstance(via, str) else via,
            states=states,
            asks=asks,
            # Two ids may name one clause, which is cited once.
            cites=tuple(dict.fromkeys(cite(clause, by=Citation("act", name, label)) for clause in cites)),
            gates=[],
            not_by=not_by,
            creates=creates,
            meets=meets,
            tells=tells,
            weight=weight,
            queue=queue,
            waits_if=waits_if,
            waits_for=waits_for,
            returns=returns,
            writes=writes,
            when=when,
            public=public,
            own=own,
        )
        ACTS[name] = declared
        for check in gates:
            extend(name, check)
        return declared

    return declare


def extend(name: str, check: Gate) -> None:
    """Add a gate to an act, after those it has; an upper room uses it for the acts of a lower one."""
    ACTS[name].gates.append(check)
    cite(check.clause.id, by=Citation("gate", f"{name}/{len(ACTS[name].gates)}", check.label))


@dataclass(frozen=True)
class Done:
    """The result of a performed act: the matter (or what was created) and the ledger line."""

    act: Act
    matter: Any
    line: LedgerLine
    #: Whether this very form had been performed before, and nothing was done now.
    again: bool = False
    #: Sentences to show now and never again.
    shown: tuple[str, ...] = ()


def perform(
    name: str,
    *,
    on: Any,
    actor: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    files: Mapping[str, Any] | None = None,
    entered: ActForm | None = None,
    seen: int | None = None,
    sent: once.Sent | None = None,
) -> Done:
    """Perform an act on a matter, or on a reference to one, in one transaction.

    The entered data are `data` and `files`, or `entered`, the act's form that a page has validated already. `seen` is the number
    of the last ledger line that the actor was shown. A form that was `sent` before is not performed again: what it did is
    handed back.
    Raises `Refused` (with its clause), `NoSuchMatter`, `NotPermitted`, `OutOfDate` when the matter changed after `seen`, or
    `Invalid` (with sentences by field).
    """
    declared = ACTS[name]
    if declared.by_system and actor.kind != "system":
        raise NotPermitted(declared.cites[0], f"“{declared.label}”由系统自动办理，", "无须手工操作。")
    return _perform(declared, on, actor, at, data or {}, files or {}, entered=entered, seen=seen, sent=sent)


@transaction.atomic
def _perform(
    declared: Act,
    on: Any,
    actor: Actor,
    at: datetime,
    data: Mapping[str, Any],
    files: Mapping[str, Any],
    *,
    entered: ActForm | None = None,
    seen: int | None = None,
    sent: once.Sent | None = None,
    cause: str = "",
) -> Done:
    matter = _find_and_lock(declared, on, actor, consequence=bool(cause))
    # Asked while the row is locked: a second press waits there until the first is committed.
    if sent and (line := once.earlier(sent.mark(declared.name, matter, actor))):
        return _again(declared, line, sent)
    step = Step(declared, matter, actor, at, form=entered, sent=sent, _row=column_values(matter))
    before = getattr(matter, "state", "")
    try:
        _check(step, data, files, seen=seen, consequence=bool(cause))
        created = _do(step)
    except (Refused, Invalid) as refusal:
        refusal.form = step.form
        raise
    subject = created if declared.creates else matter
    for limit in declared.meets:
        clocks.meet(limit, subject, at=at, on=step.done_on)
    line = _write_line(step, subject, "" if declared.creates else before, cause)
    for consequence in step._then:
        consequence()
    follow(step, subject)
    _tell(step, subject, line)
    return Done(declared, subject, line, shown=tuple(step.shown))


def _again(declared: Act, line: LedgerLine, sent: once.Sent) -> Done:
    if line.form_said != sent.said:
        done = f"这张表已于 {to_the_minute(line.at)} 办理“{line.label}”，改过的内容没有再办。"
        raise Repeated(declared.cites[0], done, "要另外再办一件的，请核对后再按一次。")
    return Done(declared, once.result_of(line), line, again=True)


def _check(
    step: Step, data: Mapping[str, Any], files: Mapping[str, Any], *, seen: int | None, consequence: bool
) -> None:
    _check_order(step, seen)
    if not consequence:
        check_role(step)
        _check_separation(step)
    # Gates before the state: that a text was never reviewed says more than that it is still a draft.
    _check_gates(step, on_entry=False)
    _check_state(step)
    _validate_form(step, data, files)
    _check_gates(step, on_entry=True)


def _do(step: Step) -> Any:
    """Call the act's function and save the matter; the function itself saves what it creates."""
    declared, matter = step.act, step.matter
    attribute(step, matter)
    try:
        created = declared.do(step)
    except ClockRefused as refused:
        raise Invalid({"期限": [str(refused)]}) from refused
    if declared.creates is None:
        if declared.via and matter.state not in declared.targets():
            raise RuntimeError(f"{declared.name} left {matters.ref_of(matter)} in {matter.state}")
        step.save()
    return created


def _find_and_lock(declared: Act, on: Any, actor: Actor, *, consequence: bool) -> Any:
    named = matters.named_by(on) if isinstance(on, str) else (type(on), Q(pk=on.pk))
    known = None if isinstance(on, str) else on
    matter = None
    if named is not None:
        matter = locked(named[0], named[1], actor, consequence=consequence, known=known)
    if matter is None or not isinstance(matter, declared.on):
        known_as = on if isinstance(on, str) else matters.ref_of(on)
        raise NoSuchMatter(declared.cites[0], f"没有“{known_as}”这一事项，", "请核对编号。")
    return matter


def _check_order(step: Step, seen: int | None) -> None:
    if step.act.creates and not isinstance(step.matter, Matter):
        return
    last = ledger.newest(matters.kind_of(step.matter), step.matter.pk)
    if last is None:
        return
    if seen is not None and last.sequence != seen:
        raise OutOfDate(
            step.act.cites[0],
            f"您打开页面之后，{last.actor_name}已于 {to_the_minute(last.at)} 办理“{last.label}”，",
            "请看过最新情况再办。",
        )
    if step.at < last.at:
        raise TooEarly(last.at)


def _check_gates(step: Step, *, on_entry: bool) -> None:
    for check in step.act.gates:
        if check.on_entry == on_entry:
            check.guard(step)


def _validate_form(step: Step, data: Mapping[str, Any], files: Mapping[str, Any]) -> None:
    form = step.form or step.act.asks(data, files, step=step)
    step.form = form
    if not form.is_valid():
        raise Invalid(
            {label_of(form, name): [str(text) for text in texts] for name, texts in form.errors.items()}
        )
    step.data = form.cleaned_data
    if step.actor.kind != "citizen":
        step.reason = str(step.data.get(form.reason_field) or "")
        if named := ledger.personal_data_in(step.reason, step.matter, step.actor):
            told = f"这里写的会长期留在办理记录里，请不要写出{'、'.join(named)}。"
            raise Invalid({label_of(form, form.reason_field): [told]})


def check_role(step: Step) -> None:
    if step.actor.kind == "system" or (step.actor.kind == "citizen" and step.act.public):
        return
    if step.act.own and step.actor.staff_id == step.matter.pk:
        return
    state = getattr(step.matter, "state", None)
    roles = step.act.roles_at(state) or step.act.every_role()
    agency = _acting_agency(step.matter)
    if not any(step.actor.has(role, agency) for role in roles):
        wanted = "、".join(str(role.label) for role in roles) or ("本人" if step.act.own else "申请人本人")
        raise NotPermitted(
            step.act.cites[0],
            f"“{step.act.label}”须由{wanted}办理，您没有这个角色。",
            "请交由有权的同事办理。",
        )


def _check_state(step: Step) -> None:
    sources = step.act.sources(type(step.matter))
    if sources is not None and step.matter.state not in sources:
        labels = dict(step.matter._meta.get_field("state").choices or ())
        allowed = "、".join(f"“{labels.get(s, s)}”" for s in sources)
        raise Refused(
            step.act.cites[0],
            f"现在是“{labels.get(step.matter.state, step.matter.state)}”，不能“{step.act.label}”。",
            f"须在{allowed}时办理。",
        )


def _check_separation(step: Step) -> None:
    """Refuse somebody whose earlier act in the matter rules out this one (`Apart`)."""
    apart = step.act.not_by
    earlier = acted_before(step.matter, step.actor, apart.acts) if apart else None
    if apart and earlier is not None:
        raise NotPermitted(
            cite(apart.clause),
            f"您已办理过这一事项的“{earlier.label}”，不能再办“{step.act.label}”。",
            "请由另一位同事办理。",
        )


def _acting_agency(matter: Any) -> Agency | None:
    """The agency in which the actor must hold the act's role."""
    return getattr(matter, "acting_agency", None) or matters.agency_of(matter)


def attribute(step: Step, row: Any) -> Any:
    """Tell django-simple-history, before a row is saved, who changes it, when and by which act; returns the row."""
    row._history_user = Staff(pk=step.actor.staff_id) if step.actor.staff_id else None
    row._history_date = step.at
    row._change_reason = step.act.label
    return row


def _write_line(step: Step, subject: Any, before: str, cause: str) -> LedgerLine:
    digest = getattr(subject, "content_digest", None)
    detail = {**step.detail, "cause": cause} if cause else step.detail
    if step.actor.for_whom is not None:
        detail = {**detail, "for": step.actor.for_whom.staff_id}
    return ledger.append(
        LedgerLine(
            matter_kind=matters.kind_of(subject),
            matter_id=subject.pk,
            act=step.act.name,
            label=step.act.label,
            actor_kind=step.actor.kind,
            staff_id=step.actor.staff_id,
            actor_name=step.actor.name,
            actor_agency=step.actor.agency_name,
            actor_roles="、".join(step.actor.role_labels()),
            from_state=before,
            to_state=getattr(subject, "state", ""),
            reason=step.reason,
            clauses="、".join(clause.id for clause in step.act.cites),
            digest=digest() if callable(digest) else "",
            detail=detail,
            at=step.at,
            **once.kept(step.sent, step.act.name, step.matter, step.actor),
        )
    )


def _tell(step: Step, subject: Any, line: LedgerLine) -> None:
    roles = [audience for audience in step.act.tells if isinstance(audience, Role)]
    told: list[Iterable[Staff]] = [each(subject) for each in step.act.tells if not isinstance(each, Role)]
    told += [people_holding(roles, _acting_agency(subject), on=localtime(step.at).date())] if roles else []
    people = {person.pk: person for found in told for person in found if person.pk != step.actor.staff_id}
    title = getattr(subject, "announced_as", str(subject))
    if people:
        said = f"{step.actor.name}于 {to_the_minute(step.at)} 办理“{step.act.label}”。"
        tell(
            people.values(),
            subject=f"{step.act.label}：{title}",
            body=f"{said}理由：{step.reason}" if step.reason else said,
            key=f"ledger:{line.pk}",
            at=step.at,
            url=desk_url(subject),
            clause=step.act.cites[0].id,
            outside=outside_of(subject, step.act.label),
        )


def outside_of(subject: Any, what: str) -> str:
    """What mail and SMS say of something done or due in a matter; of one that is sealed nothing but that there is something."""
    if getattr(subject, "sealed", False):
        return "工作台有一件新的事项，请登录查看"
    return f"{what}：{getattr(subject, 'named_outside', getattr(subject, 'announced_as', str(subject)))}"


def desk_url(matter: models.Model | type[models.Model], pk: int = 0) -> str:
    """The address of a matter's page at the desk; `pk` is needed with a model."""
    return f"/desk/{matter._meta.app_label}/{matter._meta.model_name}/{pk or matter.pk}/change/"
