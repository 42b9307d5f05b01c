"""The archive in a real browser: what ended is filed, bound, handed over, destroyed, checked, by the people concerned (AR-1)."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from archive import clockwork, packing, printing
from archive.models import Disposal, QuarterCheck, Transfer, Volume
from disclosure.models import Document
from foundation.casework.acts import ACTS, desk_url
from tests.archive.people import HEAD, KEEPER, LEADER, SECOND, Archive
from tests.archive.test_keeping import expired
from tests.archive.test_opening import application_ready
from tests.browser.acting import act_here, at_desk, fill, fits, narrowed
from tests.browser.looking import faults
from tests.browser.test_newmedia import enter
from tests.browser.test_walk import press, send
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Window = Callable[..., Page]
#: A4, in millimetres.
A4 = {(210, 297), (297, 210)}


def printed(page: Page, label: str) -> set[tuple[int, int]]:
    """The sheets of a paper that the page links to: their widths and heights in millimetres."""
    url = page.get_by_role("link", name=label, exact=True).get_attribute("href")
    answer = page.request.get(str(url))
    assert answer.status == 200, label
    boxes = [sheet.mediabox for sheet in PdfReader(BytesIO(answer.body())).pages]
    return {(round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) for box in boxes}


def refused(page: Page, name: str, says: str, /, **typed: Any) -> None:
    """The act that is open on the page is refused, and the page says why."""
    label = ACTS[name].label
    press(page, label)
    fill(page, typed)
    send(page, label)
    expect(page.get_by_text(says).first).to_be_visible()


@pytest.mark.clause("AR-2")
@pytest.mark.clause("AR-3(3)")
def test_from_what_ended_to_the_receipt_of_the_county_archive(county: County, window: Window) -> None:
    archive = Archive.of(county)
    application = application_ready(archive)
    archive.ready()
    keeper, second = window(KEEPER), window(SECOND)
    narrowed(keeper, second)

    # The keeper signs once for everything that stands ready, and the night files it.
    keeper.goto("/desk/")
    act_here(keeper, "archive.sign_list")
    clockwork.file_signed(at=county.at)
    filed = archive.item_now(application)
    assert filed.state == "filed"
    keeper.goto("/desk/archive/item/")
    fits(keeper)
    keeper.goto(desk_url(filed))
    expect(keeper.get_by_text(filed.shown_code).first).to_be_visible()
    fits(keeper)
    assert printed(keeper, "归档章（PDF）")

    # The case is put in order by one and closed by another.
    volume = Volume.objects.get(items=filed)
    at_desk(keeper, volume, "archive.offer_volume", situation="本卷齐全完整。")
    for label in ("案卷封面（PDF）", "卷内文件目录（PDF）", "备考表（PDF）"):
        assert printed(keeper, label) <= A4, label
    fits(keeper)
    at_desk(second, volume, "archive.close_volume")
    printing.print_waiting(at=county.at)
    second.reload()
    assert printed(second, "卷内文件目录（PDF）") <= A4
    fits(second)

    # Five years later what tells of nobody is handed over; what does waits for the county archive's key.
    archive.on("2032-01-04")
    enter(keeper, KEEPER)
    leader = window(LEADER)
    narrowed(leader)
    given = {"number": "A012", "given_on": "2032-01-04"}
    at_desk(keeper, county.agencies["rfbsc"], "archive.name_fonds", **given)
    keeper.goto("/desk/")
    act_here(keeper, "archive.draft_transfer")
    transfer = Transfer.objects.get()
    keeper.goto(desk_url(transfer))
    seen_to = {"scanner": "某杀毒软件 3.1", "found": "none", "opened": "yes"}
    refused(keeper, "archive.offer_transfer", "县档案馆的公钥", **seen_to)
    row = transfer.rows.get(item=filed)
    at_desk(keeper, transfer, "archive.leave_transfer_row", row=row.pk, reason="等县档案馆的公钥")
    at_desk(keeper, transfer, "archive.offer_transfer", **seen_to)
    at_desk(leader, transfer, "archive.sign_transfer")
    at_desk(keeper, transfer, "archive.send_transfer", sent_on="2032-01-04", carrier="只读光盘 1 张")
    expect(keeper.get_by_text("正在打包").first).to_be_visible()
    clockwork.pack_transfers(at=county.at)
    printing.print_waiting(at=county.at)
    keeper.goto(desk_url(transfer))
    fits(keeper)
    assert printed(keeper, "档案移交登记表（PDF）") <= A4
    bag = keeper.get_by_role("link", name="移交数据包", exact=True).get_attribute("href")
    assert keeper.request.get(str(bag)).body()[:2] == b"PK"
    lies = {"names": packing.name_of(transfer), "sound": "yes", "said": "1 号光盘，完好"}
    at_desk(keeper, transfer, "archive.check_carrier", **lies)
    signed = {"number": "五档交〔2032〕1号", "received_by": "某某", "received_on": "2032-01-04"}
    at_desk(keeper, transfer, "archive.receive_transfer", **signed)
    assert set(transfer.rows.values_list("item__state", flat=True)) == {"transferred"}
    assert archive.item_now(filed).state == "filed"


@pytest.mark.clause("AR-3(3)")
def test_a_destruction_refused_and_granted(county: County, window: Window) -> None:
    archive = Archive.of(county)
    item = expired(archive)
    people = county.people
    keeper, head, leader = window(KEEPER), window(HEAD), window(LEADER)
    witnesses = window("rfbsc-records_office"), window("rfbsc-drafter")
    narrowed(keeper, head, leader, *witnesses)
    at_desk(keeper, item, "archive.hold", cause="audit", because="审计正在进行")
    keeper.goto("/desk/")
    group = {"leads": HEAD, "keeps": SECOND, "section": "rfbsc-disclosure_head"}
    act_here(keeper, "archive.open_disposal", **{part: people[who].pk for part, who in group.items()})
    disposal = Disposal.objects.get()
    judged = {
        "row": disposal.rows.get(item=item).pk,
        "verdict": "destroy",
        "because": "没有查考价值",
    }
    keeper.goto(desk_url(disposal))
    refused(keeper, "archive.judge", "审计正在进行", **judged)
    at_desk(head, item, "archive.lift_hold", hold=item.holds.get().pk, reason="审计结束")
    for row in disposal.rows.all():
        at_desk(keeper, disposal, "archive.judge", **{**judged, "row": row.pk})
    at_desk(keeper, disposal, "archive.report_disposal", report="建议销毁。")
    for each in disposal.group().select_related("staff"):
        at_desk(window(each.staff.username), disposal, "archive.sign_appraisal")
    at_desk(leader, disposal, "archive.approve_disposal", number="荣办批〔2057〕1号")
    gone = {"way": "删除电子档案和副本", "carried_out_on": "2057-01-05"}
    keeper.goto(desk_url(disposal))
    refused(keeper, "archive.carry_out", "监销人", **gone)
    for witness in witnesses:
        at_desk(witness, disposal, "archive.witness")
        fits(witness)
    at_desk(keeper, disposal, "archive.carry_out", **gone)
    printing.print_waiting(at=county.at)
    keeper.goto(desk_url(disposal))
    fits(keeper)
    assert printed(keeper, "档案销毁清册（PDF）") <= A4
    keeper.goto(desk_url(item))
    expect(keeper.get_by_text("已销毁").first).to_be_visible()
    assert archive.item_now(item).code == item.code


@pytest.mark.clause("AR-3(4)")
def test_the_check_of_a_quarter_is_signed(county: County, window: Window) -> None:
    archive = Archive.of(county)
    archive.filed()
    archive.ready()
    archive.on("2027-01-04")
    clockwork.open_checks(at=county.at)
    clockwork.sweep(at=county.at)
    check = QuarterCheck.objects.get(agency__code="rfbsc")
    keeper = window(KEEPER)
    narrowed(keeper)
    if check.state == QuarterCheck.State.OPENED:
        at_desk(keeper, check, "archive.list_quarter")
    keeper.goto(desk_url(check))
    expect(keeper.get_by_text("待归档").first).to_be_visible()
    fits(keeper)
    at_desk(keeper, check, "archive.relist_quarter")
    at_desk(keeper, check, "archive.sign_quarter", words="逐件查过，一件待归档，本月归档。")
    printing.print_waiting(at=county.at)
    keeper.reload()
    assert printed(keeper, "季度自查报告（PDF）") <= A4
    fits(keeper)


def test_the_pages_of_the_archive_serve_everybody(county: County, window: Window) -> None:
    archive = Archive.of(county)
    item = archive.filed()
    archive.ready(Document.objects.get(pk=county.published().pk))
    keeper = window(KEEPER)
    addresses = [
        desk_url(item),
        "/desk/archive/item/",
        "/desk/archive/volume/",
        "/desk/archive/quartercheck/",
        "/desk/act/archive.sign_list/agency:rfbsc/",
        "/desk/act/archive.add_material/agency:rfbsc/",
        f"/desk/act/archive.hold/{item.ref}/",
        f"/desk/act/archive.propose_loan/{item.ref}/",
    ]
    assert [fault for address in addresses for fault in faults(keeper, address)] == []
