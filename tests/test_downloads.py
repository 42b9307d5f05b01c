"""Whatever leaves the desk as a file leaves a line; an address that sends one and is not tried here fails."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pgtrigger
import pyrage
import pytest
from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from annual_report.models import AnnualReport, Paper
from applications.models import Application, Complaint, Enclosure, Letter, Reply
from appraisal.models import Case
from archive.models import FilingYear, Item, Material, SealedItem, SealedMember, Transfer, Volume
from archive.models import Paper as Issued
from disclosure.models import Attachment, Document
from disclosure.models.coordination import Coordination
from disclosure.models.reassessment import Reassessment
from evaluation.models import Round, UnitResult
from foundation.accesses.models import Access
from foundation.casework.matters import ref_of
from foundation.casework.watching import watched
from inspection.models import Finding, Part, Task
from interpretation.models import Interpretation, OpinionCase
from newmedia.models import Filing, MonthCheck
from newmedia.models import Message as Inbox
from participation.models import Call, Decision, Hearing, Objection, Opinion
from participation.models import Enclosure as Said
from secrecy_review.models import Review
from tests.personas import County
from tests.rooms import TABLES
from tests.samples import one_of_each
from tests.test_permissions import DESK, desk_patterns
from training.models import BarredList, Certificate, Session, Sitting, Year

ROOT = Path(settings.BASE_DIR)
#: What makes a file of an answer.
SENDERS = {
    "deliver",
    "deliver_in_parts",
    "with_download_headers",
    "as_workbook",
    "FileResponse",
    "StreamingHttpResponse",
    "pdf",
}
#: The address by which each function of the desk that sends a file is tried, and by whom.
TRIED: dict[tuple[str, str], tuple[str, str]] = {
    ("disclosure/admin/document.py", "download"): ("disclosure_attachment", "rfbsc-drafter"),
    ("disclosure/admin/document.py", "original"): ("disclosure_original", "rfbsc-drafter"),
    ("disclosure/admin/document.py", "refusal_report"): ("disclosure_refusal_report", "rfbsc-drafter"),
    ("disclosure/admin/coordination.py", "ruling"): ("disclosure_ruling", "rfbsc-drafter"),
    ("disclosure/admin/withheld.py", "register"): ("disclosure_withheld", "rfbsc-drafter"),
    ("disclosure/admin/withheld.py", "result"): ("disclosure_reassessment_result", "rfbsc-drafter"),
    ("secrecy_review/admin.py", "answer"): ("secrecy_review_answer", "rfbsc-drafter"),
    ("disclosure/admin/document.py", "paper"): ("disclosure_paper", "rfbsc-drafter"),
    ("disclosure/admin/batches.py", "empty_table"): ("disclosure_empty_table", "rfbsc-drafter"),
    ("applications/admin.py", "ApplicationAdmin.letter"): (
        "applications_letter",
        "rfbsc-applications_clerk",
    ),
    ("applications/admin.py", "enclosure"): ("applications_enclosure", "rfbsc-applications_clerk"),
    ("applications/admin.py", "ReplyAdmin.letter"): ("applications_reply_letter", "rfbsc-leader"),
    ("applications/admin.py", "given"): ("applications_reply_file", "rfbsc-leader"),
    ("applications/admin.py", "original"): ("applications_reply_original", "rfbsc-leader"),
    ("applications/admin.py", "refusal_report"): ("applications_refusal_report", "rfbsc-leader"),
    ("applications/admin.py", "ComplaintAdmin.letter"): (
        "applications_complaint_letter",
        "rfbsc-applications_clerk",
    ),
    ("annual_report/admin.py", "paper"): ("annual_report_paper", "rfbsc-applications_clerk"),
    ("annual_report/admin.py", "receipt"): ("annual_report_receipt", "rfbsc-applications_clerk"),
    ("foundation/casework/desk.py", "_whole_list"): ("disclosure_document_changelist", "rfbsc-drafter"),
    ("foundation/casework/desk.py", "_previewed"): ("act", "rfbsc-applications_clerk"),
    ("foundation/casework/auditing.py", "page"): ("audit", "auditor"),
    ("foundation/casework/counted.py", "figures"): ("figures", "rfbsc-drafter"),
    ("archive/admin/items.py", "part"): ("archive_item_file", "rfbsc-drafter"),
    ("archive/admin/items.py", "paper"): ("archive_item_paper", "rfbsc-archivist"),
    ("archive/admin/items.py", "bag"): ("archive_sealed_bag", "rfbsc-discipline_clerk"),
    ("archive/admin/checks.py", "paper"): ("archive_year_paper", "rfbsc-archivist"),
    ("archive/admin/keeping.py", "original"): ("archive_original", "rfbsc-archivist"),
    ("archive/admin/volumes.py", "paper"): ("archive_volume_paper", "rfbsc-archivist"),
    ("archive/admin/papers.py", "issued"): ("archive_volume_issued", "rfbsc-archivist"),
    ("archive/admin/handing.py", "bag"): ("archive_transfer_bag", "rfbsc-archivist"),
    ("participation/admin/decision.py", "dossier"): ("participation_dossier", "rfbsc-drafter"),
    ("participation/admin/hearing.py", "transcript"): ("participation_transcript", "rfbsc-drafter"),
    ("participation/admin/call.py", "enclosed"): ("participation_call_file", "rfbsc-drafter"),
    ("participation/admin/submission.py", "enclosed"): ("participation_objection_file", "rfbsc-drafter"),
    ("interpretation/admin/opinion.py", "evidence"): ("interpretation_evidence", "rfbsc-drafter"),
    ("interpretation/admin/explaining.py", "media_file"): ("interpretation_media", "rfbsc-drafter"),
    ("interpretation/admin/explaining.py", "photo_file"): ("interpretation_photo", "rfbsc-drafter"),
    ("newmedia/admin/circular.py", "contacts"): ("newmedia_contacts", "rfbsc-drafter"),
    ("newmedia/admin/filing.py", "paper"): ("newmedia_filing_paper", "rfbsc-drafter"),
    ("newmedia/admin/monthly.py", "now"): ("newmedia_check_now", "rfbsc-drafter"),
    ("newmedia/admin/monthly.py", "paper"): ("newmedia_check_paper", "rfbsc-drafter"),
    ("newmedia/admin/monthly.py", "workbook"): ("newmedia_check_workbook", "rfbsc-drafter"),
    ("evaluation/admin/round.py", "as_pdf"): ("evaluation_round_sheet", "rfbsc-drafter"),
    ("evaluation/admin/result.py", "letter"): ("evaluation_result_letter", "rfbsc-drafter"),
    ("newmedia/admin/message.py", "notice"): ("newmedia_message_notice", "rfbsc-drafter"),
    ("newmedia/admin/message.py", "picture"): ("newmedia_message_picture", "rfbsc-drafter"),
    ("newmedia/admin/message.py", "package"): ("newmedia_message_package", "rfbsc-drafter"),
    ("appraisal/admin/papers.py", "sent"): ("appraisal_case_paper", "rfbsc-records_office"),
    ("appraisal/admin/case.py", "file"): ("appraisal_case_file", "rfbsc-records_office"),
    ("inspection/admin/papers.py", "sent"): ("inspection_paper", "rfbsc-records_office"),
    ("inspection/admin/inspection.py", "evidence"): ("inspection_evidence", "rfbsc-records_office"),
    ("inspection/admin/deploying.py", "enclosed"): ("task_file", "rfbsc-records_office"),
    ("accountability/admin/case.py", "paper"): ("accountability_paper", "rfbsc-discipline_clerk"),
    ("accountability/admin/case.py", "proof"): ("accountability_proof", "rfbsc-discipline_clerk"),
    ("training/admin/people.py", "paper"): ("training_certificate_paper", "rfbsc-records_office"),
    ("training/admin/scores.py", "scan"): ("training_scan", "rfbsc-records_office"),
    ("training/admin/sessions.py", "archive"): ("training_archive", "rfbsc-records_office"),
    ("training/admin/sessions.py", "file"): ("training_file", "rfbsc-records_office"),
    ("training/admin/sessions.py", "sheet"): ("training_sheet", "rfbsc-records_office"),
    ("training/admin/years.py", "county"): ("training_county", "rfbsc-records_office"),
    ("training/admin/years.py", "paper"): ("training_barred_paper", "rfbsc-records_office"),
    ("training/admin/years.py", "warning"): ("training_warning", "rfbsc-records_office"),
}
#: They make a file of an answer for others that are tried.
FOR_OTHERS = {("foundation/casework/listing.py", "as_workbook"), ("archive/admin/items.py", "pdf")}


def sends(function: ast.AST) -> bool:
    """Whether a function makes an answer of what is no page."""
    for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        typed = any(given.arg == "content_type" for given in call.keywords)
        if name in SENDERS or (name == "HttpResponse" and typed):
            return True
    return False


def senders_of_the_desk() -> Iterator[tuple[str, str]]:
    """Module and name of every function of the desk that sends a file; with its class where the name is not one alone."""
    for path in [
        *ROOT.glob("*/admin.py"),
        *ROOT.glob("*/admin/*.py"),
        *ROOT.glob("foundation/*/admin.py"),
        *ROOT.glob("foundation/casework/*.py"),
    ]:
        found = []
        for holder in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(holder, ast.Module | ast.ClassDef):
                within = f"{holder.name}." if isinstance(holder, ast.ClassDef) else ""
                found += [
                    (within, f.name) for f in holder.body if isinstance(f, ast.FunctionDef) and sends(f)
                ]
        names = [name for _within, name in found]
        for within, name in found:
            yield path.relative_to(ROOT).as_posix(), f"{within if names.count(name) > 1 else ''}{name}"


def test_every_function_of_the_desk_that_sends_a_file_is_tried() -> None:
    assert set(senders_of_the_desk()) == set(TRIED) | FOR_OTHERS
    assert {address for address, _who in TRIED.values()} <= set(DESK)


def with_files(county: County) -> dict[str, list[Any]]:
    """The arguments of the desk's addresses; each that sends a file has one to send."""
    samples: dict[Any, Any] = one_of_each(county)
    samples["county"] = county
    arguments: dict[str, list[Any]] = {}
    for tables in TABLES:
        if hasattr(tables, "desk_arguments"):
            arguments |= tables.desk_arguments(samples)
    application, report, complaint = samples[Application], samples[AnnualReport], samples[Complaint]
    file = Attachment.objects.get().file
    reason = {"reason": "核对身份"}
    county.do("applications.reveal", application, "rfbsc-applications_clerk", reason)
    answer = complaint.application.letters.get()
    with pgtrigger.ignore():
        OpinionCase.objects.filter(pk=samples[OpinionCase].pk).update(evidence=file)
        Interpretation.objects.filter(pk=samples[Interpretation].pk).update(media=file)
        Letter.objects.filter(pk=application.letters.get().pk).update(file=file)
        Letter.objects.filter(pk=answer.pk).update(file=file, complaint=complaint)
        AnnualReport.objects.filter(pk=report.pk).update(receipt_file=file)
        Round.objects.filter(pk=samples[Round].pk).update(state="noticed")
    enclosed = Enclosure.objects.create(
        application=application, purpose="scan", name="来件.txt", file=file, added_at=county.at
    )
    paper = Paper.objects.create(report=report, format="pdf", final=False, file=file, made_at=county.at)
    samples[Document].refresh_from_db()
    opinion, objection = said_with_files(county, samples)
    filed(county, samples)
    return arguments | {
        "archive_volume_issued": [samples[Volume].pk, samples[Volume].papers.get().pk],
        "applications_enclosure": [application.pk, enclosed.pk],
        "applications_complaint_letter": [complaint.pk, answer.pk],
        "annual_report_paper": [report.pk, paper.pk],
        "participation_call_file": [samples[Call].pk, opinion.pk],
        "participation_objection_file": [samples[Objection].pk, objection.pk],
        "act": ["applications.request_amendment", ref_of(application)],
        "_matters": [
            samples[Document],
            *(samples[model] for model in (Item, Volume, Transfer, Material, FilingYear)),
            *(samples[model] for model in (Coordination, Reassessment, Review)),
            application,
            samples[Reply],
            complaint,
            samples[Case],
            report,
            samples[OpinionCase],
            samples[Interpretation],
            *(samples[model] for model in (Decision, Hearing, Call, Objection)),
            samples[Filing],
            samples[MonthCheck],
            samples[Inbox],
            samples[Round],
            samples[UnitResult],
            *(samples[model] for model in (Part, Finding, Task)),
            *(samples[model] for model in (Session, Sitting, Certificate, Year, BarredList)),
        ],
    }


def said_with_files(county: County, samples: dict[Any, Any]) -> list[Said]:
    """A record of the hearing, and a file that came with an opinion and one with an objection."""
    file, made = Attachment.objects.get().file, []
    with pgtrigger.ignore():
        Hearing.objects.filter(pk=samples[Hearing].pk).update(transcript="代表甲：价格偏高。")
        opinion = Opinion.objects.create(
            call=samples[Call],
            text="偏高。",
            channel="web",
            received_at=county.at,
            form_token="a",
            code_hash="b",
        )
        for of in ({"opinion": opinion}, {"objection": samples[Objection]}):
            file.pk, file.name = None, f"{next(iter(of))}.txt"
            file.save()
            made.append(Said.objects.create(**of, name="来件.txt", file_id=file.pk, added_at=county.at))
    return made


def filed(county: County, samples: dict[Any, Any]) -> None:
    """An item, a sealed one and a volume in the archive, a paper of the volume, and a transfer on its way."""
    file = Attachment.objects.get().file
    lying = {
        "state": "filed", "maker": samples[Item].agency, "filed_at": county.at, "collected_at": county.at,
        "collected_digest": "0" * 64,
    }  # fmt: skip
    with pgtrigger.ignore():
        Item.objects.filter(pk=samples[Item].pk).update(code="WS·2026·D30-0001", serial=1, **lying)
        SealedItem.objects.filter(pk=samples[SealedItem].pk).update(
            code="ZY·2026·Y-0001", serial=1, bag=file, bag_sha256=file.sha256, **lying
        )
        Volume.objects.filter(pk=samples[Volume].pk).update(situation="齐全。")
        Transfer.objects.filter(pk=samples[Transfer].pk).update(
            state="sent",
            signed_by=county.people["rfbsc-leader"],
            signed_at=county.at,
            sent_on=county.at.date(),
            package_sha256=file.sha256,
            package_size=1,
        )
        part = {"sequence": 1, "sort": "file", "title": "证据", "file": file, "sha256": file.sha256}
        part |= {"size": file.size, "media_type": file.media_type}
        SealedMember.objects.create(item=samples[SealedItem], **part)
        Issued.objects.create(volume=samples[Volume], kind="cover", file=file, issued_at=county.at)


@pytest.mark.django_db
def test_every_file_that_leaves_the_desk_leaves_a_line(
    county: County, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.ARCHIVE_SEALED_RECIPIENTS = [str(pyrage.x25519.Identity.generate().to_public())]
    arguments = with_files(county)
    monkeypatch.setattr("applications.admin.revealed", lambda *_: True)
    monkeypatch.setattr("applications.queries.revealed", lambda *_: True)
    monkeypatch.setattr("applications.correspondence.revealed", lambda *_: True, raising=False)
    monkeypatch.setattr("participation.admin.submission.revealed", lambda *_: True)
    monkeypatch.setattr(
        "participation.admin.call.revealed_opinions", lambda *_: {str(one) for one in Opinion.objects.all()}
    )
    references = {matter.ref for matter in arguments.pop("_matters")} | {
        "document",
        "import_batch",
        "access",
        "figures",
        "media_check",
        "media_circular",
        "training_year",
        # Of what was taken out of a case nothing is said (AC-3).
        "",
        Reassessment.kind,
    }
    preview = {"items": "哪一年", "guidance": "", "span": 10, "preview": "1"}
    asked = {
        "disclosure_document_changelist": {"as": "xlsx"},
        "audit": {"as": "xlsx"},
        "figures": {"as": "xlsx"},
        "newmedia_check_now": {"as": "xlsx"},
        "newmedia_contacts": {"as": "xlsx"},
        "disclosure_withheld": {"as": "xlsx"},
        "archive_year_paper": {"category": "WS", "section": "政府信息公开", "term": "D30"},
    }
    wrong = {}
    for name, who in TRIED.values():
        client, before = Client(), Access.objects.count()
        client.force_login(county.people[who])
        address = reverse(f"desk:{name}", args=arguments.get(name, []))
        answer = client.post(address, preview) if name == "act" else client.get(address, asked.get(name))
        line = Access.objects.order_by("pk").last()
        said = (
            answer.status_code,
            Access.objects.count() - before,
            line and line.staff_id,
            line and line.of in references,
        )
        if said != (200, 1, county.people[who].pk, True) or answer["Content-Type"].startswith("text/html"):
            wrong[name] = (*said, line and line.of)
    assert wrong == {}
    kinds = set(Access.objects.values_list("kind", flat=True))
    assert kinds == {"download", "export"}


@pytest.mark.django_db
def test_no_view_of_the_desk_need_remember_it(county: County) -> None:
    """The site itself leaves the line, for whatever a view answers that is no page."""
    request = RequestFactory().get("/desk/whatever/")
    request.user = county.people["rfbsc-drafter"]
    for answer in (
        HttpResponse(b"%PDF", content_type="application/pdf"),
        HttpResponse("a", headers={"Content-Disposition": "attachment"}),
        FileResponse(iter([b"x"]), content_type="text/html"),
    ):
        before = Access.objects.count()
        assert watched(lambda _request, given: given, None)(anew(request), given=answer) is answer
        assert Access.objects.count() == before + 1
    page = HttpResponse("<p>page</p>")
    assert watched(lambda _request: page, None)(anew(request)) is page
    assert Access.objects.count() == 3


def anew(request: Any) -> Any:
    """The same request as if it came anew."""
    request.__dict__.pop("noted", None)
    return request


def test_every_address_of_the_desk_goes_through_the_site() -> None:
    """None is registered around `admin_view`, which leaves the line."""
    around = {"login", "logout"}
    for pattern in desk_patterns():
        if pattern.name not in around:
            wrapped, seen = pattern.callback, []
            while wrapped is not None:
                seen.append(getattr(wrapped, "leaves_a_line", False) or hasattr(wrapped, "admin_site"))
                wrapped = getattr(wrapped, "__wrapped__", None)
            assert any(seen), pattern.name
