"""The heads of the catalogue, the guides and the plans: what stands where, and what an empty place says."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosure import heads
from disclosure.findings import guide_and_plan, of_records_office
from disclosure.guides import guide_text, missing_items
from disclosure.hints import hints, likely_head, likely_topic
from disclosure.models import Document, EmptyHead
from foundation.agencies.models import Agency
from foundation.casework.acts import desk_url
from foundation.casework.refusals import Invalid, Refused
from tests.personas import OPINION, SHANGHAI, County

pytestmark = pytest.mark.django_db


def page(address: str, **asked: Any) -> str:
    return Client().get(address, asked).content.decode()


def classified(county: County, head: str, title: str = "关于杏子保鲜的通知") -> Document:
    """A published document under a head."""
    document = county.published(title=title)
    county.do("disclosure.classify", document.ref, "rfbsc-records_office", {"head": head})
    return county.fresh(document)


def block(html: str, code: str) -> str:
    """What the page says under one head."""
    found = html.partition(f'id="head-{code}"')[2]
    assert found, code
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", found.partition('class="head-block"')[0]))


@pytest.mark.clause("条例20", "条例21")
def test_there_are_fifteen_heads_and_those_of_county_and_township() -> None:
    assert [head.code for head in heads.EVERYBODY] == [f"20-{n}" for n in range(1, 16)]
    assert heads.EVERYBODY[14].article == "条例第二十条第十五项"
    assert (len(heads.COUNTY), len(heads.TOWNSHIP)) == (7, 8)
    assert len(heads.HEADS) == 15 + 7 + 8 + 3, "no code stands for two"


@pytest.mark.parametrize(
    ("title", "normative", "township", "head"),
    [
        ("五原县 2026 年度财政预算公开", "", False, "20-7"),
        ("五原县供水保障应急预案（2026 年修订）", "", False, "20-12"),
        ("隆兴昌镇宅基地审批结果公示", "", True, "21-t4"),
        ("隆兴昌镇宅基地审批结果公示", "", False, "20-5"),
        ("五原县政府投资项目管理办法", "norms", False, "20-1"),
        ("荣丰办事处政府信息公开指南", "norms", False, "guide"),
        ("2027 年政务公开工作要点", "", False, "plan"),
        ("关于杏子的通知", "", False, ""),
    ],
)
def test_a_title_suggests_a_head(title: str, normative: str, township: bool, head: str) -> None:
    assert heads.suggested(title, normative, township=township) == head


@pytest.mark.clause("条例20", "PD-8")
def test_a_classified_document_stands_under_its_head_and_keeps_its_text(county: County) -> None:
    document = county.published()
    digest = document.digest
    assert "杏子" not in block(page("/documents/heads/"), "20-11")
    county.do("disclosure.classify", document.ref, "rfbsc-records_office", {"head": "20-11"})
    document = county.fresh(document)
    assert (document.head, document.digest, document.state) == ("20-11", digest, "published")
    for asked in ({}, {"agency": "rfbsc"}):
        assert document.title in block(page("/documents/heads/", **asked), "20-11"), asked
    assert document.title not in page("/documents/heads/", agency="lxcz")
    listed = page("/documents/", head="20-11", agency="rfbsc")
    assert document.title in listed
    assert "扶贫、教育、医疗、社保、就业" in listed
    assert document.title not in page("/documents/", head="20-7")
    assert document.title in page("/documents/", head="20-99"), "a head that there is not narrows nothing"


@pytest.mark.clause("条例20", "PD-8")
def test_words_and_head_and_genre_narrow_together_in_list_and_feed(county: County) -> None:
    notice = county.published(title="关于清洁取暖的通知", genre="通知")
    other = county.published(title="清洁取暖补贴办法", genre="通告")
    county.do("disclosure.classify", notice.ref, "rfbsc-records_office", {"head": "20-11"})
    county.do("disclosure.classify", other.ref, "rfbsc-records_office", {"head": "20-7"})
    for asked in ({"q": "取暖", "head": "20-11"}, {"q": "取暖", "genre": "通知"}, {"head": "20-11"}):
        for address in ("/documents/", "/feed.atom"):
            told = re.sub("</?mark>", "", page(address, **asked))
            assert (notice.title in told, other.title in told) == (True, False), (address, asked)


@pytest.mark.clause("条例20", "条例21")
def test_an_empty_head_says_why_and_who(county: County) -> None:
    agency = county.agencies["rfbsc"]
    Agency.objects.filter(pk=agency.pk).update(
        disclosure_office="政务公开办公室", office_phone="0478-5220000"
    )
    whole = page("/documents/heads/", agency="rfbsc")
    assert "还没有公开，也没有说明为什么" in block(whole, "20-14")
    assert "可以问政务公开办公室，电话" in whole
    assert "0478-5220000" in whole
    said = {"head": "20-14", "why": "nothing_yet", "said": "每年三月招考。"}
    county.do("disclosure.explain_head", f"agency:{agency.code}", "rfbsc-records_office", said)
    told = block(page("/documents/heads/", agency="rfbsc"), "20-14")
    assert "到目前没有形成这类信息。 每年三月招考。" in told
    elsewhere = {"head": "20-14", "why": "elsewhere", "elsewhere": str(county.agencies["lxcz"].pk)}
    county.do("disclosure.explain_head", f"agency:{agency.code}", "county_supervisor", elsewhere)
    told = block(page("/documents/heads/", agency="rfbsc"), "20-14")
    assert f"由 {county.agencies['lxcz'].name} 公开。" in told
    assert EmptyHead.objects.count() == 1, "what holds now"


def test_what_is_said_of_an_empty_head_is_read_by_everybody(county: County) -> None:
    agency = county.agencies["rfbsc"]
    for said, field in (
        ({"why": "elsewhere"}, "elsewhere"),
        ({"why": "elsewhere", "elsewhere": str(agency.pk)}, "elsewhere"),
        ({"why": "not_ours", "said": "问身份证 11010519491231002X 的人"}, "said"),
        ({"why": "not_ours"}, "said"),
        ({}, "why"),
    ):
        with pytest.raises(Invalid) as wrong:
            county.do(
                "disclosure.explain_head",
                f"agency:{agency.code}",
                "rfbsc-records_office",
                {"head": "20-14", **said},
            )
        assert wrong.value.form is not None
        assert field in wrong.value.form.errors, said


@pytest.mark.clause("条例21")
def test_townships_have_heads_of_their_own_and_utilities_other_rules(county: County) -> None:
    def shown(kind: str) -> str:
        Agency.objects.filter(code="lxcz").update(kind=kind)
        return page("/documents/heads/", agency="lxcz")

    assert "宅基地审核" in shown("township")
    assert "市政建设" not in shown("township")
    assert "宅基地审核" not in shown("department")
    assert "市政建设" in shown("department")
    assert "条例第五十五条" in shown("utility")


@pytest.mark.clause("PD-8", "条例12", "PD-3")
def test_a_guide_is_begun_with_what_is_known_and_published_like_every_document(county: County) -> None:
    agency = contactable(county)
    text = guide_text(agency)
    assert missing_items(text, agency) == ["草稿里留着的（没有的写“无”）", "草稿里留着的（网址）"]
    guide = drafted(county, text)
    with pytest.raises(Refused, match="公开指南里缺这几项") as refused:
        county.do("disclosure.submit", guide.ref, "rfbsc-drafter")
    assert refused.value.clause.id == "条例12"
    done = text.replace("（没有的写“无”）", "无").replace("（网址）", "www.example.gov.cn")
    county.do("disclosure.edit", guide.ref, "rfbsc-drafter", {"body": done})
    publish(county, guide)
    guide = county.fresh(guide)
    assert guide.head == "guide"
    assert f'href="/documents/{guide.index_number}/"' in page("/documents/guides/")
    assert f'href="/documents/{guide.index_number}/"' in page("/agencies/rfbsc/")
    assert "还没有公布指南" in page("/documents/guides/"), "the others"
    other = county.published(title="另一份指南", body=done)
    with pytest.raises(Refused, match="已经公布了一份公开指南"):
        county.do("disclosure.classify", other.ref, "rfbsc-records_office", {"head": "guide"})


@pytest.mark.clause("条例12")
@pytest.mark.parametrize(
    ("dropped", "item"),
    [
        ("传真号码：", "传真号码"),
        ("互联网联系方式：", "互联网联系方式"),
        ("联系电话：", "联系电话"),
        ("办公地址：", "办公地址"),
    ],
)
def test_a_guide_without_an_item_of_the_law_is_incomplete(county: County, dropped: str, item: str) -> None:
    agency = contactable(county)
    text = guide_text(agency).replace("（没有的写“无”）", "无").replace("（网址）", "www.example.gov.cn")
    assert missing_items(text, agency) == []
    without = "\n".join(line for line in text.split("\n") if not line.startswith(dropped))
    assert [missing.startswith(item) for missing in missing_items(without, agency)] == [True]


@pytest.mark.clause("条例12", "PD-8")
def test_what_is_called_a_guide_is_one(county: County) -> None:
    plain = county.published()
    with pytest.raises(Refused, match="公开指南里缺这几项"):
        county.do("disclosure.classify", plain.ref, "rfbsc-records_office", {"head": "guide"})


@pytest.mark.clause("PD-8")
def test_a_withdrawn_guide_does_not_come_back_beside_another(county: County) -> None:
    agency = contactable(county)
    text = guide_text(agency).replace("（没有的写“无”）", "无").replace("（网址）", "www.example.gov.cn")
    records = "rfbsc-records_office"
    first, second = (county.published(title=title, body=text) for title in ("指南甲", "指南乙"))
    county.do("disclosure.classify", first.ref, records, {"head": "guide"})
    county.do("disclosure.withdraw", first.ref, records, {"reason": "有误。"})
    county.do("disclosure.classify", second.ref, records, {"head": "guide"})
    with pytest.raises(Refused, match="已经公布了一份公开指南"):
        county.do("disclosure.restore", first.ref, records, {"reason": "撤错了。"})


@pytest.mark.clause("PD-8")
def test_the_database_knows_one_published_guide_of_an_agency(county: County) -> None:
    first, second = county.published(title="指南一"), county.published(title="指南二")
    Document.objects.filter(pk=first.pk).update(head="guide")
    with pytest.raises(IntegrityError, match="document_one_guide"), transaction.atomic():
        Document.objects.filter(pk=second.pk).update(head="guide")


@pytest.mark.clause("条例12")
def test_a_telephone_that_changed_is_a_finding_until_the_guide_is_revised(county: County) -> None:
    agency = contactable(county)
    text = guide_text(agency).replace("（没有的写“无”）", "无").replace("（网址）", "www.example.gov.cn")
    guide = drafted(county, text)
    publish(county, guide)
    records, at = county.actor("rfbsc-records_office"), county.at

    def told() -> str:
        return "".join(said["says"] for said in of_records_office(records, at))

    def cell() -> str:
        agencies = {each.pk: each for each in county.agencies.values()}
        return guide_and_plan(agencies, at)[agency.pk].text

    assert "指南" not in told()
    assert "指南" not in cell()
    Agency.objects.filter(pk=agency.pk).update(office_phone="0478-5999999")
    assert "公开指南与机构信息不一致：联系电话" in told()
    assert "指南与现状不符" in cell()


@pytest.mark.clause("PD-3")
def test_the_plan_of_the_year_is_asked_for_from_april_on(county: County) -> None:
    records = county.actor("rfbsc-records_office")

    def told(month: int, day: int) -> str:
        at = datetime(2024, month, day, 9, tzinfo=SHANGHAI)
        return "".join(said["says"] for said in of_records_office(records, at))

    assert "工作计划" not in told(3, 31)
    assert "还没有公布 2024 年的公开工作计划" in told(4, 1)
    plan = classified(county, "plan", "荣丰办事处 2024 年政府信息公开工作计划")
    assert "工作计划" not in told(4, 1)
    assert plan.title in page("/disclosure/")
    assert plan.title in page("/documents/", head="plan")


@pytest.mark.clause("PD-9(2)")
def test_every_agency_has_the_same_columns(county: County) -> None:
    for code in ("rfbsc", "lxcz"):
        html = page(f"/agencies/{code}/").partition('id="columns"')[2].partition("</section>")[0]
        for column in ("公开指南", "公开制度", "法定主动公开内容", "公开年报", "依申请公开"):
            assert column in html, (code, column)


def test_the_form_suggests_and_decides_nothing(county: County) -> None:
    document = county.draft(title="荣丰办事处 2024 年部门预算")
    assert document.head == ""
    assert likely_head(document) == "20-7"
    desk = Client()
    desk.force_login(county.people["rfbsc-drafter"])
    form = desk.get(f"/desk/act/disclosure.edit/{document.ref}/").content.decode()
    assert "看标题，像是“财政预算、决算”" in form


def test_the_pages_cost_as_many_queries_however_much_stands_there(county: County) -> None:
    classified(county, "20-11")
    costs = []
    for _round in range(2):
        for address in (
            "/documents/heads/",
            "/documents/heads/?agency=rfbsc",
            "/documents/guides/",
            "/disclosure/",
        ):
            with CaptureQueriesContext(connection) as asked:
                assert Client().get(address).status_code == 200
            costs.append(len(asked))
        for n in range(3):
            classified(county, f"20-{n + 1}", f"文件 {n}")
    assert costs[:4] == costs[4:]


def publish(county: County, document: Document) -> None:
    """Take a draft to its public page, by all who have a part in it."""
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", document.ref, "rfbsc-records_office")
    review = county.do("secrecy_review.request", document.ref, "rfbsc-records_office").matter
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    for signer in ("department_head", "leader"):
        county.do("disclosure.sign", document.ref, f"rfbsc-{signer}")
    county.do("disclosure.publish", document.ref, "rfbsc-records_office")


def contactable(county: County) -> Agency:
    agency = county.agencies["rfbsc"]
    agency.disclosure_office, agency.office_address = "政务公开办公室", "五原县隆兴昌镇一街"
    agency.office_hours, agency.office_phone = "周一至周五 9:00-12:00", "0478-5220000"
    agency.save()
    return agency


def drafted(county: County, text: str) -> Document:
    """A guide drafted as the desk drafts it."""
    agency = county.agencies["rfbsc"]
    data = {
        "title": f"{agency.name}政府信息公开指南",
        "head": "guide",
        "body": text,
        "attribute": "proactive",
        "proactive_tests": ["2", "3"],
        "formed_on": county.at.date().isoformat(),
    }
    document: Document = county.do(
        "disclosure.draft_guide", f"agency:{agency.code}", "rfbsc-drafter", data
    ).matter
    return document


@pytest.mark.clause("PD-8")
def test_a_draft_is_told_its_likely_theme_and_what_it_may_not_say(county: County) -> None:
    for number in range(3):
        county.published(title=f"春灌供水计划安排（{number}）", topic="农业、林业、水利/水利")
    document = county.draft(title="关于春灌供水计划调整的请示", body="联系人张三，电话 13947812345。")
    told = dict(hints(document))
    assert "农业、林业、水利、水利" in told["主题分类"]
    assert "请示" in told["不宜公开的六类"]
    assert "13947812345" not in told["手机号码"]
    assert "正文里" in told["手机号码"]
    client = Client()
    client.force_login(county.people["rfbsc-drafter"])
    assert "标题相近的文件" in client.get(f"/desk/act/disclosure.edit/{document.ref}/").text
    assert "拟稿提示" in client.get(desk_url(document)).text
    assert likely_topic("关于水利工程验收的通知")[0] == "农业、林业、水利/水利", (
        "the theme that a title names"
    )
    assert likely_topic("关于其他的通知") == ("", "")
