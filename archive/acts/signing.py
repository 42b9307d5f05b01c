"""A keeper signs for everything that stands ready; it is filed by night, batch by batch (AR-3(1))."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from archive.forms import Anything
from archive.gates import scope_in_force
from archive.models import FilingList, Item
from archive.models.apart import apart
from archive.models.base import KEEPER
from foundation.agencies.models import Agency
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import RemarkForm
from foundation.worker import soon


def _ready(agency: Any) -> QuerySet[Item]:
    """What its keeper may sign for: not what is kept apart, which is filed piece by piece by its own readers."""
    return Item.objects.filter(agency=agency, state=Item.State.READY).exclude(apart())


@gate("AR-3(1)", "有检测合格、待归档的材料")
def something_ready(step: Step) -> Objection | None:
    if FilingList.objects.filter(agency=step.matter, state=FilingList.State.SIGNED).exists():
        return "上一张归档清单还没有办完。", "等它办完再签下一张。"
    if not _ready(step.matter).exists():
        return "现在没有检测合格、待归档的材料。", "事项办结以后，系统会自动收集、检测。"
    return None


@act(
    "archive.sign_list",
    "把检测合格的全部归档",
    on=Agency,
    creates=FilingList,
    role=KEEPER,
    asks=RemarkForm,
    cites=("AR-3(1)", "AR-2"),
    gates=[scope_in_force, something_ready],
)
def sign_list(step: Step) -> FilingList:
    """One signature for all of them; what is found changed on the way goes back instead."""
    from archive.tasks import file_signed

    ready = _ready(step.matter).select_for_update(of=("self",), no_key=True)
    signed_for = list(ready.order_by("pk").values_list("pk", flat=True))
    row = FilingList(
        agency=step.matter,
        created_at=step.at,
        title=f"{step.matter.short_name} {localdate(step.at)} 归档清单",
        signed_by=step.staff,
        number=len(signed_for),
    )
    attribute(step, row).save()
    # The line of the list says it of all of them: an act on each of twenty thousand would be no one signature.
    Item.objects.filter(pk__in=signed_for).update(filing_list=row)
    step.detail = {"number": row.number}
    soon(file_signed)
    return row


@act("archive.list_went_on", "归档一批", on=FilingList, states=("signed",), asks=Anything, cites=("AR-3(1)",))
def list_went_on(step: Step) -> None:
    """One batch is through, in the transaction of this line: a run that is killed loses none and does none twice."""
    row, data = step.matter, step.data
    row.filed += data["filed"]
    row.returned += data["returned"]
    step.detail = dict(data)


@act("archive.end_list", "归档清单办完", on=FilingList, via="end", cites=("AR-3(1)",))
def end_list(step: Step) -> None:
    """What is kept apart since it was signed for stands ready as before, for those who keep it."""
    step.matter.items.filter(state=Item.State.READY).update(filing_list=None)
    step.matter.end(step.at)
    step.detail = {"filed": step.matter.filed, "returned": step.matter.returned}
