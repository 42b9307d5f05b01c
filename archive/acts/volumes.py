"""Putting a volume in order, checking and closing it; noting on it afterwards (AR-2, GB/T 9705)."""

from __future__ import annotations

from archive.audiences import approvers, keepers
from archive.filing import longest_term
from archive.forms import Anything
from archive.forms.volumes import NoteForm, OfferForm, TitleForm
from archive.gathering import open_files
from archive.models import Item, Member, Paper, Volume, VolumeNote
from archive.models.apart import KEEPERS_APART
from archive.models.base import APPROVERS, KEEPER
from foundation.casework.acts import Apart, Objection, Step, act, gate
from foundation.casework.fields import ReasonForm, RemarkForm
from foundation.records.declared import files

State = Volume.State


def parts_of(volume: Volume) -> list[Member]:
    """All parts of a volume in the order of its list."""
    rows = Member.objects.filter(item__volume=volume).select_related("item", "file").defer("file__text")
    return list(rows.order_by("item__serial", "sequence"))


@gate("AR-2", "卷内的事项都已办结")
def nothing_goes_on(step: Step) -> Objection | None:
    volume: Volume = step.matter
    if open_files(files()[volume.source_kind], [volume.source_id], step.at):
        return "卷内的事项又在办理。", "等它办结、补充的材料归档以后再立卷。"
    supplements = Item.objects.waiting().filter(source_kind=volume.source_kind, source_id=volume.source_id)
    if supplements.exists():
        return "这一件还有补充的材料没有归档。", "请先把待归档的补充材料归档，或者提请不归档。"
    return None


@act(
    "archive.retitle_volume",
    "修改案卷题名",
    on=Volume,
    states=(State.OPEN,),
    role=(KEEPER, *KEEPERS_APART),
    asks=TitleForm,
    cites=("AR-2",),
)
def retitle_volume(step: Step) -> None:
    step.matter.title = step.data["title"]


@act(
    "archive.offer_volume",
    "编目编页，提请检查",
    on=Volume,
    via="offer",
    role=(KEEPER, *KEEPERS_APART),
    asks=OfferForm,
    cites=("AR-2",),
    gates=[nothing_goes_on],
    tells=(approvers,),
    weight="primary",
)
def offer_volume(step: Step) -> None:
    """Every page that bears text gets the next number, from 1 without a gap; blank ones get none."""
    volume: Volume = step.matter
    number, numbered = 1, []
    for member in parts_of(volume):
        member.first_page = number if member.pages else None
        number += member.pages
        numbered.append(member)
    Member.objects.bulk_update(numbered, ["first_page"])
    volume.offer(step.at, step.staff, step.data["situation"], number - 1)
    step.detail = {"pages": number - 1, "parts": len(numbered)}


@act(
    "archive.return_volume",
    "退回重新整理",
    on=Volume,
    via="give_back",
    role=(KEEPER, *APPROVERS, *KEEPERS_APART),
    asks=ReasonForm,
    cites=("AR-2",),
    tells=(keepers,),
    returns=True,
)
def return_volume(step: Step) -> None:
    step.matter.give_back()


@act(
    "archive.close_volume",
    "检查合格，立卷",
    on=Volume,
    via="close",
    role=(KEEPER, *APPROVERS, *KEEPERS_APART),
    asks=RemarkForm,
    cites=("AR-2",),
    gates=[nothing_goes_on],
    not_by=Apart("AR-2", ("archive.offer_volume",)),
    weight="primary",
)
def close_volume(step: Step) -> None:
    """From now on the volume is supplemented by notes alone."""
    volume: Volume = step.matter
    volume.close(step.at, step.staff)
    for kind in (Paper.Kind.COVER, Paper.Kind.LIST, Paper.Kind.NOTE):
        Paper.objects.create(kind=kind, volume=volume, issued_at=step.at)


@act(
    "archive.note_volume",
    "在备考表上补充说明",
    on=Volume,
    states=(State.CLOSED,),
    role=(KEEPER, *KEEPERS_APART),
    asks=NoteForm,
    cites=("AR-2",),
)
def note_volume(step: Step) -> None:
    VolumeNote.objects.create(volume=step.matter, text=step.data["text"], by=step.staff, at=step.at)


@act("archive.lengthen_volume", "随卷内文件延长保管期限", on=Volume, cites=("AR-3(3)",))
def lengthen_volume(step: Step) -> None:
    """A volume, and all that is in it, is kept as long as the longest kept of what is in it; the portal sees to it."""
    volume: Volume = step.matter
    volume.term = longest_term(volume)
    step.detail = {"term": volume.term}
    for item in volume.items.filter(state__in=Item.LYING).exclude(term=volume.term):
        step.also("archive.follow_volume", on=item, term=volume.term)


@act(
    "archive.follow_volume",
    "随案卷延长保管期限",
    on=Item,
    states=Item.LYING,
    asks=Anything,
    cites=("AR-3(3)",),
)
def follow_volume(step: Step) -> None:
    """What lies in a volume is not destroyed before the others."""
    step.matter.lengthen(step.data["term"], "随案卷内保管期限最长的文件")
    step.detail = {"term": step.data["term"]}
