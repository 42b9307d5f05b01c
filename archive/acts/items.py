"""What is done with an item until it lies in the archive: found, collected, tested, filed or left out (AR-1, AR-2).

Items behind a door of their own go the same way by acts of their own, which their team performs (AC-3).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime

from archive import filing, statute
from archive.audiences import keepers
from archive.finding import moved_on
from archive.forms import AnswerForm, Anything, ArrangeForm, LeaveOutForm
from archive.four_properties.results import Item as Point
from archive.gates import scope_in_force
from archive.models import Item, Kept, SealedItem, Volume
from archive.models.apart import KEEPERS_APART, apart
from archive.models.base import APPROVERS, KEEPER
from archive.testing import examine_all
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, gate
from foundation.casework.fields import ReasonForm, RemarkForm
from foundation.casework.forms import ActForm
from foundation.casework.together import together
from foundation.worker import soon

State = Kept.State


@dataclass(frozen=True)
class Door:
    """Who keeps items: the ordinary ones the archive, sealed ones their own team, those kept apart the readers of the matter."""

    model: type[Kept]
    suffix: str
    keeper: tuple[Role, ...]
    approvers: tuple[Role, ...]
    #: Whether it leads to those of the table that are kept apart, and to no others.
    to_apart: bool = False

    def leads_to(self, item: Any) -> bool:
        """Whether whoever keeps this door deals with an item of the table."""
        return not self.to_apart or item.is_apart

    def waiting(self, _model: Any) -> Q:
        """The filter for what waits for whoever keeps this door."""
        return apart() if self.to_apart else Q()

    @property
    def waits_if(self) -> Callable[[Any], Q] | None:
        """The same as acts declare it: nothing where the door leads to the whole table."""
        return self.waiting if self.to_apart else None

    def name(self, what: str) -> str:
        """The name of an act on its items."""
        return f"archive.{what}{self.suffix}"


DOORS = (
    Door(Item, "", (KEEPER,), APPROVERS),
    # The head of the disclosure office as well: accounts of corrections are read there alone (AC-8).
    Door(
        SealedItem,
        "_sealed",
        (Role.DISCIPLINE_CLERK, Role.DISCIPLINE_TRIAL, Role.DISCLOSURE_HEAD),
        (Role.DISCIPLINE_LEADER,),
    ),
)
APART = Door(Item, "_apart", KEEPERS_APART, KEEPERS_APART, to_apart=True)


def _made_many(step: Step) -> Any:
    raise NotImplementedError("the sweep makes these many at a time")


act("archive.open_volume", "建立案卷", on=Agency, creates=Volume, asks=Anything, cites=("AR-2",))(_made_many)


@gate("AR-1", "事项已经办结，收集以后没有再办理")
def still_ended(step: Step) -> Objection | None:
    moved = moved_on([step.matter], step.at)
    if moved.open_again:
        return "这一件事项又在办理，没有办结的不归档。", "等它办结，系统会重新收集。"
    if moved.since:
        return "收集以后，这一件事项又办理过。", "请先办理“重新收集”，检测合格以后再归档。"
    return None


def _collected(step: Step) -> None:
    step.matter.collect(step.at, **step.data)
    step.detail = {"digest": step.data["collected_digest"], "upto": step.data["upto"]}


def _stood(step: Step) -> None:
    step.matter.stand_the_test(step.at)


def _fell_short(step: Step) -> None:
    step.matter.fall_short(step.at, step.data["faults"])
    step.detail = {"faults": step.matter.faults}


def _asked_person(step: Step) -> None:
    """No program can say the rest: its keeper does."""
    step.matter.tested_at = step.at
    step.detail = dict(step.data)


def _resumed(step: Step) -> None:
    step.matter.resume()


def _ended_again(step: Step) -> None:
    step.matter.end_again(step.data["ended_at"])


def _filed_signed(step: Step) -> None:
    """One of those that a keeper has signed for; its place was worked out with the others."""
    item, data = step.matter, step.data
    if data.get("volume") is not None:
        item.volume = data["volume"]
    item.file(step.at, data["by"], code=data["code"], serial=data["serial"])
    step.detail = {"code": data["code"], "digest": item.collected_digest, "list": data["list"]}


def _filed(step: Step) -> None:
    """Every byte is read once more; what changed since it was tested goes back instead, and nothing of it is filed."""
    item = step.matter
    if changed := filing.damaged([item]).get(item.pk):
        item.fall_short(step.at, changed)
        step.detail = {"faults": item.faults}
        return
    place = filing.places([item], step.at)[item.pk]
    item.unsign()
    if isinstance(item, Item):
        item.volume = place.volume
    item.file(step.at, step.actor.staff_id, code=place.code, serial=place.serial)
    filing.copy_all([item])
    step.detail = {"code": place.code, "digest": item.collected_digest}


def _arranged(step: Step) -> None:
    item, data = step.matter, step.data
    for name in ("title", "document_number", "secrecy", "note"):
        setattr(item, name, data[name])
    if data["term"] != item.term:
        item.lengthen(data["term"], data["because"])
    step.detail = {"term": item.term, "title": item.title}


def _looked_again(step: Step) -> None:
    from archive.tasks import sweep

    step.matter.look_again()
    soon(sweep)


def _answered(step: Step) -> None:
    """What only a person can say, and the test once more with it."""
    item, data = step.matter, step.data
    by, at = step.actor.name, localtime(step.at).isoformat()
    asked = {
        Point.PROCESS: "complete",
        Point.LOGGED: "authorised",
        Point.OPENS: "opened",
        Point.EMBEDDED: "described",
    }
    item.answers = {
        code.value: {"passed": data[name] == "yes", "said": data["said"], "by": by, "at": at}
        for code, name in asked.items()
    }
    tested = examine_all([item], statute.AT_FILING, step.at)[item.pk]
    if tested.passed:
        item.stand_the_test(step.at)
    else:
        item.fall_short(step.at, tested.faults or tested.waiting)
    step.detail = {"faults": item.faults}


def _proposed_leaving(step: Step) -> None:
    step.matter.propose_leaving(step.reason)


def _suggested_leaving(step: Step) -> None:
    """With what the matter was at that moment: it was never collected."""
    item, data = step.matter, step.data
    item.propose_leaving(step.reason)
    item.collected_digest, item.seen_upto = data["collected_digest"], data["seen_upto"]


def _left_out(step: Step) -> None:
    step.matter.leave_out()


def _kept_after_all(step: Step) -> None:
    step.matter.keep_after_all()


def _declare(door: Door) -> None:
    """What the portal does with the items of a table, and what people do."""
    model, name = door.model, door.name
    act(name("find"), "发现已办结", on=Agency, creates=model, asks=Anything, cites=("AR-1",))(_made_many)
    act(name("collect"), "收集", on=model, via="collect", asks=Anything, cites=("AR-1",))(_collected)
    act(name("pass_test"), "检测合格", on=model, via="stand_the_test", cites=("AR-2",))(_stood)
    act(name("fail_test"), "检测不合格，退回", on=model, via="fall_short", asks=Anything, cites=("AR-2",))(
        _fell_short
    )
    act(
        name("ask_person"), "待人工核对", on=model, states=(State.COLLECTED,), asks=Anything, cites=("AR-2",)
    )(_asked_person)
    act(name("resume"), "事项又在办理", on=model, via="resume", cites=("AR-1",))(_resumed)
    act(name("end_again"), "事项再次办结", on=model, via="end_again", asks=Anything, cites=("AR-1",))(
        _ended_again
    )
    act(
        name("suggest_leaving"),
        "自动提请不归档",
        on=model,
        via="propose_leaving",
        asks=Anything,
        cites=("AR-1",),
    )(_suggested_leaving)
    act(name("file_signed"), "按清单归档", on=model, via="file", asks=Anything, cites=("AR-2", "AR-3(1)"))(
        _filed_signed
    )
    _for_keepers(door)
    _for_approvers(door)


def _for_keepers(door: Door) -> None:
    model, keeper, name = door.model, door.keeper, door.name
    waiting = tuple(str(state) for state in Kept.WAITING)
    act(
        name("file"),
        "归档",
        on=model,
        via=("file", "fall_short"),
        role={str(State.READY): keeper},
        asks=RemarkForm,
        cites=("AR-2", "AR-3(1)"),
        gates=[scope_in_force, still_ended],
        weight="primary",
        when=door.leads_to,
        waits_if=door.waits_if,
    )(_filed)
    act(
        name("arrange"),
        "著录",
        on=model,
        states=waiting[1:],
        role=keeper,
        asks=ArrangeForm,
        cites=("AR-2", "AR-3(3)"),
        when=door.leads_to,
        waits_if=door.waits_if,
    )(_arranged)
    act(
        name("look_again"),
        "重新收集",
        on=model,
        via="look_again",
        role=keeper,
        asks=ActForm,
        cites=("AR-2",),
        queue=(State.RETURNED,),
        when=door.leads_to,
        waits_if=door.waits_if,
    )(_looked_again)
    act(
        name("answer"),
        "人工核对",
        on=model,
        via=("stand_the_test", "fall_short"),
        role={str(State.COLLECTED): keeper},
        asks=AnswerForm,
        cites=("AR-2",),
        when=lambda item: item.tested_at is not None and door.leads_to(item),
        waits_if=lambda model: Q(tested_at__isnull=False) & door.waiting(model),
    )(_answered)
    act(
        name("propose_leaving"),
        "提请不归档",
        on=model,
        via="propose_leaving",
        role=dict.fromkeys(waiting[1:], keeper),
        asks=LeaveOutForm,
        cites=("AR-1",),
        weight="quiet",
        when=door.leads_to,
        waits_if=door.waits_if,
    )(_proposed_leaving)


def _for_approvers(door: Door) -> None:
    model, name = door.model, door.name
    act(
        name("leave_out"),
        "同意不归档",
        on=model,
        via="leave_out",
        role=door.approvers,
        asks=RemarkForm,
        cites=("AR-1",),
        not_by=Apart("AR-1", (name("propose_leaving"),)),
        weight="primary",
        when=door.leads_to,
        waits_if=door.waits_if,
    )(_left_out)
    act(
        name("keep_after_all"),
        "还是要归档",
        on=model,
        via="keep_after_all",
        role=door.approvers,
        asks=ReasonForm,
        cites=("AR-1",),
        tells=(keepers,),
        returns=True,
        when=door.leads_to,
        waits_if=door.waits_if,
    )(_kept_after_all)


for _door in DOORS:
    _declare(_door)
_for_keepers(APART)
_for_approvers(APART)
together("archive.file", "一起归档")
together("archive.leave_out", "一起同意不归档")
