"""A slip of the clerk is put right, an applicant who moves says so; what follows from it is counted anew (条例29, 31, 33)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from applications import statute
from applications.acts.correcting import ContactForm
from applications.models import Applicant, Application
from foundation.casework.acts import ACTS
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines.limits import TimeLimit
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.notices.models import Dispatch
from tests.applicants import OBSTACLE, Desk, addresses_confirmed, on
from tests.applications.visitors import PAGE, TOKEN, Visitor
from tests.personas import County

pytestmark = pytest.mark.django_db


def clock(application: Application, limit: TimeLimit = statute.REPLY) -> Clock:
    return Clock.objects.of("application", application.pk).filter(limit=limit.code).latest("pk")


def letter(desk: Desk) -> Application:
    """Came on Thursday, 5 November, by the clerk's slip entered as 5 October."""
    return desk.enter(on("2026-11-05"), "registered_post", "2026-10-05")


def corrected(
    desk: Desk, application: Application, day: str, at: str = "2026-11-06", **more: Any
) -> Application:
    given = {"received_on": day, "reason": "邮戳为当日", **more}
    desk.clerk("applications.correct_receipt", application, on(at), given)
    return Application.objects.get(pk=application.pk)


@pytest.mark.clause("条例31", "条例33")
def test_the_day_of_receipt_is_put_right_and_what_runs_from_it_counted_anew(desk: Desk) -> None:
    application = letter(desk)
    assert not sweep(at=on("2026-11-05", 23)).failed
    assert clock(application).breached_at is not None, "a month too early"
    application = corrected(desk, application, "2026-11-05")
    reply, notice = clock(application), clock(application, statute.AMENDMENT_NOTICE)
    assert application.received_on == date(2026, 11, 5)
    assert (reply.started_on, reply.due_on, reply.breached_at) == (date(2026, 11, 5), date(2026, 12, 3), None)
    assert (notice.started_on, notice.due_on, notice.breached_at) == (
        date(2026, 11, 5),
        date(2026, 11, 16),
        None,
    )
    assert [e.kind for e in reply.events.order_by("pk")][-2:] == ["recomputed", "breach_lifted"]
    line = LedgerLine.objects.get(act="applications.correct_receipt")
    assert line.reason == "邮戳为当日"
    assert (line.detail["received_before"], line.detail["received_on"]) == ("2026-10-05", "2026-11-05")
    # The applicant has a receipt that names the day.
    first, second = application.letters.filter(kind="receipt").order_by("pk")
    assert "2026年11月5日" in second.content
    assert "2026年12月3日" in second.content
    assert "2026年11月5日" not in first.content.partition("收到日期")[2].partition("</tr>")[0]
    assert not sweep(at=on("2026-12-04", 0)).failed
    assert clock(application).breached_at is not None, "the new day is watched like the old one"


@pytest.mark.clause("条例33")
def test_a_day_that_lies_earlier_may_be_over_already(desk: Desk) -> None:
    application = desk.enter(on("2026-11-05"), "registered_post", "2026-11-05")
    application = corrected(desk, application, "2026-10-09")
    assert clock(application).breached_at is None
    assert not sweep(at=on("2026-11-07", 0)).failed
    assert clock(application).breached_at is not None


@pytest.mark.clause("条例33")
def test_a_paused_clock_is_moved_too(desk: Desk) -> None:
    application = desk.enter(on("2026-11-05"), "registered_post", "2026-11-02")
    desk.clerk("applications.register", application, on("2026-11-05"))
    desk.by("disclosure_head", "applications.suspend", application, on("2026-11-05"), OBSTACLE)
    with pytest.raises(Invalid, match="起算日期不能在此之后"):
        corrected(desk, application, "2026-11-06")
    application = corrected(desk, application, "2026-11-03")
    assert clock(application).paused_since is not None
    desk.clerk("applications.resume", application, on("2026-11-10"), {"reason": "道路已通"})
    resumed = clock(application)
    again = desk.enter(on("2026-11-10", 10), "registered_post", "2026-11-03")
    assert (resumed.started_on, resumed.due_on > clock(again).due_on) == (date(2026, 11, 3), True)


@pytest.mark.clause("条例30")
def test_a_reply_that_runs_from_the_amendment_goes_on_running_from_it(desk: Desk) -> None:
    application = letter(desk)
    application = corrected(desk, application, "2026-11-04")
    desk.clerk(
        "applications.request_amendment", application, on("2026-11-06"), {"items": "哪一年", "span": 5}
    )
    amended = {"wanted": "2024 年的结果", "received_on": "2026-11-09"}
    desk.clerk("applications.amend", application, on("2026-11-09"), amended)
    application = corrected(desk, application, "2026-11-05", at="2026-11-10")
    assert (application.received_on, clock(application).started_on) == (date(2026, 11, 5), date(2026, 11, 9))


@pytest.mark.clause("OR-4")
def test_the_way_may_be_wrong_as_well_and_something_has_to_be(desk: Desk) -> None:
    application = letter(desk)
    with pytest.raises(Invalid, match="没有要更正的"):
        corrected(desk, application, "2026-10-05")
    with pytest.raises(Invalid, match="还没有到"):
        corrected(desk, application, "2026-11-07")
    with pytest.raises(Invalid, match="宣读"):
        corrected(desk, application, "2026-10-05", channel="oral")
    with pytest.raises(Invalid, match="更正理由"):
        corrected(desk, application, "2026-11-05", reason=" ")
    application = corrected(desk, application, "2026-10-05", channel="ordinary_post")
    assert "确认之日" in application.received_rule
    online = desk.file(on("2026-11-05"))
    with pytest.raises(Refused, match="由系统记下"):
        corrected(desk, online, "2026-11-04")


@pytest.mark.clause("OR-3", "条例29")
def test_the_class_is_put_right_even_after_the_answer(desk: Desk) -> None:
    application = desk.closed(on("2026-11-02"), on("2026-11-09"))
    given = {"applicant_class": "enterprise", "reason": "营业执照"}
    desk.clerk("applications.correct_class", application, on("2026-11-10"), given)
    assert Application.objects.get(pk=application.pk).applicant_class == "enterprise"
    line = LedgerLine.objects.get(act="applications.correct_class")
    assert line.detail == {"class_before": "自然人", "class": "商业企业"}
    with pytest.raises(Invalid, match="没有要更正的"):
        desk.clerk("applications.correct_class", application, on("2026-11-10"), given)


MOVED = {
    "phone": "13900139000",
    "email": "new@example.cn",
    "address": "五原县某某路二号",
    "postcode": "015100",
}


@pytest.mark.clause("OR-3", "条例29")
def test_an_applicant_who_moves_says_so_on_the_page(county: County, desk: Desk) -> None:
    application = desk.file(on("2026-11-02"), token=TOKEN, email="old@example.cn")
    addresses_confirmed(on("2026-11-02"))
    visitor = Visitor(county)
    assert "correct-contact" in visitor.opens(application, on("2026-11-03"))
    form = visitor.page(f"{PAGE}correct-contact/")
    assert "138****8000" in form
    assert "13800138000" not in form
    assert "old@example.cn" not in form
    assert visitor.acts("correct-contact", MOVED).status_code == 303
    applicant = Applicant.objects.get(application=application)
    assert {name: getattr(applicant, name) for name in MOVED} == MOVED
    told = {d.address for d in Dispatch.objects.filter(subject__contains="更正了联系方式")}
    assert told == {"13800138000", "old@example.cn", MOVED["phone"], MOVED["email"]}, (
        "a stranger with the code does not do so unnoticed"
    )
    line = LedgerLine.objects.get(act="applications.correct_contact")
    assert line.detail == {"changed": ["联系电话", "电子邮箱", "联系地址", "邮政编码"]}
    assert "13900139000" not in str(vars(line))
    assert "更正了联系方式" in visitor.page()


@pytest.mark.clause("OR-3")
def test_a_clerk_changes_only_what_is_given_and_says_why(desk: Desk) -> None:
    application = desk.closed(on("2026-11-02"), on("2026-11-09"))
    with pytest.raises(Invalid, match="更正理由"):
        desk.clerk(
            "applications.correct_contact", application, on("2026-11-10"), {"address": "五原县某某路二号"}
        )
    given = {"address": "五原县某某路二号", "reason": "申请人来电"}
    desk.clerk("applications.correct_contact", application, on("2026-11-10"), given)
    applicant = Applicant.objects.get(application=application)
    assert (applicant.phone, applicant.address) == ("13800138000", "五原县某某路二号")
    assert LedgerLine.objects.get(act="applications.correct_contact").reason == "申请人来电"


@pytest.mark.clause("条例29")
@pytest.mark.parametrize(
    ("filed", "given", "said"),
    [
        ({}, {}, "没有填写"),
        ({}, {"phone": "13800138000"}, "没有填写"),
        ({}, {"drop": ["phone"]}, "至少要留一样"),
        ({}, {"phone": "1380"}, "联系电话"),
        ({"delivery": "email", "email": "a@example.cn"}, {"drop": ["email"]}, "电子邮箱不能空"),
        ({"delivery": "post", "address": "五原县某某路一号"}, {"drop": ["address"]}, "联系地址不能空"),
    ],
)
def test_the_applicant_stays_within_reach(
    desk: Desk, filed: dict[str, Any], given: dict[str, Any], said: str
) -> None:
    application = desk.file(on("2026-11-02"), **filed)
    with pytest.raises(Invalid, match=said):
        desk.citizen("applications.correct_contact", application, on("2026-11-03"), given)


@pytest.mark.clause("OR-3")
def test_what_no_longer_holds_can_be_dropped(desk: Desk) -> None:
    application = desk.file(on("2026-11-02"), email="old@example.cn", address="五原县", postcode="015100")
    desk.citizen(
        "applications.correct_contact", application, on("2026-11-03"), {"drop": ["phone", "address"]}
    )
    applicant = Applicant.objects.get(application=application)
    assert (applicant.phone, applicant.address, applicant.postcode) == ("", "", "")
    assert applicant.email == "old@example.cn"


def test_the_case_of_the_clerks_slips_has_an_act(county: County, desk: Desk) -> None:
    """条例31, 33: the day of receipt is a fact; the class decides the column of the annual report; 条例29: how to reach them."""
    application, clerk = letter(desk), county.actor("rfbsc-applications_clerk")
    offered = [a for a in ACTS.values() if isinstance(application, a.on) and a.open_to(clerk, application)]
    for slip in ("received_on", "applicant_class", "phone", "email", "address"):
        assert [
            a.name
            for a in offered
            if a.name.startswith("applications.correct") and slip in a.asks.base_fields
        ]
    assert ACTS["applications.correct_contact"].public
    assert ACTS["applications.correct_contact"].asks is ContactForm
