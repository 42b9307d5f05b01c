"""A hearing from its notice to its report, and what is refused on the way."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, InternalError, transaction
from django.test import Client
from django.utils.timezone import localdate
from pypdf import PdfReader

from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.visitors.codes import new_token
from participation import drawing, statute
from participation.clockwork import close_due, erase_due
from participation.models import Hearing, Registration, Representative
from participation.registering import Twice, Wish, register
from participation.statute import Group, HearingSort, consumers_lacking, earliest, full_days
from tests.participation.hearings import HEARING, SEATS, TRANSCRIPT, Hearings, at, card
from tests.participation.people import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def hearings(office: Office) -> Hearings:
    return Hearings(office)


@pytest.mark.clause("PP-9")
@pytest.mark.parametrize(
    ("noticed", "days", "first"), [("2026-03-01", 10, "2026-03-12"), ("2026-03-01", 30, "2026-04-01")]
)
def test_days_before_are_full_days_between(noticed: str, days: int, first: str) -> None:
    day = date.fromisoformat(noticed)
    assert earliest(day, days) == date.fromisoformat(first)
    assert full_days(day, date.fromisoformat(first)) == days


@pytest.mark.clause("PP-9")
@pytest.mark.parametrize(("held_on", "refused"), [("2026-11-12", True), ("2026-11-13", False)])
def test_a_notice_nine_days_before_is_refused(hearings: Hearings, held_on: str, refused: bool) -> None:
    """Announced on the second: ten full days lie before the thirteenth."""
    hearing = hearings.drafted(
        held_on=held_on, registration_until="2026-11-03", lot_on="2026-11-04", lot="11月4日收盘点位"
    )
    if not refused:
        hearings.office.do("hand_in_hearing", hearing, "drafter")
        return
    with pytest.raises(Refused, match="不满 10 个整天"):
        hearings.office.do("hand_in_hearing", hearing, "drafter")


@pytest.mark.clause("PP-9")
def test_a_notice_that_was_in_time_when_it_was_reviewed_is_refused_when_it_is_late(
    hearings: Hearings,
) -> None:
    ready = hearings.ready(
        held_on="2026-11-13", registration_until="2026-11-03", lot_on="2026-11-04", lot="11月4日收盘点位"
    )
    hearings.county.at = at("2026-11-03")
    with pytest.raises(Refused, match="不满 10 个整天"):
        hearings.office.do("announce_hearing", ready, "records_office")
    with pytest.raises(InternalError, match="too late"), transaction.atomic():
        Hearing.objects.filter(pk=ready.pk).update(state="announced", announced_at=hearings.county.at)


@pytest.mark.clause("PP-9")
@pytest.mark.parametrize(
    "name", sorted({*Hearing.ITEMS, "held_on", "registration_from", "registration_until", "lot_on"})
)
def test_a_notice_with_an_item_missing_is_refused_and_the_item_is_named(
    hearings: Hearings, name: str
) -> None:
    if name == "title":
        hearing = hearings.drafted()
        Hearing.objects.filter(pk=hearing.pk).update(title="")
        hearing.refresh_from_db()
    else:
        hearing = hearings.drafted(**{name: ""})
    with pytest.raises(Refused, match="缺："):
        hearings.office.do("hand_in_hearing", hearing, "drafter")


@pytest.mark.clause("PP-10")
def test_nine_representatives_are_refused(hearings: Hearings) -> None:
    hearing = hearings.drafted(seats_public="2")
    with pytest.raises(Refused, match="少于 10 人"):
        hearings.office.do("hand_in_hearing", hearing, "drafter")


@pytest.mark.clause("PP-9")
def test_a_price_hearing_has_periods_of_its_own(hearings: Hearings) -> None:
    """Thirty days, and two fifths of the seats for consumers."""
    price: dict[str, Any] = {"sort": "price", "seats_consumer": "0"}
    with pytest.raises(Refused, match="消费者 0 人"):
        hearings.office.do("hand_in_hearing", hearings.drafted(**price), "drafter")
    assert consumers_lacking(HearingSort.PRICE, 4, 10) == ""
    assert consumers_lacking(HearingSort.PRICE, 3, 10)
    assert not consumers_lacking(HearingSort.ORDINARY, 0, 10)
    price["seats_consumer"] = "7"
    hearing = Hearing.objects.get()
    given = {**HEARING, **price}
    hearings.office.do("edit_hearing", hearing, "drafter", given)
    with pytest.raises(Refused, match="不满 30 个整天"):
        hearings.office.do("hand_in_hearing", hearing, "drafter")
    given["held_on"] = "2026-12-03"
    hearings.office.do("edit_hearing", hearing, "drafter", given)
    assert hearings.office.do("hand_in_hearing", hearing, "drafter").matter.state == "under_review"


@pytest.mark.clause("PP-9")
def test_the_number_must_not_be_known_before_registration_is_over(hearings: Hearings) -> None:
    hearing = hearings.drafted(lot_on="2026-11-09")
    with pytest.raises(Refused, match="谁也不能先知道结果"):
        hearings.office.do("hand_in_hearing", hearing, "drafter")


@pytest.mark.clause("SR-4")
def test_nothing_is_announced_without_a_review_of_exactly_this_notice(hearings: Hearings) -> None:
    ready = hearings.ready()
    with pytest.raises(InternalError), transaction.atomic():
        Hearing.objects.filter(pk=ready.pk).update(place="别处")
    drafted = hearings.office.do("rework_hearing", ready, "records_office", {"reason": "地点要改"}).matter
    hearings.office.do("edit_hearing", drafted, "drafter", {**HEARING, "place": "别处"})
    with pytest.raises(Refused, match="SR-4"):
        hearings.office.do("announce_hearing", drafted, "records_office")


# Registration


@pytest.mark.clause("PP-9")
def test_a_person_registers_once_and_for_one_group(hearings: Hearings) -> None:
    hearing = hearings.announced()
    first = hearings.registers(hearing, 1)
    assert card(1) not in str(Registration.objects.values())
    for group in ("public", "interested"):
        with pytest.raises(Twice):
            hearings.registers(hearing, 1, group, name="改了名字", telephone="13700000000")
    token = new_token()
    wish = Wish("public", "某人", card(2), "13700000001", "")
    once = register(hearing, wish, token, hearings.county.at)
    again = register(hearing, wish, token, hearings.county.at)
    assert (once.registration.pk, once.code) == (again.registration.pk, again.code)
    assert again.again
    assert first.digest == Registration.objects.first().digest  # type: ignore[union-attr]


@pytest.mark.clause("PP-10")
def test_staff_do_not_sit_for_citizens(hearings: Hearings) -> None:
    hearing = hearings.announced()
    colleague = hearings.county.people["rfbsc-drafter"]
    given = {
        "group": "public",
        "name": "某人",
        "identity": card(3),
        "telephone": "13700000003",
        "occupation": "职员",
        "unit": hearing.agency.name,
        "address": "隆兴昌镇",
        "stake": "用水户",
    }
    with pytest.raises(Invalid, match="行政机关"):
        hearings.office.do("record_registration", hearing, "drafter", given)
    type(colleague).objects.filter(pk=colleague.pk).update(phone="13700000003")
    with pytest.raises(Invalid, match="工作人员"):
        hearings.office.do("record_registration", hearing, "drafter", given | {"unit": ""})
    type(colleague).objects.filter(pk=colleague.pk).update(phone="", full_name="某人")
    with pytest.raises(Invalid, match="同名"):
        hearings.office.do("record_registration", hearing, "drafter", given | {"unit": ""})
    hearings.office.do("record_registration", hearing, "drafter", given | {"unit": "", "group": "expert"})
    namesake = given | {"unit": "", "identity": card(4), "verified": "on"}
    line = hearings.office.do("record_registration", hearing, "drafter", namesake).line
    assert line.detail["verified"] is True


@pytest.mark.clause("PP-9")
def test_registration_is_taken_to_the_last_second_and_not_after(hearings: Hearings) -> None:
    hearing = hearings.announced()
    last = at("2026-11-09", 23) + timedelta(minutes=59, seconds=59)
    hearings.county.at = last
    assert hearing.takes(last)
    hearings.registers(hearing, 1)
    hearings.county.at = last + timedelta(seconds=1)
    assert not hearing.takes(hearings.county.at)
    with pytest.raises(InternalError), transaction.atomic():
        hearings.registers(hearing, 2)
    assert close_due(at=hearings.county.at) == 1
    assert hearings.county.fresh(hearing).state == "closed"


# The lot


@pytest.mark.clause("PP-9")
def test_the_lot_is_drawn_by_list_number_and_group(hearings: Hearings) -> None:
    closed = hearings.closed(hearings.announced(lot_on="2026-11-11"))
    digests = list(Registration.objects.values_list("digest", flat=True))
    assert closed.list_hash == drawing.list_hash(digests)
    given = {"number": "1", "source": "某网站"}
    assert {drawing.digits(said) for said in ("3421.07", "3,421.07", "３４２１．０７ 点")} == {"342107"}
    with pytest.raises(Refused, match="2026-11-11 才公布"):
        hearings.office.do("draw", closed, "records_office", given)
    drawn = hearings.drawn(closed)
    assert Counter(Representative.objects.values_list("group", flat=True)) == {"public": 3, "interested": 2}
    mine = [row.digest for row in Registration.objects.filter(group="public")]
    order = drawing.drawn(mine, drawn.list_hash, "342107", Group.PUBLIC.label)
    sitting = Representative.objects.filter(group="public").values_list("registration__digest", flat=True)
    assert set(sitting) == set(order[:3])
    # Two numbers may draw five people alike, once in 120 times; twenty numbers do not.
    others = [
        drawing.drawn(mine, drawn.list_hash, str(number), Group.PUBLIC.label)
        for number in range(342108, 342128)
    ]
    assert any(other != order for other in others)
    with pytest.raises(Refused, match="已经抽过签"):
        hearings.office.do("draw", drawn, "records_office", given)
    with pytest.raises(InternalError), transaction.atomic():
        Hearing.objects.filter(pk=drawn.pk).update(lot_number="9")


@pytest.mark.clause("PP-9")
def test_the_printed_program_draws_the_same(hearings: Hearings, tmp_path: Path) -> None:
    """Exactly the lines of the page, run by Python, on the published list."""
    drawn = hearings.drawn()
    rows = Registration.objects.all()
    listed = tmp_path / "list.txt"
    listed.write_text(drawing.listed((row.get_group_display(), row.digest) for row in rows), encoding="utf-8")
    program = tmp_path / "draw.py"
    program.write_text(drawing.PROGRAM, encoding="utf-8")
    said = subprocess.run(
        [sys.executable, str(program), listed.as_uri(), drawn.lot_number, Group.PUBLIC.label, "3"],
        capture_output=True,
        check=True,
        text=True,
        env={"PYTHONIOENCODING": "utf-8"},
    ).stdout.splitlines()
    assert said[0] == f"清单校验值 {drawn.list_hash}"
    chosen = {line.split()[1] for line in said[1:] if line.endswith("入选")}
    sitting = Representative.objects.filter(group="public").values_list("registration__digest", flat=True)
    assert chosen == set(sitting)
    assert len(drawing.PROGRAM.strip().splitlines()) <= 22


@pytest.mark.clause("PP-10")
def test_somebody_is_invited_where_too_few_registered_and_nowhere_else(hearings: Hearings) -> None:
    drawn = hearings.drawn()
    given = {"group": "public", "name": "应邀人", "telephone": "13900000000", "because": "报名不足。"}
    with pytest.raises(Invalid, match="名额已经满了"):
        hearings.office.do("appoint", drawn, "drafter", given)
    with pytest.raises(Invalid, match="邀请的理由"):
        hearings.office.do("appoint", drawn, "drafter", given | {"group": "deputy", "because": ""})
    with pytest.raises(Refused, match="还缺"):
        hearings.office.do("publish_list", drawn, "records_office")
    hearings.office.do("appoint", drawn, "drafter", given | {"group": "deputy"})
    with pytest.raises(Invalid, match="已经是代表"):
        hearings.office.do("appoint", drawn, "drafter", given | {"group": "expert"})
    listed = hearings.listed(hearings.full(drawn))
    assert Counter(Representative.objects.values_list("group", flat=True)) == SEATS
    assert listed.state == "listed"


# Papers, time


@pytest.mark.clause("决策条例16")
def test_papers_a_day_too_late_are_refused_until_it_is_postponed(hearings: Hearings) -> None:
    listed = hearings.listed()
    who = [str(row.pk) for row in listed.representatives.all()]
    hearings.county.at = at("2026-11-16")
    given = {"served_on": "2026-11-16", "who": who}
    with pytest.raises(Invalid, match="最早 2026-11-24"):
        hearings.office.do("serve_papers", listed, "drafter", given)
    earlier = {"held_on": "2026-11-22", "held_time": "09:30", "reason": "场地"}
    with pytest.raises(Invalid, match="不能提前"):
        hearings.office.do("postpone_hearing", listed, "records_office", earlier)
    with pytest.raises(InternalError, match="never moved earlier"), transaction.atomic():
        Hearing.objects.filter(pk=listed.pk).update(begins_at=at("2026-11-22"))
    later = {"held_on": "2026-11-24", "held_time": "09:30", "reason": "材料送达晚了一天"}
    hearings.office.do("postpone_hearing", listed, "records_office", later)
    hearings.office.do("serve_papers", listed, "drafter", given)
    assert hearings.held(hearings.county.fresh(listed)).state == "held"


@pytest.mark.clause("决策条例16")
def test_it_is_not_held_before_its_time_or_without_papers(hearings: Hearings) -> None:
    listed = hearings.listed()
    given = {"present": [], "ended": "12:00"}
    with pytest.raises(Refused, match="才举行"):
        hearings.office.do("hold_hearing", listed, "drafter", given)
    hearings.county.at = at("2026-11-23", 13)
    with pytest.raises(Refused, match="没有在举行 7 日以前收到材料"):
        hearings.office.do("hold_hearing", listed, "drafter", given)
    with pytest.raises(InternalError, match="713-16"), transaction.atomic():
        Hearing.objects.filter(pk=listed.pk).update(state="held")


# Record and report


@pytest.mark.clause("PP-11")
def test_a_report_needs_signatures_on_exactly_this_record(hearings: Hearings) -> None:
    held = hearings.held()
    assert Counter(held.representatives.values_list("attended", flat=True)) == {True: 9, False: 1}
    with pytest.raises(Refused, match="还没有听证笔录"):
        hearings.reported(held)
    hearings.office.do("write_transcript", held, "drafter", {"transcript": TRANSCRIPT})
    present = held.representatives.filter(attended=True).first()
    absent = held.representatives.get(attended=False)
    refusing = {"representative": present.pk, "signed": "no", "note": ""}
    with pytest.raises(Invalid, match="请写明情况"):
        hearings.office.do("sign_transcript", held, "drafter", refusing)
    with pytest.raises(Invalid, match="代表"):
        hearings.office.do("sign_transcript", held, "drafter", {"representative": absent.pk, "signed": "yes"})
    with pytest.raises(Refused, match="还没有在笔录上签字"):
        hearings.reported(held)
    signed = hearings.signed(held)
    hearings.office.do("write_transcript", signed, "drafter", {"transcript": f"{TRANSCRIPT}后来改过。"})
    with pytest.raises(Refused, match="还没有在笔录上签字"):
        hearings.reported(hearings.county.fresh(signed))


@pytest.mark.clause("PP-11")
def test_a_report_without_a_conclusion_or_with_a_name_is_refused(hearings: Hearings) -> None:
    signed = hearings.signed()
    named = signed.representatives.first().name
    with pytest.raises(Invalid, match="结论性建议"):
        hearings.office.do(
            "report_hearing", signed, "records_office", {"report": "有报告。", "conclusion": ""}
        )
    given = {"report": f"{named}认为偏高。", "conclusion": "建议修改以后通过。"}
    with pytest.raises(Invalid, match="代表的姓名"):
        hearings.office.do("report_hearing", signed, "records_office", given)
    point = {"text": "不同意。", "result": "not_adopted", "because": ""}
    with pytest.raises(Invalid, match="没有采纳的"):
        hearings.office.do("answer_point", signed, "drafter", point)
    assert hearings.reported(signed).state == "reported"


@pytest.mark.clause("PP-3")
def test_a_hearing_that_was_reported_counts_and_goes_with_the_decision(hearings: Hearings) -> None:
    decision = hearings.planned()
    with pytest.raises(Refused, match="“听证”还没有举行并形成报告"):
        hearings.office.submitted(decision)
    announced = hearings.announced(decision)
    with pytest.raises(Refused, match="还没有举行"):
        hearings.office.submitted(decision)
    listed = hearings.listed(hearings.full(hearings.drawn(hearings.closed(announced))))
    hearings.reported(hearings.signed(hearings.held(hearings.served(listed))))
    submitted = hearings.office.submitted(decision)
    for said in ("建议修改第二档价格以后通过", "每吨降低两角", "普通公众、居民和村民"):
        assert said in submitted.statement


def test_a_hearing_is_called_off_with_a_reason(hearings: Hearings) -> None:
    announced = hearings.announced()
    with pytest.raises(NotPermitted):
        hearings.office.do("withdraw_hearing", announced, "drafter", {"reason": "暂不进行"})
    withdrawn = hearings.office.do(
        "withdraw_hearing", announced, "records_office", {"reason": "方案要重做"}
    ).matter
    assert withdrawn.state == "withdrawn"
    assert localdate(withdrawn.withdrawn_at) == date(2026, 11, 2)
    assert statute.PERIODS[HearingSort.ORDINARY].papers == 7


def test_what_people_told_of_themselves_is_erased_when_its_term_is_over(hearings: Hearings) -> None:
    reported = hearings.reported()
    assert erase_due(at=hearings.county.at + timedelta(days=30)) == 0
    count = Registration.objects.count() + Representative.objects.count()
    over = hearings.county.at + timedelta(days=366 * (settings.APPLICATION_RETENTION_YEARS + 1))
    assert erase_due(at=over) == count
    for row in (*Registration.objects.all(), *Representative.objects.all()):
        assert (row.name, row.telephone) == ("", "")
    assert {row.shown for row in reported.representatives.all()} == {"报**", "应**"}
    with pytest.raises(InternalError), transaction.atomic():
        Registration.objects.update(name="另一个人")


@pytest.mark.clause("决策条例17")
@pytest.mark.parametrize(
    ("transcript", "said"),
    [
        ("代表甲：价格偏高。", "没有“一、承办单位介绍"),
        (TRANSCRIPT.partition("二、")[0], "没有“二、听证参加人"),
        (TRANSCRIPT.replace("代表甲：价格偏高。", ""), "下面没有写内容"),
        (TRANSCRIPT.replace("发言人介绍草案。", " "), "下面没有写内容"),
    ],
)
def test_a_record_says_everything_in_its_order(hearings: Hearings, transcript: str, said: str) -> None:
    held = hearings.held()
    with pytest.raises(Invalid, match=said):
        hearings.office.do("write_transcript", held, "drafter", {"transcript": transcript})


@pytest.mark.clause("PP-11")
def test_the_record_is_printed_for_whoever_was_there_to_sign(hearings: Hearings) -> None:
    held = hearings.held()
    hearings.office.do("write_transcript", held, "drafter", {"transcript": TRANSCRIPT})
    address, client = f"/desk/participation/hearing/{held.pk}/transcript.pdf", Client()
    client.force_login(hearings.county.people["rfbsc-leader"])
    assert client.get(address).status_code == 404, "names are for those who work with them"
    client.force_login(hearings.county.people["rfbsc-drafter"])
    pages = PdfReader(BytesIO(client.get(address).content)).pages
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
    rows = list(held.representatives.all())
    there = [row.name for row in rows if row.attended]
    assert all(text.count(name) == 2 for name in there), "among those present, and on a line to sign"
    assert all(text.count(row.name) == 1 for row in rows if not row.attended)
    assert "代表甲：价格偏高。" in text


@pytest.mark.clause("PP-10")
def test_the_next_in_the_order_takes_a_seat_that_is_given_up(hearings: Hearings) -> None:
    listed = hearings.listed()
    leaving = listed.representatives.filter(group="public").first()
    assert leaving is not None
    digests = [row.digest for row in listed.registrations.filter(group="public")]
    order = drawing.drawn(digests, listed.list_hash, listed.lot_number, "普通公众、居民和村民")
    given = {"representative": leaving.pk, "reason": "外出务工。"}
    hearings.office.do("replace_representative", listed, "drafter", given)
    seated = listed.representatives.sitting()
    assert seated.count() == listed.total
    assert seated.get(registration__digest=order[3]).papers_on is None
    page = Client().get(f"/participation/{listed.decision.number}/").content.decode()
    assert "退出的代表" in page
    assert "外出务工" not in page
    with pytest.raises(Refused, match="没有在举行"):
        hearings.office.do("hold_hearing", listed, "drafter", at=listed.begins_at + timedelta(hours=4))
    with pytest.raises(DatabaseError, match="PP-9"), transaction.atomic():
        type(leaving).objects.filter(pk=leaving.pk).update(left_on=None)


@pytest.mark.clause("PP-10")
def test_where_nobody_waits_somebody_is_invited_in_place_of_who_left(hearings: Hearings) -> None:
    listed = hearings.listed()
    leaving = listed.representatives.get(group="lawyer")
    given = {"representative": leaving.pk, "reason": "出庭。"}
    with pytest.raises(Invalid, match="没有候补"):
        hearings.office.do("replace_representative", listed, "drafter", given)
    invited = {"name": "应邀人庚", "telephone": "13700137000", "because": "原代表退出。"}
    hearings.office.do("replace_representative", listed, "drafter", {**given, **invited})
    assert listed.representatives.sitting().get(group="lawyer").name == "应邀人庚"


@pytest.mark.clause("PP-10")
@pytest.mark.parametrize("kept_from", ["interested", "public"])
def test_those_affected_and_the_public_have_seats(hearings: Hearings, kept_from: str) -> None:
    seats = {**{f"seats_{group}": n for group, n in SEATS.items()}, f"seats_{kept_from}": 0, "seats_other": 3}
    hearing = hearings.drafted(**seats)
    with pytest.raises(Refused, match="没有给利害关系人或者普通公众留名额"):
        hearings.office.do("hand_in_hearing", hearing, "drafter")


@pytest.mark.clause("PP-10")
def test_the_reason_of_an_invitation_names_nobody(hearings: Hearings) -> None:
    drawn = hearings.drawn()
    given = {
        "group": "expert",
        "name": "应邀人甲",
        "telephone": "13900000001",
        "because": "应邀人甲熟悉水务。",
    }
    with pytest.raises(Invalid, match="代表的姓名"):
        hearings.office.do("appoint", drawn, "drafter", given)


@pytest.mark.clause("决策条例16")
def test_the_draft_is_public_with_the_notice(hearings: Hearings) -> None:
    without = hearings.drafted(draft="")
    with pytest.raises(Refused, match="缺：决策草案"):
        hearings.office.do("hand_in_hearing", without, "drafter")
    hearings.office.do("abandon_hearing", without, "drafter", {"reason": "重写"})
    announced = hearings.announced(without.decision)
    page = Client().get(f"/participation/{announced.decision.number}/").content.decode()
    assert "居民用水按三档收费" in page


@pytest.mark.clause("PP-9")
def test_the_reasons_of_a_hearing_that_is_put_off_or_cancelled_name_nobody(hearings: Hearings) -> None:
    hearing = hearings.announced()
    name = hearings.registers(hearing, 1).name
    later = {"held_on": "2026-11-30", "held_time": "09:30", "reason": f"{name}生病。"}
    with pytest.raises(Invalid, match="代表的姓名"):
        hearings.office.do("postpone_hearing", hearing, "records_office", later)
    with pytest.raises(Invalid, match="代表的姓名"):
        hearings.office.do("withdraw_hearing", hearing, "records_office", {"reason": f"{name}退出。"})
