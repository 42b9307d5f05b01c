"""AR-2, DA/T 70: each of the four properties is tested item by item, and what fails says what to do."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PIL import Image

from archive.four_properties import (
    LABELS,
    Answer,
    Examined,
    Item,
    Outcome,
    Property,
    Result,
    Scanner,
    Stage,
    Totals,
    examine,
)
from archive.packages import Archived, LedgerRecord, Member, Records, Sort, verify, write_folder
from foundation.casework import ledger
from foundation.casework.ledger import text_of
from foundation.files import outside
from foundation.files.rejected import Rejected
from foundation.records.declared import Needs
from interpretation.film import bars, film_of
from tests.archive import sheets
from tests.archive.packed import AT, item, member, package, volume
from tests.archive.test_media import HOME, photo, wav
from tests.files import samples
from tests.personas import County

NOW = AT + timedelta(days=30)
CLEAN = Scanner("ClamAV", "1.4.1", lambda _stream: "")
PDF = "application/pdf"
#: What a published document needs.
REVIEWED = {
    "document:1": (
        Needs("保密审查", ("disclosure.conclude_review", "disclosure.take_exemption"), ("published",)),
        Needs("签发", ("disclosure.sign",), ("published",)),
    )
}


def with_members(*members: Member, unit: Archived | None = None) -> Archived:
    unit = unit or item()
    return replace(unit, entries=[replace(unit.entries[0], members=list(members))])


def a_pdf(content: bytes | None = None, **more: Any) -> Member:
    return member(content or sheets.pdf("text", "empty"), "通知.pdf", media_type=PDF, **{"pages": 1} | more)


def given(unit: Archived | None = None, **more: Any) -> Examined:
    known = {"scanner": CLEAN, "numbers": [1, 2, 3]}
    return Examined(unit or with_members(a_pdf()), **known | more)


def of(examined: Examined, wanted: Item) -> Result:
    (found,) = [result for result in examine(examined, NOW) if result.item is wanted]
    return found


@pytest.mark.clause("AR-2")
def test_what_is_in_order_passes_every_item_that_applies() -> None:
    results = examine(given(), NOW)
    assert [result.item for result in results] == list(Item)
    assert {result.of for result in results} == set(Property)
    assert set(LABELS) == set(Item)
    outcomes = {result.item: result.outcome for result in results}
    aside = {Item.STRUCTURE, Item.SENT, Item.TOTALS, Item.FOREIGN, Item.CARRIER}
    for result in results:
        expected = Outcome.NOT_APPLICABLE if result.item in aside else Outcome.PASSED
        assert result.outcome is expected, (result.item, result.reason)
        assert result.tool
        assert result.version
        assert bool(result.reason) is (expected is Outcome.NOT_APPLICABLE)
    assert outcomes[Item.VIRUS] is Outcome.PASSED


def changed() -> Examined:
    whole = a_pdf()
    return given(with_members(replace(whole, open=lambda: io.BytesIO(sheets.pdf("text")))))


def lost() -> Examined:
    def missing() -> Any:
        raise FileNotFoundError

    return given(with_members(replace(a_pdf(), open=missing)))


def locked() -> Examined:
    return given(with_members(a_pdf(samples.pdf(password="geheim"))))


def scripted() -> Examined:
    return given(with_members(a_pdf(samples.pdf(javascript="app.alert(1)"))))


def macros() -> Examined:
    content = samples.package({"main.xml": "<a/>"}, main=samples.MACRO_WORD)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return given(with_members(member(content, "通知.docx", media_type=kind)))


def misnamed() -> Examined:
    return given(with_members(a_pdf(samples.picture("PNG"))))


def a_bomb() -> Examined:
    content = samples.package({"main.xml": "<a>" + " " * 30_000_000 + "</a>"})
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return given(with_members(member(content, "通知.docx", media_type=kind)))


def a_program() -> Examined:
    return given(with_members(member(b"MZ\x90\0\xff\xfe" + bytes(50), "通知.pdf", media_type=PDF)))


def unit(**more: Any) -> Callable[[], Examined]:
    return lambda: given(replace(with_members(a_pdf()), **more))


def told(**more: Any) -> Callable[[], Examined]:
    return lambda: given(**more)


def a_line(**more: Any) -> Callable[[], Examined]:
    """With a line of the ledger changed behind the portal's back."""

    def made() -> Examined:
        whole = with_members(a_pdf())
        first, second, third = whole.records.ledger
        lines = [first, replace(second, **more), third]
        return given(replace(whole, records=replace(whole.records, ledger=lines)))

    return made


def without_a_line() -> Examined:
    whole = with_members(a_pdf())
    first, _second, third = whole.records.ledger
    return given(replace(whole, records=replace(whole.records, ledger=[first, replace(third, sequence=2)])))


@pytest.mark.clause("AR-2")
@pytest.mark.parametrize(
    ("made", "wanted", "said"),
    [
        (changed, Item.DIGEST, "SHA-256 摘要不符"),
        (lost, Item.DIGEST, "文件不见了"),
        (lost, Item.OPENS, "文件不见了"),
        (unit(formed_to=date(2031, 1, 1)), Item.METADATA, "在今天以后"),
        (unit(formed_from=date(1870, 1, 1)), Item.METADATA, "早于 1949"),
        (unit(formed_from=date(2026, 3, 3)), Item.METADATA, "终止日期早于起始日期"),
        (unit(year=2027), Item.METADATA, "不是可能的年度"),
        (unit(term="15年"), Item.METADATA, "不是永久、30年、10年之一"),
        (unit(category="文书"), Item.METADATA, "DA/T 13"),
        (unit(title="题" * 501), Item.METADATA, "超过 500 字"),
        (unit(security="公开"), Item.METADATA, "不是密级"),
        (lambda: given(with_members(a_pdf(pages=2))), Item.EMBEDDED, "登记 2 页，文件共 2 页，第 2 页空白"),
        (lambda: given(with_members(replace(a_pdf(), media_type="image/png"))), Item.EMBEDDED, "内容却是"),
        (lambda: given(with_members(replace(a_pdf(), size=1))), Item.PLACE, "登记 1 字节"),
        (lambda: given(with_members(replace(a_pdf(), name=" "))), Item.PLACE, "没有登记文件名"),
        (told(sent=["0" * 64]), Item.SENT, "不是业务系统发出的"),
        (unit(responsible=""), Item.REQUIRED, "缺少：责任者"),
        (told(numbers=[1, 2, 4, 4]), Item.NUMBERS, "缺 3；件号：4 用了不止一次"),
        (told(needs=REVIEWED), Item.PROCESS, "document:1 的办理记录：没有“保密审查”"),
        (told(needs={"reply:7": ()}), Item.PROCESS, "reply:7：没有一条办理记录"),
        (a_line(reason="改了"), Item.PROCESS, "第 2 条起与上一条不相扣，或者被改动过"),
        (a_line(hashed="{}"), Item.PROCESS, "第 2 条起与上一条不相扣"),
        (a_line(previous_hash="0" * 64), Item.PROCESS, "第 2 条起"),
        (without_a_line, Item.PROCESS, "第 2 条起"),
        (lambda: given(replace(item(), entries=[])), Item.CONTENT, "没有一个条目"),
        (lambda: given(with_members()), Item.CONTENT, "只有条目，没有文件"),
        (lambda: given(with_members(member(b"", "空.txt"))), Item.CONTENT, "是空文件"),
        (lambda: given(with_members(a_pdf(), a_pdf())), Item.CONTENT, "放了不止一次"),
        (told(totals=Totals(2, 5)), Item.TOTALS, "应有 2 个，实有 1 个；字节数：应有 5"),
        (
            told(totals=Totals(1, len(sheets.pdf("text", "empty")), pages=9)),
            Item.TOTALS,
            "应有 9 页，实有 1 页",
        ),
        (unit(title="报告\ufffd\ufffd"), Item.READABLE, "乱码"),
        (unit(title="报告\u202e外对"), Item.READABLE, "题名：有改变文字方向的隐藏字符"),
        (
            lambda: given(with_members(replace(a_pdf(), name="通知\u200ffdp.exe"))),
            Item.READABLE,
            "文件的名称：有改变文字方向的隐藏字符",
        ),
        (misnamed, Item.OPENS, "内容却是"),
        (locked, Item.OPENS, "加密"),
        (locked, Item.UNLOCKED, "加密"),
        (scripted, Item.VIRUS, "脚本"),
        (macros, Item.VIRUS, "宏"),
        (a_program, Item.VIRUS, "可执行程序"),
        (a_program, Item.FORMAT, "可执行程序"),
        (a_bomb, Item.OPENS, "解压后过大"),
        (lambda: given(with_members(member(b"x", "a.rtf", media_type="text/rtf"))), Item.FORMAT, "text/rtf"),
        (
            lambda: given(with_members(member(b"x", "a.rtf", media_type="text/rtf"))),
            Item.ENVIRONMENT,
            "什么软件",
        ),
        (told(scanner=Scanner("ClamAV", "1.4.1", lambda _s: "Eicar-Test")), Item.VIRUS, "查出 Eicar-Test"),
        (told(carrier=(["a.pdf", "Thumbs.db"], ["a.pdf"])), Item.FOREIGN, "Thumbs.db：与移交无关"),
        (told(carrier=([], ["a.pdf"])), Item.FOREIGN, "a.pdf：不在载体上"),
        (a_line(actor=" "), Item.LOGGED, "第 2 条办理记录"),
    ],
)
def test_what_is_wrong_fails_its_item_in_words(made: Callable[[], Examined], wanted: Item, said: str) -> None:
    found = of(made(), wanted)
    assert found.outcome is Outcome.FAILED
    assert said in found.reason
    assert found.reason.endswith("。")


def test_a_name_that_bears_another_ending_does_not_hide_what_it_is() -> None:
    odd = given(with_members(member(sheets.pdf("text"), "通知.txt", media_type="text/plain")))
    assert "内容却是" in of(odd, Item.OPENS).reason


def test_every_file_that_is_wrong_is_counted_and_the_first_are_named() -> None:
    spoilt = [replace(a_pdf(), title=f"第{n}份", sha256=f"{n:064x}") for n in range(8)]
    reason = of(given(with_members(*spoilt)), Item.DIGEST).reason
    assert reason.count("摘要不符") == 5
    assert reason.endswith("另有 3 处。")


def test_a_volume_has_pages_without_gap() -> None:
    whole = volume()
    one, two = (replace(entry, pages=3) for entry in whole.entries)
    fitting = replace(whole, entries=[replace(one, first_page=1), replace(two, first_page=4)])
    assert of(given(fitting, numbers=None), Item.NUMBERS).outcome is Outcome.PASSED
    gap = replace(whole, entries=[replace(one, first_page=1), replace(two, first_page=5)])
    assert "从第 5 页开始，应当从第 4 页开始" in of(given(gap, numbers=None), Item.NUMBERS).reason


def test_a_person_answers_what_no_program_knows_and_is_named() -> None:
    asked = given(scanner=None, carrier=([], []), asks_for_process=True)
    waiting = {r.item for r in examine(asked, NOW) if r.outcome is Outcome.WAITING}
    assert waiting == {Item.VIRUS, Item.CARRIER, Item.PROCESS}
    answer = Answer(passed=True, said="查过，没有病毒", by="档案员甲", at=NOW, tool="ClamAV", version="1.4.1")
    bad = Answer(passed=False, said="光盘有划痕", by="档案员甲", at=NOW)
    answered = replace(asked, answers={Item.VIRUS: answer, Item.CARRIER: bad})
    virus, carrier = of(answered, Item.VIRUS), of(answered, Item.CARRIER)
    assert (virus.outcome, virus.tool, virus.version) == (Outcome.PASSED, "ClamAV", "1.4.1")
    assert "档案员甲" in virus.reason
    assert carrier.outcome is Outcome.FAILED
    assert "光盘有划痕" in carrier.reason


def test_no_answer_stands_over_what_was_found() -> None:
    answer = Answer(passed=True, said="没事", by="档案员甲", at=NOW)
    assert of(replace(macros(), answers={Item.VIRUS: answer}), Item.VIRUS).outcome is Outcome.FAILED


def test_faults_of_the_package_are_named(tmp_path: Any) -> None:
    write_folder(package(), tmp_path / "bag")
    assert of(given(faults=verify(tmp_path / "bag")), Item.STRUCTURE).outcome is Outcome.PASSED
    (tmp_path / "bag/data/说明文件.TXT").unlink()
    found = of(given(faults=verify(tmp_path / "bag")), Item.STRUCTURE)
    assert found.reason == "data/说明文件.TXT：清单里有，文件不见了。"


def test_a_photo_with_a_home_or_another_day_is_found() -> None:
    shot = member(
        photo(place=HOME), "现场.jpg", Sort.MATERIAL, media_type="image/jpeg", made_on=date(2026, 3, 1)
    )
    found = of(given(with_members(shot)), Item.EMBEDDED)
    assert found.outcome is Outcome.WAITING
    assert "私人住处" in found.reason
    other = replace(shot, made_on=date(2026, 2, 1))
    assert "登记的拍摄日期是 2026-02-01" in of(given(with_members(other)), Item.EMBEDDED).reason


def test_a_recording_is_opened_by_its_headers_whatever_its_size(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    sound = member(wav(2.0), "会议.wav", Sort.MATERIAL, media_type="audio/x-wav", facts=[("时长", "0:00:02")])
    results = {result.item: result for result in examine(given(with_members(sound)), NOW)}
    assert results[Item.OPENS].outcome is Outcome.PASSED
    assert results[Item.EMBEDDED].outcome is Outcome.PASSED
    longer = replace(sound, facts=[("时长", "1:00:00")])
    assert "登记的时长是 1:00:00" in of(given(with_members(longer)), Item.EMBEDDED).reason
    broken = member(wav()[:30], "会议.wav", Sort.MATERIAL, media_type="audio/x-wav")
    assert "已损坏" in of(given(with_members(broken)), Item.OPENS).reason


class Pipe(io.RawIOBase):
    """A stream from a store, in which one cannot go back."""

    def __init__(self, content: bytes) -> None:
        self._held = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        return self._held.readinto(into)


def test_streams_from_a_store_are_read_too() -> None:
    sound = member(wav(2.0), "会议.wav", Sort.MATERIAL, media_type="audio/x-wav")
    piped = replace(sound, open=lambda: io.BufferedReader(Pipe(wav(2.0))))
    assert of(given(with_members(piped)), Item.OPENS).outcome is Outcome.PASSED


def test_a_large_file_is_left_to_a_person(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    found = of(given(), Item.OPENS)
    assert found.outcome is Outcome.WAITING
    assert "人工打开" in found.reason


def test_the_code_is_asked_for_once_it_was_given() -> None:
    coded = replace(with_members(a_pdf()), code="")
    assert of(given(coded, stage=Stage.FILING), Item.REQUIRED).outcome is Outcome.PASSED
    assert "档号" in of(given(coded, stage=Stage.TRANSFER), Item.REQUIRED).reason


def test_scans_of_empty_sheets_are_asked_about() -> None:
    scanned = a_pdf(sheets.pdf("text", "scan:"), pages=2)
    found = of(given(with_members(scanned)), Item.EMBEDDED)
    assert (found.outcome, "第 2 页像是空白页" in found.reason) == (Outcome.WAITING, True)


def test_who_is_too_busy_to_look_finds_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_content: bytes, _name: str) -> None:
        raise Rejected(outside.BUSY)

    monkeypatch.setattr(outside, "inspect", busy)
    with pytest.raises(Rejected, match="过一分钟"):
        examine(given(), NOW)


def test_pictures_without_end_are_no_picture() -> None:
    target = io.BytesIO()
    Image.new("1", (13_000, 13_000)).save(target, "PNG")
    huge = member(target.getvalue(), "大.png", Sort.MATERIAL, media_type="image/png")
    assert "尺寸过大" in of(given(with_members(huge)), Item.OPENS).reason


@pytest.mark.django_db
def test_the_ledger_of_the_house_is_proved_by_what_its_lines_say(county: County) -> None:
    document = county.published()
    lines = [
        LedgerRecord(
            sequence=line.sequence,
            at=line.at,
            act=line.act,
            label=line.label,
            actor=line.actor_name,
            agency=line.actor_agency,
            roles=line.actor_roles,
            from_state=line.from_state,
            to_state=line.to_state,
            reason=line.reason,
            clauses=line.clauses,
            digest=line.digest,
            hash=line.hash,
            previous_hash=line.previous_hash,
            hashed=text_of(line),
            matter=document.ref,
        )
        for line in ledger.lines(document.kind, document.pk)
    ]
    kept = replace(with_members(a_pdf()), records=Records(ledger=lines))
    assert len(lines) > 5
    assert of(given(kept), Item.PROCESS).outcome is Outcome.PASSED
    lines[3] = replace(lines[3], label="没有这一步")
    assert "第 4 条起" in of(given(kept), Item.PROCESS).reason


def test_a_film_that_the_portal_published_is_a_film_that_it_keeps() -> None:
    film = film_of(bars([("1", 1)], 3))
    shown = member(film, "半分钟看懂.webm", media_type="video/webm")
    results = {result.item: result for result in examine(given(with_members(shown)), NOW)}
    for wanted in (Item.OPENS, Item.FORMAT, Item.ENVIRONMENT, Item.EMBEDDED):
        assert results[wanted].outcome is Outcome.PASSED, results[wanted].reason
    cut = member(film[:900], "半分钟看懂.webm", media_type="video/webm")
    assert "读不出" in of(given(with_members(cut)), Item.OPENS).reason
