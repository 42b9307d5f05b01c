"""Searching applications: each search stands in the ledger of whoever searched, with the fingerprint of what was sought."""

from __future__ import annotations

from django import forms

from applications.finding import FIELDS, MOST_READ, found, mark_of, personal
from applications.models.application import PERSONAL_READERS, READERS
from foundation.accesses.models import Kind
from foundation.accesses.recording import in_ledger
from foundation.agencies.models import Staff
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.forms import ActForm


class FindForm(ActForm):
    """What is sought, and where."""

    reason_field = ""
    by = forms.ChoiceField(label="按什么找", choices=list(FIELDS.items()))
    sought = forms.CharField(
        label="找什么",
        max_length=200,
        help_text=f"申请内容可以只写几个词，用空格分开；只在最近的 {MOST_READ:,} 件里找。姓名、电话、证件号码要写全。",
    )


@gate("OR-3", "按申请人信息查找的，须能看申请人信息", on_entry=True)
def may_read_applicants(step: Step) -> Objection | None:
    by = step.data["by"]
    if personal(by) and not (
        PERSONAL_READERS.everywhere(step.actor) or PERSONAL_READERS.agencies(step.actor)
    ):
        return "您的岗位看不到申请人的信息，不能按姓名、电话、证件号码查找。", "请按申请内容或登记号查找。"
    return None


@gate("OR-3", "查找记在查找的人自己名下")
def in_ones_own_name(step: Step) -> Objection | None:
    if step.matter.pk != step.actor.staff_id:
        return "查找要记在本人名下。", "请在申请列表上查找。"
    return None


in_ledger(Kind.SEARCH, "applications.find")


@act(
    "applications.find",
    "查找申请",
    on=Staff,
    role=tuple(role for role in Role if role in READERS.within | READERS.county),
    asks=FindForm,
    cites=("OR-3",),
    gates=[in_ones_own_name, may_read_applicants],
    weight="quiet",
    # It stands on the list of applications.
    when=lambda staff: False,
)
def find(step: Step) -> None:
    """Log the field, the fingerprint of what was sought, and how many were found: never the text."""
    by, sought = step.data["by"], step.data["sought"]
    number = found(by, sought, step.actor).count()
    step.detail = {"field": by, "mark": mark_of(by, sought), "found": number}
