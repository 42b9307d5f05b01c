"""Governments and the authorities for administrative reconsideration (行政复议)."""

from __future__ import annotations

from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction

COUNTY_GOVERNMENT = "五原县人民政府"
CITY_GOVERNMENT = "巴彦淖尔市人民政府"


def is_county_government(agency: Agency) -> bool:
    """Whether the agency acts for the county government itself, as the county office does."""
    return AgencyFunction.COUNTY_OFFICE in agency.functions


def reconsideration_authority(agency: Agency, *, superior: str = "") -> str:
    """The authority that decides on reconsideration of what an agency did.

    `superior`, if given, is the superior of an organ that is led vertically (行政复议法 27: customs, finance, tax, state
    security) and decides. Departments (24¶1(1)), townships (24¶1(2)), subdistrict offices (24¶1(3))
    and bodies authorised by law, such as utilities (24¶1(4)), answer to the county government; the county government to
    the city's (24¶1(2)).
    """
    return superior or (CITY_GOVERNMENT if is_county_government(agency) else COUNTY_GOVERNMENT)
