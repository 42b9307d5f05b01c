"""Draft a document: write and correct its text, attach files, hand it in, give it up (SR-5, SR-6(1))."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate

from disclosure import forms
from disclosure.gates import (
    CONFORMS,
    ENTERED,
    REVIEWING_APART,
    figures_complete,
    formation_known,
    guide_complete,
    nothing_leaks,
    something_to_publish,
)
from disclosure.models import Attachment, Attribute, Document, EmptyHead, Redaction
from disclosure.publication_clock import update_clock
from disclosure.redactions import is_made, moved, overlapping, public_text
from disclosure.statute import LAPSED, PUBLICATION
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act, attribute
from foundation.casework.outgoing import stored
from foundation.casework.refusals import Invalid
from foundation.casework.together import many_files
from foundation.deadlines import clocks
from foundation.files.acts import store
from foundation.files.models import Audience
from foundation.files.rejected import Rejected
from secrecy_review.models import Review
from secrecy_review.review_acts import void

State = Document.State


@act(
    "disclosure.draft",
    "拟稿",
    on=Agency,
    creates=Document,
    role=Role.DRAFTER,
    asks=forms.DocumentForm,
    cites=("SR-5", "SR-6(1)", "SR-7(1)", "PD-9"),
    gates=ENTERED,
    weight="primary",
    writes=True,
)
def draft(step: Step) -> Document:
    return _new(step)


def _new(step: Step) -> Document:
    document = Document(
        agency=step.matter, created_at=step.at, drafter=step.staff, sign_levels=step.matter.sign_levels
    )
    _fill(step, document)
    return save_new(step, document)


@act(
    "disclosure.draft_guide",
    "编制公开指南",
    on=Agency,
    creates=Document,
    role=Role.DRAFTER,
    asks=forms.GuideForm,
    cites=("PD-8", "条例12", "PD-3", "SR-5", "SR-6(1)"),
    gates=ENTERED,
    when=lambda agency: not Document.objects.of_guide(agency).exists(),
    weight="quiet",
)
def draft_guide(step: Step) -> Document:
    """Draft the agency's guide from what the portal knows of it; from then on it goes the way of every document."""
    return _new(step)


@act(
    "disclosure.explain_head",
    "说明空目",
    on=Agency,
    role=(Role.RECORDS_OFFICE, Role.COUNTY_SUPERVISOR),
    asks=forms.EmptyHeadForm,
    cites=("条例20", "条例21"),
    weight="quiet",
)
def explain_head(step: Step) -> None:
    """Say why nothing stands under a head of the agency, and who answers for it; another time, what holds now."""
    told = {name: step.data[name] for name in ("why", "elsewhere", "said")}
    EmptyHead.objects.update_or_create(
        agency=step.matter, head=step.data["head"], defaults=told | {"said_on": localdate(step.at)}
    )
    step.detail = {"head": step.data["head"], "why": step.data["why"]}


def save_new(step: Step, document: Document) -> Document:
    """Save a new document, read what the database computed, and start the time limit of PD-9 where it runs."""
    attribute(step, document).save()
    document.refresh_from_db()
    update_clock(step, document)
    return document


def _fill(step: Step, document: Document) -> None:
    for name in forms.DocumentForm.FIELDS:
        if name in step.data:  # a public text that is made of the internal one is not entered
            setattr(document, name, step.data[name])
    if document.validity not in LAPSED:
        document.lapsed_on = None


@act(
    "disclosure.edit",
    "修改文稿",
    on=Document,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=forms.DocumentForm,
    cites=("SR-5", "SR-6(1)"),
    gates=ENTERED,
    not_by=REVIEWING_APART,
    writes=True,
)
def edit(step: Step) -> None:
    _change_text(step)


@act(
    "disclosure.correct",
    "文字校正",
    on=Document,
    states=Document.BEFORE_PUBLICATION,
    role=Role.RECORDS_OFFICE,
    asks=forms.CorrectionForm,
    cites=("SR-6(2)", "SR-3"),
    gates=ENTERED,
    not_by=REVIEWING_APART,
    weight="quiet",
    writes=True,
)
def correct(step: Step) -> None:
    _change_text(step)


def follow_internal_text(document: Document, before: str, marks: list[Redaction], *, made: bool) -> None:
    """After the internal text was edited, take its marks along, and make the public text anew if it was `made` so; not yet saved.

    Raises `Invalid` where it is not certain which passage a mark means now: whether it may be public somebody has to say.
    """
    if not marks:
        return
    if document.attribute != Attribute.DECLASSIFIED:
        raise Invalid({"公开属性": ["文稿里还有脱密标记；不再脱密的，请先撤销这些标记。"]})
    if document.internal_body == before:
        return
    if lost := moved(marks, before, document.internal_body):
        said = "、".join(dict.fromkeys(f"“{mark.passage[:20]}”" for mark in lost))
        raise Invalid({"内部行文文稿": [f"标出的{said}在内部文稿里有增减；请先撤销这处标记，改好文稿再标。"]})
    if overlapping(marks):
        raise Invalid({"内部行文文稿": ["这样改，标出的两处会重叠；请先撤销其中一处标记。"]})
    document.redactions.all().delete()
    Redaction.objects.bulk_create(marks)
    if made:
        document.body = public_text(document.internal_body, marks)


def _change_text(step: Step) -> None:
    document: Document = step.matter
    before, day_before = document.digest, document.formed_on
    internal, marks = document.internal_body, list(document.redactions.all())
    made = is_made(internal, document.body, marks)
    _fill(step, document)
    follow_internal_text(document, internal, marks, made=made)
    step.save()
    if document.digest != before:
        step.detail = {"before": before}
        if document.formed_on != day_before:
            step.detail["formed_on_before"] = str(day_before or "")
            step.detail["formed_on"] = str(document.formed_on or "")
        void_reviews(step, document, "审查之后文本有改动")
    update_clock(step, document)


@act(
    "disclosure.attach",
    "上传附件",
    on=Document,
    states=(State.DRAFT, State.RECHECK),
    role={State.DRAFT: (Role.DRAFTER,), State.RECHECK: (Role.RECORDS_OFFICE,)},
    asks=forms.AttachForm,
    cites=("SR-3",),
    not_by=REVIEWING_APART,
)
def attach(step: Step) -> None:
    document: Document = step.matter
    kept = _stored(step)
    if document.attachments.filter(file=kept["file"]).exists():
        raise Invalid({"文件": ["这份公文已经有这个文件。"]})
    if step.data["figure"] and not kept["file"].media_type.startswith("image/"):
        raise Invalid({"插图号": ["只有图片能放进正文，这个文件不是图片；作为附件上传的，不填插图号。"]})
    last = document.attachments.last()
    position = last.position + 1 if last else 1
    Attachment.objects.create(
        document=document, title=step.data["title"], position=position, figure=step.data["figure"], **kept
    )
    document.refresh_from_db()
    void_reviews(step, document, "审查之后附件有改动")


def _stored(step: Step) -> dict[str, Any]:
    """Store the file: a cleaned copy of what goes public, unless it goes public as it is; the fields of the attachment."""
    agency = step.matter.agency
    if step.data["audience"] != Audience.INTERNAL:
        return stored(step, agency, Audience.PUBLIC, field="文件", choice="是否公开")
    upload = step.data["file"]
    try:
        file = store(upload, name=upload.name, agency=agency, audience="internal", by=step.actor, at=step.at)
    except Rejected as rejected:
        raise Invalid({"文件": [str(rejected)]}) from rejected
    step.detail = {"file": file.sha256, "audience": file.audience}
    return {"file": file}


many_files(attach.name, "上传多个附件")


@act(
    "disclosure.detach",
    "移除附件",
    on=Document,
    states=(State.DRAFT, State.RECHECK),
    role={State.DRAFT: (Role.DRAFTER,), State.RECHECK: (Role.RECORDS_OFFICE,)},
    asks=forms.DetachForm,
    cites=("SR-3",),
    not_by=REVIEWING_APART,
    weight="quiet",
    when=lambda document: document.attachments.exists(),
)
def detach(step: Step) -> None:
    attachment: Attachment = step.data["attachment"]
    step.detail = {"file": attachment.file.sha256}
    attachment.delete()
    step.matter.refresh_from_db()
    void_reviews(step, step.matter, "审查之后附件有改动")


@act(
    "disclosure.submit",
    "提交复核",
    on=Document,
    via="submit",
    role=Role.DRAFTER,
    asks=forms.RemarkForm,
    cites=("SR-6(1)",),
    gates=[*CONFORMS, formation_known, something_to_publish, figures_complete, nothing_leaks, guide_complete],
    tells=(Role.RECORDS_OFFICE,),
    weight="primary",
)
def submit(step: Step) -> None:
    void(step, Review.objects.of(step.matter).valid(), "文稿退回后重新提交")
    step.matter.submit()


@act(
    "disclosure.abandon",
    "放弃这份文稿",
    on=Document,
    via="abandon",
    role=Role.DRAFTER,
    asks=forms.ReasonForm,
    cites=("SR-6(2)",),
    weight="quiet",
)
def abandon(step: Step) -> None:
    clocks.cancel(PUBLICATION, step.matter, at=step.at)
    step.matter.abandon()


def void_reviews(step: Step, document: Document, why: str) -> None:
    """Void the reviews of a text that has changed since (SR-3)."""
    void(step, Review.objects.of(document).valid().exclude(digest=document.content_digest()), why)
