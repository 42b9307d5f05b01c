"""Which agencies can be applied to online, in the groups that people know, and why the others cannot."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from foundation.agencies.county import is_county_government
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyKind
from foundation.clauses import Citation, cite

cite("条例55", by=Citation("page", "applications:apply", "申请页说明公共企事业单位的信息找谁要"))

_ORDER = list(AgencyKind.values)


@dataclass(frozen=True)
class Elsewhere:
    """An agency that takes no applications online: why, and what to do instead."""

    agency: Agency
    why: str

    @property
    def page(self) -> str:
        return reverse("agencies:detail", args=[self.agency.code])


@dataclass(frozen=True)
class Receivers:
    """The public agencies: those that take applications online by kind, and the others."""

    kinds: list[tuple[str, list[Agency]]]
    elsewhere: list[Elsewhere]

    def named(self, code: str | None) -> Agency | None:
        """The agency of that code, if it takes applications online."""
        return next((a for _kind, agencies in self.kinds for a in agencies if a.code == code), None)


def owes_answers(agency: Agency) -> bool:
    """Whether an agency has to answer applications, whether or not it takes them online (条例2, 27, 55).

    What is no administrative organ of the county government answers by other rules.
    """
    return agency.kind not in (AgencyKind.UTILITY, AgencyKind.PARTY)


def receivers() -> Receivers:
    """Read the agencies, in the order of their kinds and codes."""
    agencies = sorted(Agency.objects.public(), key=lambda agency: (_ORDER.index(agency.kind), agency.code))
    taking = [agency for agency in agencies if agency.open_for_applications]
    office = next((agency for agency in taking if is_county_government(agency)), None)
    others = [Elsewhere(agency, _why(agency, office)) for agency in agencies if agency not in taking]
    kinds = [(AgencyKind(kind).label, list(found)) for kind, found in groupby(taking, lambda a: a.kind)]
    return Receivers([(str(label), found) for label, found in kinds], others)


def _why(agency: Agency, office: Agency | None) -> str:
    """Why an agency takes no applications online, and what to do instead; `office` passes on what is not its own (条例36(5))."""
    if agency.kind == AgencyKind.UTILITY and agency.overseer:
        return (
            "公共企事业单位的信息公开按主管部门的规定办，先向它要；"
            f"它不公开的，向{agency.overseer}申诉（条例第五十五条）。"
        )
    if agency.kind == AgencyKind.PARTY:
        return "党委机构，不是行政机关：申请公开的是行政机关的政府信息（条例第二条）。"
    if agency.missing_contacts():
        return "公开工作机构的联系方式还不全，没有开通网上申请；可以写信或者当面提出。"
    passed_on = f"，也可以在网上向{office}提出，由它转过去" if office else ""
    return f"还没有开通网上申请；可以写信、打电话请工作人员代填，或者当面提出{passed_on}。"
