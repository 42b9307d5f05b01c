"""PD-7(2): a reply that withholds something is reported upward by a paper, on its day, which is not before the reply."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from applications.models import Application
from disclosure.models import RefusalReport
from disclosure.statute import REFUSAL_REPORT
from disclosure.tasks import print_reports
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines.models import Clock
from tests.applicants import FILING, Desk, on

pytestmark = pytest.mark.clause("PD-7(2)")

REFUSED = {"outcome": "deliberative", "reasons": "属于内部讨论的过程稿，公开会影响坦率讨论"}


def report(desk: Desk, application: Application, entered: str, reported_on: str) -> RefusalReport:
    reply = application.replies.get(state="issued")
    given = {"report_number": "荣办报〔2026〕1号", "reported_on": reported_on}
    desk.by("records_office", "applications.report_refusal", reply, on(entered), given)
    return RefusalReport.of(reply).get()


def clock() -> Clock:
    return Clock.objects.get(limit=REFUSAL_REPORT.code)


def test_the_report_names_decision_ground_and_reasons_and_nobody(desk: Desk) -> None:
    application = desk.closed(on("2026-11-02"), on("2026-11-20"), REFUSED, {"outcome": "disclosed"})
    paper = report(desk, application, "2026-11-30", "2026-11-24")
    assert (paper.decided_on, paper.reported_on) == (date(2026, 11, 20), date(2026, 11, 24))
    for said in (application.number, "第十六条", "坦率讨论", "2026年11月24日", "荣办报〔2026〕1号"):
        assert said in paper.content
    for personal in (FILING["name"], FILING["phone"], FILING["identity_number"], FILING["wanted"]):
        assert personal not in paper.content
    met = clock()
    assert met.ended_at is not None
    assert (met.ending, met.ended_at < met.due_at) == ("met", True), "due on the 27th, reported on the 24th"
    assert print_reports() == 1
    client = Client()
    client.force_login(desk.county.people["rfbsc-records_office"])
    reply = application.replies.get()
    url = f"/desk/applications/reply/{reply.pk}/refusal-reports/{paper.pk}/"
    assert client.get(url).status_code == 200
    assert url in client.get(f"/desk/applications/reply/{reply.pk}/change/").content.decode()
    assert client.get(url.replace(f"/{reply.pk}/", "/999999/")).status_code == 404


def test_not_before_the_reply_and_not_twice(desk: Desk) -> None:
    application = desk.closed(on("2026-11-02"), on("2026-11-20"), REFUSED)
    with pytest.raises(Refused, match="决定是 2026-11-20 作出的"):
        report(desk, application, "2026-11-24", "2026-11-19")
    report(desk, application, "2026-11-24", "2026-11-20")
    with pytest.raises(Invalid, match="已经报告过"):
        report(desk, application, "2026-11-25", "2026-11-25")


def test_what_withholds_nothing_is_not_reported(desk: Desk) -> None:
    application = desk.closed(on("2026-11-02"), on("2026-11-20"))
    with pytest.raises(Invalid, match="没有待报告"):
        report(desk, application, "2026-11-24", "2026-11-24")
