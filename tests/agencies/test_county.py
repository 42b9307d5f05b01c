"""Who stands over whom in the county."""

from __future__ import annotations

import pytest

from foundation.agencies.county import (
    CITY_COURT,
    CITY_GOVERNMENT,
    COUNTY_COURT,
    COUNTY_GOVERNMENT,
    Recourse,
    recourse_against,
)
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction, AgencyKind


@pytest.mark.parametrize("kind", list(AgencyKind))
def test_agencies_of_the_county_answer_to_its_government(kind: AgencyKind) -> None:
    assert recourse_against(Agency(kind=kind)) == Recourse(COUNTY_GOVERNMENT, COUNTY_COURT)


def test_the_county_government_answers_to_the_city() -> None:
    office = Agency(kind=AgencyKind.DEPARTMENT, functions=[AgencyFunction.COUNTY_OFFICE])
    assert recourse_against(office) == Recourse(CITY_GOVERNMENT, CITY_COURT)


@pytest.mark.clause("行政复议法27")
def test_a_vertically_led_organ_answers_to_its_superior() -> None:
    organ = Agency(kind=AgencyKind.DEPARTMENT, overseer="国家税务总局巴彦淖尔市税务局")
    assert recourse_against(organ) == Recourse("国家税务总局巴彦淖尔市税务局", COUNTY_COURT)


@pytest.mark.clause("行政复议法28")
def test_the_justice_bureau_answers_to_either() -> None:
    bureau = Agency(kind=AgencyKind.DEPARTMENT, functions=[AgencyFunction.JUSTICE_BUREAU])
    assert recourse_against(bureau).authority == "五原县人民政府或者巴彦淖尔市司法局"


@pytest.mark.clause("条例55")
def test_of_a_utility_one_complains_where_it_is_overseen() -> None:
    water = Agency(kind=AgencyKind.UTILITY, overseer="五原县住房和城乡建设局")
    assert recourse_against(water) == Recourse("五原县住房和城乡建设局", COUNTY_COURT, complaint=True)
