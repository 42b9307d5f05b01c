"""Who stands over whom in the county."""

from __future__ import annotations

import pytest

from foundation.agencies.county import CITY_GOVERNMENT, COUNTY_GOVERNMENT, reconsideration_authority
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction, AgencyKind


@pytest.mark.parametrize("kind", list(AgencyKind))
def test_agencies_of_the_county_answer_to_its_government(kind: AgencyKind) -> None:
    assert reconsideration_authority(Agency(kind=kind)) == COUNTY_GOVERNMENT


def test_the_county_government_answers_to_the_city() -> None:
    office = Agency(kind=AgencyKind.DEPARTMENT, functions=[AgencyFunction.COUNTY_OFFICE])
    assert reconsideration_authority(office) == CITY_GOVERNMENT


def test_a_vertically_led_organ_answers_to_its_superior() -> None:
    superior = "国家税务总局巴彦淖尔市税务局"
    assert reconsideration_authority(Agency(kind=AgencyKind.DEPARTMENT), superior=superior) == superior
