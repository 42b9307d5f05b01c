"""Who may do what with documents, and read them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from disclosure.models import Attachment, Batch, Document, RefusalReport
from foundation.agencies.roles import Role
from foundation.files.acts import store
from foundation.files.models import StoredFile
from secrecy_review.models import Review
from tests.personas import County
from tests.rooms import ANY, LOGIN

DRAFTER, RECORDS, REVIEWER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.SECRECY_REVIEWER
SECRECY_OFFICE, HEAD, LEADER = Role.SECRECY_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER
INSPECTOR = Role.SECRECY_INSPECTOR

ACTS = {
    "disclosure.draft": {ANY: {DRAFTER}},
    "disclosure.draft_guide": {ANY: {DRAFTER}},
    "disclosure.explain_head": {ANY: {RECORDS, Role.COUNTY_SUPERVISOR}},
    "disclosure.open_draft": {},
    "disclosure.import_document": {ANY: {DRAFTER}},
    "disclosure.draft_from_word": {ANY: {DRAFTER}},
    "disclosure.check_batch": {ANY: {DRAFTER}},
    "disclosure.start_batch": {"checked": {DRAFTER}},
    "disclosure.drop_batch": {"checked": {DRAFTER}, "running": {DRAFTER}},
    "disclosure.import_row": {},
    "disclosure.row_failed": {},
    "disclosure.finish_batch": {},
    "disclosure.edit": {"draft": {DRAFTER}},
    "disclosure.begin_declassification": {"draft": {DRAFTER}},
    "disclosure.mark_passage": {"draft": {DRAFTER}},
    "disclosure.unmark_passage": {"draft": {DRAFTER}},
    "disclosure.correct": {
        state: {RECORDS}
        for state in ("recheck", "rechecked", "review", "signing", "countersigning", "determined")
    },
    "disclosure.attach": {"draft": {DRAFTER}, "recheck": {RECORDS}},
    "disclosure.detach": {"draft": {DRAFTER}, "recheck": {RECORDS}},
    "disclosure.submit": {"draft": {DRAFTER}},
    "disclosure.recheck": {"recheck": {RECORDS}},
    "disclosure.return_to_drafter": {
        "recheck": {RECORDS},
        "rechecked": {RECORDS},
        "review": {RECORDS, REVIEWER},
        "signing": {RECORDS, HEAD},
        "countersigning": {RECORDS, LEADER},
        "determined": {RECORDS},
    },
    "disclosure.enter_review": {},
    "disclosure.strike": {},
    "disclosure.conclude_review": {},
    "disclosure.take_exemption": {},
    "disclosure.confirm_declassification": {
        state: {SECRECY_OFFICE} for state in ("rechecked", "review", "signing", "countersigning")
    },
    "disclosure.sign": {"signing": {HEAD}, "countersigning": {LEADER}},
    "disclosure.report_refusal": {"reporting": {RECORDS}},
    "disclosure.redetermine": {"kept": {RECORDS}},
    "disclosure.publish": {"determined": {RECORDS}},
    "disclosure.supersede": {},
    "disclosure.revise": {"published": {DRAFTER}},
    "disclosure.set_validity": {"published": {RECORDS}},
    "disclosure.expire": {},
    "disclosure.set_normative": {"published": {RECORDS}},
    "disclosure.classify": {"published": {RECORDS}},
    "disclosure.abandon": {"draft": {DRAFTER}},
    "disclosure.withdraw": {"published": {RECORDS, INSPECTOR}, "superseded": {RECORDS, INSPECTOR}},
    "disclosure.hide_title": {"withdrawn": {RECORDS, INSPECTOR}},
    "disclosure.withdraw_older": {},
    "disclosure.restore": {"withdrawn": {RECORDS, INSPECTOR}},
    "disclosure.restore_older": {},
}
READERS = {
    "document": set(Role) - {Role.AGENCY_ADMIN, Role.AUDITOR},
    "import_batch": {DRAFTER, RECORDS, Role.COUNTY_SUPERVISOR, INSPECTOR},
    "document/internal": {DRAFTER, RECORDS, REVIEWER, SECRECY_OFFICE, HEAD, LEADER, INSPECTOR},
}
DESK = {
    "disclosure_document_changelist": (LOGIN, 200, 200),
    "disclosure_batch_changelist": (LOGIN, 200, 200),
    "disclosure_batch_change": (LOGIN, 200, 404),
    "disclosure_batch_report": (LOGIN, 200, 404),
    "disclosure_empty_table": (LOGIN, 200, 200),
    "disclosure_document_change": (LOGIN, 200, 404),
    "disclosure_attachment": (LOGIN, 200, 404),
    "disclosure_original": (LOGIN, 200, 404),
    "disclosure_paper": (LOGIN, 200, 404),
    "disclosure_refusal_report": (LOGIN, 200, 404),
}


def samples(county: County, made: dict[Any, Any]) -> None:
    """A document under review, with its review."""
    made[Document], made[Review] = county.under_review()
    made[Batch] = a_batch(county)


def a_batch(county: County) -> Batch:
    """A back catalogue of one row, checked and not imported."""
    with Workbook(kept := BytesIO(), {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("标题", "正文"))
        sheet.write_row(1, 0, ("关于值班的通知", "照此办理。"))
    files = {"table": SimpleUploadedFile("目录.xlsx", kept.getvalue())}
    batch: Batch = county.do("disclosure.check_batch", "agency:rfbsc", "rfbsc-drafter", files=files).matter
    return batch


def an_internal_file(made: dict[Any, Any], text: str = "内部附件。") -> StoredFile:
    """A file that only the desk opens."""
    return store(
        text.encode(),
        name="附件.txt",
        agency=made[Document].agency,
        audience="internal",
        by=made["county"].actor("rfbsc-drafter"),
        at=made["county"].at,
    )


def reported(matter: Any, made: dict[Any, Any]) -> list[int]:
    """A document or reply and a printed report on it, as the address of the report's file names them."""
    county = made["county"]
    report = RefusalReport.objects.create(
        agency=matter.agency,
        matter_kind=matter.kind,
        matter_id=matter.pk,
        decided_on=county.at.date(),
        reported_on=county.at.date(),
        document_number="荣办报〔2026〕1号",
        content="<p>报告</p>",
        issued_at=county.at,
        file=an_internal_file(made),
    )
    return [matter.pk, report.pk]


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """An internal file of the document, and a report on it."""
    document = made[Document]
    Document.objects.filter(pk=document.pk).update(genre="通知")  # of which a paper is made
    file = an_internal_file(made)
    original = an_internal_file(made, "附件的原件。")
    attachment = Attachment.objects.create(
        document=document, file=file, title="附件", position=1, original=original
    )
    return {
        "disclosure_attachment": [document.pk, attachment.pk],
        "disclosure_original": [document.pk, attachment.pk],
        "disclosure_refusal_report": reported(document, made),
        "disclosure_paper": [document.pk],
        "disclosure_batch_report": [made[Batch].pk],
    }
