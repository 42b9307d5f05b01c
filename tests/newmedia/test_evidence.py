"""Unlawful words: evidence by two people first, then deletion, then the police; and accounts that were attacked (NM-20)."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from unicodedata import normalize

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.utils.timezone import localtime
from pypdf import PdfReader

from foundation.agencies.models import Staff
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.figures.computing import values
from foundation.figures.declared import FIGURES, Span
from foundation.files.acts import open_file
from newmedia.clockwork import erase_due
from newmedia.models import Evidence, EvidencePackage, Message, PoliceReport, Screenshot
from newmedia.triggers import KEPT_WORDS
from tests.newmedia.messages import SOURCE, WORDS, Inbox, moment, picture
from tests.newmedia.people import Office
from tests.newmedia.test_accounts import waits

pytestmark = pytest.mark.clause("NM-20")


@pytest.fixture
def inbox(office: Office) -> Inbox:
    return Inbox(office)


def test_evidence_first_then_deletion_then_the_police(inbox: Inbox) -> None:
    county, message = inbox.county, inbox.unlawful()
    assert (message.ref, "newmedia.capture") in waits(county, "rfbsc-drafter")
    message = inbox.captured(message)
    assert message.state == "received"
    assert (message.ref, "newmedia.capture") not in waits(county, "rfbsc-drafter")
    assert (message.ref, "newmedia.confirm_evidence") in waits(county, "rfbsc-department_head")
    message = inbox.confirmed(message)
    assert (message.ref, "newmedia.record_deletion") in waits(county, "rfbsc-drafter")
    message = inbox.deleted(message)
    assert (message.ref, "newmedia.record_police") in waits(county, "rfbsc-drafter")
    message = inbox.police(message)
    assert (message.state, message.police_report.number) == ("police", "J2026-77")
    row = message.evidence.get()
    assert (row.text, row.source, row.platform) == (WORDS, SOURCE, "微信公众号")
    assert localtime(row.captured_at) < localtime(row.confirmed_at)
    assert row.as_kept
    assert row.digest == LedgerLine.objects.get(act="newmedia.capture").detail["evidence"]
    share = values(FIGURES["newmedia.evidence_complete"], Span.of_year(2026))
    assert share.of(message.agency_id).number == 100


def test_nothing_is_deleted_before_its_evidence_is_complete(inbox: Inbox) -> None:
    message = inbox.unlawful()
    gone = {"removal": "ourselves", **moment("deleted_at", inbox.county.at)}
    with pytest.raises(Refused, match="还没有保存证据，不能删除"):
        inbox.do("record_deletion", message, gone)
    message = inbox.captured(message)
    with pytest.raises(Refused, match="还没有经第二个人核对，不能删除"):
        inbox.do("record_deletion", message, gone)
    for state in ("evidenced", "deleted"):
        with pytest.raises(InternalError, match=r"NM-20|NM-14"), transaction.atomic():
            Message.objects.filter(pk=message.pk).update(
                state=state, deleted_at=inbox.county.at, removal="ourselves"
            )
    message = inbox.confirmed(message)
    with pytest.raises(InternalError, match="evidence is kept first"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(
            state="deleted", deleted_at=inbox.county.at - timedelta(days=1), removal="ourselves"
        )
    with pytest.raises(Invalid, match="早于核对证据的时间"):
        inbox.do(
            "record_deletion", message, {**gone, **moment("deleted_at", inbox.county.at - timedelta(hours=1))}
        )
    with pytest.raises(Invalid, match="还没有到"):
        inbox.do(
            "record_deletion", message, {**gone, **moment("deleted_at", inbox.county.at + timedelta(hours=1))}
        )


def test_the_second_person_is_another_one(inbox: Inbox) -> None:
    message = inbox.captured()
    with pytest.raises(NotPermitted, match="您已办理过"):
        inbox.confirmed(message, by="drafter")
    row, person = message.evidence.get(), inbox.county.people["rfbsc-drafter"]
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Evidence.objects.filter(pk=row.pk).update(
            confirmed_by=person, confirmed_at=inbox.county.at, witnessed="live"
        )
    assert inbox.confirmed(message, by="department_head").state == "evidenced"


def test_neither_evidence_nor_screenshots_are_changed_replaced_or_added(inbox: Inbox) -> None:
    message = inbox.confirmed()
    row = message.evidence.get()
    shot = row.pictures.first()
    assert shot is not None
    for change in (
        lambda: Evidence.objects.filter(pk=row.pk).update(text="别的话"),
        lambda: Evidence.objects.filter(pk=row.pk).update(confirmed_at=inbox.county.at + timedelta(hours=1)),
        lambda: row.delete(),
        lambda: Screenshot.objects.filter(pk=shot.pk).update(sha256="0" * 64),
        lambda: Screenshot.objects.filter(pk=shot.pk).delete(),
    ):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            change()
    stored = shot.file
    stored.pk, stored.sha256 = None, "1" * 64
    stored.save(force_insert=True)
    with pytest.raises(InternalError, match="NM-20"), transaction.atomic():
        Screenshot.objects.filter(pk=shot.pk).update(file=stored)
    with pytest.raises(InternalError, match="no screenshot is added"), transaction.atomic():
        Screenshot.objects.create(evidence=row, name="后来的.png", sha256="2" * 64, file=stored)
    with pytest.raises(Refused):
        inbox.captured(message)


def test_a_platform_shows_nothing_that_is_to_come(inbox: Inbox) -> None:
    with pytest.raises(Invalid, match="还没有到"):
        inbox.captured(**moment("shown_at", inbox.county.at + timedelta(hours=3)))
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("lacks", "said"),
    [
        ({"text": " "}, "请填写言论原文"),
        ({"comment_id": ""}, "请填写评论编号"),
        ({"author_id": ""}, "请填写网民的账号 ID"),
        ({"post_url": "不是网址 啊"}, "这不是一个网址"),
        ({"source": "", "no_source_because": ""}, "请粘贴网页源代码，或者写明为什么没有"),
    ],
)
def test_what_the_evidence_lacks_is_said(inbox: Inbox, lacks: dict[str, str], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        inbox.captured(**lacks)
    assert not Screenshot.objects.exists()


def test_screenshots_are_pictures_and_each_of_them_one(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    message = inbox.unlawful()
    with pytest.raises(Invalid, match="请选择"):
        inbox.captured(message, pictures=[])
    text = SimpleUploadedFile("说明.txt", "截图打不开".encode(), content_type="text/plain")
    with pytest.raises(Invalid, match=r"说明.txt不是图片"):
        inbox.captured(message, pictures=[text])
    with pytest.raises(Invalid, match="选了两次"):
        inbox.captured(message, pictures=[picture(), picture(name="又一张.png")])
    monkeypatch.setattr("newmedia.forms.messages.MOST_PIXELS", 2_000)
    with pytest.raises(Invalid, match="长的请分几张截"):
        inbox.captured(message)
    monkeypatch.undo()
    assert (
        inbox.captured(message, source="", no_source_because="只在手机客户端里看得到。")
        .evidence.get()
        .source_sha256
        == ""
    )


def test_what_was_kept_badly_is_kept_anew(inbox: Inbox) -> None:
    message = inbox.captured()
    with pytest.raises(Refused, match="在等另一个人核对"):
        inbox.captured(message)
    message = inbox.do("return_evidence", message, {"reason": "截图里看不到时间。"}, by="records_office")
    assert (message.ref, "newmedia.capture") in waits(inbox.county, "rfbsc-drafter")
    message = inbox.confirmed(inbox.captured(message))
    assert [bool(row.confirmed_at) for row in message.evidence.all()] == [False, True]


def test_words_that_turn_out_lawful_are_not_deleted(inbox: Inbox) -> None:
    message = inbox.do("sort_message", inbox.confirmed(), {"sort": "enquiry", "reason": "只是发牢骚。"})
    assert message.state == "received"
    with pytest.raises(Refused, match="是“咨询”，不是“违法言论”"):
        inbox.captured(message)
    done = inbox.deleted(inbox.confirmed(inbox.captured(inbox.unlawful(author_id="b"))))
    with pytest.raises(Refused):
        inbox.do("sort_message", done, {"sort": "other"})


def test_evidence_of_lawful_words_goes_with_the_retention_term_and_of_others_stays(inbox: Inbox) -> None:
    told = inbox.police()
    lawful = inbox.do("make_package", inbox.confirmed(inbox.captured(inbox.unlawful(author_id="b"))))
    lawful = inbox.do("sort_message", lawful, {"sort": "other", "reason": "只是发牢骚。"})
    inbox.do("note_message", lawful)
    assert erase_due(at=inbox.county.at + timedelta(days=4000)) == 1
    row = lawful.evidence.get()
    assert {row.text, row.author_name, row.source, *row.pictures.values_list("name", flat=True)} == {""}
    files = [*(shot.file for shot in row.pictures.all()), lawful.packages.get().file]
    assert all(file.erased_at for file in files)
    kept = told.evidence.get()
    assert (kept.text, kept.as_kept) == (WORDS, True)
    assert [shot.file.erased_at for shot in kept.pictures.all()] == [None, None]
    with pytest.raises(InternalError, match="NM-20"), transaction.atomic():
        Evidence.objects.filter(pk=kept.pk).update(**dict.fromkeys(KEPT_WORDS, ""))


def test_what_can_not_be_read_makes_no_package(inbox: Inbox) -> None:
    message = inbox.confirmed()
    shot = message.evidence.get().pictures.first()
    assert shot is not None
    shot.file.place.erase()
    with pytest.raises(Invalid, match="有截图读不出来"):
        inbox.packaged(message)


def test_whoever_is_not_on_the_establishment_confirms_nothing(inbox: Inbox) -> None:
    message = inbox.captured()
    Staff.objects.filter(username="rfbsc-records_office").update(on_establishment=False)
    with pytest.raises(Refused, match="由在编人员办理"):
        inbox.confirmed(message)


def test_evidence_is_encrypted_and_told_to_nobody(inbox: Inbox) -> None:
    inbox.police(inbox.packaged())
    with connection.cursor() as cursor:
        for table in (
            "newmedia_evidence",
            "newmedia_screenshot",
            "newmedia_message",
            "casework_ledgerline",
            "notices_notice",
            "files_storedfile",
        ):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            (rows,) = cursor.fetchone()
            assert rows, table
            assert not [
                one for one in ("骗子", "河套人家", "第二张.jpg", "weixin.example.cn") if one in rows
            ], table


def test_the_package_is_one_pdf_with_everything_in_it(inbox: Inbox) -> None:
    message = inbox.packaged()
    package = message.packages.get()
    with open_file(package.file) as source:
        content = source.read()
    assert sha256(content).hexdigest() == package.sha256
    assert LedgerLine.objects.get(act="newmedia.make_package").detail["sha256"] == package.sha256
    pdf = PdfReader(BytesIO(content))
    # The font has one shape for a radical and its character; the file that goes along keeps them apart.
    text = normalize("NFKC", "".join("".join(page.extract_text() for page in pdf.pages).split()))
    row = message.evidence.get()
    shots = list(row.pictures.all())
    for said in (
        message.number,
        "河套人家",
        "这里的人都是骗子",
        "c7",
        row.digest,
        *(one.sha256 for one in shots),
        "逐项重新计算，和保存时一致",
    ):
        assert normalize("NFKC", said) in text, said
    assert len({image.data for page in pdf.pages for image in page.images}) == 2
    enclosed = {name: found[0] for name, found in pdf.attachments.items()}
    assert set(enclosed) == {"screenshot-1.png", "screenshot-2.jpg", "source.txt", "words.txt"}
    assert [sha256(enclosed[name]).hexdigest() for name in ("screenshot-1.png", "screenshot-2.jpg")] == [
        one.sha256 for one in shots
    ]
    assert (enclosed["source.txt"].decode(), enclosed["words.txt"].decode()) == (SOURCE, WORDS)
    with pytest.raises(InternalError), transaction.atomic():
        EvidencePackage.objects.update(sha256="0" * 64)


def test_whoever_answers_takes_the_package_and_the_pictures_away_and_nobody_else(inbox: Inbox) -> None:
    message = inbox.packaged()
    package, shot = message.packages.get(), message.evidence.get().pictures.first()
    assert shot is not None
    addresses = (
        f"/desk/newmedia/message/{message.pk}/evidence/{package.pk}/",
        f"/desk/newmedia/message/{message.pk}/pictures/{shot.pk}/",
    )
    for who, status in (
        ("rfbsc-drafter", 200),
        ("rfbsc-leader", 200),
        ("rfbsc-archivist", 404),
        ("county_supervisor", 404),
        ("lxcz-drafter", 404),
    ):
        client = Client()
        client.force_login(inbox.county.people[who])
        assert [client.get(address).status_code for address in addresses] == [status, status], who
    other = inbox.unlawful(author_id="b")
    client = Client()
    client.force_login(inbox.county.people["rfbsc-drafter"])
    assert client.get(addresses[0].replace(f"/{message.pk}/", f"/{other.pk}/", 1)).status_code == 404


def test_a_report_to_the_police_has_a_number(inbox: Inbox) -> None:
    message = inbox.deleted()
    with pytest.raises(Invalid, match="请填写报警回执号"):
        inbox.do(
            "record_police",
            message,
            {"station": "县公安局", "number": "", **moment("reported_at", inbox.county.at)},
        )
    with pytest.raises(InternalError, match="NM-20"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state="police")
    message = inbox.police(message)
    with pytest.raises(InternalError), transaction.atomic():
        PoliceReport.objects.update(number="别的")


# Accounts that were attacked


def test_an_account_that_was_attacked_runs_again_once_the_police_know(inbox: Inbox) -> None:
    county = inbox.county
    account = inbox.do(
        "suspend", inbox.account, {"because": "hacked", "reason": "半夜被人发了广告。"}, by="leader"
    )
    for who in ("records_office", "department_head", "leader"):
        assert (account.ref, "newmedia.report_hacking") in waits(county, f"rfbsc-{who}")
    with pytest.raises(Refused, match="还没有报警"):
        inbox.do("resume", account, {"reason": "找回来了。"}, by="leader")
    told = {
        "what": "半夜发了两条广告，已经改回。",
        "station": "五原县公安局网安大队",
        "number": "J2026-78",
        **moment("noticed_at", county.at - timedelta(hours=2)),
        **moment("reported_at", county.at),
    }
    with pytest.raises(Invalid, match="早于发现的时间"):
        inbox.do("report_hacking", account, {**told, **moment("reported_at", county.at - timedelta(hours=3))})
    account = inbox.do("report_hacking", account, told)
    assert (account.ref, "newmedia.report_hacking") not in waits(county, "rfbsc-department_head")
    report = account.police_reports.get()
    assert (report.sort, report.number, report.ref) == ("hacking", "J2026-78", account.ref)
    with pytest.raises(Refused, match="密码还没有重新设置"):
        inbox.do("resume", account, {"reason": "找回来了。"}, by="leader")
    today = {"reset_on": f"{localtime(county.at):%Y-%m-%d}", "kept_alone": "on"}
    inbox.do("record_reset", account.password_tasks.get(), today, by="records_office")
    assert inbox.do("resume", account, {"reason": "找回来了。"}, by="leader").state == "live"
    assert values(FIGURES["newmedia.hacked"], Span.of_year(2026)).of(account.agency_id).number == 1
