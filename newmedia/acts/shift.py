"""The roster: who keeps watch on which days, and which head decides then (NM-12, NM-18)."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act, attribute
from foundation.casework.fields import ReasonForm
from foundation.casework.refusals import Invalid
from newmedia.forms import shift as asked
from newmedia.models import Shift

RECORDS, HEAD = Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD


@act(
    "newmedia.roster",
    "排新媒体值班",
    on=Agency,
    creates=Shift,
    role=(RECORDS, HEAD),
    asks=asked.ShiftForm,
    cites=("NM-18", "NM-12"),
    weight="quiet",
)
def roster(step: Step) -> Shift:
    shift = Shift(agency=step.matter, created_at=step.at, **step.data)
    try:
        with transaction.atomic():
            attribute(step, shift).save()
    except IntegrityError as error:
        if "newmedia_shift_once" not in str(error):
            raise
        raise Invalid({"值班人员": [f"{shift.person}这几天已经排了值班。"]}) from error
    return shift


@act(
    "newmedia.call_off_shift",
    "取消值班",
    on=Shift,
    via="call_off",
    role=(RECORDS, HEAD),
    asks=ReasonForm,
    cites=("NM-18",),
    weight="quiet",
)
def call_off_shift(step: Step) -> None:
    step.matter.call_off()
