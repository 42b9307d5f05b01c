"""What stirs the public: its five steps (PI-8), its hours across nights and holidays (PI-10), no files on persons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.figures.computing import values
from foundation.figures.declared import FIGURES, Span
from foundation.notices.models import Notice
from foundation.search.queries import search
from interpretation import statute
from interpretation.acts.collecting import unfit
from interpretation.models import OpinionCase, Response
from secrecy_review.models import Review
from tests.interpretation.opinions import (
    CONFERRED,
    EVALUATED,
    JUDGED,
    answered,
    drafted,
    judged,
    moment,
    on,
    registered,
)
from tests.interpretation.people import Office
from tests.personas import OPINION, County

pytestmark = pytest.mark.django_db
PRESS = {"press_place": "县政府会议室", "press_speakers": "县政府办主任"}


def clock(case: OpinionCase, limit: Any = statute.ANSWER) -> Clock:
    return Clock.objects.of(case.kind, case.pk).filter(limit=limit.code).latest("pk")


@pytest.mark.clause("PI-8")
def test_a_case_goes_through_its_five_steps_and_is_evaluated(office: Office) -> None:
    at = on("2026-11-02 09:00")
    case = registered(office, at)
    assert (case.number[:5], case.state) == ("S2026", "registered")
    case = judged(office, case, at + timedelta(hours=1))
    assert case.state == "handling"
    answered(office, case, at + timedelta(hours=2))
    case.refresh_from_db()
    assert (case.state, case.first_word_where) == ("answered", "门户网站")
    with pytest.raises(Refused):
        office.by(
            "leader", "interpretation.close_opinion", case, {"reason": "了结。"}, at=at + timedelta(hours=3)
        )
    office.by("records_office", "interpretation.evaluate", case, EVALUATED, at=at + timedelta(hours=30))
    office.by(
        "leader", "interpretation.close_opinion", case, {"reason": "水清了。"}, at=at + timedelta(hours=31)
    )
    case.refresh_from_db()
    assert case.state == "closed"
    answered(office, case, at + timedelta(hours=50), "later")
    case.refresh_from_db()
    assert (case.state, case.first_word_at) == ("answered", at + timedelta(hours=2)), (
        "a later word opens it again"
    )


@pytest.mark.clause("PI-10")
@pytest.mark.parametrize(
    ("appeared", "due"),
    [
        ("2026-11-02 09:10", "2026-11-04 09:10"),
        ("2026-09-30 23:50", "2026-10-02 23:50"),  # the hours run on through the holiday
        ("2026-12-31 20:00", "2027-01-02 20:00"),  # and over the turn of the year
    ],
)
def test_the_hours_run_from_the_first_appearance_through_nights_and_holidays(
    office: Office, appeared: str, due: str
) -> None:
    began = on(appeared)
    case = registered(office, began + timedelta(hours=3), appeared_at=began)
    assert clock(case).due_at == on(due)
    later = registered(office, began + timedelta(hours=5), found_at=began + timedelta(hours=4))
    assert clock(later).due_at == began + timedelta(hours=52), "unknown since when: from when it was found"


@pytest.mark.clause("PI-10")
def test_grave_emergencies_have_hours_of_their_own(office: Office) -> None:
    began = on("2026-11-01 23:50")
    case = registered(
        office,
        began + timedelta(hours=1),
        appeared_at=began,
        emergency="yes",
        level="second",
        source="field",
        link="",
    )
    assert clock(case, statute.WORD).due_at == began + timedelta(hours=5)
    assert clock(case, statute.PRESS_CONFERENCE).due_at == began + timedelta(hours=24)
    assert not Clock.objects.of(case.kind, case.pk).filter(limit=statute.ANSWER.code).exists()
    answered(office, case, began + timedelta(hours=4))
    assert clock(case, statute.WORD).breached_at is None
    case.refresh_from_db()
    assert case.state == "answered", "the first word does not wait for the minutes of a meeting"
    judged(office, case, began + timedelta(hours=6))
    held = (
        PRESS | {"press_link": "https://news.example/press"} | moment("press_at", began + timedelta(hours=20))
    )
    office.by("records_office", "interpretation.record_press", case, held, at=began + timedelta(hours=30))
    press = clock(case, statute.PRESS_CONFERENCE)
    assert (press.ended_at, press.breached_at) == (began + timedelta(hours=20), None), (
        "entered late, held in time"
    )


@pytest.mark.clause("PI-10")
def test_a_press_conference_that_is_called_off_keeps_its_hours_and_the_case_open(office: Office) -> None:
    began = on("2026-11-02 08:00")
    case = registered(office, began, appeared_at=began, emergency="yes", level="first")
    answered(office, case, began + timedelta(hours=1))
    sweep(began + timedelta(hours=25))
    assert clock(case, statute.PRESS_CONFERENCE).breached_at is not None
    judged(office, case, began + timedelta(hours=25))
    office.by("records_office", "interpretation.evaluate", case, EVALUATED, at=began + timedelta(hours=26))
    with pytest.raises(Refused) as refused:
        office.by(
            "leader",
            "interpretation.close_opinion",
            case,
            {"reason": "了结。"},
            at=began + timedelta(hours=27),
        )
    assert refused.value.clause.id == "PI-10"


@pytest.mark.clause("PI-10")
def test_regrading_upward_keeps_the_origin_and_may_start_breached(office: Office) -> None:
    began = on("2026-11-02 08:00")
    case = judged(office, registered(office, began, appeared_at=began), began + timedelta(hours=1))
    upward = {"emergency": "yes", "level": "second", "reason": "有人送医。"}
    office.by("leader", "interpretation.regrade", case, upward, at=began + timedelta(hours=7))
    word = clock(case, statute.WORD)
    assert word.due_at == began + timedelta(hours=5)
    sweep(began + timedelta(hours=7, minutes=1))
    assert clock(case, statute.WORD).breached_at is not None
    assert clock(case).ending == "cancelled"


@pytest.mark.clause("PI-10")
@pytest.mark.parametrize("first", ["grave", "ordinary"])
def test_regrading_there_and_back_leaves_the_hours_of_the_level_running(office: Office, first: str) -> None:
    began = on("2026-11-02 08:00")
    grave = {"emergency": "yes", "level": "second", "reason": "有人送医。"}
    ordinary = {"emergency": "no", "level": "fourth", "reason": "是误报。"}
    levels = [grave, ordinary] if first == "grave" else [ordinary, grave]
    told = {name: levels[0][name] for name in ("emergency", "level")}
    case = registered(office, began, appeared_at=began, **told)
    for level in (levels[1], levels[0]):
        office.by("leader", "interpretation.regrade", case, level, at=began + timedelta(hours=1))
    running = {one.limit: one.due_at for one in Clock.objects.of(case.kind, case.pk).filter(ended_at=None)}
    if first == "grave":
        assert running == {
            statute.WORD.code: began + timedelta(hours=5),
            statute.PRESS_CONFERENCE.code: began + timedelta(hours=24),
        }
    else:
        assert running == {statute.ANSWER.code: began + timedelta(hours=48)}


@pytest.mark.clause("PI-10")
def test_what_is_answered_after_all_has_the_hours_of_its_level_alone(office: Office) -> None:
    began = on("2026-11-02 08:00")
    case = registered(office, began, appeared_at=began, emergency="yes", level="second")
    office.by(
        "records_office", "interpretation.confer", case, CONFERRED | moment("conferred_at", began), at=began
    )
    down = {"emergency": "no", "level": "fourth", "reason": "是误报。"}
    office.by("leader", "interpretation.regrade", case, down, at=began)
    no = {**JUDGED, "answered": "no", "no_answer_because": "误报，已当面说清。"}
    office.by("leader", "interpretation.judge_opinion", case, no, at=began)
    office.by(
        "leader",
        "interpretation.answer_after_all",
        case,
        {"reason": "又有人问。"},
        at=began + timedelta(hours=9),
    )
    running = Clock.objects.of(case.kind, case.pk).filter(ended_at=None)
    assert [(one.limit, one.due_at) for one in running] == [
        (statute.ANSWER.code, began + timedelta(hours=48))
    ]


@pytest.mark.clause("PI-8")
def test_no_step_is_walked_around(office: Office) -> None:
    """A word elsewhere spares nobody the conferring and judging; nor is answered what was judged to need none."""
    began = on("2026-11-02 08:00")
    case = registered(office, began, appeared_at=began)
    heard = {"first_word_where": "五原发布微博"} | moment("first_word_at", began + timedelta(hours=2))
    office.by("records_office", "interpretation.record_word", case, heard, at=began + timedelta(hours=3))
    office.by("leader", "interpretation.confirm_word", case, at=began + timedelta(hours=3))
    with pytest.raises(Refused, match="会商、研判"):
        office.by("records_office", "interpretation.evaluate", case, EVALUATED, at=began + timedelta(hours=4))
    judged(office, case, began + timedelta(hours=5))
    with pytest.raises(Invalid, match="已经研判过"):
        office.by("leader", "interpretation.judge_opinion", case, JUDGED, at=began + timedelta(hours=6))
    office.by("records_office", "interpretation.evaluate", case, EVALUATED, at=began + timedelta(hours=7))
    other = registered(office, began, appeared_at=began)
    response = drafted(office, other, began)
    office.by(
        "records_office", "interpretation.confer", other, CONFERRED | moment("conferred_at", began), at=began
    )
    no = {**JUDGED, "answered": "no", "no_answer_because": "只是问路。"}
    office.by("leader", "interpretation.judge_opinion", other, no, at=began)
    office.by("drafter", "interpretation.hand_in_response", response, at=began)
    review = Review.objects.of(response).open().get()
    office.by("secrecy_reviewer", "secrecy_review.give_opinion", review, OPINION, at=began)
    with pytest.raises(Refused, match="不需回应"):
        office.by("leader", "interpretation.publish_response", response, at=began)


@pytest.mark.clause("PI-10")
def test_an_answer_that_is_taken_down_again_is_none(office: Office) -> None:
    at = on("2026-11-02 09:00")
    case = judged(office, registered(office, at), at)
    response = answered(office, case, at + timedelta(hours=1))
    office.by(
        "leader",
        "interpretation.withdraw_response",
        response,
        {"reason": "说错了。"},
        at=at + timedelta(hours=2),
    )
    with pytest.raises(Refused, match="看不到回应"):
        office.by("records_office", "interpretation.evaluate", case, EVALUATED, at=at + timedelta(hours=3))


@pytest.mark.clause("PI-10")
def test_the_first_word_is_called_so_and_belongs_to_whoever_answers(office: Office) -> None:
    at = on("2026-11-02 09:00")
    case = judged(office, registered(office, at), at)
    with pytest.raises(Refused, match="首次回应"):
        answered(office, case, at, "later")
    with pytest.raises(Refused, match="正在拟写"):
        office.by(
            "records_office",
            "interpretation.pass_on_opinion",
            case,
            {"to": "lxcz", "reason": "是镇里的事。"},
            at=at,
        )


@pytest.mark.clause("PI-10")
def test_what_is_entered_after_the_hours_can_be_looked_up_and_lies_after_the_event(office: Office) -> None:
    began = on("2026-11-02 08:00")
    case = registered(office, began, appeared_at=began, emergency="yes", level="second")
    late = began + timedelta(hours=30)
    before = PRESS | moment("press_at", began - timedelta(days=7))
    with pytest.raises(Refused, match="早于"):
        office.by("records_office", "interpretation.record_press", case, before, at=late)
    held = PRESS | moment("press_at", began + timedelta(hours=20))
    with pytest.raises(Refused, match="查证"):
        office.by("records_office", "interpretation.record_press", case, held, at=late)
    held["press_link"] = "https://news.example/press"
    office.by("records_office", "interpretation.record_press", case, held, at=late)
    assert clock(case, statute.PRESS_CONFERENCE).breached_at is None


@pytest.mark.clause("PI-8")
@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("网友普遍反映水黄，网民们很着急", True),
        ("投诉邮箱 wyxzwgk@163.com，可关注@五原发布", True),
        ("网友小李说水黄", False),
        ("抖音号xiaoli88发的", False),
        ("机密★1年 的文件流出", False),
    ],
)
def test_topics_are_told_from_persons(text: str, fits: bool) -> None:
    assert (unfit(text) == "") is fits, unfit(text)


def test_the_hour_of_an_emergency_may_be_learnt_later(office: Office) -> None:
    found = on("2026-11-02 08:00")
    case = registered(office, found)
    upward = {"emergency": "yes", "level": "second", "reason": "有人送医。"}
    with pytest.raises(Invalid, match="什么时候发生"):
        office.by("leader", "interpretation.regrade", case, upward, at=found + timedelta(hours=1))
    upward |= moment("appeared_at", found - timedelta(hours=3))
    office.by("leader", "interpretation.regrade", case, upward, at=found + timedelta(hours=1))
    assert clock(case, statute.WORD).due_at == found + timedelta(hours=2)
    with pytest.raises(Invalid, match="突发事件"):
        registered(office, found, level="first")


@pytest.mark.clause("PI-10")
def test_an_upgrade_after_the_answer_is_met_by_that_answer(office: Office) -> None:
    began = on("2026-11-02 08:00")
    case = judged(office, registered(office, began, appeared_at=began), began + timedelta(hours=1))
    answered(office, case, began + timedelta(hours=3))
    upward = {"emergency": "yes", "level": "second", "reason": "有人送医。"}
    office.by("leader", "interpretation.regrade", case, upward, at=began + timedelta(hours=9))
    word = clock(case, statute.WORD)
    assert (word.ending, word.ended_at, word.breached_at) == ("met", began + timedelta(hours=3), None)


@pytest.mark.clause("PI-10")
def test_what_was_found_too_late_starts_breached_and_a_word_elsewhere_counts_when_it_was_heard(
    office: Office,
) -> None:
    began = on("2026-11-02 08:00")
    late = registered(office, began + timedelta(hours=60), appeared_at=began)
    sweep(began + timedelta(hours=60, minutes=1))
    assert clock(late).breached_at is not None
    case = registered(office, began + timedelta(hours=50), appeared_at=began)
    heard = {"first_word_where": "五原发布微博", "first_word_link": "https://weibo.example/2"}
    heard |= moment("first_word_at", began + timedelta(hours=2))
    office.by("records_office", "interpretation.record_word", case, heard, at=began + timedelta(hours=51))
    assert clock(case).ended_at is None
    office.by("leader", "interpretation.confirm_word", case, at=began + timedelta(hours=52))
    assert (clock(case).ended_at, clock(case).breached_at) == (began + timedelta(hours=2), None)
    before = {"first_word_where": "微博"} | moment("first_word_at", began - timedelta(hours=2))
    with pytest.raises(Refused, match="早于"):
        office.by(
            "records_office", "interpretation.record_word", late, before, at=began + timedelta(hours=61)
        )


@pytest.mark.clause("PI-10")
def test_a_word_heard_elsewhere_counts_once_another_person_at_the_head_confirms_it(office: Office) -> None:
    began = on("2026-11-02 08:00")
    case = registered(office, began, appeared_at=began)
    heard = {"first_word_where": "五原发布微博"} | moment("first_word_at", began + timedelta(hours=2))
    at = began + timedelta(hours=3)
    with pytest.raises(Invalid, match="没有等着确认"):
        office.by("leader", "interpretation.confirm_word", case, at=at)
    said = office.by("records_office", "interpretation.record_word", case, heard, at=at).matter
    assert (said.state, said.first_word_at, clock(case).ended_at) == ("registered", None, None)
    rows = my_matters(office.county.actor("rfbsc-leader"), 9)[0]
    assert (case.ref, "interpretation.confirm_word") in [(row.matter.ref, row.act.name) for row in rows]
    with pytest.raises(Invalid, match="等负责人确认"):
        office.by("records_office", "interpretation.record_word", case, heard, at=at)
    office.county.grant("rfbsc-records_office", "disclosure_head")
    with pytest.raises(NotPermitted):
        office.by("records_office", "interpretation.confirm_word", case, at=at)
    back = office.by(
        "leader", "interpretation.return_word", case, {"reason": "那条微博没有说这件事。"}, at=at
    )
    assert (back.matter.heard_at, clock(case).ended_at) == (None, None)
    office.by("records_office", "interpretation.record_word", case, heard, at=at)
    late = began + timedelta(hours=70)
    done = office.by("leader", "interpretation.confirm_word", case, at=late).matter
    assert (done.state, done.first_word_at, done.heard_at) == ("answered", began + timedelta(hours=2), None)
    assert clock(case).ended_at == began + timedelta(hours=2)


@pytest.mark.clause("PI-10")
def test_what_the_portal_says_first_leaves_no_other_word_waiting(office: Office) -> None:
    began = on("2026-11-02 08:00")
    case = judged(office, registered(office, began, appeared_at=began), began)
    heard = {"first_word_where": "五原发布微博"} | moment("first_word_at", began)
    office.by("records_office", "interpretation.record_word", case, heard, at=began)
    answered(office, case, began + timedelta(hours=1))
    case = office.county.fresh(case)
    assert (case.first_word_where, case.heard_at) == ("门户网站", None)


@pytest.mark.clause("PI-8")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"appeared_at": on("2026-11-02 10:00"), "found_at": on("2026-11-02 09:00")}, "晚于发现"),
        ({"found_at": on("2026-11-03 09:00")}, "还没有到"),
        ({"emergency": "yes", "level": "second"}, "什么时候发生"),
        ({"link": ""}, "截图"),
        ({"summary": "@五原小李 发的帖子"}, "某个人"),
        ({"title": "网友“草原之鹰”发帖"}, "某个人"),
        ({"summary": "打13904780011找他"}, "某个人"),
        ({"document": "wy-rfbsc/1999-00001"}, "没有公开索引号"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(office: Office, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid) as refused:
        registered(office, on("2026-11-02 12:00"), **wrong)
    assert said in str(refused.value.errors)
    assert not OpinionCase.objects.exists()


@pytest.mark.clause("PI-8")
def test_no_answer_needs_a_reason_and_an_emergency_is_always_answered(office: Office) -> None:
    at = on("2026-11-02 09:00")
    case = registered(office, at)
    office.by("records_office", "interpretation.confer", case, CONFERRED | moment("conferred_at", at), at=at)
    no = {**JUDGED, "answered": "no", "measures": "", "line": ""}
    with pytest.raises(Invalid, match="理由"):
        office.by("leader", "interpretation.judge_opinion", case, no, at=at)
    no["no_answer_because"] = "只是问路，已经当面说清。"
    case = office.by("leader", "interpretation.judge_opinion", case, no, at=at).matter
    assert (case.state, clock(case).ending) == ("no_answer", "cancelled")
    office.by(
        "leader",
        "interpretation.answer_after_all",
        case,
        {"reason": "又有人问。"},
        at=at + timedelta(hours=20),
    )
    assert clock(case).due_at == at + timedelta(hours=48), "what passed in between counts"
    grave = registered(office, at, appeared_at=at, emergency="yes", level="second")
    office.by("records_office", "interpretation.confer", grave, CONFERRED | moment("conferred_at", at), at=at)
    with pytest.raises(Refused) as refused:
        office.by("leader", "interpretation.judge_opinion", grave, no, at=at)
    assert refused.value.clause.id == "PI-10"


@pytest.mark.clause("PI-10")
def test_the_agency_that_interprets_a_document_answers_what_it_stirs(office: Office, county: County) -> None:
    document = office.published()
    other = Office(county, "lxcz")
    at = county.at + timedelta(hours=1)
    case = registered(other, at, document=document.index_number)
    assert case.agency.code == "rfbsc"
    with pytest.raises(Refused) as refused:
        office.by(
            "records_office",
            "interpretation.pass_on_opinion",
            case,
            {"to": "lxcz", "reason": "不归我们。"},
            at=at,
        )
    assert refused.value.clause.id == "PI-10"


@pytest.mark.clause("PI-8")
def test_when_two_agencies_say_not_ours_the_county_decides(office: Office, county: County) -> None:
    at = on("2026-11-02 09:00")
    case = registered(office, at)
    office.by(
        "records_office",
        "interpretation.pass_on_opinion",
        case,
        {"to": "lxcz", "reason": "是镇里的事。"},
        at=at,
    )
    assert clock(case).agency.code == "lxcz", "its hours go along"
    back = {"to": "rfbsc", "reason": "也不归镇里。"}
    with pytest.raises(Refused, match="督查"):
        Office(county, "lxcz").by("records_office", "interpretation.pass_on_opinion", case, back, at=at)
    county.do("interpretation.pass_on_opinion", case.ref, "county_supervisor", back, at=at)
    case.refresh_from_db()
    assert (case.agency.code, clock(case).due_at) == ("rfbsc", at + timedelta(hours=48))


@pytest.mark.clause("SR-4")
def test_a_response_goes_through_review_and_whoever_wrote_it_does_not_publish_it(
    office: Office, county: County
) -> None:
    at = on("2026-11-02 09:00")
    case = registered(office, at)
    with pytest.raises(Refused) as refused:
        answered(office, case, at)
    assert refused.value.clause.id == "PI-8", "not judged yet"
    case = judged(office, case, at)
    response = Response.objects.get()
    published = office.by("leader", "interpretation.publish_response", response, at=at).matter
    page = Client().get(f"/interpretation/responses/{case.pk}/").content.decode()
    assert published.body in page
    assert "用了 0 分" in page
    assert search("自来水").entries[0].url == f"/interpretation/responses/{case.pk}/"
    for text in (case.summary, case.line, case.link, CONFERRED["conferred_on"]):
        assert text not in page, "what is the office's own stays inside"
    office.by("leader", "interpretation.withdraw_response", published, {"reason": "说错了。"}, at=at)
    assert Client().get(f"/interpretation/responses/{case.pk}/").status_code == 404
    assert not search("自来水").entries
    named = {"sort": "later", "title": "说明", "body": "@五原小李 说的不对。", "speaker": "负责人"}
    with pytest.raises(Invalid, match="某个人"):
        office.by("drafter", "interpretation.draft_response", case, named, at=at)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE interpretation_response SET body = 'x' WHERE id = %s", [published.pk])


@pytest.mark.clause("PI-8")
def test_what_it_looked_like_stays_when_the_link_is_gone(office: Office, county: County) -> None:
    shot = SimpleUploadedFile("截图.txt", "有人说水发黄".encode(), "text/plain")
    case = registered(office, on("2026-11-02 09:00"), link="", files={"evidence": shot})
    assert case.evidence is not None
    own, other = Client(), Client()
    own.force_login(county.people["rfbsc-records_office"])
    other.force_login(county.people["lxcz-records_office"])
    address = f"/desk/interpretation/opinioncase/{case.pk}/evidence/"
    assert b"".join(own.get(address)).decode() == "有人说水发黄"
    assert other.get(address).status_code == 404
    assert (
        case.evidence.sha256
        in own.get(f"/desk/interpretation/opinioncase/{case.pk}/change/").content.decode()
    )


@pytest.mark.clause("PI-10")
def test_the_figures_of_the_appraisal(office: Office) -> None:
    began = on("2026-11-02 08:00")
    for hours in (2, 10, 60):
        case = judged(office, registered(office, began, appeared_at=began), began)
        answered(office, case, began + timedelta(hours=hours))
    year = Span.of_year(2026)
    agency = case.agency_id

    def shown(id: str) -> str:
        return values(FIGURES[id], year).of(agency).shown

    assert [
        shown(f"interpretation.{id}") for id in ("opinions", "hours", "most_hours", "answer_in_time")
    ] == [
        "3",
        "10",
        "60",
        "66.7",
    ]


def test_heads_and_supervisors_are_told_of_an_emergency(office: Office, county: County) -> None:
    at = on("2026-11-02 09:00")
    registered(office, at, appeared_at=at, emergency="yes", level="first")
    told = set(Notice.objects.values_list("recipient__username", flat=True))
    assert {"rfbsc-leader", "county_supervisor"} <= told


@pytest.mark.clause("PI-3")
@pytest.mark.clause("PI-4")
def test_the_figures_of_interpretations(office: Office) -> None:
    document = office.published()
    office.published(title="又一份要解读的通知")
    office.draft(title="没有发布的通知")
    year = Span.of_year(2026)
    shown = {
        id: values(FIGURES[f"interpretation.{id}"], year).of(document.agency_id).shown
        for id in ("due", "together", "beyond_text", "published", "by_heads", "questions")
    }
    assert shown == {
        "due": "2",
        "together": "100",
        "beyond_text": "0",
        "published": "2",
        "by_heads": "0",
        "questions": "0",
    }
