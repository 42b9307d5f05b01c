"""What was public on a day: document pages and lists as they were when it ended (SR-3, SR-13, PD-8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosure.models import Document
from foundation.pages.then import NoSuchDay, Then, asked_for
from tests.disclosure.test_versions import revised, take_through
from tests.personas import SHANGHAI, TEXT, County
from tests.test_query_counts import publish

TODAY = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)
OLD, NEW = "本月底前报送总结", "十二月十日前报送台账"


@pytest.fixture
def county(county: County, monkeypatch: pytest.MonkeyPatch) -> County:
    """Acts are dated by the county's clock, and pages are read on the 20th."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)
    return county


def seen(address: str) -> tuple[int, str]:
    answer = Client().get(address)
    return answer.status_code, b"".join(answer).decode()


def page(document: Document, on: str = "", version: int = 0) -> tuple[int, str]:
    """The page of a document or version, below its head."""
    args = [document.index_number, *([version] if version else [])]
    address = reverse("documents:version" if version else "documents:detail", args=args)
    status, said = seen(f"{address}?on={on}" if on else address)
    return status, said.partition("</head>")[2]


def listed(on: str, more: str = "") -> str:
    return seen(f"{reverse('documents:list')}?on={on}{more}")[1].partition("</head>")[2]


def at(county: County, day: int, hour: int = 9) -> None:
    county.at = datetime(2026, 11, day, hour, 0, tzinfo=SHANGHAI)


@pytest.fixture
def versions(county: County) -> Document:
    """Published on the 2nd, in a new version on the 5th."""
    at(county, 2)
    document = county.published()
    return take_through(county, revised(county, document))


@pytest.mark.django_db
@pytest.mark.clause("SR-3")
def test_each_day_shows_the_version_that_was_public_when_it_ended(county: County, versions: Document) -> None:
    assert page(versions, "2026-11-01")[0] == 404
    for on, there, gone in (
        ("2026-11-02", OLD, NEW),
        ("2026-11-04", OLD, NEW),
        ("2026-11-05", NEW, OLD),
        ("2026-11-19", NEW, OLD),
    ):
        status, said = page(versions, on)
        assert status == 200
        assert there in said, on
        assert gone not in said, on
        day = date.fromisoformat(on)
        assert f"{day.year}年{day.month}月{day.day}日" in said
        assert "您看到的是" in said
        assert "看今天的内容" in said
    # No version is told that was not there yet.
    assert "第 2 版" not in page(versions, "2026-11-04")[1]
    assert "第 2 版" in page(versions, "2026-11-05")[1]
    assert "您看到的是" not in page(versions)[1]


@pytest.mark.django_db
@pytest.mark.clause("PD-8")
def test_the_list_of_a_day_holds_what_was_public_when_it_ended(county: County) -> None:
    at(county, 2)
    first = county.published(title="关于春耕的通知")
    at(county, 9)
    second = county.published(title="关于秋收的通知")
    assert "公开着的文件" in listed("2026-11-01")
    early, late = listed("2026-11-08"), listed("2026-11-09")
    assert first.title in early
    assert second.title not in early
    assert first.title in late
    assert second.title in late
    # From the list into the same day.
    assert f"{reverse('documents:detail', args=[first.index_number])}?on=2026-11-08" in early
    status, catalogue = seen(f"{reverse('documents:catalogue_csv')}?on=2026-11-08")
    assert (status, first.title in catalogue, second.title in catalogue) == (200, True, False)
    assert "on=2026-11-08" in early.partition("下载这份目录")[2]


@pytest.mark.django_db
def test_a_version_is_listed_once_and_the_one_of_that_day(county: County, versions: Document) -> None:
    for on in ("2026-11-04", "2026-11-05"):
        assert listed(on).count(versions.title) == 1
        assert '共 <span class="num">1</span> 份' in listed(on)
    older = Document.objects.get(index=versions.index, version=1)
    end = Then.of(date(2026, 11, 4)).at
    assert list(Document.objects.as_it_was(end)) == [older]
    assert list(Document.objects.as_it_was(Then.of(date(2026, 11, 5)).at)) == [versions]


@pytest.mark.django_db
@pytest.mark.clause("SR-13")
def test_what_was_withdrawn_is_gone_from_every_day(county: County, versions: Document) -> None:
    at(county, 12)
    county.do("disclosure.withdraw", versions.ref, "rfbsc-records_office", {"reason": "含有个人信息。"})
    for on in ("2026-11-02", "2026-11-05", "2026-11-12", "2026-11-19"):
        status, said = page(versions, on)
        assert status == 410
        assert OLD not in said
        assert NEW not in said
        assert versions.title not in said
        assert "含有个人信息" in said
        assert page(versions, on, version=1)[0] == 404
        assert versions.title not in listed(on)
    assert "另有 1 份当天公开、后来撤回的文件" in listed("2026-11-11")
    assert "后来撤回的文件" not in listed("2026-11-12")
    assert "后来撤回的文件" not in listed("2026-11-01")
    # Nothing of what it was about is given away by narrowing.
    assert "后来撤回的文件" not in listed("2026-11-11", "&topic=综合政务")


@pytest.mark.django_db
@pytest.mark.clause("SR-13")
def test_a_day_that_ended_while_it_was_away_shows_nothing(county: County) -> None:
    at(county, 2)
    document = county.published()
    at(county, 3, 23)
    county.at = county.at.replace(minute=40)
    county.do("disclosure.withdraw", document.ref, "rfbsc-records_office", {"reason": "发错了。"})
    county.at += timedelta(minutes=40)
    county.do("disclosure.restore", document.ref, "rfbsc-records_office", {"reason": "没有发错。"})
    assert page(document, "2026-11-02")[0] == 200
    status, said = page(document, "2026-11-03")
    assert status == 404
    assert "2026年11月3日 没有公开的内容" in said
    assert page(document, "2026-11-04")[0] == 200
    assert document.title not in listed("2026-11-03")
    assert document.title in listed("2026-11-04")


@pytest.mark.django_db
@pytest.mark.clause("PD-3")
def test_validity_is_that_of_the_day(county: County) -> None:
    at(county, 2)
    document = county.published()
    at(county, 10)
    lapsed = {"validity": "repealed", "lapsed_on": "2026-11-10", "reason": "已被新规定取代。"}
    county.do("disclosure.set_validity", document.ref, "rfbsc-records_office", lapsed)
    assert "不再适用" in page(document)[1]
    assert "不再适用" not in page(document, "2026-11-09")[1]
    assert "已被新规定取代" not in page(document, "2026-11-09")[1]
    assert "不再适用" in page(document, "2026-11-10")[1]


@pytest.mark.django_db
@pytest.mark.clause("条例20")
def test_the_register_of_norms_says_what_was_in_force_on_a_day(county: County) -> None:
    at(county, 2)
    norm = county.published(title="关于秸秆禁烧的规定", normative="norms", validity="in_force")
    at(county, 10)
    lapsed = {"validity": "repealed", "lapsed_on": "2026-11-10", "reason": "已被新规定取代。"}
    county.do("disclosure.set_validity", norm.ref, "rfbsc-records_office", lapsed)

    def register(on: str, validity: str = "") -> str:
        return seen(f"{reverse('documents:norms')}?on={on}&validity={validity}")[1].partition("</head>")[2]

    assert norm.title not in register("2026-11-01")
    for on, force, over in (("2026-11-09", True, False), ("2026-11-10", False, True)):
        assert (norm.title in register(on, "in_force"), norm.title in register(on, "over")) == (force, over)
        assert ("废止" in register(on).partition("<tbody>")[2].partition("</tbody>")[0]) is over
        assert f"?on={on}" in register(on)
        assert "您看到的是" in register(on)


@pytest.mark.django_db
@pytest.mark.clause("条例20")
def test_heads_and_guides_are_those_of_the_day(county: County) -> None:
    at(county, 2)
    county.published(title="关于春耕的规定", head="20-1")
    at(county, 9)
    guide = county.published(title="荣丰办事处政府信息公开指南")
    Document.objects.filter(pk=guide.pk).update(head="guide")  # whose text is not what this is about

    def shown(name: str, on: str) -> str:
        return seen(f"{reverse(name)}?on={on}&agency=rfbsc")[1].partition("</head>")[2]

    assert "关于春耕的规定" not in shown("documents:heads", "2026-11-01")
    assert "这一天没有公开的内容" in shown("documents:heads", "2026-11-01")
    heads = shown("documents:heads", "2026-11-02")
    assert "关于春耕的规定" in heads
    assert "head=20-1&amp;agency=rfbsc&amp;on=2026-11-02" in heads
    assert "您看到的是" in heads
    early, late = (seen(f"{reverse('documents:guides')}?on=2026-11-{day}")[1] for day in ("08", "09"))
    assert "第 1 版" not in early
    assert "第 1 版" in late


@pytest.mark.django_db
def test_a_version_has_its_own_page_from_its_day_on(county: County, versions: Document) -> None:
    assert page(versions, "2026-11-04", version=1)[0] == 200
    assert page(versions, "2026-11-04", version=2)[0] == 404
    assert page(versions, "2026-11-05", version=2)[0] == 200


@pytest.mark.django_db
def test_what_never_was_public_is_on_no_day(county: County) -> None:
    at(county, 2)
    draft = county.draft()
    assert seen("/documents/wy-rfbsc/2026-00001/?on=2026-11-03")[0] == 404
    assert draft.title not in listed("2026-11-19")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2026-11-21", "2026年11月21日 还没有到"),
        ("9999-12-31", "还没有到"),
        ("2026-02-30", "不是能查的日期"),
        ("昨天", "“昨天”不是能查的日期"),
        ("1066-10-14", "不是能查的日期"),
        ("<script>alert(1)</script>", "不是能查的日期"),
        ("2026-11-02'--", "不是能查的日期"),
    ],
)
def test_a_day_that_cannot_be_is_answered_in_chinese(county: County, on: str, said: str) -> None:
    at(county, 2)
    document = county.published()
    for name, args in (("list", []), ("catalogue_csv", []), ("detail", [document.index_number])):
        status, shown = seen(f"{reverse(f'documents:{name}', args=args)}?on={on}")
        assert status == 400
        assert said in shown
        assert "看今天的内容" in shown
        assert "<script>alert" not in shown


@pytest.mark.parametrize(
    "given", ["2026-05-01", "2026-5-1", "2026年5月1日", "２０２６-05-01", " 2026/05/01 ", "2026.5.1"]
)
def test_a_day_is_read_as_people_write_it(given: str) -> None:
    assert asked_for(given, date(2026, 11, 20)) == Then.of(date(2026, 5, 1))


def test_a_day_ends_at_midnight_here_and_today_is_no_past() -> None:
    assert Then.of(date(2026, 5, 1)).at == datetime(2026, 5, 1, 23, 59, 59, 999_999, tzinfo=SHANGHAI)
    assert asked_for("2026-11-20", date(2026, 11, 20)) is None
    assert asked_for("", date(2026, 11, 20)) is None
    with pytest.raises(NoSuchDay):
        asked_for("2026-11-21", date(2026, 11, 20))


@pytest.mark.django_db
def test_the_page_of_a_day_is_out_of_search_engines_and_kept_no_longer_than_others(
    county: County, versions: Document
) -> None:
    address = reverse("documents:detail", args=[versions.index_number])
    now, then = Client().get(address), Client().get(f"{address}?on=2026-11-04")
    assert then["Cache-Control"] == now["Cache-Control"]
    assert then["ETag"] != now["ETag"]
    assert not then.cookies
    head = then.text.partition("</head>")[0]
    assert head.count('name="robots"') == 1
    assert "noindex" in head
    assert f'rel="canonical"\n            href="http://testserver{address}"' in head or f'{address}"' in head
    assert "application/ld+json" not in head
    assert 'href="?"' in then.text
    rows = Client().get(f"{reverse('documents:list')}?on=2026-11-04&agency=rfbsc").text
    assert "noindex" in rows.partition("</head>")[0]
    assert 'href="?agency=rfbsc"' in rows


@pytest.mark.django_db
def test_words_are_not_looked_for_in_the_past_and_are_not_lost(county: County) -> None:
    at(county, 2)
    county.published(title="关于春耕的通知")
    said = listed("2026-11-04", "&q=春耕")
    assert "不能按词查找" in said
    assert "?q=%E6%98%A5%E8%80%95" in said
    assert "关于春耕的通知" in said


@pytest.mark.django_db
def test_a_list_of_a_day_costs_the_same_however_long_it_is(county: County) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert Client().get(address).status_code == 200
        return len(found)

    publish(county, 0, 3)
    address = f"{reverse('documents:list')}?on=2026-11-19"
    few = queries(address)
    publish(county, 3, 60)
    assert queries(address) == few


@pytest.mark.django_db
def test_the_list_of_a_day_walks_along_an_index(county: County) -> None:
    publish(county, 0, 60)
    rows = Document.objects.as_it_was(Then.of(date(2026, 11, 19)).at).in_a_row()
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_hashjoin = off"
        )
        plan = rows.order_by("-published_at", "-pk")[:20].explain()
    assert "document_readable" in plan
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE disclosure_document")
    under = Document.objects.as_it_was(Then.of(date(2026, 11, 19)).at).filter(head="20-1")
    assert "document_readable_head" in under.order_by("-published_at")[:3].explain()


def test_the_text_of_the_example_differs_between_its_versions() -> None:
    assert OLD in TEXT
