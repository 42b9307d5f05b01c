"""The index in PostgreSQL: entering, leaving, finding, marking."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyKind
from foundation.search import queries
from foundation.search.counts import by_agency, by_theme, counts
from foundation.search.entries import SOURCES, EntryData, Indexed, rebuild
from foundation.search.highlights import highlight, snippet
from foundation.search.models import Entry, Tally
from foundation.search.queries import COUNTED, RANKED, Narrowing, Results, search
from foundation.search.tasks import add_up_counts

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, 1, tzinfo=UTC)


@pytest.fixture
def agency(db: None) -> Agency:
    return Agency.objects.create(
        code="nkj", name="五原县农业农村和科技局", short_name="农科局", kind=AgencyKind.DEPARTMENT
    )


def enter(pk: int, title: str, text: str = "", kind: str = "document", agency: Agency | None = None) -> None:
    data = EntryData(pk, title, text, f"/documents/{pk}/", agency, AT + timedelta(minutes=pk))
    Indexed(kind, lambda entered: data).enter(data)


def leave(kind: str, pk: int) -> None:
    data = EntryData(pk, "", "", "", None, AT)
    Indexed(kind, lambda left: data).leave(data)


def found(q: str, **how: object) -> list[int]:
    return [entry.object_id for entry in search(q, **how).entries]  # type: ignore[arg-type]


def test_what_is_entered_is_found_newest_first(agency: Agency) -> None:
    enter(1, "关于保密审查的通知", agency=agency)
    enter(3, "新媒体管理制度", "发布前须经保密审查。")
    enter(2, "考核办法", "与保密无关")
    assert found("保密审查") == [3, 1]
    assert found("新媒体") == [3]
    assert found("保密审查", limit=1, offset=1) == [1]
    assert found("农科局") == [1], "what the agency published, though it does not name itself"
    results = search("保密审查")
    assert (results.count, results.capped, results.words) == (2, False, ("保密", "审查"))


def test_numbers_are_found_as_typed_and_by_parts() -> None:
    enter(1, "关于春耕的通知", "五农科发〔2026〕48号\nwy-rfbsc/2023-07692")
    enter(2, "关于秋收的通知", "五农科发〔2026〕49号\nwy-rfbsc/2023-07693")
    for q in (
        "五农科发〔2026〕48号",
        "五农科发[2026]48号",
        "〔2026〕48",
        "wy-rfbsc/2023-07692",
        "2023-07692",
        "07692",
    ):
        assert found(q) == [1], q
    assert found("五农科发 wy-rfbsc") == [2, 1]


def test_an_agency_named_later_hides_nothing(agency: Agency) -> None:
    Agency.objects.filter(pk=agency.pk).update(name="五原县某局", short_name="某局")
    enter(1, "五原县农业农村和科技局关于春耕的通知")
    Agency.objects.filter(pk=agency.pk).update(name="五原县农业农村和科技局", short_name="农科局")
    enter(2, "五原县农业农村和科技局关于秋收的通知")
    assert found("五原县农业农村和科技局") == [2, 1]


def test_entering_again_replaces() -> None:
    enter(1, "保密审查")
    enter(1, "新媒体")
    assert (found("保密审查"), found("新媒体")) == ([], [1])


def test_leaving() -> None:
    enter(1, "保密审查")
    enter(1, "保密审查", kind="interpretation")
    leave("document", 1)
    leave("document", 1)
    assert [entry.kind for entry in search("保密审查").entries] == ["interpretation"]


def test_kinds() -> None:
    enter(1, "保密审查")
    enter(2, "保密审查", kind="interpretation")
    assert found("保密审查", kinds=["document"]) == [1]
    assert found("保密审查", kinds=[]) == []


def test_relevance_puts_the_title_first() -> None:
    enter(1, "保密审查制度", "关于保密审查")
    enter(2, "考核办法", "另见保密审查")
    assert found("保密审查") == [2, 1]
    assert found("保密审查", order="relevance") == [1, 2]


@pytest.mark.parametrize(
    "q",
    [
        "",
        "的",
        "&|!()",
        "a' & !b",
        "' OR 1=1 --",
        "\\",
        "\0",
        "\ud800x",
        "x" * 100_000,
        "保" * 100_000,
        "(:*",
        "%s %",
    ],
)
@pytest.mark.parametrize("order", ["newest", "relevance"])
def test_any_query_is_harmless(q: str, order: str) -> None:
    enter(1, "保密审查")
    assert found(q, order=order) == []


def test_odd_pages_are_harmless() -> None:
    enter(1, "保密审查")
    assert found("保密", offset=-5) == [1]
    assert found("保密", limit=-1) == []
    assert found("保密", offset=10**12) == []


def test_any_text_can_be_entered() -> None:
    enter(1, "标题\0\ud800", "\0正文\udfff '\\ ' :1A")
    enter(2, "百万字", "保密审查" * 300_000)
    enter(3, "百万词", " ".join(f"w{n}" for n in range(150_000)))
    enter(4, "一个词", "x" * 1_200_000)
    enter(5, "生僻字", "".join(chr(0x4E00 + n % 20_000) + chr(0x3400 + n % 6_000) for n in range(200_000)))
    assert [found(q) for q in ("正文", "百万字 审查", "百万词 w77", "x" * 100, "生僻字")] == [
        [1],
        [2],
        [3],
        [4],
        [5],
    ]


def test_the_count_is_capped() -> None:
    SOURCES["test-many"] = lambda at: (
        EntryData(pk, "保密审查", "", "/", None, AT + timedelta(seconds=pk)) for pk in range(COUNTED + 50)
    )
    try:
        assert rebuild("test-many", lambda: AT) == COUNTED + 50
    finally:
        del SOURCES["test-many"]
    results = search("保密")
    assert (results.count, results.capped) == (COUNTED, True)
    assert results.entries[0].object_id == COUNTED + 49
    assert len(found("保密", offset=COUNTED - 5)) == 5
    assert found("保密", offset=COUNTED) == []
    assert len(found("保密", order="relevance", offset=RANKED - 5)) == 5


def test_every_page_of_the_hits_that_are_counted_holds_some() -> None:
    """By relevance fewer are sorted than are found: the pager offers no page of the rest."""
    SOURCES["test-many"] = lambda at: (
        EntryData(pk, "保密审查", "", "/", None, AT + timedelta(seconds=pk)) for pk in range(RANKED + 30)
    )
    try:
        rebuild("test-many", lambda: AT)
    finally:
        del SOURCES["test-many"]
    results = search("保密", order="relevance", offset=RANKED - 10)
    assert (results.count, results.capped, len(results.entries)) == (RANKED, True, 10)


@pytest.mark.parametrize("glance", [1, 7, 60, 500])
def test_frequent_words_find_on_the_way_back_in_time_what_they_find_by_the_index(
    agency: Agency, monkeypatch: pytest.MonkeyPatch, glance: int
) -> None:
    """Whichever way is taken, the same entries come in the same order; a guess of PostgreSQL may be as wrong as it likes."""
    monkeypatch.setattr(queries, "COUNTED", 30)
    monkeypatch.setattr(queries, "RANKED", 20)
    monkeypatch.setattr(queries, "LOOKED_THROUGH", 70)
    for pk in range(120):
        title = "保密审查" + "通知" * (pk % 2) + "农业" * (pk % 40 == 3)
        enter(pk, title, kind="document" if pk % 3 else "published_reply", agency=agency if pk % 5 else None)
    ways: list[list[Results]] = []
    for frequent in (1_000_000, 0):
        monkeypatch.setattr(queries, "FREQUENT", frequent)
        monkeypatch.setattr(queries, "GLANCE", glance)
        ways.append(
            [
                search(q, kinds=kinds, within=Narrowing(agency=within), order=order, limit=7, offset=offset)
                for q in ("保密", "通知 审查", "农业", "没有这个词", "")
                for kinds in (None, ["document"], ["annual_report"])
                for within in (None, agency.pk)
                for order in ("newest", "relevance")
                for offset in (0, 7, 14, 28)
            ]
        )
    for by_index, in_time in zip(*ways, strict=True):
        assert [entry.pk for entry in in_time.entries] == [entry.pk for entry in by_index.entries]
        assert (in_time.count, in_time.capped) == (by_index.count, by_index.capped)
        assert in_time.many >= by_index.many
    assert any(results.many for results in ways[1])


def test_counts_are_sums_and_adding_them_up_changes_none(agency: Agency) -> None:
    for pk in range(3):
        enter(pk, "保密审查", agency=agency)
    enter(1, "保密审查，改过", agency=agency)
    leave("document", 2)
    enter(7, "年度报告", kind="annual_report")
    assert (by_agency("document")[agency.pk], by_theme("annual_report").total()) == (2, 1)
    before, rows = counts(), Tally.objects.count()
    add_up_counts()
    assert (counts(), Tally.objects.count()) == (before, 2)
    assert rows > 2


def test_as_many_queries_for_many_as_for_few(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for pk in range(50):
        enter(pk, "保密审查", "发布前须经保密审查。")
    for limit in (5, 50):
        # Names thrice, how many there may be, hits, entries; and that the table is not read through, as a setting of a savepoint.
        with django_assert_num_queries(10):
            for entry in search("保密审查", limit=limit).entries:
                snippet(entry.beginning, "保密审查")
                assert entry.agency is None


def test_highlights_mark_what_was_asked() -> None:
    assert highlight("关于新媒体保密审查的<b>通知</b>", "新媒体 审查") == [
        ("关于", False),
        ("新媒体", True),
        ("保密", False),
        ("审查", True),
        ("的<b>通知</b>", False),
    ]
    assert highlight("㎏ＡＢＣ五农科发［２０２６］48号", "五农科发〔2026〕48号") == [
        ("㎏ＡＢＣ", False),
        ("五农科发［２０２６］48号", True),
    ]
    assert highlight("2048 与 48", "48") == [("2048 与 ", False), ("48", True)]
    assert highlight("创新", "新媒体") == [("创新", False)]
    assert highlight("标题", "") == [("标题", False)]
    assert highlight("", "标题") == []


def test_a_snippet_shows_where_the_words_stand() -> None:
    enter(1, "制度", "前言" * 300 + "保密。" + "中间" * 300 + "新媒体发布前\n须经保密审查。" + "后记" * 300)
    entry = Entry.objects.get()
    segments = snippet(entry.text, "新媒体 保密")
    assert segments[0] == ("…", False)
    assert segments[-1] == ("…", False)
    assert [text for text, is_hit in segments if is_hit] == ["新媒体", "保密"]
    assert len("".join(text for text, _ in segments[1:-1])) == 120
    assert "".join(text for text, _ in snippet(entry.text, "没有这个词")).startswith("前言前言")


def test_rebuilding(agency: Agency) -> None:
    enter(1, "旧标题", kind="test")
    enter(2, "已撤下", kind="test")
    enter(7, "别的种类")
    SOURCES["test"] = lambda at: [EntryData(1, "新标题", "", "/1/", agency, AT), *SAME]
    try:
        out = StringIO()
        call_command("rebuild_index", "test", stdout=out)
    finally:
        del SOURCES["test"]
    assert out.getvalue() == "test 2\n"
    held = Entry.objects.order_by("kind", "object_id").values_list("kind", "object_id", "title")
    assert list(held) == [("document", 7, "别的种类"), ("test", 1, "新标题"), ("test", 3, "两次")]
    with pytest.raises(CommandError, match="没有这个种类：nothing"):
        call_command("rebuild_index", "nothing")


SAME = [EntryData(3, "一次", "", "/3/", None, AT), EntryData(3, "两次", "", "/3/", None, AT)]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_found() -> None:
    with transaction.atomic():
        enter(1, "保密审查")
        transaction.set_rollback(True)
    assert found("保密审查") == []


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_does_not_bring_back_what_is_withdrawn_meanwhile() -> None:
    enter(1, "保密审查", kind="test")
    read, asked, gone = Event(), Event(), Event()

    def withdraw() -> None:
        read.wait(10)
        asked.set()
        leave("test", 1)
        gone.set()
        connection.close()

    def iterate(at: datetime) -> list[EntryData]:
        read.set()
        asked.wait(10)
        assert not gone.wait(0.3)
        return [EntryData(1, "保密审查", "", "/", None, AT)]

    SOURCES["test"] = iterate
    other = Thread(target=withdraw)
    other.start()
    try:
        rebuild("test", lambda: AT)
    finally:
        del SOURCES["test"]
        read.set()
        other.join()
    assert found("保密审查") == []
