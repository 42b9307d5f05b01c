"""What is deployed is owed by each agency; what is urged with a day is answered by that day (PD-1)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from foundation.agencies.models import RoleGrant
from foundation.casework.refusals import Invalid, NoSuchMatter, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.notices.models import Notice
from inspection.models import Deployment, Paper, Task, Urging
from tests.doors import Doors
from tests.inspection.people import OTHER, SUPERVISOR, Office, proof

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-1")]
RECORDS = "rfbsc-records_office"


def deployed(office: Office, *codes: str) -> Deployment:
    """A piece of work for these agencies, due on 20 November."""
    data = {
        "title": "公开栏目集中更新",
        "body": "逐个栏目核对，空白的补上。",
        "basis": "PD-9",
        "due_on": "2026-11-20",
        "agencies": [office.county.agencies[code].pk for code in codes or ("rfbsc", "lxcz")],
    }
    made: Deployment = office.do("deploy", "agency:rfbsc", SUPERVISOR, data).matter
    return made


def task(row: Deployment, code: str = "rfbsc") -> Task:
    """What an agency has to do of it, as it is now."""
    found: Task = Task.objects.select_related("deployment", "agency").get(deployment=row, agency__code=code)
    return found


def test_each_agency_owes_its_answer_and_the_county_confirms_it(office: Office) -> None:
    row = deployed(office)
    assert (row.agency.code, row.number) == ("xzfb", "政公部署〔2026〕1号")
    assert Paper.objects.get().kind == "deployment_notice"
    assert set(Clock.objects.values_list("agency__code", flat=True)) == {"rfbsc", "lxcz"}
    told = set(Notice.objects.values_list("recipient__username", flat=True))
    assert {RECORDS, "lxcz-leader"} <= told
    mine, other = task(row), task(row, "lxcz")
    with pytest.raises(NoSuchMatter):
        office.do("answer_task", other, RECORDS, {"answer": "办完了"})
    office.do("answer_task", mine, RECORDS, {"answer": "补了三个栏目"}, files={"files": [proof()]})
    assert mine.files.count() == 1
    back = {"reason": "还有一个空白", "due_on": "2026-11-25"}
    office.do("return_task", mine, SUPERVISOR, back)
    mine = task(row)
    assert (mine.state, mine.answer, mine.returned) == ("given", "", 1)
    assert Clock.objects.open().get(agency__code="rfbsc").due_at.date().isoformat() >= "2026-11-25"
    office.do("answer_task", mine, RECORDS, {"answer": "全部补上"})
    office.do("confirm_task", mine, OTHER)
    with pytest.raises(Refused, match="还没有办完"):
        office.do("end_deployment", row, SUPERVISOR)
    with pytest.raises(InternalError, match="PD-1"), transaction.atomic():
        Deployment.objects.update(state="ended")
    office.do("answer_task", other, "lxcz-department_head", {"answer": "没有空白栏目"})
    office.do("confirm_task", other, SUPERVISOR)
    office.do("end_deployment", row, SUPERVISOR)
    assert not Clock.objects.open().exists()


def test_whoever_answers_does_not_confirm(office: Office) -> None:
    county = office.county
    row = deployed(office, "rfbsc")
    supervisor = county.people[SUPERVISOR]
    RoleGrant.objects.create(staff=supervisor, role="leader", agency=county.agencies["rfbsc"])
    office.do("answer_task", task(row), SUPERVISOR, {"answer": "办完了"})
    with pytest.raises(NotPermitted, match="反馈办理情况"):
        office.do("confirm_task", task(row), SUPERVISOR)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.update(confirmed_by=supervisor, state="done")


def test_who_does_not_answer_is_late_and_stays_so(office: Office) -> None:
    row = deployed(office, "rfbsc")
    office.on("2026-11-23")
    sweep(office.county.at)
    assert Clock.objects.get().breached_at is not None
    office.do("call_off_deployment", row, SUPERVISOR, {"reason": "并入年底检查"})
    clock = Clock.objects.get()
    assert (task(row).state, clock.ending, clock.breached_at is not None) == ("dropped", "cancelled", True)


def test_mail_says_the_number_alone(office: Office) -> None:
    row = deployed(office, "rfbsc")
    assert row.title not in row.named_outside
    assert row.title not in task(row).named_outside


def urged(office: Office, ref: str, **given: Any) -> None:
    name = "agencies.urge" if ref.startswith("agency:") else "casework.urge"
    office.county.do(name, ref, SUPERVISOR, {"reason": "请抓紧办结", **given})


def test_what_is_urged_with_a_day_has_its_clock_and_its_answer(office: Office, doors: Doors) -> None:
    county = office.county
    document = county.draft()
    urged(office, document.ref, by="2026-11-06")
    row = Urging.objects.get()
    assert (row.subject_ref, row.agency.code, row.demand) == (document.ref, "rfbsc", "请抓紧办结")
    clock = Clock.objects.get(limit="inspection.urged")
    assert clock.agency.code == "rfbsc"
    page = doors.desk("rfbsc-drafter").get(f"/desk/disclosure/document/{document.pk}/change/")
    assert "县里督办，2026-11-06 以前落实" in page.content.decode()
    waits = [(r.act.name, r.title) for r in my_matters(county.actor(RECORDS), 20)[0]]
    assert ("inspection.answer_urging", row.title) in waits
    office.do("answer_urging", row, RECORDS, {"answer": "已经报签"})
    office.do("return_urging", row, SUPERVISOR, {"reason": "还没有签", "due_on": "2026-11-10"})
    office.do("answer_urging", row, RECORDS, {"answer": "已经签发"})
    office.do("settle_urging", row, SUPERVISOR)
    assert Urging.objects.get().state == "settled"
    assert not Clock.objects.filter(limit="inspection.urged").open().exists()


def test_an_agency_is_urged_with_a_day_too_and_without_one_as_before(office: Office) -> None:
    urged(office, "agency:rfbsc", by="2026-11-06")
    assert Urging.objects.get().subject_ref == "agency:rfbsc"
    urged(office, "agency:lxcz")
    assert Urging.objects.count() == 1
    assert Urging.objects.get().title not in Urging.objects.get().named_outside


def test_the_day_lies_ahead(office: Office) -> None:
    with pytest.raises(Invalid, match="明天"):
        urged(office, "agency:rfbsc", by="2026-11-02")


def test_one_agency_need_not_do_it_and_what_it_was_late_with_stays(office: Office) -> None:
    row = deployed(office)
    office.on("2026-12-20")
    sweep(office.county.at)
    task = row.tasks.order_by("pk")[0]
    office.do("take_out", task, SUPERVISOR, {"reason": "职责已经划转。"})
    assert office.county.fresh(task).state == "dropped"
    clock = Clock.objects.get(limit="inspection.task", matter_id=task.pk)
    assert (clock.ending, clock.breached_at is not None) == ("cancelled", True)
