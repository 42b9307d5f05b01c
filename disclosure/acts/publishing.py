"""Publish a document, make a new version, mark its validity and kind, withdraw it (PD-9, SR-3, SR-13)."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate

from disclosure import forms, numbering, queries
from disclosure.audiences import drafter
from disclosure.gates import (
    CALLED_GUIDE,
    approved,
    attribute_public,
    declassification_confirmed,
    figures_complete,
    formation_known,
    guide_complete,
    nothing_leaks,
    one_guide,
    reason_may_be_read,
    reviewed,
    reviewed_since_withdrawal,
    same_text,
    signed,
    something_to_publish,
)
from disclosure.models import Attachment, Document, Redaction
from disclosure.publication_clock import update_clock
from disclosure.statute import LAPSED, PUBLICATION
from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act, attribute, extend
from foundation.casework.refusals import Invalid
from foundation.casework.versions import Succession, by_the_side_that_withdrew, one_at_a_time

State = Document.State


@act(
    "disclosure.publish",
    "发布",
    on=Document,
    via="publish",
    role=Role.RECORDS_OFFICE,
    asks=forms.RemarkForm,
    cites=("SR-4", "PD-9", "PD-5"),
    gates=[
        formation_known,
        something_to_publish,
        figures_complete,
        reviewed,
        same_text,
        attribute_public,
        approved,
        reviewed_since_withdrawal,
        nothing_leaks,
        declassification_confirmed,
        signed,
        guide_complete,
        one_guide,
    ],
    meets=(PUBLICATION,),
    tells=(drafter,),
    weight="primary",
)
def publish(step: Step) -> None:
    document: Document = step.matter
    today = localdate(step.at)
    versions.replace_older(step)
    number = document.index or numbering.next_number(document.agency, today.year)
    document.publish(step.at, document.first_published_on or today, number)
    step.save()
    queries.index.enter(document)
    step.detail = {"index_number": number.number}


@act(
    "disclosure.revise",
    "制作新版本",
    on=Document,
    creates=Document,
    states=(State.PUBLISHED,),
    role=Role.DRAFTER,
    asks=forms.RevisionForm,
    cites=("SR-3", "PD-9", "条例26"),
    gates=[one_at_a_time("SR-3", "公文", "新版本")],
)
def revise(step: Step) -> Document:
    published: Document = step.matter
    newer = published.next_version(
        step,
        ("index", "lapsed_on", "validity_reason", "replaced_by", *forms.DocumentForm.FIELDS),
        drafter=step.staff,
        sign_levels=published.agency.sign_levels,
        changed_on=step.data["changed_on"],
    )
    attribute(step, newer).save()
    for old in published.attachments.select_related("file", "original"):
        Attachment.objects.create(document=newer, **{name: getattr(old, name) for name in Attachment.KEPT})
    for mark in published.redactions.all():
        Redaction.objects.create(document=newer, **{name: getattr(mark, name) for name in Redaction.KEPT})
    newer.refresh_from_db()
    update_clock(step, newer)
    return newer


@act(
    "disclosure.set_validity",
    "标注效力",
    on=Document,
    states=(State.PUBLISHED,),
    role=Role.RECORDS_OFFICE,
    asks=forms.ValidityForm,
    cites=("PD-3",),
    gates=[reason_may_be_read],
    weight="quiet",
)
def set_validity(step: Step) -> None:
    document, given = step.matter, step.data
    for name in ("validity", "lapsed_on", "expires_on", "replaced_by"):
        setattr(document, name, given[name])
    document.validity_reason = given["reason"]
    step.detail = {"validity": given["validity"], "lapsed_on": str(given["lapsed_on"] or "")}
    if given["replaced_by"]:
        step.detail["replaced_by"] = given["replaced_by"].number


@act(
    "disclosure.expire",
    "有效期满",
    on=Document,
    states=(State.PUBLISHED,),
    cites=("PD-3",),
    tells=(Role.RECORDS_OFFICE,),
)
def expire(step: Step) -> None:
    """Mark as void what was in force until a day that is over; it stays readable."""
    document: Document = step.matter
    last = document.expires_on
    if last is None or last >= localdate(step.at) or document.validity in LAPSED:
        raise Invalid({"有效期": ["它的有效期还没有满，或者已经标注失效。"]})
    document.validity, document.lapsed_on = "void", last + timedelta(days=1)
    document.validity_reason = f"有效期至 {last}，期满失效。"
    step.detail = {"validity": "void", "lapsed_on": str(document.lapsed_on)}


@act(
    "disclosure.set_normative",
    "标注规范性质",
    on=Document,
    states=(State.PUBLISHED,),
    role=Role.RECORDS_OFFICE,
    asks=forms.NormativeForm,
    cites=("PD-3",),
    weight="quiet",
)
def set_normative(step: Step) -> None:
    step.matter.normative = step.data["normative"]
    step.detail = {"normative": step.matter.normative}


@act(
    "disclosure.classify",
    "归目",
    on=Document,
    states=(State.PUBLISHED,),
    role=Role.RECORDS_OFFICE,
    asks=forms.ClassifyForm,
    cites=("PD-8", "PD-3"),
    gates=CALLED_GUIDE,
    weight="quiet",
)
def classify(step: Step) -> None:
    """Put a published document under a head of the catalogue (条例20, 21); its text stays as it is."""
    step.matter.head = step.data["head"]
    queries.index.enter(step.matter)
    step.detail = {"head": step.matter.head}


@act(
    "disclosure.withdraw",
    "撤回",
    on=Document,
    via="withdraw",
    role=(Role.RECORDS_OFFICE, Role.SECRECY_INSPECTOR),
    asks=forms.WithdrawForm,
    cites=("SR-13",),
    gates=[reason_may_be_read],
    tells=(drafter, Role.RECORDS_OFFICE, Role.LEADER),
    weight="quiet",
)
def withdraw(step: Step) -> None:
    """Take a published document down at once, with the versions before it, and with its title where that is the leak (SR-13)."""
    step.matter.title_hidden = step.data["title_hidden"]
    step.detail = {"title_hidden": step.matter.title_hidden}
    versions.take_down(step)


@act(
    "disclosure.hide_title",
    "隐去标题",
    on=Document,
    states=(State.WITHDRAWN,),
    role=(Role.RECORDS_OFFICE, Role.SECRECY_INSPECTOR),
    asks=forms.HideTitleForm,
    cites=("SR-13",),
    gates=[by_the_side_that_withdrew, reason_may_be_read],
    tells=(drafter, Role.RECORDS_OFFICE, Role.LEADER),
    weight="quiet",
    when=lambda document: not document.title_hidden,
)
def hide_title(step: Step) -> None:
    """Take the title of a withdrawn document off its notice, when it turns out to be the leak."""
    step.matter.title_hidden, step.matter.withdrawal_reason = True, step.reason


versions = Succession(
    Document,
    enter=queries.index.enter,
    leave=queries.index.leave,
    may_restore=(Role.RECORDS_OFFICE, Role.SECRECY_INSPECTOR),
    tells=(drafter, Role.RECORDS_OFFICE, Role.LEADER),
    superseded="由新版本替代",
    cites=("SR-3",),
    withdrawn_with="随新版本一并撤回",
    restored="撤销撤回",
    restored_with="随新版本一并恢复",
)
# A guide that comes back may meet another that was published meanwhile.
extend(versions.restore.name, one_guide)
