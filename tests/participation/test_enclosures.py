"""Files with an opinion, a proposal or an objection: looked into, never public, opened by who says why, covered by the digest."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.test import Client
from django.utils import timezone

from foundation.accesses.models import Access
from foundation.files.models import KeptFile, StoredFile
from foundation.visitors import challenge
from foundation.visitors.codes import new_token
from participation.clockwork import erase_due, keep_digests
from participation.models import Enclosure, Objection, Opinion, Proposal
from participation.statute import MAX_FILES
from tests.participation.people import Office
from tests.participation.submissions import PROPOSED, SAID, Proposing, in_force
from tests.participation.test_pages import Clock, proof

pytestmark = pytest.mark.django_db

WORDS = "量水表的照片说明，在这里。"


def text(name: str = "说明.txt", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if content is not None else WORDS.encode(), "text/plain")


def bomb() -> SimpleUploadedFile:
    """A workbook that unpacks to far more than it says."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * (300 * 1024 * 1024))
    return SimpleUploadedFile("表.xlsx", packed.getvalue())


@pytest.fixture
def clock(office: Office, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A time at which forms are sent, and easy proofs."""
    moved = Clock(office.county.at + timedelta(hours=1))
    monkeypatch.setattr(timezone, "now", lambda: moved.at)
    monkeypatch.setattr(challenge, "EFFORT", 20)
    monkeypatch.setattr(challenge, "VALID", timedelta(days=40_000))
    cache.clear()
    return moved


def sent(at: datetime, **fields: Any) -> dict[str, Any]:
    """A form as the browser sends it: the proof stands before the files."""
    token = new_token()
    proved = {
        "token": token,
        "opened": challenge.stamp(token, at - timedelta(minutes=5)),
        "altcha": proof(at),
    }
    return {**proved, **fields}


def html(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.clause("决策条例10")
def test_a_proposal_is_sent_with_a_file_and_followed_by_its_code(office: Office, clock: Clock) -> None:
    Proposing(office.county)
    client, given = Client(), sent(clock.at, **PROPOSED)
    answer = client.post("/participation/propose/", given | {"enclosed": [text()]})
    proposal = Proposal.objects.get()
    assert (answer.status_code, proposal.enclosures.count()) == (200, 1)
    code = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", html(answer))[0]
    again = client.post("/participation/propose/", given | {"enclosed": [text()]})
    assert "没有重复登记" in html(again)
    assert code in html(again)
    assert Proposal.objects.count() == 1
    wrong = client.post("/participation/track/", {"number": proposal.number, "code": "7K3M-Q2XW-94TC"})
    assert wrong.status_code == 422
    opened = client.post("/participation/track/", {"number": f" t 2026 {proposal.number[-4:]}", "code": code})
    page = html(client.get(opened["Location"]))
    for words in (proposal.number, "说明.txt", PROPOSED["wanted"], "县里的承诺"):
        assert words in page
    client.post("/participation/track/leave/")
    assert PROPOSED["wanted"] not in html(client.get("/participation/track/proposal/"))


@pytest.mark.clause("决策条例35")
def test_an_objection_is_sent_and_followed(office: Office, clock: Clock) -> None:
    decision = in_force(office)
    address = f"/participation/{decision.number}/object/"
    client = Client()
    assert decision.title in html(client.get(address))
    given = sent(clock.at, **SAID)
    answer = client.post(address, given | {"enclosed": [text()]})
    objection = Objection.objects.get()
    code = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", html(answer))[0]
    assert code in html(client.post(address, given | {"enclosed": [text()]}))
    assert Objection.objects.count() == 1
    opened = client.post("/participation/track/", {"number": objection.number, "code": code})
    assert SAID["text"] in html(client.get(opened["Location"]))


@pytest.mark.parametrize("where", ["write", "propose", "object"])
def test_what_is_no_good_file_is_refused_with_a_sentence_and_the_good_ones_are_kept(
    office: Office, clock: Clock, where: str
) -> None:
    Proposing(office.county)
    if where == "propose":
        address, fields = "/participation/propose/", dict(PROPOSED)
    elif where == "object":
        address, fields = f"/participation/{in_force(office).number}/object/", dict(SAID)
    else:
        address = f"/participation/{office.opened().decision.number}/write/"
        clock.at = office.county.at + timedelta(hours=1)
        fields = {"article": "", "stance": "for", "text": "赞成。", "consent": "anonymous"}
    client = Client()
    many = [text(f"说明{n}.txt", f"{n}".encode()) for n in range(MAX_FILES + 1)]
    for uploads, said in (
        ([SimpleUploadedFile("照片.jpg", b"MZ\x90\x00" + b"\0" * 200)], "照片.jpg"),
        ([bomb()], "表.xlsx"),
        ([text("空.txt", b"")], "空"),
        (many, f"最多 {MAX_FILES} 个"),
    ):
        answer = client.post(address, sent(clock.at, **fields) | {"enclosed": uploads})
        assert answer.status_code == 422, uploads
        assert said in html(answer)
    assert StoredFile.objects.filter(audience="personal").count() == 0
    KeptFile.objects.all().delete()
    missing = {name: "" for name in ("text", "wanted") if name in fields}
    answer = client.post(address, sent(clock.at, **fields) | missing | {"enclosed": [text()]})
    assert answer.status_code == 422
    assert "已选好：说明.txt" in html(answer)
    [kept] = KeptFile.objects.all()
    [token] = re.findall(r'name="kept" value="([^"]+)"', html(answer))
    answer = client.post(address, sent(clock.at, **fields, kept=token, **{"enclosed-kept": str(kept.pk)}))
    assert answer.status_code == 200
    assert Enclosure.objects.get().name == "说明.txt"
    assert not KeptFile.objects.exists()


def test_files_of_whoever_has_not_paid_are_not_taken_in(office: Office, clock: Clock) -> None:
    Proposing(office.county)
    given = sent(clock.at, **PROPOSED)
    given |= {"altcha": "", "opened": challenge.stamp(given["token"], clock.at - timedelta(seconds=3))}
    answer = Client().post("/participation/propose/", given | {"enclosed": [text()]})
    assert answer.status_code == 429
    assert "刚才选的文件没有留下" in html(answer)
    assert PROPOSED["wanted"] in html(answer)
    assert not Proposal.objects.exists()
    assert not StoredFile.objects.filter(audience="personal").exists()


@pytest.mark.clause("PP-4")
def test_the_digest_of_an_opinion_covers_its_files_and_the_twenty_lines_compute_it(
    office: Office, clock: Clock
) -> None:
    call = office.opened()
    clock.at = office.county.at + timedelta(hours=1)
    fields = {"article": "第二条", "stance": "for", "text": "赞成。", "consent": "anonymous"}
    client, address = Client(), f"/participation/{call.decision.number}/write/"
    answer = client.post(address, sent(clock.at, **fields) | {"enclosed": [text()]})
    opinion = Opinion.objects.get()
    context = answer.context
    facts = dict(context["facts"])
    assert facts["内容"] == f"赞成。\n附件 {hashlib.sha256(WORDS.encode()).hexdigest()}"
    receipt = "\n".join([context["code"], facts["收到时间"], "第二条", facts["态度"], facts["内容"]])
    assert hashlib.sha256(receipt.encode()).hexdigest() == opinion.digest
    # Without the file it would be another opinion.
    assert hashlib.sha256(receipt.partition("\n附件")[0].encode()).hexdigest() != opinion.digest
    keep_digests(at=clock.at + timedelta(days=1))
    proved = client.post(
        f"/participation/{call.decision.number}/digests/prove/",
        {"number": opinion.number, "code": context["code"]},
    )
    assert proved.context["own"] is True


@pytest.mark.clause("PP-4")
def test_a_file_opens_at_the_desk_for_whoever_looked_at_its_sender_and_said_why(
    office: Office, clock: Clock
) -> None:
    county, call = office.county, office.opened()
    clock.at = county.at + timedelta(hours=1)
    fields = {"article": "", "stance": "for", "text": "赞成。", "consent": "anonymous"}
    Client().post(
        f"/participation/{call.decision.number}/write/", sent(clock.at, **fields) | {"enclosed": [text()]}
    )
    enclosure = Enclosure.objects.get()
    address = f"/desk/participation/call/{call.pk}/files/{enclosure.pk}/"
    clients: dict[str, Client] = {}
    for role in ("drafter", "leader"):
        clients[role] = Client()
        clients[role].force_login(county.people[f"rfbsc-{role}"])
        assert clients[role].get(address).status_code == 404
    assert "说明.txt" not in html(clients["drafter"].get(f"/desk/participation/call/{call.pk}/change/"))
    county.at = clock.at
    given = {"opinions": enclosure.opinion.number, "reason": "看照片"}  # type: ignore[union-attr]
    office.do("reveal", call, "drafter", given)
    clock.at = county.at + timedelta(minutes=1)
    answer = clients["drafter"].get(address)
    assert b"".join(answer.streaming_content) == WORDS.encode()  # type: ignore[arg-type]
    assert Access.objects.filter(kind="download", staff__username="rfbsc-drafter").exists()
    assert "说明.txt" in html(clients["drafter"].get(f"/desk/participation/call/{call.pk}/change/"))
    assert clients["leader"].get(address).status_code == 404
    # Nothing of it lies readable anywhere.
    assert WORDS.encode() not in enclosure.file.place.read()


def test_a_clerk_encloses_what_came_on_paper(office: Office) -> None:
    county, agency = office.county, Proposing(office.county).agency
    given = {**PROPOSED, "channel": "letter", "received_on": str(county.at.date())}
    done = county.do(
        "participation.record_proposal",
        agency,
        "lxcz-applications_clerk",
        given,
        files={"enclosed": [text()]},
    )
    assert done.matter.enclosures.count() == 1
    with pytest.raises(InternalError), transaction.atomic():
        Enclosure.objects.update(sha256="1")


@pytest.mark.clause("OR-3")
def test_files_are_erased_with_their_senders_name(office: Office) -> None:
    proposing = Proposing(office.county)
    proposal = proposing.submitted(enclosed={"enclosed": [text()]})
    proposing.declined(proposal)
    erase_due(at=office.county.at + timedelta(days=366 * 12))
    enclosure = Enclosure.objects.select_related("file").get()
    assert (enclosure.name, enclosure.sha256) == ("", "")
    assert enclosure.file.erased_at is not None
