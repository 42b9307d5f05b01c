"""The column, the page of one interpretation and what stands beside the document (PI-5, PI-7)."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from foundation.agencies.actors import SYSTEM
from foundation.casework.refusals import Invalid, Refused
from interpretation.printing import make_missing
from tests.interpretation.people import CHART, SVG, Office, conference, further, out, svg

pytestmark = pytest.mark.django_db

BODY = "各村民委员会：\n一、谁可以领\n本镇户籍的农户。\n二、领多少\n每户 1200 元。\n三、怎么领\n带上户口簿。"


def get(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.clause("PI-7")
@pytest.mark.clause("PI-5")
def test_the_column_lists_what_is_published_by_agency_form_and_year(office: Office) -> None:
    document = office.published()
    later = out(office, further(office, document))
    page = get("/interpretation/")
    assert 'name="ColumnType" content="政策解读"' in page.replace("\n", "").replace("        ", " ").replace(
        "  ", " "
    )
    assert page.index(later.title) < page.index(office.material(document).title)
    assert later.title in get("/interpretation/?form=qa&agency=rfbsc&year=2026")
    for nothing in ("form=chart", "agency=lxcz", "year=2024"):
        assert later.title not in get(f"/interpretation/?{nothing}")
    assert "政策解读" in get("/")


@pytest.mark.clause("PI-5")
def test_questions_are_asked_and_answered_in_turn(office: Office) -> None:
    document = office.published()
    for body in ("只有一段话。", "问：能领吗？", "问：能领吗？\n问：多少？\n答：能。", "答：能。"):
        with pytest.raises(Invalid):
            further(office, document, body=body)
    page = get(f"/interpretation/{out(office, further(office, document)).pk}/")
    assert "问：租房子的能领吗？" in page
    assert "负责人：测试人乙，主任" in page


@pytest.mark.clause("PI-7(2)")
@pytest.mark.clause("PI-5")
def test_a_record_of_a_press_conference_is_linked_with_its_document(office: Office) -> None:
    document = office.published()
    begun = further(office, document, form="press", title="发布会实录", body="发布词。")
    with pytest.raises(Refused, match="缺：时间、地点、主持人、发布人、到场媒体、记者的提问和答复"):
        office.by("drafter", "interpretation.hand_in", begun)
    office.by("drafter", "interpretation.edit_conference", begun, conference(office))
    record = out(office, begun)
    page = get(f"/interpretation/{record.pk}/")
    for said in (
        "政府会议室",
        "测试人乙，主任",
        "五原融媒体中心",
        "问：什么时候到账？",
        "今天发布取暖补贴办法。",
    ):
        assert said in page
    assert f"/documents/{document.index_number}/" in page
    assert "发布会实录" in get(f"/documents/{document.index_number}/")


@pytest.mark.clause("PI-5")
def test_a_chart_is_cleaned_and_told_in_words(office: Office) -> None:
    document = office.published()
    made = out(office, further(office, document, **CHART, chart=svg()))
    answer = Client().get(f"/interpretation/{made.pk}/chart.svg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert "1200" in answer.content.decode()
    assert 'alt="电取暖补得最多"' in get(f"/interpretation/{made.pk}/")
    for wrong, says in (
        ({"alt": ""}, "看不见图的人"),
        ({"alt": "chart.svg"}, "文件名"),
        ({"alt": "长" * 121}, "120"),
        ({"body": "电取暖补得最多。"}, "1200"),
    ):
        with pytest.raises(Invalid, match=says):
            further(office, document, **{**CHART, **wrong}, chart=svg())
    with pytest.raises(Invalid, match="要有一张"):
        further(office, document, **CHART)


@pytest.mark.clause("PI-5")
@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<foreignObject><p>x</p></foreignObject>",
        '<image href="https://example.com/a.png"/>',
        '<use href="https://example.com/a.svg#b"/>',
        '<rect onclick="alert(1)"/>',
        '<rect fill="url(https://example.com/a.svg#b)"/>',
        "<style>@import url(https://example.com/a.css);</style>",
        '<a href="javascript:alert(1)"><text>x</text></a>',
        '<animate attributeName="href" values="javascript:alert(1)"/>',
        '<defs><g id="a"><rect/></g><g id="b"><use href="#a"/></g></defs><use href="#b"/>',
    ],
)
def test_nothing_but_shapes_and_words_is_taken(office: Office, evil: str) -> None:
    document = office.published()
    with pytest.raises(Invalid, match="图"):
        further(office, document, **CHART, chart=svg(SVG.replace("</svg>", f"{evil}</svg>")))


def test_no_entities_are_read(office: Office) -> None:
    evil = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG.replace("取暖补贴", "&a;")
    with pytest.raises(Invalid, match="图里有文档类型声明"):
        further(office, office.published(), **CHART, chart=svg(evil))


@pytest.mark.clause("PI-7")
def test_how_to_read_an_article_opens_beside_it(office: Office) -> None:
    document = office.published(body=BODY)
    made = further(office, document)
    with pytest.raises(Invalid, match="没有这一条。有：一、谁可以领"):
        office.by("drafter", "interpretation.link", made, {"article": "第九条"})
    office.by("drafter", "interpretation.link", made, {"article": "二、"})
    out(office, made)
    page = get(f"/documents/{document.index_number}/")
    heading, opened = page.index("二、领多少</h2>"), page.index("<summary>怎么理解</summary>")
    assert heading < opened < page.index("<p>每户 1200 元。</p>")
    assert page.count("怎么理解") == 1


@pytest.mark.clause("PI-7")
def test_one_interpretation_of_several_documents_and_back(office: Office) -> None:
    first, second = office.published(), office.county.published(title="另一份通知")
    made = further(office, first)
    office.by("drafter", "interpretation.link", made, {"document": second.index_number})
    with pytest.raises(Invalid, match="已经写明"):
        office.by("drafter", "interpretation.link", made, {"document": second.index_number})
    hidden = office.draft()
    with pytest.raises(Invalid, match="没有公开索引号"):
        office.by("drafter", "interpretation.link", made, {"document": f"document:{hidden.pk}"})
    out(office, made)
    page = get(f"/interpretation/{made.pk}/")
    for document in (first, second):
        assert document.index_number in page
        assert made.title in get(f"/documents/{document.index_number}/")
    office.by("records_office", "disclosure.withdraw", second, {"reason": "内容有误，另行发布。"})
    page = get(f"/interpretation/{made.pk}/")
    assert (first.index_number in page, second.index_number in page) == (True, False)


@pytest.mark.clause("PI-7")
def test_elsewhere_it_is_released_after_the_portal(office: Office) -> None:
    material = office.material(office.published())
    published = material.published_at
    assert published is not None

    def release(minutes: int, **more: str) -> None:
        moment = (published + timedelta(minutes=minutes)).astimezone(office.county.at.tzinfo)
        data = {
            "medium": "公众号",
            "released_at_0": f"{moment:%Y-%m-%d}",
            "released_at_1": f"{moment:%H:%M:%S}",
            **more,
        }
        office.by("drafter", "interpretation.record_release", material, data)

    with pytest.raises(Invalid, match="还没有到"):
        release(60 * 24)
    with pytest.raises(Refused, match="门户网站应当最先发布"):
        release(-60)
    release(-60, reason="公众号定时发出")
    office.county.at += timedelta(hours=1)
    release(30)
    assert list(material.releases.values_list("early", flat=True)) == [True, False]
    assert "公众号" in get(f"/interpretation/{material.pk}/")


@pytest.mark.clause("PI-5")
def test_words_that_are_explained_stand_in_the_glossary(office: Office) -> None:
    assert "还没有解释过的词" in get("/interpretation/terms/")
    material = office.material(office.published())
    page = get("/interpretation/terms/")
    for said in ("生物质取暖", "用秸秆压成的颗粒来烧炉子。", "惠农一卡通", material.title):
        assert said in page


def test_what_is_spoken_fits_into_a_minute_and_a_half(office: Office) -> None:
    document = office.published()
    with pytest.raises(Invalid, match="350"):
        further(office, document, spoken="长" * 351)
    made = out(office, further(office, document, spoken="乡亲们注意了，取暖有补贴。"))
    address = f"/interpretation/{made.pk}/"
    assert "乡亲们注意了" in get(address)
    assert "大字版" not in get(address)
    assert make_missing(at=office.county.at, by=SYSTEM) == 1
    assert make_missing(at=office.county.at, by=SYSTEM) == 0
    assert f"{address}spoken.pdf" in get(address)
    taken = b"".join(Client().get(f"{address}spoken.pdf").streaming_content)  # type: ignore[attr-defined]
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(taken)).pages)
    assert "乡亲们注意了" in text.replace("\n", "").replace(" ", "")
    digest = hashlib.sha256(taken).hexdigest()
    assert made.title in get(f"/ledger/file/?sha256={digest}")
    office.by("records_office", "interpretation.withdraw", made, {"reason": "说法有误"})
    assert Client().get(f"{address}spoken.pdf").status_code == 404
    assert made.title not in get(f"/ledger/file/?sha256={digest}")
