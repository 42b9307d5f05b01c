"""Who may do what with documents, and read them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from disclosure.models import (
    Attachment,
    Batch,
    Cleanup,
    CleanupItem,
    Document,
    IndexNumber,
    RefusalReport,
)
from disclosure.models.coordination import Coordination, CoordinationPart, CoordinationSide, DisputeRuling
from disclosure.models.reassessment import ReassessedItem, Reassessment, ReviewResult, WithheldEntry
from foundation.agencies.roles import OVERSEERS, Role
from foundation.files.acts import store
from foundation.files.models import StoredFile
from secrecy_review.models import Review
from tests.personas import County
from tests.rooms import ANY, LOGIN, NOTHING

DRAFTER, RECORDS, REVIEWER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.SECRECY_REVIEWER
SECRECY_OFFICE, HEAD, LEADER = Role.SECRECY_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER
INSPECTOR = Role.SECRECY_INSPECTOR


def _of_any_side(roles: set[Role]) -> dict[str, set[Role]]:
    return dict.fromkeys(("asked", "stated", "silent"), roles)


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
    "disclosure.answer_kinds": {"draft": {DRAFTER}},
    # Agencies that disagree
    "disclosure.open_coordination": {
        state: {DRAFTER, RECORDS} if state == "draft" else {RECORDS}
        for state in (
            "draft",
            "recheck",
            "rechecked",
            "review",
            "signing",
            "countersigning",
            "determined",
            "kept",
        )
    },
    "disclosure.raise_coordination": {ANY: {RECORDS}},
    "disclosure.ask_view": {},
    "disclosure.identify_document": {"raised": {RECORDS}},
    "disclosure.deny_document": {"raised": {RECORDS}},
    "disclosure.state_view": {"asked": {RECORDS}, "silent": {RECORDS}},
    "disclosure.view_lapsed": {},
    "disclosure.views_in": {},
    "disclosure.draw_part": {"weighing": {RECORDS}},
    "disclosure.undraw_part": {"weighing": {RECORDS}},
    "disclosure.drop_part": {},
    "disclosure.settle_division": {"weighing": {RECORDS}},
    "disclosure.hand_over_part": {},
    "disclosure.decide_part": {"open": {LEADER}},
    "disclosure.parts_decided": {},
    "disclosure.refer_to_office": {"weighing": {RECORDS}},
    "disclosure.weighing_lapsed": {},
    "disclosure.referred_at_end": {},
    "disclosure.contest_division": {"stated": {RECORDS}, "silent": {RECORDS}},
    "disclosure.division_contested": {},
    "disclosure.draft_ruling": {"deciding": {RECORDS}},
    "disclosure.return_ruling": {"ruling": {LEADER, Role.COUNTY_LEADER}},
    "disclosure.decide_coordination": {"ruling": {LEADER, Role.COUNTY_LEADER}},
    "disclosure.receive_ruling": _of_any_side({RECORDS}),
    "disclosure.propose_agreement": _of_any_side({RECORDS}),
    "disclosure.note_agreement": {},
    "disclosure.accept_agreement": _of_any_side({RECORDS}),
    "disclosure.reject_agreement": _of_any_side({RECORDS}),
    "disclosure.drop_agreement": {},
    "disclosure.end_agreed": {},
    # What is not published
    "disclosure.open_reassessment": {ANY: {RECORDS, Role.DISCLOSURE_HEAD}},
    "disclosure.take_in": {},
    "disclosure.name_assessor": {"open": {Role.DISCLOSURE_HEAD}},
    "disclosure.assess_item": {"due": {RECORDS}},
    "disclosure.confirm_item": {"assessed": {Role.DISCLOSURE_HEAD}},
    "disclosure.return_item": {"assessed": {Role.DISCLOSURE_HEAD}},
    "disclosure.reopen": {},
    "disclosure.draft_released": {"released": {DRAFTER}},
    "disclosure.item_gone": {},
    "disclosure.released_draft_gone": {},
    "disclosure.close_reassessment": {"open": {Role.DISCLOSURE_HEAD}},
    "disclosure.propose_entry": {"kept": {RECORDS}},
    "disclosure.list_entry": {"proposed": {REVIEWER}},
    "disclosure.drop_entry": {"proposed": {RECORDS, REVIEWER}, "listed": {RECORDS, REVIEWER}},
    "disclosure.entry_over": {},
    # Normative documents
    "disclosure.open_cleanup": {ANY: {RECORDS}},
    "disclosure.list_norm": {},
    "disclosure.judge_norm": {"due": {RECORDS}, "judged": {RECORDS}},
    "disclosure.announce_cleanup": {"open": {DRAFTER}},
    "disclosure.cleanup_published": {},
    "disclosure.norm_decided": {},
    "disclosure.take_cleanup_result": {},
    "disclosure.cleanup_reopened": {},
    "disclosure.norm_gone": {},
    "disclosure.norm_back": {},
    "disclosure.cleanup_void": {},
    "disclosure.cleanup_unsaid": {},
}
SIDES = {DRAFTER, RECORDS, HEAD, LEADER, Role.COUNTY_LEADER, Role.DISCLOSURE_HEAD} | OVERSEERS
KEEPERS = {DRAFTER, RECORDS, REVIEWER, SECRECY_OFFICE, Role.DISCLOSURE_HEAD, LEADER} | OVERSEERS
CLEANERS = {DRAFTER, RECORDS, HEAD, LEADER, Role.DISCLOSURE_HEAD} | OVERSEERS
READERS = {
    "document": set(Role) - {Role.AGENCY_ADMIN, Role.ASSESSOR, Role.AUDITOR},
    "import_batch": {DRAFTER, RECORDS, Role.COUNTY_SUPERVISOR, INSPECTOR},
    "coordination": SIDES,
    "coordination_side": SIDES,
    "coordination_part": SIDES,
    "reassessment": KEEPERS,
    "reassessed_item": KEEPERS,
    "withheld_entry": KEEPERS,
    "cleanup": CLEANERS,
    "cleanup_item": CLEANERS,
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
    "disclosure_coordination_changelist": (LOGIN, 200, 200),
    "disclosure_coordination_change": (LOGIN, 200, 404),
    "disclosure_coordinationside_changelist": (LOGIN, 200, 200),
    "disclosure_coordinationside_change": (LOGIN, 200, 404),
    "disclosure_coordinationpart_changelist": (LOGIN, 200, 200),
    "disclosure_coordinationpart_change": (LOGIN, 200, 404),
    "disclosure_ruling": (LOGIN, 200, 404),
    "disclosure_reassessment_changelist": (LOGIN, 200, 200),
    "disclosure_reassessment_change": (LOGIN, 200, 404),
    "disclosure_reassessment_result": (LOGIN, 200, 404),
    "disclosure_withheld": (LOGIN, 200, 200),
    "disclosure_reassesseditem_changelist": (LOGIN, 200, 200),
    "disclosure_reassesseditem_change": (LOGIN, 200, 404),
    "disclosure_withheldentry_changelist": (LOGIN, 200, 200),
    "disclosure_withheldentry_change": (LOGIN, 200, 404),
    "disclosure_cleanup_changelist": (LOGIN, 200, 200),
    "disclosure_cleanup_change": (LOGIN, 200, 404),
    "disclosure_cleanupitem_changelist": (LOGIN, 200, 200),
    "disclosure_cleanupitem_change": (LOGIN, 200, 404),
}
PUBLIC = {"documents:withheld": NOTHING, "documents:norms": NOTHING}


def samples(county: County, made: dict[Any, Any]) -> None:
    """A document under review, with its review; a disagreement about it; what is not published."""
    made[Document], made[Review] = county.under_review()
    made[Batch] = a_batch(county)
    document, agency, at = made[Document], made[Document].agency, county.at
    case = Coordination.objects.create(
        agency=agency,
        opened_by=agency,
        office=agency,
        created_at=at,
        document=document,
        text_title=document.title,
        title="公开协调",
        passage="一句话",
    )
    made[Coordination] = case
    made[CoordinationSide] = CoordinationSide.objects.create(agency=agency, created_at=at, coordination=case)
    made[CoordinationPart] = CoordinationPart.objects.create(
        agency=agency, created_at=at, coordination=case, described="一句话", words="一句话", competence="主管"
    )
    batch = Reassessment.objects.create(agency=agency, created_at=at, year=2026, title="复核")
    made[Reassessment] = batch
    made[ReassessedItem] = ReassessedItem.objects.create(
        agency=agency,
        created_at=at,
        batch=batch,
        subject_kind="document",
        subject_id=document.pk,
        title="一件",
    )
    made[WithheldEntry] = WithheldEntry.objects.create(
        agency=agency,
        created_at=at,
        document=document,
        description="一份文件",
        sort="不予公开",
        ground="internal_affairs",
        decided_on=at.date(),
    )
    cleaned = Cleanup.objects.create(agency=agency, created_at=at, year=2026, title="清理")
    made[Cleanup] = cleaned
    made[CleanupItem] = CleanupItem.objects.create(
        agency=agency,
        created_at=at,
        batch=cleaned,
        index=IndexNumber.objects.create(number="wy-rfbsc/2020-00001", agency=agency, year=2020, serial=1),
        title="一份办法",
    )


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
        document_number=f"荣办报〔2026〕{RefusalReport.objects.count() + 1}号",
        content="<p>报告</p>",
        issued_at=county.at,
        file=an_internal_file(made),
    )
    return [matter.pk, report.pk]


def ruled(made: dict[Any, Any]) -> list[int]:
    """A case and a printed decision on it, as the address of the decision's file names them."""
    ruling = DisputeRuling.objects.create(
        side=made[CoordinationSide],
        document_number="五政办公协〔2026〕1号",
        content="<p>决定</p>",
        issued_at=made["county"].at,
        file=an_internal_file(made),
    )
    return [made[Coordination].pk, ruling.pk]


def written(made: dict[Any, Any]) -> list[int]:
    """A re-assessment with its printed result."""
    ReviewResult.objects.create(
        batch=made[Reassessment],
        document_number="荣丰办公核〔2026〕1号",
        content="<p>结果</p>",
        issued_at=made["county"].at,
        file=an_internal_file(made),
    )
    return [made[Reassessment].pk]


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
        "disclosure_ruling": ruled(made),
        "disclosure_reassessment_result": written(made),
    }
