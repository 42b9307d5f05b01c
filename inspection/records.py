"""How inspections, deployments and urgings are kept (AR-1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from foundation.records.declared import Arrangement, Term, belongs, holds, keeps
from inspection.models import Deployment, Finding, Inspection, Part, Task, Urging
from inspection.statute import Field

HEADING = "监督检查"

keeps(
    Inspection,
    ended=("ended", "called_off"),
    kept_as=Arrangement.VOLUME,
    term=Term.PERMANENT,
    heading=HEADING,
    apart=Q(field=Field.SECRECY),
)
belongs(Part, "inspection", ended=("closed", "clear", "dropped"))
belongs(Finding, "part__inspection", ended=("closed", "referred", "dropped", "struck"))
keeps(
    Deployment,
    ended=("ended", "called_off"),
    kept_as=Arrangement.VOLUME,
    term=Term.TEN,
    heading="工作部署",
)
belongs(Task, "deployment", ended=("done", "dropped"))
keeps(Urging, ended=("settled",), kept_as=Arrangement.ITEM, term=Term.TEN, heading="督办")


@holds
def held(refs: Iterable[str]) -> Collection[str]:
    """What a finding that is not settled rests on."""
    open_now = Finding.objects.exclude(state__in=("closed", "referred", "dropped", "struck"))
    return set(open_now.filter(place_ref__in=set(refs)).values_list("place_ref", flat=True))
