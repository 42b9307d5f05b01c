"""The one door: what `perform` checks, writes, tells, and what happens when two come at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pgtrigger
import pytest
from django.db import connection, connections, transaction

from disclosure.models import Document
from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.models import RoleGrant
from foundation.agencies.roles import Role
from foundation.casework import ledger
from foundation.casework.acts import ACTS, act, extend, gate, perform
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, NoSuchMatter, NotPermitted, OutOfDate, Refused
from foundation.clauses import REGISTER, UnknownClause
from foundation.notices.models import Notice
from secrecy_review.models import Review
from tests.applicants import Desk, on
from tests.doors import Doors, unchanged
from tests.personas import DRAFT, County, make_county

RECORDS, DRAFTER = "rfbsc-records_office", "rfbsc-drafter"


# The ledger


@pytest.mark.clause("SR-6(2)")
def test_a_line_says_who_did_what_when_why_by_which_clause_on_which_text(county: County) -> None:
    document = county.determined()
    done = county.do("disclosure.return_to_drafter", document.ref, RECORDS, {"reason": "再想一想"})
    line = ledger.last_line("document", document.pk)
    assert line == done.line
    assert (line.actor_name, line.actor_agency, line.actor_roles, line.actor_kind) == (
        "荣丰办事处文书室",
        "荣丰办事处",
        "文书室",
        "staff",
    )
    assert (line.from_state, line.to_state, line.reason) == ("determined", "draft", "再想一想")
    assert (line.clauses, line.digest, line.at) == ("SR-6(2)", document.digest, county.at)


@pytest.mark.clause("SR-6(2)")
def test_each_line_hangs_on_the_one_before(county: County) -> None:
    document = county.published()
    lines = list(ledger.lines("document", document.pk))
    assert [line.sequence for line in lines] == list(range(1, len(lines) + 1))
    assert [line.previous_hash for line in lines] == ["", *(line.hash for line in lines[:-1])]
    assert ledger.broken_at("document", document.pk) is None


@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize(
    "change",
    [
        {"reason": "另一个理由"},
        {"actor_name": "别人"},
        {"staff_id": None},
        {"to_state": "published"},
        {"digest": "0" * 64},
        {"detail": {"x": 1}},
        {"clauses": "SR-9"},
        {"at": "2026-11-02T09:00:30+08:00"},
    ],
)
def test_a_line_that_was_changed_past_the_triggers_shows(county: County, change: dict[str, Any]) -> None:
    document = county.rechecked()
    with pgtrigger.ignore("casework.LedgerLine:append_only"):
        ledger.lines("document", document.pk).filter(sequence=2).update(**change)
    assert ledger.broken_at("document", document.pk) == 2


@pytest.mark.clause("SR-6(2)")
def test_a_line_that_was_taken_out_shows_even_when_the_rest_is_numbered_anew(county: County) -> None:
    document = county.rechecked()
    lines = ledger.lines("document", document.pk)
    with pgtrigger.ignore("casework.LedgerLine:append_only"):
        lines.get(sequence=2).delete()
        assert ledger.broken_at("document", document.pk) == 2
        lines.filter(sequence=3).update(sequence=2)
    assert ledger.broken_at("document", document.pk) == 2


def test_the_rows_history_bears_who_and_by_which_act(county: County) -> None:
    document, review = county.under_review()
    rows = list(document.history.order_by("history_id"))
    assert [row.history_change_reason for row in rows] == ["拟稿", "提交复核", "复核通过", "进入保密审查"]
    users = [row.history_user.username for row in rows]
    assert users == [DRAFTER, DRAFTER, RECORDS, RECORDS]
    assert [row.history_date for row in rows] == sorted(row.history_date for row in rows)
    assert rows[-1].history_date == county.at
    first = review.history.latest()
    assert (first.history_change_reason, first.history_user.username) == ("送保密审查", RECORDS)


def test_what_the_portal_does_by_itself_has_no_user_in_the_history(county: County) -> None:
    done = perform("disclosure.draft", on=county.agencies["rfbsc"], actor=SYSTEM, at=county.at, data=DRAFT)
    assert done.matter.history.get().history_user is None
    assert (done.line.staff_id, done.line.actor_name) == (None, "系统")


# Order


@pytest.mark.clause("SR-6(2)")
def test_who_looked_at_an_older_page_is_told_who_did_what(county: County) -> None:
    document = county.rechecked()
    last = ledger.last_line("document", document.pk)
    assert last is not None
    county.do("disclosure.return_to_drafter", document.ref, RECORDS, {"reason": "退回"}, seen=last.sequence)
    with pytest.raises(OutOfDate) as caught:
        county.do("secrecy_review.request", document.ref, RECORDS, seen=last.sequence)
    assert caught.value.remedy
    assert caught.value.why == ("您打开页面之后，荣丰办事处文书室已于 2026-11-02 09:04 办理“退回拟稿人”，")


@pytest.mark.clause("SR-6(2)")
def test_the_desk_sends_what_it_showed_and_keeps_what_was_typed(doors: Doors) -> None:
    county = doors.county
    document = county.draft()
    page = doors.desk(DRAFTER).get(f"/desk/act/disclosure.edit/{document.ref}/")
    seen = page.context["seen"]
    assert f'name="seen" value="{seen}"' in page.content.decode()
    county.do("disclosure.edit", document.ref, DRAFTER, {"title": "别人改的标题"})
    entered = {**DRAFT, "title": "我改的标题", "seen": seen}
    answer = doors.post("disclosure.edit", document.ref, DRAFTER, entered)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "您打开页面之后" in html
    assert "我改的标题" in html
    # What comes back carries the newest line, so that a second look can be acted upon.
    newest = str(int(seen.partition(".")[0]) + 1)
    assert f'name="seen" value="{newest}.' in html
    entered["seen"] = newest
    assert doors.post("disclosure.edit", document.ref, DRAFTER, entered).status_code == 302


def test_time_does_not_run_backwards(county: County) -> None:
    document = county.rechecked()
    earlier = county.at - timedelta(seconds=1)
    with unchanged(), pytest.raises(Invalid, match="上一步办理于 2026-11-02 09:03，这一步的时间不能更早"):
        county.do("secrecy_review.request", document.ref, RECORDS, at=earlier)
    assert county.do("secrecy_review.request", document.ref, RECORDS, at=county.at).matter.pk


# Who


@pytest.mark.clause("SR-6(2)")
def test_no_person_performs_a_consequence(county: County) -> None:
    document = county.reviewed()
    by_system = [name for name, declared in ACTS.items() if declared.by_system]
    assert len(by_system) >= 7
    for name in by_system:
        on = Review.objects.of(document).get() if name.startswith("secrecy") else document
        # One of the agency, one who supervises all of them: who the person is nobody asks.
        for person in ("rfbsc-records_office", "county_supervisor"):
            with pytest.raises(NotPermitted, match="由系统自动办理"):
                county.do(name, on, person, {"reason": "x"})


@pytest.mark.usefixtures("registry")
def test_no_act_of_people_happens_as_a_consequence(county: County) -> None:
    @act("test.both", "测试", on=Document, role=Role.DRAFTER, cites=("SR-6(2)",))
    def both(step: Any) -> None:
        step.also("disclosure.sign", on=step.matter)

    document = county.reviewed()
    with unchanged(), pytest.raises(TypeError, match="an act of people"):
        county.do("test.both", document.ref, DRAFTER)


def test_a_role_counts_in_its_own_agency_only(county: County) -> None:
    document = county.determined()
    abroad = county.actor("lxcz-records_office")
    both = Actor(**{**vars(abroad), "grants": abroad.grants | {("drafter", county.agencies["rfbsc"].pk)}})
    with unchanged(), pytest.raises(NotPermitted, match="须由文书室办理"):
        perform("disclosure.publish", on=document.ref, actor=both, at=county.at)


@pytest.mark.parametrize(
    "ref",
    ["document:", "document:abc", "document:99999999999999999999", "nosuch:1", "12", "", "document:1:2"],
)
def test_a_reference_that_names_nothing(county: County, ref: str) -> None:
    county.draft()
    with pytest.raises(NoSuchMatter, match="请核对编号"):
        county.do("disclosure.submit", ref, DRAFTER)


def test_an_act_is_done_on_its_own_kind_of_matter(county: County) -> None:
    _document, review = county.under_review()
    with pytest.raises(NoSuchMatter):
        county.do("disclosure.submit", review.ref, DRAFTER)


def test_a_published_document_is_named_by_its_index_number_too(county: County) -> None:
    document = county.published()
    ref = f"document:{document.index_number}"
    assert county.do("disclosure.withdraw", ref, RECORDS, {"reason": "有误"}).matter == document


# Declaring


@pytest.fixture
def registry() -> Iterator[None]:
    """Whatever a test declares is forgotten afterwards."""
    acts, gates = dict(ACTS), {name: list(declared.gates) for name, declared in ACTS.items()}
    citations = {clause.id: list(clause.citations) for clause in REGISTER.clauses}
    yield
    ACTS.clear()
    ACTS.update(acts)
    for name, own in gates.items():
        ACTS[name].gates[:] = own
    for clause in REGISTER.clauses:
        clause.citations[:] = citations[clause.id]


@pytest.mark.usefixtures("registry")
def test_an_act_or_gate_that_cites_no_clause_of_the_register_is_never_declared() -> None:
    with pytest.raises(UnknownClause):
        act("test.unknown", "测试", on=Document, cites=("SR-99",))(lambda step: None)
    assert "test.unknown" not in ACTS
    with pytest.raises(UnknownClause):
        gate("SR-99", "测试")(lambda step: None)
    with pytest.raises(ValueError, match="declared twice"):
        act("disclosure.submit", "测试", on=Document, cites=("SR-4",))(lambda step: None)


@pytest.mark.usefixtures("registry")
def test_an_upper_room_has_its_say_after_the_acts_own_gates(county: County) -> None:
    document = county.draft()
    extra = gate("SR-9", "测试")(lambda step: ("上面的房间不同意。", "请等等。"))
    extend("disclosure.submit", extra)
    with unchanged(), pytest.raises(Refused, match=r"^SR-9 上面的房间不同意。请等等。$"):
        county.do("disclosure.submit", document.ref, DRAFTER)


# All or nothing


def test_what_fails_halfway_leaves_nothing(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    document, review = county.under_review()

    def unplugged(*_args: Any, **_more: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("foundation.casework.acts.tell", unplugged)
    with unchanged(), pytest.raises(OSError, match="no space"):
        county.do("disclosure.return_to_drafter", document.ref, RECORDS, {"reason": "退回"})
    assert county.fresh(review).state == "pending"


# Telling


@pytest.mark.clause("SR-6(2)")
def test_those_concerned_are_told_once_and_never_the_actor(county: County) -> None:
    document = county.draft()
    Notice.objects.all().delete()
    done = county.do("disclosure.submit", document.ref, DRAFTER, {"reason": "请尽快"})
    told = Notice.objects.get()
    assert told.recipient == county.people[RECORDS]
    assert (told.subject, told.clause, told.created_at) == (
        f"提交复核：{document.title}",
        "SR-6(1)",
        county.at,
    )
    assert "荣丰办事处拟稿人于 2026-11-02 09:02 办理“提交复核”。理由：请尽快" in told.body
    assert told.url == f"/desk/disclosure/document/{document.pk}/change/"
    assert told.key == f"ledger:{done.line.pk}"

    county.do("disclosure.recheck", document.ref, RECORDS)
    county.do("disclosure.return_to_drafter", document.ref, RECORDS, {"reason": "退回"})
    told = Notice.objects.filter(subject__startswith="退回拟稿人")
    assert [notice.recipient.username for notice in told] == [DRAFTER]


def test_who_did_it_is_not_told_of_it(county: County) -> None:
    drafter = county.people[DRAFTER]
    RoleGrant.objects.create(staff=drafter, role=Role.RECORDS_OFFICE, agency=drafter.agency)
    done = county.do("disclosure.submit", county.draft().ref, DRAFTER)
    told = Notice.objects.filter(key=f"ledger:{done.line.pk}")
    assert [notice.recipient for notice in told] == [county.people[RECORDS]]


# Two at once


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each came to, when the first holds its transaction open until the others are waiting for it."""
    results: list[Any] = [None] * len(acts)
    holds = threading.Event()

    def run(n: int) -> None:
        try:
            with transaction.atomic():
                if n:
                    assert holds.wait(10)
                results[n] = acts[n]()
                if n == 0:
                    holds.set()
                    wait_for_waiting(len(acts) - 1)
        except Exception as caught:
            results[n] = caught
        finally:
            holds.set()
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def wait_for_waiting(wanted: int) -> None:
    """Wait until so many connections to this database wait for a lock."""
    for _attempt in range(500):
        with connection.cursor() as cursor:
            # Within a transaction the first look would otherwise be repeated for ever.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= wanted:
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("nobody waits")


@pytest.mark.clause("SR-6(2)")
@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_succeeds_and_the_other_is_told() -> None:
    county = make_county()
    document = county.rechecked()
    last = ledger.last_line("document", document.pk)
    assert last is not None
    at, actor = county.at, county.actor(RECORDS)

    def send_back() -> Any:
        return perform(
            "disclosure.return_to_drafter",
            on=document.ref,
            actor=actor,
            at=at,
            data={"reason": "退回"},
            seen=last.sequence,
        )

    def send_on() -> Any:
        return perform("secrecy_review.request", on=document.ref, actor=actor, at=at)

    first, second, third = together(send_back, send_back, send_on)
    assert first.line.sequence == last.sequence + 1
    assert isinstance(second, OutOfDate)
    assert "已于 2026-11-02 09:03 办理“退回拟稿人”" in second.why
    assert isinstance(third, Refused)
    assert "现在是“拟稿”" in third.why
    assert county.fresh(document).state == "draft"
    assert not Review.objects.exists()
    assert ledger.broken_at("document", document.pk) is None
    assert LedgerLine.objects.filter(act="disclosure.return_to_drafter").count() == 1


@pytest.mark.clause("SR-6(2)")
@pytest.mark.django_db(transaction=True)
def test_two_signatures_at_once_make_one_and_one_publication_one_number() -> None:
    county = make_county()
    document = county.determined()
    at, actor = county.at, county.actor(RECORDS)

    def publish() -> Any:
        return perform("disclosure.publish", on=document.ref, actor=actor, at=at)

    first, second = together(publish, publish)
    assert first.matter.index_number == "wy-rfbsc/2026-00001"
    assert isinstance(second, Refused)
    assert "现在是“已发布”" in second.why
    assert LedgerLine.objects.filter(act="disclosure.publish").count() == 1


@pytest.mark.parametrize(
    ("reason", "named"),
    [
        ("电话核对 13812345678", "手机号码"),
        ("身份证11010519491231002X 已核", "居民身份证号码"),
        ("本人住春光村三组五号楼二单元401室", "家庭住址"),
    ],
)
def test_a_reason_with_personal_data_never_enters_the_ledger(county: County, reason: str, named: str) -> None:
    document = county.rechecked()
    before = LedgerLine.objects.count()
    with pytest.raises(Invalid, match=named):
        county.do("disclosure.return_to_drafter", document.ref, RECORDS, {"reason": reason})
    assert LedgerLine.objects.count() == before


@pytest.mark.parametrize("written", ["王土地来电催问", "王·土 地来电催问", "第三方测试商贸公司未复"])
def test_a_reason_names_neither_applicant_nor_third_party(county: County, written: str) -> None:
    desk = Desk(county)
    application = desk.registered(on("2026-11-02"), name="王土地")
    asked = {
        "party": "third_party",
        "name": "测试商贸公司",
        "address": "五原县测试路一号",
        "concern": "第三条",
    }
    consultation = desk.clerk("applications.consult", application, on("2026-11-03"), asked).matter
    with pytest.raises(Invalid, match=r"请不要写出(姓名或名称|第三方名称)"):
        desk.clerk("applications.end_consultation", consultation, on("2026-11-04"), {"reason": written})
    # Who may not read the applicant learns no name by guessing.
    records, clerk = county.actor(RECORDS), county.actor("rfbsc-applications_clerk")
    assert ledger.personal_data_in(written, application, records) == []
    assert ledger.personal_data_in(written, application, clerk)
