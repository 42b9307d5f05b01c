"""The yearly catalogue is published with the consent of the Party committee, and so is every adjustment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from participation.models import Catalogue
from tests.participation.people import Office
from tests.participation.submissions import county_office
from tests.personas import County

pytestmark = pytest.mark.django_db


@pytest.fixture
def government(county: County) -> Agency:
    """The county government's office."""
    return county_office(county)


def published(county: County, **fields: Any) -> None:
    given = {
        "year": "2026",
        "party_on": str(localdate(county.at)),
        "party_document": "五党发〔2026〕3号",
        **fields,
    }
    county.do("participation.publish_catalogue", "agency:lxcz", "lxcz-records_office", given)


def page() -> str:
    return Client().get("/participation/catalogue/?year=2026").content.decode()


@pytest.mark.clause("决策条例3")
def test_the_catalogue_names_the_consent_and_what_came_later(office: Office, government: Agency) -> None:
    county = office.county
    first = office.started()
    assert "还没有经县委同意公布" in page()
    published(county)
    for words in ("经县委同意（五党发〔2026〕3号）", first.title):
        assert words in page()
    assert "目录公布以后启动" not in page()
    with pytest.raises(Invalid, match="没有要调整的"):
        published(county)
    county.at += timedelta(days=1)
    office.started(title="另一件")
    assert page().count("目录公布以后启动") == 1
    published(county, party_document="县委常委会第 9 次会议")
    assert "目录公布以后启动" not in page()
    assert page().count("经县委同意") == 2
    assert [each.edition for each in Catalogue.objects.order_by("pk")] == [1, 2]


@pytest.mark.clause("决策条例3")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"party_document": ""}, "经县委同意以后才能公布"),
        ({"party_on": ""}, "县委同意的日期"),
        ({"party_on": "2099-01-01"}, "还没有到"),
        ({"party_on": "2026-01-01"}, "不能列入"),
    ],
)
def test_no_catalogue_is_published_without_consent(
    office: Office, government: Agency, fields: dict[str, str], said: str
) -> None:
    office.started()
    with pytest.raises(Invalid, match=said):
        published(office.county, **fields)
    assert not Catalogue.objects.exists()


@pytest.mark.clause("决策条例3")
def test_the_county_publishes_it_and_no_agency(office: Office) -> None:
    office.started()
    with pytest.raises(Refused, match="由县政府确定"):
        published(office.county)
    county_office(office.county)
    given = {"year": "2026", "party_on": "2026-11-02", "party_document": "文件"}
    with pytest.raises(NotPermitted):
        office.county.do("participation.publish_catalogue", "agency:lxcz", "lxcz-drafter", given)


@pytest.mark.clause("决策条例3")
def test_the_database_takes_no_catalogue_without_consent_and_keeps_each(county: County) -> None:
    day = localdate(county.at)
    row: dict[str, Any] = {"year": 2026, "edition": 1, "numbers": ["J2026-001"], "at": county.at}
    for wrong in (
        {"party_on": day, "party_document": "", "published_on": day},
        {"party_on": day, "party_document": "文件", "published_on": day - timedelta(days=1)},
        {"party_on": day, "party_document": "文件", "published_on": day, "numbers": []},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Catalogue.objects.create(**{**row, **wrong})
    Catalogue.objects.create(party_on=day, party_document="文件", published_on=day, **row)
    with pytest.raises(InternalError), transaction.atomic():
        Catalogue.objects.update(party_document="别的文件")
