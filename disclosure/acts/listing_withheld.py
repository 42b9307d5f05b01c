"""What the public catalogue says of a document that is not published, as far as its ground allows, by two people (SR-12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from disclosure import statute
from disclosure.forms import ReasonForm, RemarkForm
from disclosure.gates import DRAFTING
from disclosure.models import Document, Signature
from disclosure.models.reassessment import ReassessedItem, WithheldEntry
from disclosure.statute import LISTABLE_GROUNDS
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.consequences import follows
from foundation.casework.fields import Day, OpenLine
from foundation.casework.forms import ActForm
from secrecy_review.leaks import leaks, struck_passages

State = WithheldEntry.State
RECORDS, REVIEWER = Role.RECORDS_OFFICE, Role.SECRECY_REVIEWER


@gate("SR-12", "依据允许让人知道有这件信息")
def ground_allows(step: Step) -> Objection | None:
    ground = ground_of(step.matter)
    if ground not in LISTABLE_GROUNDS:
        return (
            f"依据是{statute.GROUNDS.get(ground, '（没有写）')}，有没有这件信息也不能让人知道。",
            "不列入目录；有人问起，按 SR-12 答复。",
        )
    return None


@gate("SR-12", "还没有列入")
def not_listed_yet(step: Step) -> Objection | None:
    if _entries(step.matter).exists():
        return "这份公文已经列入目录，或者正待确认。", "要改写的，请先移出。"
    return None


def ground_of(document: Document) -> str:
    """The ground on which it is withheld now: that of the last re-assessment since it was decided, else its own."""
    signed = document.signatures.filter(capacity=Signature.Capacity.LEADER).last()
    kept = ReassessedItem.objects.filter(
        subject_kind=document.kind, subject_id=document.pk, state=ReassessedItem.State.KEPT
    )
    if signed is not None:
        kept = kept.filter(confirmed_at__gte=signed.at)
    last = kept.order_by("-confirmed_at").first()
    return last.ground_now if last is not None else document.ground


def _entries(document: Document) -> Any:
    return WithheldEntry.objects.filter(document=document, state__in=[State.PROPOSED, State.LISTED])


class EntryForm(ActForm):
    """What everybody reads of it."""

    reason_field = ""
    says = "目录里人人看得到这一行。标题本身不宜公开的，用看不出内容的说法代替。"
    description = OpenLine(
        label="目录里的名称", max_length=200, help_text="例如“2026 年内部考勤办法”，或者“一份内部会议纪要”。"
    )
    until = Day(
        label="不公开到",
        required=False,
        not_after_today=False,
        not_before=lambda step: localdate(step.at) + timedelta(days=1),
        which_is="明天",
        help_text="知道到哪一天可以公开的才填。",
    )

    def clean_description(self) -> str:
        """Refuse words that only the internal text has."""
        said: str = self.cleaned_data["description"]
        document: Document = self.step.matter
        # Of what is not published nothing was struck: its whole text is what nobody is to read.
        hidden = (
            struck_passages(document.internal_body, document.body)
            if document.goes_public
            else [document.body]
        )
        if leaks(hidden, {"description": said}):
            raise forms.ValidationError("里面有内部文稿才有的内容，请改写。")
        return said


@act(
    "disclosure.propose_entry",
    "拟列入不公开目录",
    on=Document,
    creates=WithheldEntry,
    states=(Document.State.KEPT,),
    role=RECORDS,
    asks=EntryForm,
    cites=("SR-12", "PD-8"),
    gates=[ground_allows, not_listed_yet],
    tells=(REVIEWER,),
    weight="quiet",
    when=lambda document: ground_of(document) in LISTABLE_GROUNDS and not _entries(document).exists(),
)
def propose_entry(step: Step) -> WithheldEntry:
    document: Document = step.matter
    signed = document.signatures.filter(capacity=Signature.Capacity.LEADER).last()
    entry = WithheldEntry(
        agency=document.agency,
        created_at=step.at,
        document=document,
        description=step.data["description"],
        sort=document.get_attribute_display(),
        ground=ground_of(document),
        decided_on=localdate(signed.at if signed else document.created_at),
        until=step.data["until"],
    )
    attribute(step, entry).save()
    return entry


@gate("SR-12", "这份公文还是不公开的")
def still_kept(step: Step) -> Objection | None:
    if step.matter.document.state != Document.State.KEPT:
        return "这份公文已经重新认定。", "请移出这一条。"
    return None


@act(
    "disclosure.list_entry",
    "列入不公开目录",
    on=WithheldEntry,
    via="enter",
    role=REVIEWER,
    asks=RemarkForm,
    cites=("SR-12", "PD-8"),
    gates=[still_kept],
    not_by=Apart("SR-12", (*DRAFTING, "disclosure.propose_entry")),
    tells=(RECORDS,),
    weight="primary",
)
def list_entry(step: Step) -> None:
    step.matter.enter()


@act(
    "disclosure.drop_entry",
    "移出不公开目录",
    on=WithheldEntry,
    via="drop",
    role={State.PROPOSED: (RECORDS, REVIEWER), State.LISTED: (RECORDS, REVIEWER)},
    asks=ReasonForm,
    cites=("SR-12",),
    tells=(RECORDS,),
    weight="quiet",
)
def drop_entry(step: Step) -> None:
    step.matter.drop()


@act("disclosure.entry_over", "重新认定，移出目录", on=WithheldEntry, via="drop", cites=("SR-12",))
def entry_over(step: Step) -> None:
    step.matter.drop()


@follows("disclosure.confirm_item")
def _no_longer_as_listed(step: Step, item: ReassessedItem) -> None:
    """What stays in on another ground or until another day is proposed for the catalogue anew."""
    if item.subject_kind != Document.kind or item.state != ReassessedItem.State.KEPT:
        return
    for entry in WithheldEntry.objects.filter(
        document_id=item.subject_id, state__in=[State.PROPOSED, State.LISTED]
    ):
        if (entry.ground, entry.until) != (item.ground_now, item.until):
            step.also(entry_over.name, on=entry)


@follows("disclosure.redetermine", "disclosure.reopen")
def _off_the_catalogue(step: Step, document: Document) -> None:
    for entry in WithheldEntry.objects.filter(
        Q(state=State.PROPOSED) | Q(state=State.LISTED), document=document
    ):
        step.also(entry_over.name, on=entry)
