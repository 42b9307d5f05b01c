"""The yearly catalogue is published, and adjusted, with the consent of the Party committee (决策条例3)."""

from __future__ import annotations

from django.utils.timezone import localdate

from foundation.agencies.county import is_county_government
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.refusals import Invalid
from participation.forms.catalogue import CatalogueForm, listed
from participation.gates import says_nothing_personal
from participation.models import Catalogue


@gate("决策条例3", "年度目录由县政府公布")
def by_the_county(step: Step) -> Objection | None:
    if not is_county_government(step.matter):
        return "年度目录由县政府确定、公布。", "请交县政府办公室办理。"
    return None


@act(
    "participation.publish_catalogue",
    "公布、调整年度决策事项目录",
    on=Agency,
    role=(Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD),
    asks=CatalogueForm,
    cites=("决策条例3",),
    gates=[by_the_county, says_nothing_personal],
    when=is_county_government,
    weight="quiet",
)
def publish_catalogue(step: Step) -> None:
    """Exactly what the Party committee could agree to: decisions that the county had decided to begin by that day."""
    data = step.data
    numbers = listed(data["year"], data["party_on"])
    if not numbers:
        said = f"到 {data['party_on']} 为止，{data['year']} 年没有县政府决定启动的事项。"
        raise Invalid({"县委同意的日期": [f"{said}县委同意在前、决定启动在后的，不能列入。"]})
    last = Catalogue.objects.filter(year=data["year"]).first()
    if last is not None and last.numbers == numbers:
        raise Invalid({"目录年度": ["和上次公布的目录一样，没有要调整的。"]})
    made = Catalogue.objects.create(
        edition=last.edition + 1 if last else 1,
        numbers=numbers,
        published_on=localdate(step.at),
        by=step.staff,
        at=step.at,
        **data,
    )
    step.detail = {"year": made.year, "edition": made.edition, "decisions": len(numbers)}
