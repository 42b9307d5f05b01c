"""How inspections, deployments and urgings are kept (AR-1)."""

from __future__ import annotations

from foundation.records.declared import Arrangement, Term, belongs, keeps
from inspection.models import Deployment, Finding, Inspection, Part, Task, Urging

HEADING = "监督检查"

keeps(
    Inspection,
    ended=("ended", "called_off"),
    kept_as=Arrangement.VOLUME,
    term=Term.PERMANENT,
    heading=HEADING,
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
