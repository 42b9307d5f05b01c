"""An emergency: 120 minutes from the event to the first word, approved by one duty leader; the roster (NM-12, NM-18)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.utils.timezone import localdate, localtime

from foundation.agencies.models import Staff
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, NoSuchMatter, Refused
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.figures.computing import values
from foundation.figures.declared import FIGURES, Span
from foundation.notices.models import Dispatch
from newmedia import monthly
from newmedia.models import Account, Incident, Post, PostReview, Shift
from newmedia.statute import FIRST_WORD, NEXT_WORD
from tests.newmedia.people import GATES, Office
from tests.newmedia.test_accounts import waits
from tests.personas import County


def clock(incident: Incident) -> Clock:
    """The newest clock of its minutes."""
    found = Clock.objects.of(incident.kind, incident.pk).filter(limit=FIRST_WORD.code).order_by("pk").last()
    assert found is not None
    return found


def pass_minutes(office: Office, minutes: int) -> None:
    office.county.at += timedelta(minutes=minutes)
    sweep(office.county.at)


def on_duty(office: Office, person: str, leader: str) -> Shift:
    """The two on the roster of today."""
    people, today = office.county.people, str(localdate(office.county.at))
    given = {
        "person": people[f"rfbsc-{person}"].pk,
        "leader": people[f"rfbsc-{leader}"].pk,
        "from_on": today,
        "until_on": today,
    }
    return office.do("roster", "agency:rfbsc", "records_office", given).matter


@pytest.mark.clause("NM-12")
def test_the_first_word_is_out_within_its_minutes(office: Office) -> None:
    account, county = office.live(), office.county
    incident = office.incident(minutes=30)
    assert incident.number.startswith("T2026-")
    assert clock(incident).due_at - incident.event_at == timedelta(minutes=120)
    assert (incident.ref, "newmedia.write_word") in waits(county, "rfbsc-drafter")
    post = office.word(incident, account)
    assert (incident.ref, "newmedia.write_word") not in waits(county, "rfbsc-drafter")
    assert "隆兴昌镇新民村发生民房火灾。一处民房起火" in post.body
    assert "以前，本账号再次发布最新情况" in post.body
    assert (post.ref, "newmedia.approve_word") in waits(county, "rfbsc-leader")
    assert (post.ref, "newmedia.hand_in") not in waits(county, "rfbsc-drafter")
    county.at += timedelta(minutes=20)
    incident = office.said(post)
    assert incident.state == "first_out"
    # Every act of the test takes a minute.
    assert incident.minutes is not None
    assert 50 < incident.minutes < 60
    assert (clock(incident).ending, clock(incident).breached_at) == ("met", None)
    assert (incident.ref, "newmedia.follow_up") in waits(county, "rfbsc-drafter"), "it promised more"
    page = Client().get(f"/newmedia/posts/{post.pk}/").content.decode()
    assert "关于民房火灾的情况通报" in page


@pytest.mark.clause("NM-12")
def test_what_is_late_is_late_and_told_to_the_supervisors(office: Office) -> None:
    account = office.live()
    incident = office.incident(minutes=100)
    pass_minutes(office, 25)
    incident = office.county.fresh(incident)
    assert incident.state == "breached"
    assert clock(incident).breached_at is not None
    incident = office.said(office.word(incident, account))
    assert incident.state == "first_out"
    assert incident.minutes is not None
    assert incident.minutes > 120
    assert clock(incident).breached_at is not None


@pytest.mark.clause("NM-12")
def test_in_time_but_entered_late_is_in_time(office: Office) -> None:
    """The moment at the platform counts, which is not before the approval."""
    account = office.live()
    post = office.approved_word(office.word(office.incident(minutes=60), account))
    then = office.minutes_ago(-1, "released_at")
    pass_minutes(office, 90)
    assert post.incident is not None
    assert office.county.fresh(post.incident).state == "breached"
    incident = office.county.fresh(office.release(post, **then).incident)
    assert (incident.state, clock(incident).breached_at) == ("first_out", None)
    late = office.minutes_ago(200, "released_at")
    other = office.approved_word(office.word(office.incident(minutes=10, another="on"), account))
    with pytest.raises(Invalid, match="早于审定时间"):
        office.release(other, **late)


@pytest.mark.clause("NM-12")
def test_an_event_to_come_or_known_before_it_happened_is_refused(office: Office) -> None:
    with pytest.raises(Invalid, match="还没有到"):
        office.incident(**office.minutes_ago(-30))
    with pytest.raises(Invalid, match="晚于知道的时间"):
        office.incident(minutes=30, **office.minutes_ago(60, "known_at"))


@pytest.mark.clause("NM-12")
def test_when_it_happened_is_not_moved_after_the_breach(office: Office) -> None:
    incident = office.incident(minutes=30)
    why = {"reason": "消防接警记录"}
    office.do("correct_event_time", incident, "leader", {**office.minutes_ago(50), **why})
    incident = office.county.fresh(incident)
    assert clock(incident).due_at - incident.event_at == timedelta(minutes=120)
    pass_minutes(office, 71)
    with pytest.raises(Refused, match="超过 120 分钟"):
        office.do("correct_event_time", incident, "leader", {**office.minutes_ago(100), **why})
    with pytest.raises(InternalError, match="NM-12"), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(event_at=office.county.at)


@pytest.mark.clause("NM-12")
def test_nor_in_the_minute_before_the_sweep(office: Office) -> None:
    incident = office.incident(minutes=30)
    office.county.at += timedelta(minutes=91)
    given = {**office.minutes_ago(115), "reason": "记错了"}
    with pytest.raises(Refused, match="120 分钟已经过了"):
        office.do("correct_event_time", incident, "leader", given)


@pytest.mark.clause("NM-12")
def test_one_duty_leader_approves_who_did_not_write_it(office: Office) -> None:
    county, post = office.county, office.word(office.incident(), office.live())
    with pytest.raises(Refused, match="今天的带班领导不是您"):
        office.approved_word(post, "department_head")
    on_duty(office, "drafter", "department_head")
    assert office.approved_word(post, "department_head").state == "approved"
    county.grant("rfbsc-leader", "drafter")
    other = office.incident(title="停电")
    with pytest.raises(Refused, match="采编、值班人员"):
        office.word(other, post.account, "leader")


@pytest.mark.clause("NM-12")
def test_the_leader_of_the_night_decides_into_the_morning(office: Office) -> None:
    on_duty(office, "drafter", "department_head")
    account = office.live()
    office.county.at += timedelta(hours=22)
    post = office.word(office.incident(), account)
    assert office.approved_word(post, "department_head").state == "approved"
    Staff.objects.filter(username="rfbsc-leader").update(on_establishment=False)
    other = office.word(office.incident(title="停电"), account)
    with pytest.raises(Refused, match="在编人员"):
        office.approved_word(other)


@pytest.mark.clause("NM-12")
def test_what_ran_out_stays_with_whoever_had_it(office: Office, county: County) -> None:
    incident = office.incident(minutes=110)
    pass_minutes(office, 15)
    with pytest.raises(Refused, match="不能再转给别的单位"):
        office.do("pass_incident", incident, "leader", {"to": "lxcz", "reason": "不在我处"})
    supervisor = next(name for name in county.people if name.endswith("county_supervisor"))
    given = {"to": "lxcz", "reason": "由镇里首发"}
    incident = county.do("newmedia.pass_incident", incident, supervisor, given).matter
    assert incident.agency.code == "lxcz"
    assert clock(incident).agency.code == "rfbsc"


@pytest.mark.clause("NM-12")
def test_only_a_first_word_goes_this_short_way(office: Office) -> None:
    post = office.written()
    with pytest.raises(Refused, match="只有突发事件的首发"):
        office.approved_word(post)
    with pytest.raises(InternalError, match="NM-9"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(state="approved", approved_at=office.county.at)
    word = office.word(office.incident(), post.account)
    with pytest.raises(InternalError, match="NM-12"), transaction.atomic():
        Post.objects.filter(pk=word.pk).update(state="approved", approved_at=office.county.at)


@pytest.mark.clause("NM-12")
def test_a_review_of_the_duty_leader_does_not_count_for_another_post(office: Office) -> None:
    post = office.handed_in()
    people = office.county.people
    for stage, role in (("first", "records_office"), ("second", "department_head"), ("duty", "leader")):
        PostReview.objects.create(
            post=post,
            round=1,
            stage=stage,
            staff=people[f"rfbsc-{role}"],
            digest=post.digest,
            gates=GATES,
            at=office.county.at,
        )
    Post.objects.filter(pk=post.pk).update(state="second")
    Post.objects.filter(pk=post.pk).update(state="final")
    with pytest.raises(InternalError, match="NM-9"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(state="approved", approved_at=office.county.at)


@pytest.mark.clause("NM-12")
def test_what_may_not_be_published_stops_a_first_word_too(office: Office) -> None:
    incident, account = office.incident(), office.live()
    with pytest.raises(Invalid, match="请删去"):
        office.word(incident, account, what="户主电话 13800138000。")
    office.term("攻府", "block")
    post = office.word(incident, account, what="镇攻府已派人。")
    with pytest.raises(Refused, match="不能发布的文字"):
        office.approved_word(post)
    returned = office.do("return_word", post, "leader", {"reason": "有错字"}).matter
    assert returned.state == "draft"


@pytest.mark.clause("NM-12")
def test_only_the_unit_concerned_says_the_first_word(office: Office, county: County) -> None:
    incident = office.incident()
    stranger = Office(county, "lxcz").live(handle="nongmu")
    with pytest.raises(Invalid, match="首发由涉事单位用自己的"):
        office.word(incident, stranger)
    with pytest.raises(InternalError, match="NM-12"), transaction.atomic():
        Post.objects.create(
            agency=stranger.agency,
            created_at=county.at,
            account=stranger,
            incident=incident,
            first_word=True,
            sort="emergency",
            title="通报",
            body="起火。",
        )
    with pytest.raises(NoSuchMatter):
        county.do("newmedia.write_word", incident, "lxcz-drafter", {"account": stranger.pk})


@pytest.mark.clause("NM-12")
def test_passed_on_once_and_its_minutes_go_on(office: Office, county: County) -> None:
    incident = office.incident()
    before = clock(incident).due_at
    incident = office.do("pass_incident", incident, "leader", {"to": "lxcz", "reason": "不在我处"}).matter
    assert (incident.agency.code, clock(incident).due_at) == ("lxcz", before)
    assert clock(incident).agency == incident.agency
    with pytest.raises(Refused, match="已经转过一次"):
        county.do("newmedia.pass_incident", incident, "lxcz-leader", {"to": "rfbsc", "reason": "也不是"})
    supervisor = next(name for name in county.people if name.endswith("county_supervisor"))
    incident = county.do(
        "newmedia.pass_incident", incident, supervisor, {"to": "rfbsc", "reason": "定了"}
    ).matter
    assert incident.agency.code == "rfbsc"


@pytest.mark.clause("NM-12")
def test_the_offices_that_count_the_minutes_read_it(office: Office, county: County) -> None:
    incident = office.incident()
    assert incident in Incident.objects.visible_to(county.actor("bmj-records_office"))
    assert incident not in Incident.objects.visible_to(county.actor("lxcz-leader"))


@pytest.mark.clause("NM-12")
def test_mail_says_of_nothing_unpublished_what_it_is(office: Office) -> None:
    Staff.objects.filter(username="rfbsc-leader").update(email="someone@mail.example")
    incident = office.incident()
    post = office.word(incident, office.live())
    sent = list(Dispatch.objects.filter(channel="email").values_list("subject", flat=True))
    assert any(incident.number in subject for subject in sent)
    assert not any("民房火灾" in subject for subject in sent)
    assert (incident.named_outside, post.named_outside) == (
        f"突发事件 {incident.number}",
        "荣丰办事处的一条新媒体信息",
    )
    assert office.county.fresh(office.said(post).posts.get()).named_outside == post.title


@pytest.mark.clause("NM-12")
def test_one_first_word_at_a_time(office: Office) -> None:
    incident, account = office.incident(), office.live()
    post = office.word(incident, account)
    with pytest.raises(Invalid, match="已经有人在写"):
        office.word(incident, account)
    with pytest.raises(Refused, match="正在写"):
        office.do("drop_incident", incident, "leader", {"reason": "是演练"})
    office.do("abandon_post", post, "drafter", {"reason": "重写"})
    assert office.word(incident, account).pk != post.pk


@pytest.mark.clause("NM-12")
def test_what_follows_goes_through_three_reviews_and_keeps_the_promise(office: Office) -> None:
    incident = office.said(office.word(office.incident(), office.live()))
    with pytest.raises(Refused, match="还没有发布"):
        office.do("close_incident", incident, "leader", {"reason": "处置完了"})
    account = incident.posts.get().account
    given = {"account": account.pk, "sort": "emergency", "title": "最新情况", "body": "善后已经办完。"}
    follow = office.do("follow_up", incident, "drafter", given).matter
    with pytest.raises(Refused, match="只有突发事件的首发"):
        office.approved_word(follow)
    office.release(office.reviewed(office.do("hand_in", follow, "drafter").matter))
    incident = office.county.fresh(incident)
    assert (incident.state, incident.next_word_by) == ("followed", None)
    first = incident.posts.get(first_word=True)
    assert "最新情况" in Client().get(f"/newmedia/posts/{first.pk}/").content.decode()
    incident = office.do("close_incident", incident, "leader", {"reason": "处置完了"}).matter
    assert incident.state == "closed"


def promised(incident: Incident) -> Clock:
    """The newest clock of what was promised for a certain moment."""
    rows = Clock.objects.of(incident.kind, incident.pk).filter(limit=NEXT_WORD.code)
    found = rows.order_by("pk").last()
    assert found is not None
    return found


def kept_promises(office: Office) -> float | None:
    """The share of promises that were kept, of the year up to today."""
    span = Span(date(2026, 1, 1), localdate(office.county.at))
    return values(FIGURES["newmedia.next_word_in_time"], span).county.number


@pytest.mark.clause("NM-12")
def test_what_is_promised_for_an_hour_is_due_at_that_hour(office: Office) -> None:
    account, county = office.live(), office.county
    incident = office.said(office.word(office.incident(), account))
    runs = promised(incident)
    assert runs.due_at == incident.next_word_by
    assert runs.next_event_at == runs.due_at - timedelta(minutes=60), "a reminder an hour before"
    client = Client()
    client.force_login(county.people["rfbsc-drafter"])
    page = client.get(f"/desk/newmedia/incident/{incident.pk}/change/").content.decode()
    assert f'data-until="{localtime(runs.due_at).isoformat()}"' in page, "it counts down"
    given = {"account": account.pk, "sort": "emergency", "title": "最新情况", "body": "善后已经办完。"}
    more = office.minutes_ago(-60 * 30, "next_word_by")
    follow = office.do("follow_up", incident, "drafter", {**given, **more}).matter
    office.release(office.reviewed(office.do("hand_in", follow, "drafter").matter))
    runs.refresh_from_db()
    assert (runs.ending, runs.breached_at) == ("met", None)
    again = promised(county.fresh(incident))
    assert (again.pk != runs.pk, again.due_at) == (True, county.fresh(incident).next_word_by)
    assert kept_promises(office) == 100


@pytest.mark.clause("NM-12")
def test_a_promise_that_is_missed_is_told_and_found_by_the_check_of_the_month(office: Office) -> None:
    account, county = office.live(), office.county
    incident = office.said(office.word(office.incident(), account))
    pass_minutes(office, 200)
    assert promised(incident).breached_at is not None
    line = LedgerLine.objects.filter(matter_kind=incident.kind, matter_id=incident.pk).order_by("pk").last()
    assert line is not None
    assert line.act == "newmedia.miss_next_word"
    today = localdate(county.at)
    [row] = monthly.check(Account.objects.all(), today.replace(day=1), today)
    assert row.problems == ["突发事件预告的再次发布没有按时"]
    given = {"account": account.pk, "sort": "emergency", "title": "最新情况", "body": "善后已经办完。"}
    follow = office.do("follow_up", incident, "drafter", given).matter
    office.release(office.reviewed(office.do("hand_in", follow, "drafter").matter))
    late = promised(incident)
    assert (late.ending, late.breached_at is not None) == ("met", True), "late it stays"
    assert kept_promises(office) == 0


@pytest.mark.clause("NM-12")
def test_a_promise_is_for_a_time_that_can_be_kept(office: Office) -> None:
    incident, account = office.incident(), office.live()
    with pytest.raises(Invalid, match="最晚在 20 天以内"):
        office.word(incident, account, **office.minutes_ago(-60 * 24 * 21, "next_word_by"))


@pytest.mark.clause("NM-12")
@pytest.mark.parametrize(
    ("more", "again"),
    [
        ({}, True),
        ({"title": "一处民房起火", "place": "新民村"}, True),
        ({"title": "停电"}, False),
        ({"title": "车辆侧翻", "place": "荣丰街北口"}, False),
    ],
)
def test_the_same_emergency_entered_again_is_pointed_out(
    office: Office, more: dict[str, str], again: bool
) -> None:
    first = office.incident(minutes=60)
    if not again:
        assert office.incident(minutes=20, **more).pk != first.pk
        return
    with pytest.raises(Invalid, match=f"可能已经登记过：{first.number}"):
        office.incident(minutes=20, **more)
    assert Incident.objects.count() == 1
    assert office.incident(minutes=20, another="on", **more).pk != first.pk


@pytest.mark.clause("NM-12")
def test_what_was_no_emergency_another_unit_had_or_is_long_ago_is_not_the_same(office: Office) -> None:
    office.do("drop_incident", office.incident(minutes=60), "leader", {"reason": "是演练"})
    Office(office.county, "lxcz").incident(minutes=60)
    office.incident(minutes=50)
    office.county.at += timedelta(hours=5)
    assert office.incident(minutes=50).state == "open"


@pytest.mark.clause("NM-12")
def test_a_first_word_that_was_withdrawn_is_said_anew(office: Office) -> None:
    incident = office.said(office.word(office.incident(), office.live()))
    post = incident.posts.get()
    with pytest.raises(Invalid, match="已经发布"):
        office.word(incident, post.account)
    office.do("withdraw_post", post, "leader", {"reason": "地点有误"})
    assert (incident.ref, "newmedia.write_word") in waits(office.county, "rfbsc-drafter")
    again = office.word(office.county.fresh(incident), post.account, what="地点是葵花路。")
    incident = office.said(again)
    assert (incident.state, incident.first_word_at) == ("followed", post.released_at)


@pytest.mark.clause("NM-12")
def test_no_emergency_after_all(office: Office) -> None:
    incident = office.do("drop_incident", office.incident(), "leader", {"reason": "是演练"}).matter
    assert (incident.state, clock(incident).ending) == ("dropped", "cancelled")


@pytest.mark.clause("NM-18")
def test_only_the_establishment_keeps_watch(office: Office) -> None:
    people = office.county.people
    Staff.objects.filter(pk=people["rfbsc-drafter"].pk).update(on_establishment=False)
    with pytest.raises(Invalid, match="在编人员"):
        on_duty(office, "drafter", "leader")
    with pytest.raises(InternalError, match="NM-18"), transaction.atomic():
        Shift.objects.create(
            agency=office.county.agencies["rfbsc"],
            created_at=office.county.at,
            person=people["rfbsc-drafter"],
            leader=people["rfbsc-leader"],
            from_on=localdate(office.county.at),
            until_on=localdate(office.county.at),
        )


@pytest.mark.clause("NM-18")
def test_whoever_keeps_watch_writes_and_releases_the_first_word(office: Office) -> None:
    account = office.live()
    office.county.grant("rfbsc-secrecy_reviewer", "drafter")
    incident = office.incident()
    with pytest.raises(Refused, match="采编、值班人员"):
        office.word(incident, account, "secrecy_reviewer")
    shift = on_duty(office, "secrecy_reviewer", "leader")
    post = office.approved_word(office.word(incident, account, "secrecy_reviewer"))
    given = {"address": "https://weixin.example.cn/s/9", "released_text": post.body, **office.now()}
    office.do("release", post, "secrecy_reviewer", given)
    with pytest.raises(Refused, match="采编"):
        office.do(
            "write", account, "secrecy_reviewer", {"sort": "service", "title": "通知", "body": "停水。"}
        )
    assert office.do("call_off_shift", shift, "records_office", {"reason": "换人"}).matter.state == "off"


@pytest.mark.clause("NM-18")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"leader": "drafter"}, "从本单位的领导和部门负责人里选"),
        ({"until_on": -1}, "最后一天不早于第一天"),
        ({"until_on": 31}, "一次最多排 31 天"),
        ({"from_on": -1, "until_on": 0}, "不能早于今天"),
        ({"person": "leader"}, "值班人员和带班领导是两个人"),
    ],
)
def test_odd_shifts_are_refused(office: Office, change: dict[str, object], said: str) -> None:
    today = localdate(office.county.at)
    given: dict[str, object] = {
        "person": "drafter",
        "leader": "leader",
        "from_on": 0,
        "until_on": 0,
        **change,
    }
    data = {
        name: office.county.people[f"rfbsc-{value}"].pk
        if isinstance(value, str)
        else str(today + timedelta(days=int(str(value))))
        for name, value in given.items()
    }
    with pytest.raises(Invalid, match=said):
        office.do("roster", "agency:rfbsc", "records_office", data)


@pytest.mark.clause("NM-12")
def test_the_figures_are_declared() -> None:
    assert {"newmedia.incidents", "newmedia.first_word_in_time"} <= set(FIGURES)
