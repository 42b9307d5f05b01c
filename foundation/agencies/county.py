"""Governments, courts, and the authorities for administrative reconsideration (行政复议)."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction, AgencyKind

COUNTY_GOVERNMENT = "五原县人民政府"
CITY_GOVERNMENT = "巴彦淖尔市人民政府"
CITY_JUSTICE_BUREAU = "巴彦淖尔市司法局"
COUNTY_COURT = "五原县人民法院"
CITY_COURT = "巴彦淖尔市中级人民法院"


def is_county_government(agency: Agency) -> bool:
    """Whether the agency acts for the county government itself, as the county office does."""
    return AgencyFunction.COUNTY_OFFICE in agency.functions


@dataclass(frozen=True)
class Recourse:
    """Where somebody goes who disputes what an agency did."""

    #: Who decides on reconsideration; of a utility, who hears the complaint (申诉).
    authority: str
    #: The court of first instance (行政诉讼法 14, 15, 18).
    court: str
    #: 条例55: against a utility that no law authorises there is a complaint, and neither reconsideration nor suit.
    complaint: bool = False


def recourse_against(agency: Agency) -> Recourse:
    """Who hears disputes over what an agency did.

    Departments (行政复议法 24¶1(1)), townships (24¶1(2)), subdistrict offices (24¶1(3)) and bodies authorised by law
    (24¶1(4)) answer to the county government; the county government to the city's (24¶1(2)); an organ that is led
    vertically to its superior (27); the justice bureau, as the applicant chooses, to either (28). A utility with an
    overseer is complained of there (条例55); without one it counts as authorised by law (条例54).
    """
    if is_county_government(agency):
        return Recourse(CITY_GOVERNMENT, CITY_COURT)
    if agency.overseer:
        return Recourse(agency.overseer, COUNTY_COURT, complaint=agency.kind == AgencyKind.UTILITY)
    if AgencyFunction.JUSTICE_BUREAU in agency.functions:
        return Recourse(f"{COUNTY_GOVERNMENT}或者{CITY_JUSTICE_BUREAU}", COUNTY_COURT)
    return Recourse(COUNTY_GOVERNMENT, COUNTY_COURT)
