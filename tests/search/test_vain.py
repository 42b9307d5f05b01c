"""What is searched in vain is counted without who, for the desk; everyday words are kept there; suggestions while typing."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from foundation.casework.refusals import Invalid
from foundation.search import tasks, vain
from foundation.search.models import Synonym, VainSearch
from foundation.search.vain import searched_in_vain
from tests.personas import SHANGHAI, County
from wuyuan_portal import searching

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-8")]

NOW = datetime(2026, 11, 10, 9, 0, tzinfo=SHANGHAI)
SUPERVISOR = "county_supervisor"


@pytest.fixture
def today(county: County) -> County:
    cache.clear()
    county.at = NOW
    return county


def looks_for(q: str, address: str = "203.0.113.7") -> int:
    """Search as a citizen at an address; returns the status."""
    with time_machine.travel(NOW, tick=False):
        return Client(REMOTE_ADDR=address).get("/search/", {"q": q}).status_code


def desk_page(county: County, person: str, code: str) -> str:
    client = Client()
    client.force_login(county.people[person])
    with time_machine.travel(NOW, tick=False):
        return client.get(f"/desk/agencies/agency/{county.agencies[code].pk}/change/").content.decode()


def test_a_search_in_vain_is_counted_for_the_agency_that_is_named(today: County) -> None:
    for _time in range(3):
        looks_for("荣丰办事处 驴打滚补贴细则")
    (row,) = VainSearch.objects.all()
    assert (row.words, row.times, row.agency) == ("荣丰办事处驴打滚补贴细则", 3, today.agencies["rfbsc"])
    assert {field.name for field in VainSearch._meta.fields} == {"id", "words", "month", "agency", "times"}
    assert "荣丰办事处驴打滚补贴细则" in desk_page(today, "rfbsc-records_office", "rfbsc")
    assert "3 次" in desk_page(today, "rfbsc-records_office", "rfbsc")


def test_what_two_searched_is_shown_to_nobody(today: County) -> None:
    for _time in range(2):
        looks_for("荣丰办事处 驴打滚补贴细则")
    assert "驴打滚" not in desk_page(today, "rfbsc-records_office", "rfbsc")


@pytest.mark.parametrize(
    "q",
    [
        "张三丰 150821199001011234",
        "13847812345",
        "隆兴昌镇荣丰路一号院三单元五〇二室",
        "一二三四五六七八九十一二三四五六七八九十一二",
        "驴",
        "的",
        "62220212345",
    ],
)
def test_what_may_tell_who_searched_is_not_counted(today: County, q: str) -> None:
    looks_for(q)
    assert not VainSearch.objects.exists()


def test_what_is_found_is_not_counted_nor_what_a_filter_hides(today: County) -> None:
    looks_for("荣丰办事处")
    with time_machine.travel(NOW, tick=False):
        Client().get("/search/", {"q": "驴打滚细则", "year": "2024"})
    assert not VainSearch.objects.exists()


def test_one_address_counts_so_often_and_the_table_does_not_overflow(
    today: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _time in range(30):
        looks_for("驴打滚补贴细则")
    assert VainSearch.objects.get().times == vain.COUNTING.meters[0].limit
    monkeypatch.setattr(vain, "MOST", 1)
    looks_for("马打滚补贴细则", "203.0.114.8")
    assert VainSearch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_each_asking_is_counted_although_pages_are_kept(today: County) -> None:
    looks_for("驴打滚补贴细则")
    looks_for("驴打滚补贴细则")
    assert VainSearch.objects.get().times == 2


def test_old_and_rare_counts_are_forgotten(today: County) -> None:
    for words, month, times in [
        ("旧的", "2025-08-01", 90),
        ("少的", "2026-08-01", 2),
        ("新的", "2026-11-01", 1),
        ("多的", "2026-08-01", 3),
    ]:
        VainSearch.objects.create(words=words, month=month, times=times)
    with time_machine.travel(NOW, tick=False):
        tasks.forget_vain_searches()
    assert {row.words for row in VainSearch.objects.all()} == {"新的", "多的"}


def test_an_agency_sees_its_own_and_the_disclosure_office_everybodys(today: County) -> None:
    month = NOW.date().replace(day=1)
    for code, words in [("rfbsc", "驴打滚"), ("lxcz", "马打滚")]:
        VainSearch.objects.create(words=words, month=month, times=4, agency=today.agencies[code])
    own = searched_in_vain(today.agencies["rfbsc"], NOW, whole_county=False, most=9)
    assert [words for words, _number in own] == ["驴打滚"]
    assert len(searched_in_vain(today.agencies["rfbsc"], NOW, whole_county=True, most=9)) == 2


def keeper(county: County) -> str:
    """The code of the agency on whose page the words are kept."""
    agency = county.agencies["bmj"]
    agency.functions = ["disclosure_office"]
    agency.save()
    return agency.code


def test_the_supervisor_keeps_the_everyday_words(today: County) -> None:
    code = keeper(today)
    on = f"agency:{code}"
    today.do("search.add_synonym", on, SUPERVISOR, {"everyday": " 炕补 ", "official": "清洁取暖补贴"})
    synonym = Synonym.objects.get(everyday="炕补")
    assert "炕补" in desk_page(today, SUPERVISOR, code)
    with pytest.raises(Invalid, match="已经登记过"):
        today.do("search.add_synonym", on, SUPERVISOR, {"everyday": "炕补", "official": "清洁取暖补贴"})
    for everyday, official in [("炕", "取暖"), ("炕补", "炕补"), ("的了", "取暖"), ("炕补", "的")]:
        with pytest.raises(Invalid):
            today.do("search.add_synonym", on, SUPERVISOR, {"everyday": everyday, "official": official})
    done = today.do("search.remove_synonym", on, SUPERVISOR, {"synonym": synonym.pk})
    assert done.line.reason == "炕补 → 清洁取暖补贴"
    assert not Synonym.objects.filter(everyday="炕补").exists()


def test_suggestions_name_agencies_words_and_titles(today: County) -> None:
    Synonym.objects.create(everyday="炕补钱", official="清洁取暖补贴")
    suggested = {
        typed: Client().get("/search/suggestions/", {"q": typed}).content.decode()
        for typed in ("荣丰", "炕补", "rong", "荣")
    }
    assert f'href="/agencies/{today.agencies["rfbsc"].code}/"' in suggested["荣丰"]
    assert "炕补钱" in suggested["炕补"]
    assert f'href="/agencies/{today.agencies["rfbsc"].code}/"' in suggested["rong"]
    assert Client().get("/search/suggestions/").content == b""


def test_who_searches_too_fast_is_told_to_wait(today: County, monkeypatch: pytest.MonkeyPatch) -> None:
    meter = searching.Meter("network", 2, searching.MINUTE)
    monkeypatch.setattr(searching, "SEARCHING", searching.Door("test.search", meter))
    assert [looks_for("荣丰办事处"), looks_for("荣丰办事处"), looks_for("荣丰办事处")] == [200, 200, 429]
