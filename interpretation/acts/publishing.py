"""Publish an interpretation with its document or after it, take it down, look at it again (PI-4, PI-7)."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from disclosure.models import Document
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.consequences import follows
from foundation.casework.fields import PlainText, RemarkForm, reason_form
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.casework.versions import RestoreForm, within_the_hour
from interpretation import forms, queries
from interpretation.acts.writing import approved
from interpretation.gates import (
    SHOWN,
    cases_hold,
    document_is_public,
    nothing_leaks,
    reason_may_be_read,
    signature_holds,
)
from interpretation.models import Interpretation, Link, Release

State = Interpretation.State
_READY = [approved, signature_holds, document_is_public, *SHOWN, nothing_leaks]


def _about_a_public_document(model: type[models.Model]) -> Q:
    """The condition of an interpretation whose document is public: before that it is published with it."""
    links = Link.objects.filter(interpretation=OuterRef("pk"))
    return Q(Exists(links.filter(document__state=Document.State.PUBLISHED)))


@act(
    "interpretation.publish",
    "发布解读",
    on=Interpretation,
    via="publish",
    role=Role.RECORDS_OFFICE,
    asks=RemarkForm,
    cites=("PI-7", "PI-4"),
    gates=_READY,
    tells=(Role.DRAFTER,),
    weight="primary",
    waits_if=_about_a_public_document,
)
def publish(step: Step) -> None:
    """Publish what explains a document that is public already."""
    _publish(step)


def _publish(step: Step) -> None:
    step.matter.publish(step.at)
    step.save()
    queries.index.enter(step.matter)


@act(
    "interpretation.publish_with",
    "随文件一起发布",
    on=Interpretation,
    via="publish",
    cites=("PI-4", "PI-7"),
    gates=_READY,
    tells=(Role.DRAFTER,),
)
def publish_with(step: Step) -> None:
    """The document is published in this transaction, and this with it, or neither."""
    _publish(step)


@follows("disclosure.publish")
def _with_the_document(step: Step, document: Document) -> None:
    """What is signed for this document as it stands appears with it; what was not made in time follows by itself."""
    ready = Interpretation.objects.filter(duty__document=document, state=State.SIGNED).order_by("pk")
    for interpretation in ready:
        if interpretation.is_signed or (interpretation.duty and interpretation.duty.binding):
            step.also(publish_with.name, on=interpretation)


# What becomes of a document becomes of what explains it


class FlagForm(ActForm):
    """What became of the document."""

    reason_field = "flag"
    flag = PlainText(max_length=200)


@act(
    "interpretation.flag",
    "提示核对解读",
    on=Interpretation,
    asks=FlagForm,
    cites=("PI-4",),
    tells=(Role.DRAFTER, Role.RECORDS_OFFICE),
)
def flag(step: Step) -> None:
    """A document that it is about was changed, repealed or withdrawn."""
    step.matter.flag = step.data["flag"]
    index_again(step.matter, step.at)


def index_again(interpretation: Interpretation, at: datetime) -> None:
    """Have the index hold an interpretation exactly where everybody may read it."""
    if Interpretation.objects.public(at).filter(pk=interpretation.pk).exists():
        queries.index.enter(interpretation)
    else:
        queries.index.leave(interpretation)


def _flag_all(step: Step, document: Document, why: str) -> None:
    about = Interpretation.objects.filter(
        Exists(Link.objects.filter(interpretation=OuterRef("pk"), document=document)),
        state=State.PUBLISHED,
    )
    for interpretation in about.order_by("pk"):
        step.also(flag.name, on=interpretation, flag=f"{document.index_number or '文件'}{why}")


@follows("disclosure.supersede")
def _amended(step: Step, document: Document) -> None:
    _flag_all(step, document, "有了新版本")


@follows("disclosure.withdraw", "disclosure.withdraw_older")
def _withdrawn(step: Step, document: Document) -> None:
    _flag_all(step, document, "已撤回")


@follows("disclosure.restore", "disclosure.restore_older")
def _restored(step: Step, document: Document) -> None:
    _flag_all(step, document, "撤回后又恢复")


@follows("disclosure.set_validity", "disclosure.expire")
def _repealed(step: Step, document: Document) -> None:
    if document.validity not in ("", "in_force"):
        _flag_all(step, document, f"标注为“{document.get_validity_display()}”")


@act(
    "interpretation.confirm",
    "核对过，仍然适用",
    on=Interpretation,
    states=(State.PUBLISHED,),
    role=(Role.DRAFTER, Role.RECORDS_OFFICE),
    asks=reason_form("怎样核对的", max_length=300),
    cites=("PI-4", "PI-5"),
    gates=[cases_hold],
    waits_if=lambda model: ~Q(flag=""),
    when=lambda interpretation: bool(interpretation.flag),
)
def confirm(step: Step) -> None:
    """Somebody has looked: it still fits what the document now says."""
    step.detail = {"flag": step.matter.flag}
    step.matter.flag = ""


@act(
    "interpretation.withdraw",
    "撤下解读",
    on=Interpretation,
    via="withdraw",
    role=(Role.RECORDS_OFFICE, Role.SECRECY_INSPECTOR),
    asks=reason_form("撤下的理由", max_length=500, help_text="当即撤下；文件页上会写“解读更新中”。"),
    cites=("SR-13", "PI-4"),
    gates=[reason_may_be_read],
    tells=(Role.DRAFTER, Role.RECORDS_OFFICE, Role.LEADER),
    weight="quiet",
)
def withdraw(step: Step) -> None:
    step.matter.withdraw(step.at)
    queries.index.leave(step.matter)


@act(
    "interpretation.restore",
    "撤销撤下",
    on=Interpretation,
    via="restore",
    role=(Role.RECORDS_OFFICE, Role.SECRECY_INSPECTOR),
    asks=RestoreForm,
    cites=("SR-13",),
    gates=[within_the_hour, *_READY],
    tells=(Role.DRAFTER, Role.RECORDS_OFFICE),
)
def restore(step: Step) -> None:
    step.matter.restore(step.at)
    step.save()
    queries.index.enter(step.matter)


# Elsewhere


@gate("PI-7", "门户网站最先发布", on_entry=True)
def portal_first(step: Step) -> Objection | None:
    """An earlier release is no reason to hide it: it is entered, with why."""
    published, released = step.matter.published_at, step.data["released_at"]
    if published is not None and released < published and not step.data["reason"]:
        return "在别处发布的时间早于门户网站，门户网站应当最先发布。", "确是这样的，请写明原因。"
    return None


@act(
    "interpretation.record_release",
    "登记在别处的发布",
    on=Interpretation,
    states=(State.PUBLISHED,),
    role=(Role.DRAFTER, Role.RECORDS_OFFICE),
    asks=forms.ReleaseForm,
    cites=("PI-7",),
    gates=[portal_first],
    weight="quiet",
)
def record_release(step: Step) -> None:
    interpretation: Interpretation = step.matter
    released = step.data["released_at"]
    if released > step.at:
        raise Invalid({"什么时候发布的": ["这个时间还没有到，请核对。"]})
    assert interpretation.published_at is not None
    early = released < interpretation.published_at
    Release.objects.create(
        interpretation=interpretation,
        medium=step.data["medium"],
        address=step.data["address"],
        released_at=released,
        early=early,
        reason=step.data["reason"] if early else "",
    )
    step.detail = {"medium": step.data["medium"], "early": early}
