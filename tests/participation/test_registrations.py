"""A registration for a hearing belongs to whoever has its query code: followed, corrected, withdrawn; a seat is passed on."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.utils import timezone

from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.notices.models import Notice
from foundation.visitors.codes import new_token
from participation import drawing
from participation.forms.hearing import told
from participation.models import Hearing, Registration, Representative
from participation.registering import Wish, register
from participation.statute import Group
from tests.participation.hearings import Hearings, at, card, gives_up
from tests.participation.people import Office
from tests.participation.test_pages import Clock, html

pytestmark = pytest.mark.django_db

TRACK = "/participation/track/"
PAGE = f"{TRACK}registration/"
DETAILS = "职业：农民\n工作单位：—\n住址：隆兴昌镇某村\n和这件事有什么关系：用自来水。\n浇菜园。\n想说什么：第二档太贵。"
CORRECTED: dict[str, Any] = {
    "name": "报名人癸",
    "identity": card(77),
    "telephone": "13899999999",
    "occupation": "农民",
    "unit": "",
    "address": "隆兴昌镇另一村",
    "stake": "用自来水。",
    "points": "第二档太贵。",
}


@pytest.fixture
def hearings(office: Office) -> Hearings:
    return Hearings(office)


@pytest.fixture
def clock(hearings: Hearings, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """An hour after the last act."""
    moved = Clock(hearings.county.at + timedelta(hours=1))
    monkeypatch.setattr(timezone, "now", lambda: moved.at)
    cache.clear()
    return moved


def mine(hearings: Hearings, hearing: Hearing, group: str = "public") -> tuple[Registration, Client]:
    """A registration, and a browser in which number and code were entered."""
    wish = Wish(group, "报名人壬", card(77), "13800000077", DETAILS)
    done = register(hearing, wish, new_token(), hearings.county.at)
    client = Client()
    given = {"number": f" {done.registration.number.lower()} ", "code": done.code}
    answer = client.post(TRACK, given)
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    return done.registration, client


def pressed(client: Client, what: str, **more: Any) -> Any:
    """A form of the page, sent."""
    [token] = set(re.findall(r'name="token" value="([^"]+)"', html(client.get(PAGE))))
    return client.post(f"{PAGE}{what}/", {"token": token, **more})


@pytest.mark.clause("PP-9")
def test_whoever_has_the_code_sees_where_it_stands_and_corrects_it(hearings: Hearings, clock: Clock) -> None:
    hearing = hearings.announced()
    row, client = mine(hearings, hearing)
    page = html(client.get(PAGE))
    for said in ("已经报上名", "普通公众", "13800000077", "浇菜园。", row.digest):
        assert said in page, said
    form = html(client.get(f"{PAGE}correct/"))
    assert "报名人壬" in form
    assert "用自来水。\n浇菜园。" in form
    assert card(77) not in form
    wrong = pressed(client, "correct", **{**CORRECTED, "identity": card(78)})
    assert (wrong.status_code, "不是同一个人" in html(wrong)) == (422, True)
    assert "报名人癸" in html(wrong), "nothing typed is lost"
    missing = pressed(client, "correct", **{**CORRECTED, "telephone": ""})
    assert (missing.status_code, "请填写电话" in html(missing)) == (422, True)
    clock.at += timedelta(minutes=1)
    assert pressed(client, "correct", **CORRECTED).status_code == 303
    after = Registration.objects.get()
    assert (after.name, after.telephone, after.digest) == ("报名人癸", "13899999999", row.digest)
    assert "另一村" in after.details
    assert after.corrected_at == clock.at
    line = LedgerLine.objects.get(act="participation.correct_registration")
    assert line.detail == {"registration": row.number}
    assert client.post(f"{PAGE}correct/", CORRECTED).status_code == 403, "the form of another page"
    assert Client().get(PAGE).status_code == 200
    assert row.number not in html(Client().get(PAGE))


def test_what_was_told_stands_in_the_form_again() -> None:
    said = told(DETAILS)
    assert said["stake"] == "用自来水。\n浇菜园。"
    assert (said["unit"], said["points"]) == ("", "第二档太贵。")


@pytest.mark.clause("PP-9")
def test_a_withdrawn_registration_is_on_no_list_and_its_person_may_register_again(
    hearings: Hearings, clock: Clock
) -> None:
    hearing = hearings.announced()
    _row, client = mine(hearings, hearing)
    assert pressed(client, "withdraw").status_code == 303
    gone = Registration.objects.get()
    assert (gone.name, gone.telephone, gone.details) == ("", "", "")
    assert "撤回报名" in html(client.get(PAGE))
    assert "13800000077" not in html(client.get(PAGE))
    assert client.post(f"{PAGE}withdraw/", {"token": ""}).status_code == 403
    second, _client = mine(hearings, hearing)
    closed = hearings.closed(hearing)
    assert gone.digest not in set(Registration.objects.listed(closed).values_list("digest", flat=True))
    clock.at = hearings.county.at
    address = f"/participation/{closed.decision.number}/hearing/1/"
    listed = html(Client().get(f"{address}registrations.txt"))
    assert (second.digest in listed, gone.digest in listed) == (True, False)
    assert closed.list_hash == drawing.list_hash(line.split()[1] for line in listed.splitlines())
    assert gone.digest[:32] not in html(Client().get(f"{address}draw/"))


@pytest.mark.clause("PP-9")
def test_the_lot_passes_over_who_withdrew_after_the_list_was_fixed(hearings: Hearings, clock: Clock) -> None:
    closed = hearings.closed(hearings.announced())
    group = str(Group.PUBLIC.label)
    rows = {row.digest: row for row in closed.registrations.filter(group="public")}
    order = drawing.drawn(rows, closed.list_hash, "342107", group)
    before = html(Client().get(f"/participation/{closed.decision.number}/hearing/1/draw/"))
    assert "已撤回" not in before
    gives_up(hearings, rows[order[0]])
    assert closed.list_hash == hearings.county.fresh(closed).list_hash
    clock.at = hearings.county.at
    page = html(Client().get(f"/participation/{closed.decision.number}/hearing/1/draw/"))
    assert "已撤回，由下一位接替" in page, "the kept page moves on"
    drawn = hearings.drawn(closed)
    sitting = drawn.representatives.filter(group="public").values_list("registration__digest", flat=True)
    assert set(sitting) == set(order[1:4])
    clock.at = hearings.county.at
    assert html(Client().get(f"/participation/{closed.decision.number}/hearing/1/draw/")).count("入选") >= 5


@pytest.mark.clause("PP-10")
def test_a_seat_that_is_given_up_goes_to_the_next_in_the_order(hearings: Hearings, clock: Clock) -> None:
    hearing = hearings.announced()
    _row, client = mine(hearings, hearing, "interested")
    closed = hearings.closed(hearing, interested=3)
    listed = hearings.listed(hearings.full(hearings.drawn(closed)))
    clock.at = hearings.county.at
    page = html(client.get(PAGE))
    if "您入选了" not in page:
        assert "第 <b" in page
        leaving = listed.representatives.filter(group="interested").first()
        assert leaving is not None
        assert leaving.registration is not None
        gives_up(hearings, leaving.registration)
        page = html(client.get(PAGE))
    for said in ("您入选了", "2026年11月23日 09:30", "县政府一楼会议室", "7 日以前送给您"):
        assert said in page, said
    assert "更正" not in page, "the list is public"
    other = listed.representatives.sitting().filter(group="public").first()
    assert other is not None
    assert other.registration is not None
    order = drawing.drawn(
        [each.digest for each in listed.registrations.filter(group="public")],
        listed.list_hash,
        listed.lot_number,
        str(Group.PUBLIC.label),
    )
    after = gives_up(hearings, other.registration)
    assert after.representatives.sitting().get(registration__digest=order[3]).papers_on is None
    assert after.lacking == 0
    other.refresh_from_db()
    assert (other.name, other.telephone, other.left_on) == ("", "", hearings.county.at.date())
    told_of_it = Notice.objects.filter(recipient__username="rfbsc-drafter", subject__contains="撤回报名")
    assert told_of_it.exists()


@pytest.mark.clause("PP-10")
def test_a_seat_that_nobody_can_prepare_for_waits_for_the_desk(hearings: Hearings, clock: Clock) -> None:
    """A day before, the next has no papers; the hearing is held all the same unless the desk fills the seat."""
    served = hearings.served()
    assert served.begins_at is not None
    hearings.county.at = served.begins_at - timedelta(days=1)
    seat = served.representatives.filter(group="public").first()
    assert seat is not None
    assert seat.registration is not None
    after = gives_up(hearings, seat.registration)
    assert (after.lacking, after.representatives.sitting().count()) == (1, served.total - 1)
    rows = [row.act.name for row in my_matters(hearings.county.actor("rfbsc-drafter"), 50)[0]]
    assert "participation.fill_seat" in rows
    given = {"group": "public", "name": "", "telephone": "", "because": ""}
    with transaction.atomic():
        filled = hearings.office.do("fill_seat", after, "drafter", given).matter
        assert (filled.lacking, filled.representatives.sitting().count()) == (0, served.total)
        transaction.set_rollback(True)
    hearings.county.at = served.begins_at + timedelta(hours=4)
    there = {"present": [str(row.pk) for row in after.representatives.sitting()], "ended": "12:00"}
    assert hearings.office.do("hold_hearing", after, "drafter", there).matter.state == "held"


@pytest.mark.clause("PP-9")
def test_once_the_hearing_begins_nobody_withdraws(hearings: Hearings, clock: Clock) -> None:
    hearing = hearings.announced()
    row, client = mine(hearings, hearing)
    served = hearings.served(hearings.listed(hearings.full(hearings.drawn(hearings.closed(hearing)))))
    assert served.begins_at is not None
    clock.at = served.begins_at - timedelta(minutes=2)
    page = html(client.get(PAGE))
    [token] = set(re.findall(r'name="token" value="([^"]+)"', page))
    clock.at = hearings.county.at = served.begins_at
    late = client.post(f"{PAGE}withdraw/", {"token": token})
    assert (late.status_code, "已经到了举行的时间" in html(late)) == (409, True)
    with pytest.raises(Refused, match="举行的时间"):
        gives_up(hearings, row)
    assert Registration.objects.get(pk=row.pk).name


@pytest.mark.clause("PP-9")
def test_whoever_lost_the_code_withdraws_at_the_desk_with_the_identity_card(hearings: Hearings) -> None:
    hearing = hearings.announced()
    row = hearings.registers(hearing, 5)
    given = {"number": row.number, "identity": card(6), "reason": "本人带身份证来。"}
    with pytest.raises(Invalid, match="不是同一个人"):
        hearings.office.do("withdraw_registration_for", hearing, "applications_clerk", given)
    with pytest.raises(Invalid, match="没有这个报名号"):
        hearings.office.do("withdraw_registration_for", hearing, "drafter", {**given, "number": "B9"})
    with pytest.raises(NotPermitted):
        hearings.office.do("withdraw_registration_for", hearing, "leader", given)
    right = {**given, "identity": card(5)}
    hearings.office.do("withdraw_registration_for", hearing, "applications_clerk", right)
    assert Registration.objects.get().withdrawn_at == hearings.county.at


@pytest.mark.clause("PP-9")
def test_the_database_keeps_registrations_as_they_are(hearings: Hearings) -> None:
    listed = hearings.listed()
    rows = Registration.objects
    for change in (
        {"name": "另一个人"},
        {"group": "expert"},
        {"person": "x"},
        {"withdrawn_at": hearings.county.at},  # and yet it names somebody
    ):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            rows.update(**change)
    first = listed.registrations.first()
    assert first is not None
    gives_up(hearings, first)
    again: list[dict[str, Any]] = [{"withdrawn_at": None}, {"name": "又来"}]
    for more in again:
        with pytest.raises(InternalError), transaction.atomic():
            rows.filter(pk=first.pk).update(**more)
    with pytest.raises(InternalError), transaction.atomic():
        Representative.objects.sitting().update(shown="甲**")
    with pytest.raises(InternalError), transaction.atomic():
        rows.filter(pk=first.pk)._raw_delete("default")
    hearings.county.at = at("2026-11-20")
