"""Documents that come from elsewhere: a file of the old portal, a matter of another room."""

from __future__ import annotations

from django.utils.timezone import localdate

from disclosure import forms, intake, numbering
from disclosure.importing import ImportRefused
from disclosure.models import Document
from disclosure.publication_clock import keep_clock
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act, attribute
from foundation.casework.refusals import Invalid


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
    imported = Document.objects.filter(agency=step.matter, source_sha256=found.source_sha256, version=1)
    known = imported.exclude(state=Document.State.ABANDONED).first()
    if known is not None:
        raise Invalid({"文件": [f"这个文件已经导入为“{known.title}”（{known.ref}），没有再导入。"]})
    agency: Agency = step.matter
    number = numbering.keep_number(agency, found.index_number)
    document = intake.document_from(
        found, name=upload.name, agency=agency, index=number, today=localdate(step.at)
    )
    document.created_at, document.drafter = step.at, step.staff
    attribute(step, document).save()
    document.refresh_from_db()
    keep_clock(step, document)
    step.detail = {"source": found.source_sha256}
    return document


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
    """What was asked for is for everybody: a draft that somebody takes up, and completes."""
    document = Document(agency=step.matter, created_at=step.at, sign_levels=step.matter.sign_levels)
    for name in forms.OpenDraftForm.FIELDS:
        setattr(document, name, step.data[name])
    attribute(step, document).save()
    document.refresh_from_db()
    keep_clock(step, document)
    return document
