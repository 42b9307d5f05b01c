"""Sound and film, photos, press conferences, worked cases, 跟我有关吗, days to keep in mind (PI-5, PI-6, PI-7(2))."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from disclosure.models import Document
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.files.captions import spoken_words
from foundation.files.models import StoredFile
from interpretation.findings import conferences_owed
from interpretation.marked import Unmarked, article_of, asks_in, cases_in, dates_in, holds, loose
from interpretation.models import Interpretation
from secrecy_review.models import Review
from tests.files.sounds import mp4, opus
from tests.interpretation.people import (
    CAPTIONS,
    PLAN,
    SEEN,
    Office,
    conference,
    film,
    further,
    out,
    photo,
    seen,
    vtt,
    with_photo,
)
from tests.personas import DRAFT

pytestmark = pytest.mark.django_db

BODY = "第一条 本镇户籍的农户可以领取暖补贴。\n第二条 电取暖的每户 1,200 元，\n生物质取暖的每户八百元。\n"
BODY += "第三条 2026 年 12 月 31 日以前申请。"
CASE = "第二条：李婶家用电取暖，按 1200 元补。\n数字：1200"
MINE = "问：您家用什么取暖？\n电：每户补 1200 元。\n条文：第二条、第三条\n"
MINE += "要带：户口簿\n到哪里：村委会\n截止：2026 年底\n别的：没有补贴。"
DATES = "2026-12-31 以前到村委会申请\n2026年12月1日 起受理"


def get(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def attach(office: Office, on: Interpretation, files: dict[str, Any], **data: Any) -> Interpretation:
    made: Interpretation = office.by("drafter", "interpretation.attach_media", on, data, files=files).matter
    return made


# Sound and film


@pytest.mark.clause("PI-5")
def test_a_film_is_published_with_captions_transcript_and_a_picture(office: Office) -> None:
    made = out(office, seen(office, office.published()))
    page = get(f"/interpretation/{made.pk}/")
    address = f"/interpretation/{made.pk}/media"
    player = re.search(r"<video.*?</video>", page, re.S)
    assert player is not None
    for said in (
        'preload="none"',
        f'src="{address}"',
        'kind="captions"',
        'srclang="zh"',
        f'src="/interpretation/{made.pk}/captions.vtt"',
        f'poster="/interpretation/{made.pk}/photos/',
    ):
        assert said in player[0]
    assert "autoplay" not in page
    for said in ("文字稿", "一千二百元", "时长 0:06", "下载视频", "封面：两根条，电取暖补得最多"):
        assert said in page
    answer = Client().get(address, headers={"range": "bytes=0-9"})
    assert (answer.status_code, answer["Content-Type"]) == (206, "video/webm")
    assert b"".join(answer.streaming_content).startswith(b"\x1a\x45\xdf\xa3")  # type: ignore[attr-defined]
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer = Client().get(f"/interpretation/{made.pk}/captions.vtt")
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.content.decode() == CAPTIONS
    still = Client().get(f"/interpretation/{made.pk}/photos/{made.photos.get().pk}/")
    assert still["Content-Type"] == "image/png"


@pytest.mark.clause("PI-5")
@pytest.mark.clause("SR-13")
def test_what_is_withdrawn_is_gone_with_sound_captions_and_photos(office: Office) -> None:
    made = out(office, seen(office, office.published()))
    assert made.media is not None
    digest = made.media.sha256
    assert made.title in get(f"/ledger/file/?sha256={digest}")
    office.by("records_office", "interpretation.withdraw", made, {"reason": "说法有误"})
    for name in ("media", "captions.vtt", f"photos/{made.photos.get().pk}/"):
        assert Client().get(f"/interpretation/{made.pk}/{name}").status_code == 404, name
    assert made.title not in get(f"/ledger/file/?sha256={digest}")


@pytest.mark.clause("PI-5")
def test_nothing_that_one_hears_or_sees_goes_on_without_words(office: Office) -> None:
    document = office.published()
    made = further(office, document, **{**SEEN, "body": "待写"})

    def lacks(*said: str) -> None:
        with pytest.raises(Refused) as refused:
            office.by("drafter", "interpretation.hand_in", made)
        for one in said:
            assert one in str(refused.value)

    lacks("文件", "文字稿", "字幕", "封面")
    attach(office, made, {"file": film()}, body="电取暖每户补一千二百元，别的八百元。")
    lacks("字幕", "封面")
    attach(office, made, {"subtitles": vtt()})
    lacks("封面")
    with_photo(office, made)
    office.by("drafter", "interpretation.hand_in", made)
    heard = further(office, document, form="audio", title="听听取暖补贴", body="待写")
    with pytest.raises(Refused, match="音频还缺：文件、文字稿"):
        office.by("drafter", "interpretation.hand_in", heard)
    told = {"body": "电取暖每户补一千二百元。"}
    attach(office, heard, {"file": sound()}, **told)
    page = get(f"/interpretation/{out(office, heard).pk}/")
    assert '<audio class="player"' in page
    assert "电取暖每户补一千二百元。" in page


def sound() -> SimpleUploadedFile:
    """A sound under a name that says something else."""
    return SimpleUploadedFile("a.mp3", opus(2), "audio/mpeg")


@pytest.mark.clause("PI-5")
def test_captions_are_put_right_at_the_desk_with_the_same_check(office: Office) -> None:
    document = office.published()
    made = seen(office, document)
    assert made.body == spoken_words(CAPTIONS)
    with pytest.raises(Invalid, match="不晚于开始时间"):
        edited(office, made, "WEBVTT\n\n00:00:03.000 --> 00:00:01.000\n补一千二百元。\n")
    with pytest.raises(Invalid, match="没有时间"):
        edited(office, made, "补一千二百元。")
    with pytest.raises(Invalid, match="录像只有 0:06"):
        edited(office, made, "WEBVTT\n\n00:00:01.000 --> 00:00:09.000\n补一千二百元。\n")
    with pytest.raises(Invalid, match="字幕"):
        edited(office, made, "")
    made.refresh_from_db()
    assert made.captions == CAPTIONS
    right = CAPTIONS.replace("一千二百元", "一千三百元")
    done = edited(office, made, right)
    assert done.captions == right
    assert "一千三百元" in done.body, "the transcript came from the captions"
    attach(office, done, {}, body="电取暖的每户补一千三百元。")
    assert edited(office, done, CAPTIONS).body == "电取暖的每户补一千三百元。"
    heard = further(office, document, form="audio", title="听听取暖补贴", body="待写")
    with pytest.raises(Invalid, match="还没有字幕"):
        edited(office, heard, CAPTIONS)


def edited(office: Office, on: Interpretation, said: str) -> Interpretation:
    made: Interpretation = office.by("drafter", "interpretation.edit_captions", on, {"captions": said}).matter
    return made


@pytest.mark.clause("PI-5")
def test_what_is_wrong_with_the_files_is_said_by_cue_and_nothing_is_kept(office: Office) -> None:
    made = further(office, office.published(), **{**SEEN, "body": "待写"})
    for files, says in (
        ({}, "请选择录音或者录像"),
        ({"file": sound()}, "这是录音"),
        ({"file": SimpleUploadedFile("a.mp4", b"MZ" + bytes(99))}, "不是录音或者录像"),
        ({"file": SimpleUploadedFile("a.mp4", mp4(9, codecs=((b"vide", b"hvc1"),)))}, "H.264"),
        ({"file": film(4), "subtitles": vtt()}, "第 2 条"),
        ({"file": film(30), "subtitles": vtt()}, "别的录像"),
        ({"file": film(), "subtitles": vtt("1\n没有时间\n")}, "第 1 行"),
        ({"file": film(), "subtitles": vtt(CAPTIONS.replace("一千二百元", "长" * 40))}, "最多 18"),
    ):
        with pytest.raises(Invalid, match=says):
            attach(office, made, files, body="")
    assert not StoredFile.objects.filter(media_type__startswith="video").exists()
    attach(office, made, {"file": film(30), "subtitles": vtt()}, quiet_end="on", body="")
    # A shorter film under the same captions.
    with pytest.raises(Invalid, match="录像只有 0:03"):
        attach(office, made, {"file": film(3)})


@pytest.mark.clause("SR-4")
def test_captions_and_transcript_are_reviewed_and_somebody_has_to_see_the_film(office: Office) -> None:
    document = office.published()
    made = further(office, document, **{**SEEN, "body": "待写"})
    spoken = CAPTIONS.replace("一千二百元", "电话13904780011")
    attach(
        office, made, {"file": film(), "subtitles": vtt(spoken)}, body="联系人电话 13904780011，欢迎来问。"
    )
    with_photo(office, made)
    office.by("drafter", "interpretation.hand_in", made)
    review = Review.objects.of(made).open().get()
    found = {(finding.place.partition(":")[0], finding.rule) for finding in review.findings.all()}
    assert {place for place, _rule in found} >= {"captions", "body", "file"}
    assert any(rule == "unread" for place, rule in found if place == "file")


@pytest.mark.clause("PI-4")
def test_what_is_signed_keeps_its_film_captions_and_photos(office: Office) -> None:
    made = office.signed(seen(office, office.published()))
    row = Interpretation.objects.filter(pk=made.pk)
    for change in ({"media": None}, {"captions": ""}, {"cases": CASE}):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            row.update(**change)
    for broken in (made.photos.all().delete, lambda: made.photos.update(alt="别的")):
        with pytest.raises(InternalError), transaction.atomic():
            broken()


def test_another_form_takes_film_and_captions_away(office: Office) -> None:
    made = seen(office, office.published())
    data = {"form": "qa", "body": "问：多少？\n答：一千二百元。"}
    changed = office.by("drafter", "interpretation.edit", made, data).matter
    assert (changed.media, changed.captions) == (None, "")
    with pytest.raises(Invalid, match="只有音频、视频"):
        attach(office, changed, {"file": film()}, body="")


def test_a_photo_is_a_picture_that_is_told_in_words(office: Office) -> None:
    made = further(office, office.published())
    for data, files, says in (
        ({"alt": ""}, {"file": photo()}, "照片的说明"),
        ({"alt": "IMG_1.jpg"}, {"file": photo()}, "文件名"),
        ({"alt": "会场"}, {"file": vtt("文字", "a.txt")}, "JPG"),
    ):
        with pytest.raises(Invalid, match=says):
            office.by("drafter", "interpretation.add_photo", made, data, files=files)
    first = with_photo(office, made)
    office.by("drafter", "interpretation.remove_photo", made, {"photo": first.pk})
    assert not made.photos.exists()


# Press conferences


def planned(office: Office, **fields: Any) -> Document:
    """A document with a press conference in its plan, published."""
    document = office.draft()
    plan = {**PLAN, "press": "yes", "press_reason": "家家都要领，大家都在问。", **fields}
    office.by("drafter", "interpretation.plan", office.duty(document), plan)
    office.signed(office.written(document))
    office.determined(document)
    published: Document = office.by("records_office", "disclosure.publish", document).matter
    return published


@pytest.mark.clause("PI-7(2)")
def test_a_press_conference_that_is_owed_stands_on_a_list_until_its_record_is_public(office: Office) -> None:
    """It holds up nothing, for the regulation names no hours."""
    document = planned(office)
    duty = office.duty(document)
    drafter, clerk = office.county.actor("rfbsc-drafter"), office.county.actor("rfbsc-records_office")
    named = [(row.matter.ref, row.act.name) for row in my_matters(drafter, 9)[0]]
    assert (duty.ref, "interpretation.record_conference") in named
    for who in (clerk, office.county.actor("county_supervisor")):
        assert "要开新闻发布会" in conferences_owed(who, office.county.at)[0]["says"]
    assert conferences_owed(office.county.actor("lxcz-records_office"), office.county.at) == []
    record = office.by("drafter", "interpretation.record_conference", duty, conference(office)).matter
    named = [row.act.name for row in my_matters(drafter, 9)[0]]
    assert "interpretation.record_conference" not in named
    assert conferences_owed(clerk, office.county.at)
    with_photo(office, record, "发布会现场")
    out(office, record)
    assert conferences_owed(clerk, office.county.at) == []
    page = get(f"/interpretation/{record.pk}/")
    for said in ("发布会情况", "县", "问：什么时候到账？", "答：年底以前。", 'alt="发布会现场"'):
        assert said in page


@pytest.mark.clause("PI-7(2)")
def test_whoever_plans_one_says_why_and_does_not_drop_it_alone(office: Office) -> None:
    duty = office.duty(office.draft())
    for wrong, says in (({"press": ""}, "要不要开"), ({"press": "yes"}, "为什么要开")):
        with pytest.raises(Invalid, match=says):
            office.by("drafter", "interpretation.plan", duty, {**PLAN, **wrong})
    yes = {**PLAN, "press": "yes", "press_reason": "家家都要领。"}
    office.by("drafter", "interpretation.plan", duty, yes)
    with pytest.raises(Invalid, match="已经定了要开"):
        office.by("drafter", "interpretation.plan", duty, PLAN)
    with pytest.raises(NotPermitted):
        office.by("drafter", "interpretation.lift_press", duty, {"reason": "不开了"})
    lifted = office.by("leader", "interpretation.lift_press", duty, {"reason": "改在村里开会讲。"}).matter
    assert (lifted.press, lifted.press_reason) == (False, "改在村里开会讲。")
    again = {"reason": "热线问得多。"}
    assert office.by("records_office", "interpretation.require_press", duty, again).matter.press


@pytest.mark.clause("PI-7(2)")
def test_no_conference_was_held_before_its_document_or_after_now(office: Office) -> None:
    document = planned(office)
    duty = office.duty(document)
    for day, says in (("2020-01-01", "早于文件起草"), ("2099-01-01", "还没有到")):
        data = conference(office, held_at_0=day)
        with pytest.raises(Invalid, match=says):
            office.by("drafter", "interpretation.record_conference", duty, data)


# Cases, 跟我有关吗, days


def helped(office: Office, document: Document, **fields: Any) -> Interpretation:
    made = further(office, document)
    data = {"cases": CASE, "selfcheck": MINE, "dates": DATES, **fields}
    result: Interpretation = office.by("drafter", "interpretation.help_readers", made, data).matter
    return result


@pytest.mark.clause("PI-5")
def test_a_case_whose_figure_the_document_no_longer_has_turns_red_and_goes_nowhere(office: Office) -> None:
    document = office.published(body=BODY)
    shown = out(office, helped(office, document))
    waiting = helped(office, document)
    page = get(f"/interpretation/{shown.pk}/")
    assert "李婶家用电取暖" in page
    assert "不准了" not in page
    given = {"changed_on": f"{office.county.at:%Y-%m-%d}", "reason": "提高标准"}
    newer = office.by("drafter", "disclosure.revise", document, given).matter
    office.by("drafter", "disclosure.edit", newer, {**DRAFT, "body": BODY.replace("1,200", "1,300")})
    office.planned(newer)
    office.signed(office.written(newer))
    office.by("records_office", "disclosure.publish", office.determined(newer))
    page = get(f"/interpretation/{shown.pk}/")
    assert "这个案例不准了" in page
    desk = Client()
    desk.force_login(office.county.people["rfbsc-drafter"])
    row = desk.get(f"/desk/interpretation/interpretation/{shown.pk}/change/").content.decode()
    assert "案例和文件对不上" in row
    with pytest.raises(Refused, match="“1200”，文件的第二条里没有"):
        office.by("drafter", "interpretation.hand_in", waiting)
    with pytest.raises(Refused, match="第二条里没有"):
        office.by("drafter", "interpretation.confirm", shown, {"reason": "看过了"})


@pytest.mark.clause("PI-5")
def test_what_the_document_does_not_say_is_refused_while_it_is_typed(office: Office) -> None:
    document = office.published(body=BODY)
    for wrong, says in (
        ({"cases": "第二条：李婶家按 1300 元补。\n数字：1300"}, "文件的第二条里没有"),
        ({"cases": "第九条：李婶家按 1200 元补。\n数字：1200"}, "“第九条”，文件里没有"),
        ({"cases": "第二条：李婶家用电取暖。\n数字：1200"}, "案例里没有出现"),
        ({"cases": "第二条：李婶家用电取暖，按 1200 元补。"}, "缺一行“数字"),
        ({"selfcheck": MINE.replace("第三条", "第三十条")}, "“第三十条”，文件里没有"),
        ({"selfcheck": "您家用什么取暖"}, "第 1 行"),
        ({"selfcheck": "问：您家用电吗？\n是：补。"}, "2 到 6 个回答"),
        ({"dates": "年底以前"}, "第 1 行"),
        ({"dates": "2026-02-30 以前"}, "没有 2026-02-30"),
    ):
        with pytest.raises(Invalid, match=says):
            helped(office, document, **wrong)


@pytest.mark.clause("PI-5")
def test_what_it_means_for_me_is_told_without_script_and_kept_nowhere(office: Office) -> None:
    document = office.published(body=BODY)
    made = out(office, helped(office, document))
    assert f"/interpretation/{made.pk}/mine/" in get(f"/interpretation/{made.pk}/")
    address = f"/interpretation/{made.pk}/mine/"
    page = get(address)
    assert "您家用什么取暖？" in page
    assert "按您选的" not in page
    answer = Client().get(address, {"q1": "1"})
    page = answer.content.decode()
    for said in (
        "每户补 1200 元。",
        "要带：户口簿",
        "到哪里办：村委会",
        "什么时候以前：2026 年底",
        "checked",
    ):
        assert said in page
    assert f'href="/documents/{document.index_number}/#' in page
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert "没有补贴。" in Client().get(address, {"q1": "2"}).content.decode()
    for odd in ("9", "x", "", "-1", "1" * 999):
        assert "按您选的" not in Client().get(address, {"q1": odd}).content.decode()
    plain = out(office, further(office, document))
    assert Client().get(f"/interpretation/{plain.pk}/mine/").status_code == 404


@pytest.mark.clause("PI-5")
def test_days_to_keep_in_mind_go_into_the_calendar_of_a_phone(office: Office) -> None:
    made = out(office, helped(office, office.published(body=BODY)))
    answer = Client().get(f"/interpretation/{made.pk}/dates.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode().replace("\r\n ", "")
    days = re.findall(r"DTSTART;VALUE=DATE:(\d+)", text)
    assert days == ["20261201", "20261231"]
    assert "SUMMARY:12月31日以前到村委会申请" in text
    assert text.count("TRIGGER:-P7D") == 2
    assert "加到手机日历" in get(f"/interpretation/{made.pk}/")


def test_figures_are_the_same_number_however_they_are_written() -> None:
    assert holds("1200", "每户 1,200 元")
    assert holds("1,200 元", "每户１２００元")
    assert holds("八百元", "每户八 百元")
    assert not holds("20", "每户 1200 元")
    assert not holds("120", "每户 1200 元")
    assert article_of(BODY, "第二条") == "第二条 电取暖的每户 1,200 元，\n生物质取暖的每户八百元。\n"
    assert article_of(BODY, "第九条") is None
    assert article_of(BODY, "全文") == BODY
    assert loose(cases_in("全文：八百元。\n数字：八百元"), [], [BODY]) == []


@pytest.mark.parametrize(
    "text",
    ["数字：1", "第二条：", "第二条：一。\n数字：", "\n".join(["第二条：1。\n数字：1"] * 11)],
)
def test_cases_are_read_or_refused(text: str) -> None:
    with pytest.raises(Unmarked):
        cases_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "条文：第一条",
        "问：甲？\n条文：第一条",
        "问：甲？\n是：一。\n是：二。\n条文：第一条",
        "问：甲？\n是：一。\n否：二。",
        "\n".join(["问：甲？\n是：一。\n条文：第一条\n否：二。"] * 6),
        "问：甲？\n" + "长" * 21 + "：一。\n否：二。",
    ],
)
def test_questions_are_read_or_refused(text: str) -> None:
    with pytest.raises(Unmarked):
        asks_in(text)


def test_articles_are_told_apart_and_headings_stay_whole() -> None:
    choices = "问：甲？\n是：一。\n条文：第一条、第二条之一\n否：二。\n条文：二、领多少；三、"
    assert [one.articles for one in asks_in(choices)[0].choices] == [
        ("第一条", "第二条之一"),
        ("二、领多少", "三、"),
    ]


def test_days_are_put_in_order() -> None:
    assert [one.says for one in dates_in(DATES)] == ["起受理", "以前到村委会申请"]
    with pytest.raises(Unmarked):
        dates_in("\n".join(["2026-12-31 甲"] * 13))
