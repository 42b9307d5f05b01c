"""An inspection in a real browser, from a row of the self-check to the closing check, by all the people concerned (PD-11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from foundation.casework.acts import ACTS
from inspection.clockwork import check_all
from inspection.models import Finding, Inspection, Part, Shortfall, Urging
from tests.browser.acting import at_desk, fill, fits, narrowed
from tests.browser.looking import faults
from tests.browser.test_newmedia import enter
from tests.browser.test_walk import done, press, send
from tests.inspection.people import SUPERVISOR, Office
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RECORDS = "rfbsc-records_office"


@pytest.mark.clause("PD-11")
def test_from_what_the_night_saw_to_the_closing_check(county: County, window: Callable[..., Page]) -> None:
    Office.of(county)
    county.at = (county.at + timedelta(days=1)).replace(hour=3)
    check_all(at=county.at)
    county.at = county.at.replace(hour=9)
    supervisor, records = window(SUPERVISOR), window(RECORDS)
    narrowed(supervisor, records)

    # The supervisor sees what the night showed, and opens an inspection with it in one click.
    supervisor.goto("/desk/")
    expect(supervisor.get_by_text("夜里自查")).to_be_visible()
    row = Shortfall.objects.get(indicator="guide", agency__code="rfbsc")
    supervisor.goto(f"/desk/inspection/shortfall/{row.pk}/change/")
    fits(supervisor)
    press(supervisor, "立项检查")
    send(supervisor, "立项检查")
    done(supervisor, "立项检查")
    inspection = Inspection.objects.get()
    at_desk(supervisor, inspection, "inspection.announce")
    part = Part.objects.get()
    found = {"what": "电话打不通", "place": "公开指南", "breaches": "PD-8", "gravity": "grave"}
    at_desk(supervisor, part, "inspection.record_finding", **found)
    at_desk(supervisor, part, "inspection.tell_findings")

    # The agency reads exactly what was found, says what it thinks, and is ordered to mend it.
    records.goto("/desk/")
    expect(records.get_by_role("link", name=part.title, exact=True).first).to_be_visible()
    at_desk(records, part, "inspection.state_view", view="属实，马上改。")
    at_desk(supervisor, part, "inspection.order_correction", correct_by="2026-11-20")
    at_desk(records, part, "inspection.sign_for")
    finding = Finding.objects.get(gravity="grave", what="电话打不通")
    records.goto("/desk/")
    expect(records.get_by_role("link", name=finding.title, exact=True)).to_be_visible()
    county.at += timedelta(days=3)
    enter(records, RECORDS)
    enter(supervisor, SUPERVISOR)
    reports(records, finding, "指南已经改过来。")
    fits(records)
    at_desk(
        supervisor, finding, "inspection.reopen_finding", reason="还有一个号码是旧的", correct_by="2026-11-25"
    )
    records.goto(f"/desk/inspection/finding/{finding.pk}/change/")
    expect(records.get_by_text("还有一个号码是旧的").first).to_be_visible()
    for each in Finding.objects.filter(state="ordered").order_by("pk"):
        reports(records, each, "都改好了。")
        at_desk(supervisor, each, "inspection.close_finding")
        fits(supervisor)
    part.refresh_from_db()
    assert part.state == "closed"
    at_desk(supervisor, inspection, "inspection.report")
    at_desk(
        supervisor,
        inspection,
        "inspection.decide_telling",
        telling="withhold",
        telling_reason="只涉及一个单位",
    )
    at_desk(supervisor, inspection, "inspection.end")
    inspection.refresh_from_db()
    assert inspection.state == "ended"


def reports(page: Page, finding: Finding, said: str) -> None:
    """The agency reports how it was put right, with a file that shows it."""
    label = ACTS["inspection.report_correction"].label
    page.goto(f"/desk/inspection/finding/{finding.pk}/change/")
    press(page, label)
    fill(page, {"corrected": said, "corrected_on": "2026-11-05"})
    file = {"name": "截图.txt", "mimeType": "text/plain", "buffer": said.encode()}
    page.locator("[name=files]").set_input_files([file])
    send(page, label)
    done(page, label)


@pytest.mark.clause("PD-1")
def test_the_pages_of_supervision_serve_everybody(county: County, window: Callable[..., Page]) -> None:
    office = Office.of(county)
    county.at = (county.at + timedelta(days=1)).replace(hour=3)
    check_all(at=county.at)
    county.at = county.at.replace(hour=9)
    part = office.ordered()
    finding = office.reported(part)
    data = {
        "title": "更新栏目",
        "body": "一、逐个核对\n二、补上",
        "basis": "PD-9",
        "due_on": "2026-12-01",
        "agencies": [county.agencies["rfbsc"].pk],
    }
    deployment = office.do("deploy", "agency:rfbsc", SUPERVISOR, data).matter
    county.do("agencies.urge", "agency:rfbsc", SUPERVISOR, {"reason": "抓紧", "by": "2026-11-20"})
    row = Shortfall.objects.filter(agency__code="rfbsc").first()
    assert row is not None
    supervisor, records = window(SUPERVISOR), window(RECORDS)
    found = [
        fault
        for page, address in (
            (supervisor, "/desk/"),
            (supervisor, "/desk/inspection/shortfall/?standing=yes"),
            (supervisor, f"/desk/inspection/shortfall/{row.pk}/change/"),
            (supervisor, "/desk/act/inspection.open/agency:rfbsc/"),
            (supervisor, "/desk/act/inspection.deploy/agency:rfbsc/"),
            (supervisor, "/desk/act/agencies.urge/agency:rfbsc/"),
            (supervisor, f"/desk/inspection/inspection/{part.inspection_id}/change/"),
            (supervisor, f"/desk/inspection/finding/{finding.pk}/change/"),
            (supervisor, f"/desk/inspection/deployment/{deployment.pk}/change/"),
            (records, "/desk/"),
            (records, "/desk/inspection/finding/"),
            (records, f"/desk/inspection/part/{part.pk}/change/"),
            (records, f"/desk/inspection/task/{deployment.tasks.get().pk}/change/"),
            (records, f"/desk/inspection/urging/{Urging.objects.get().pk}/change/"),
        )
        for fault in faults(page, address)
    ]
    assert found == []
