"""A transfer of which no bag can be made goes back to its keeper; what lies on the carrier is checked (AR-3(3), DA/T 70)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from archive import clockwork, copies, packing
from archive.models import Member, Transfer
from archive.packages import Fault
from archive.packages.verifying import Wrong
from foundation.casework import ledger
from foundation.casework.refusals import Refused
from foundation.casework.worklist import my_matters
from foundation.notices.models import Notice
from tests.archive.people import KEEPER, LEADER, Archive
from tests.archive.test_handing import SEEN_TO, browser

pytestmark = [pytest.mark.django_db, pytest.mark.clause("AR-3(3)")]
SENT = {"sent_on": "2032-01-04", "carrier": "只读光盘 1 张", "online": ""}


def signed(archive: Archive) -> Transfer:
    """A transfer of a document that the head has signed."""
    archive.filed()
    archive.on("2032-01-04")
    archive.do("name_fonds", "agency:rfbsc", KEEPER, {"number": "A012", "given_on": "2032-01-04"})
    transfer: Transfer = archive.do("draft_transfer", "agency:rfbsc", KEEPER).matter
    archive.do("offer_transfer", transfer, KEEPER, SEEN_TO)
    archive.do("sign_transfer", transfer, LEADER)
    return transfer


def lost(transfer: Transfer) -> Member:
    """A part of it whose bytes are gone."""
    member = Member.objects.select_related("file").filter(item__transfers__transfer=transfer)[0]
    member.file.place.erase()
    return member


def now(transfer: Transfer) -> Transfer:
    return Transfer.objects.get(pk=transfer.pk)


def awaited(archive: Archive, transfer: Transfer) -> list[str]:
    """The acts for which it waits on its keeper's list."""
    rows, _count = my_matters(archive.county.actor(KEEPER), 50)
    return [row.act.name for row in rows if (row.model.kind, row.pk) == (transfer.kind, transfer.pk)]


def test_a_file_that_is_gone_gives_it_back_to_its_keeper_who_restores_it(archive: Archive) -> None:
    transfer = signed(archive)
    archive.do("send_transfer", transfer, KEEPER, SENT)
    member = lost(transfer)
    assert awaited(archive, transfer) == []
    assert clockwork.pack_transfers(at=archive.county.at) == 0
    back = now(transfer)
    assert (back.state, back.sent_on, back.carrier) == ("signed", None, "")
    assert back.signed_by is not None
    assert awaited(archive, transfer) == ["archive.send_transfer"]
    page = browser(archive, KEEPER).get(f"/desk/archive/transfer/{transfer.pk}/change/").content.decode()
    assert f"的“{member.title}”" in page
    assert "不在了或者读不出来，不能打包" in page
    told = Notice.objects.filter(recipient__username=KEEPER, key__startswith="ledger:")
    assert told.filter(subject__contains="打不成").exists()
    # It is not tried again by itself; restored from its copy and sent once more, it goes.
    assert clockwork.pack_transfers(at=archive.county.at) == 0
    copies.restore(member.file)
    archive.do("send_transfer", transfer, KEEPER, SENT)
    assert clockwork.pack_transfers(at=archive.county.at) == 1
    assert now(transfer).state == "sent"


@pytest.mark.parametrize("error", [ValueError("x"), MemoryError()])
def test_whatever_else_fails_gives_it_back_and_is_logged(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    transfer = signed(archive)
    archive.do("send_transfer", transfer, KEEPER, SENT)

    def broken(*_args: Any) -> Any:
        raise error

    monkeypatch.setattr(packing, "measured", broken)
    assert clockwork.pack_transfers(at=archive.county.at) == 0
    assert now(transfer).state == "signed"
    line = ledger.last_line(transfer.kind, transfer.pk)
    assert line is not None
    assert f"系统打包时出错（{type(error).__name__}）" in line.reason
    assert f"The bag of transfer {transfer.pk}" in caplog.text


def test_a_bag_that_is_not_as_its_manifests_say_is_not_sent(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    transfer = signed(archive)
    archive.do("send_transfer", transfer, KEEPER, SENT)
    faults = [Fault("data/说明文件.TXT", Wrong.MISSING)]
    monkeypatch.setattr(packing.Observed, "faults", lambda _self: faults)
    assert clockwork.pack_transfers(at=archive.county.at) == 0
    line = ledger.last_line(transfer.kind, transfer.pk)
    assert line is not None
    assert "data/说明文件.TXT：清单里有，文件不见了" in line.reason
    assert now(transfer).package_sha256 == ""


def test_what_its_keeper_takes_back_while_it_is_packed_is_not_sent(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    transfer = signed(archive)
    archive.do("send_transfer", transfer, KEEPER, SENT)
    measured = packing.measured

    def meanwhile(packed: Transfer, at: Any) -> Any:
        made = measured(packed, at)
        archive.do("take_back_transfer", transfer, KEEPER, {"reason": "有一件还要补充"})
        return made

    monkeypatch.setattr(packing, "measured", meanwhile)
    assert clockwork.pack_transfers(at=archive.county.at) == 0
    back = now(transfer)
    assert (back.state, back.signed_by, back.package_sha256) == ("drafting", None, "")


@pytest.mark.clause("AR-2")
def test_the_bag_and_its_carrier_are_tested_before_the_receipt(archive: Archive) -> None:
    transfer = signed(archive)
    archive.do("send_transfer", transfer, KEEPER, SENT)
    clockwork.pack_transfers(at=archive.county.at)
    points = {point["code"]: point["outcome"] for point in now(transfer).points}
    assert points == {"true.structure": "通过"}
    assert awaited(archive, transfer)[0] == "archive.check_carrier"
    name = packing.name_of(transfer)
    lies = {"names": f"D:\\{name}\r\nD:\\Thumbs.db\r\n", "sound": "yes", "said": "1 号光盘"}
    for wrong, said in (
        (lies, "Thumbs.db：与移交无关，请从载体里去掉"),
        ({**lies, "names": "D:\\别的.zip"}, f"{name}：不在载体上"),
        ({**lies, "names": name, "sound": "no", "said": "1 号光盘有划痕"}, "1 号光盘有划痕"),
    ):
        with pytest.raises(Refused) as refused:
            archive.do("check_carrier", transfer, KEEPER, wrong)
        assert said in str(refused.value)
    receipt = {"number": "五档收〔2032〕1号", "received_by": "接收员", "received_on": "2032-01-04"}
    with pytest.raises(DatabaseError, match="a carrier is checked"), transaction.atomic():
        Transfer.objects.filter(pk=transfer.pk).update(
            state="received", receipt_number="1", received_by="x", received_on="2032-01-04"
        )
    archive.carrier_checked(transfer)
    points = {point["code"]: point["outcome"] for point in now(transfer).points}
    assert points == dict.fromkeys(("true.structure", "safe.foreign", "safe.carrier"), "通过")
    archive.do("receive_transfer", transfer, KEEPER, receipt)
    assert now(transfer).state == "received"


def test_what_goes_by_the_network_has_no_carrier(archive: Archive) -> None:
    transfer = signed(archive)
    archive.do("send_transfer", transfer, KEEPER, {"sent_on": "2032-01-04", "online": "on", "carrier": ""})
    clockwork.pack_transfers(at=archive.county.at)
    assert (now(transfer).carrier, now(transfer).online) == ("政务网在线移交", True)
    receipt = {"number": "五档收〔2032〕1号", "received_by": "接收员", "received_on": "2032-01-04"}
    archive.do("receive_transfer", transfer, KEEPER, receipt)
    assert now(transfer).state == "received"
