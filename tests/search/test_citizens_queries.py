"""What citizens type, and what must come first, on the documents and agencies of the demonstration."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from disclosure.demo import PAPERS
from foundation import search
from foundation.agencies.models import Agency
from foundation.search.entries import EntryData, Indexed
from foundation.search.models import Synonym
from tests.personas import MONDAY
from wuyuan_portal.demo import AGENCIES

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-8")]

SEEDS = Path(search.__file__).with_name("synonyms.txt")
STRAW, WATER, HEATING = "秸秆综合利用实施方案", "供水保障应急预案", "清洁取暖补贴申领办法"
SUBSIDY, SPRING, JOBS = "耕地地力保护补贴发放情况", "春灌供水计划", "公益岗位招用公告"
MEDIA, SECRECY = "政务新媒体运行管理制度", "保密审查"

#: What is typed, and a piece of the title of what comes first.
QUERIES = {
    # words of a title or a text
    "秸秆": STRAW,
    "秸秆综合利用": STRAW,
    "供水应急预案": WATER,
    "停水怎么办": WATER,
    "清洁取暖": HEATING,
    "取暖补贴": HEATING,
    "地力补贴": SUBSIDY,
    "耕地地力保护补贴": SUBSIDY,
    "春灌": SPRING,
    "公益岗位": JOBS,
    "招用公告": JOBS,
    "机械粉碎还田": STRAW,
    "惠农一卡通": HEATING,
    # as people say it
    "取暖费": HEATING,
    "烤火费": HEATING,
    "粮补": SUBSIDY,
    "浇地": SPRING,
    "烧秸秆": STRAW,
    # whole questions
    "我们村今年冬天取暖能补多少钱": HEATING,
    "秸秆还田一亩地补多少钱": STRAW,
    "大面积停水了多久能恢复": WATER,
    "村里公益岗位怎么报名": JOBS,
    # numbers in any form
    "隆政发〔2026〕22号": HEATING,
    "隆政发[2026]22": HEATING,
    "隆政发2026-22": HEATING,
    "隆政发（2026）22号": HEATING,
    "五农科发2026-48": STRAW,
    "五水发 2026 31号": WATER,
    "wy-lxcz/2026-00003": HEATING,
    "wylxcz202600003": HEATING,
    "WY-LXCZ 2026-00003": HEATING,
    # pinyin and initials
    "jiegan": STRAW,
    "qingjiequnuan": HEATING,
    "qing jie qu nuan": HEATING,
    "qjqn": HEATING,
    "gsbz": WATER,
    # a wrong character
    "秸杆": STRAW,
    "取暖补帖": HEATING,
    "青洁取暖": HEATING,
    "供水保障应急预按": WATER,
    "耕地地立保护补贴": SUBSIDY,
    # radicals out of PDFs, wide characters
    "⽔利局": "五原县水利局",
    "供⽔保障": WATER,
    "２０２６年春灌": SPRING,
    # agencies
    "隆兴昌镇": "隆兴昌镇人民政府",
    "水利局": "五原县水利局",
    "农牧局": "五原县农牧和科技局",
    "slj": "五原县水利局",
    "longxingchangzhen": "隆兴昌镇人民政府",
    "县档案馆电话": "五原县档案馆",
    # rules
    "政务新媒体运行管理制度": MEDIA,
    "新媒体": MEDIA,
    "保密审查制度": SECRECY,
    # one character; months
    "渠": SPRING,
    "2026年11月取暖补贴": HEATING,
}


@pytest.fixture
def county_office(db: None) -> None:
    """The demonstration's agencies, and its documents as they stand in the index."""
    agencies = {
        code: Agency.objects.create(
            code=code,
            name=name,
            short_name=short,
            kind=kind,
            functions=functions,
            office_phone="0478-5210000",
        )
        for code, name, short, kind, functions, _levels in AGENCIES
    }
    for number, paper in enumerate(PAPERS, 1):
        data = EntryData(
            number,
            paper.title if paper.title.find("春灌") < 0 else f"{paper.title}（渠道）",
            f"{paper.number}\nwy-{paper.code}/2026-{number:05}\n{paper.body}",
            f"/documents/wy-{paper.code}/2026-{number:05}/",
            agencies[paper.code],
            MONDAY + timedelta(days=10 - paper.days_ago),
            paper.number,
            paper.topic,
        )
        Indexed("document", lambda _matter, data=data: data).enter(data)  # type: ignore[misc]
    if not Synonym.objects.exists():  # a test that emptied the tables came before
        seeds = [line.split() for line in SEEDS.read_text("utf-8").splitlines() if line[:1] not in ("", "#")]
        Synonym.objects.bulk_create(Synonym(everyday=everyday, official=said) for everyday, said in seeds)


def titles(q: str) -> list[str]:
    """The titles that the page shows for a query, from above."""
    page = Client().get("/search/", {"q": q}).content.decode()
    found = re.findall(r'<a class="row-title"[^>]*>(.*?)</a>', page, re.DOTALL)
    return [unescape(re.sub("<[^>]+>", "", one)).strip() for one in found]


@pytest.mark.usefixtures("county_office")
def test_what_is_meant_comes_first() -> None:
    missed = {q: titles(q)[:3] for q, first in QUERIES.items() if first not in (titles(q) or [""])[0]}
    assert not missed
