"""What is asked of volumes."""

from __future__ import annotations

from typing import Any

from archive.models import Item, Volume
from foundation.casework.acts import Step
from foundation.casework.fields import EditForm, FilledForm, Open, OpenLine
from foundation.casework.forms import ActForm


class TitleForm(EditForm):
    """The title of a volume."""

    reason_field = ""
    title = OpenLine(label="案卷题名", max_length=200)


class OfferForm(FilledForm):
    """What is said of a volume on its note page."""

    reason_field = ""
    says = "系统按卷内目录的次序编页号，空白页不编。检查人检查合格以后立卷，立卷以后只能补充说明。"
    situation = Open(
        label="本卷情况说明",
        max_length=2000,
        rows=4,
        help_text="缺损、修改、补充、移出、销毁的情况；没有的写“无”。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """What the portal knows of it."""
        return {"situation": situation_of(step.matter)}


class NoteForm(ActForm):
    """A note on a closed volume."""

    reason_field = ""
    text = Open(label="补充说明", max_length=2000, rows=4)


def situation_of(volume: Volume) -> str:
    """How many items and pages, of them supplements, and what was left blank."""
    items = list(Item.objects.filter(volume=volume).order_by("serial"))
    more = sum(item.sequence > 0 for item in items)
    pages = sum(item.pages for item in items)
    said = f"本卷共 {len(items)} 件，{pages} 页"
    return f"{said}，其中补充归档 {more} 件。" if more else f"{said}，齐全完整。"
