"""Take over documents: from a file of the old portal, or as a draft that another room opens."""

from __future__ import annotations

from django.utils.timezone import localdate

from disclosure import forms, intake, numbering
from disclosure.acts.drafting import save_new
from disclosure.importing import Imported, ImportRefused, read_docx
from disclosure.models import Document
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act
from foundation.casework.refusals import Invalid
from foundation.files.cleaning import NotCleanable
from foundation.files.rejected import Rejected


@act(
    "disclosure.import_document",
    "导入旧文",
    on=Agency,
    creates=Document,
    role=Role.DRAFTER,
    asks=forms.ImportForm,
    cites=("PD-9",),
)
def import_document(step: Step) -> Document:
    upload = step.data["file"]
    try:
        found = intake.read(upload.read(), upload.name)
    except ImportRefused as refused:
        raise Invalid({"文件": [str(refused)]}) from refused
    agency: Agency = step.matter
    known = intake.imported_from(found.source_sha256, agency)
    if known is not None:
        raise Invalid({"文件": [f"这个文件已经导入为“{known.title}”，没有再导入。"]})
    number = numbering.keep_number(agency, found.index_number)
    document = intake.document_from(
        found, name=upload.name, agency=agency, index=number, today=localdate(step.at)
    )
    document.created_at, document.drafter = step.at, step.staff
    step.detail = {"source": found.source_sha256}
    return _save_with_pictures(step, document, found)


def _save_with_pictures(step: Step, document: Document, found: Imported) -> Document:
    save_new(step, document)
    try:
        intake.attach_pictures(document, found, by=step.actor, at=step.at)
    except (Rejected, NotCleanable) as refused:
        raise Invalid({"文件": [f"文件里的图片放不进来：{refused}"]}) from refused
    document.refresh_from_db()  # the pictures are part of the text that is reviewed
    return document


@act(
    "disclosure.draft_from_word",
    "用 Word 文件拟稿",
    on=Agency,
    creates=Document,
    role=Role.DRAFTER,
    asks=forms.WordForm,
    cites=("SR-5", "PD-9"),
)
def draft_from_word(step: Step) -> Document:
    """Begin a draft with a Word file: its title, number, day, text, tables and pictures; the drafter goes on from there."""
    upload = step.data["file"]
    try:
        found = read_docx(upload.read(), upload.name)
    except ImportRefused as refused:
        raise Invalid({"文件": [str(refused)]}) from refused
    document = intake.draft_from(found, name=upload.name, agency=step.matter, today=localdate(step.at))
    document.created_at, document.drafter = step.at, step.staff
    step.detail = {"source": found.source_sha256}
    return _save_with_pictures(step, document, found)


@act(
    "disclosure.open_draft",
    "转来拟稿",
    on=Agency,
    creates=Document,
    asks=forms.OpenDraftForm,
    cites=("PD-9", "条例44"),
    tells=(Role.DRAFTER,),
)
def open_draft(step: Step) -> Document:
    """Open a draft of what an applicant asked for, which a drafter completes for publication (条例44)."""
    document = Document(agency=step.matter, created_at=step.at, sign_levels=step.matter.sign_levels)
    for name in forms.OpenDraftForm.FIELDS:
        setattr(document, name, step.data[name])
    return save_new(step, document)
