"""What is asked to open, announce, report and end an inspection."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from disclosure.models import Document
from foundation.agencies.models import Agency, RoleGrant, Staff
from foundation.agencies.roles import Role
from foundation.casework.acts import Step
from foundation.casework.fields import Day, FilledForm, Offered, OneOf, Open, PlainText, SomeOf
from foundation.casework.forms import ActForm
from foundation.visitors.identity import Line
from inspection.audiences import office_of
from inspection.forms import LastDay, MatterRef, every_agency
from inspection.models import Inspection, Shortfall
from inspection.statute import INSPECTOR, OUTSIDE, Field, Source


def may_inspect(field: Field) -> Any:
    """Whoever may be named: who holds the inspecting role, and the people of the office."""
    office = office_of(field)
    held = RoleGrant.objects.filter(role=INSPECTOR[field], agency=None).values("staff")
    named = Q(pk__in=held) | (Q(agency=office) if office else Q())
    audits = RoleGrant.objects.filter(role=Role.AUDITOR).values("staff")
    named_to = Staff.objects.filter(named, is_active=True).exclude(pk__in=audits)
    return named_to.order_by("agency__code", "username").distinct()


def shortfalls_of(agency: Any) -> Any:
    """What the self-check shows of an agency now."""
    return Shortfall.objects.filter(agency=agency).standing()


class _OpenForm(FilledForm):
    """What is inspected, where it comes from, by whom and when."""

    reason_field = ""
    says = "先把为什么查、查谁、谁去查写下来。通知以前，被检查的单位看不到。"

    title = Line(label="检查的名称", max_length=100, help_text="例如：2026 年第四季度政策文件解读检查。")
    source = forms.ChoiceField(label="从哪里来", choices=Source.choices)
    source_words = PlainText(
        label="来源说明",
        required=False,
        max_length=500,
        rows=2,
        help_text="投诉举报、来信来文、走访、上级交办的写明；不写投诉人的姓名和电话。",
    )
    source_ref = MatterRef(
        label="相关的事项", help_text="某份公文、申请、审查引起的，填索引号或者工作台网页的地址。"
    )
    plan = PlainText(label="检查什么，怎样检查", max_length=3000, rows=4)
    planned_on = Day(label="检查日期", not_after_today=False)
    unannounced = forms.BooleanField(
        label="不预先通知", required=False, help_text="勾选的，直接开始检查，单位在告知问题时才知道。"
    )
    agencies = SomeOf(every_agency, label="检查哪些单位")

    def known(self, step: Step) -> dict[str, Any]:
        """The agency on whose page it is opened, whoever opens it, today."""
        return {
            "agencies": [step.matter.pk],
            "inspectors": [step.actor.staff_id] if step.actor.staff_id else [],
            "planned_on": localdate(step.at),
        }

    def clean(self) -> dict[str, Any]:
        """What comes from outside is told in words."""
        given = super().clean() or self.cleaned_data
        source = given.get("source")
        if source in OUTSIDE and not given.get("source_words"):
            self.add_error("source_words", "从外面来的线索，请写明是什么。")
        if source == Source.MATTER and not given.get("source_ref") and "source_ref" not in self.errors:
            self.add_error("source_ref", "请填是哪个事项。")
        return given


class OpenForm(_OpenForm):
    """An inspection of disclosure, which may take up what the self-check shows."""

    inspectors = SomeOf(lambda agency: may_inspect(Field.OPENNESS), label="检查人员")
    shortfalls = SomeOf(
        shortfalls_of,
        label="把自查发现列为问题",
        required=False,
        help_text="勾选的，立项时就记为本单位的检查问题，不用再抄一遍。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """Everything that the self-check shows of the agency, the name of which is in the title."""
        shown = list(shortfalls_of(step.matter).values_list("pk", flat=True)[:200])
        wanted = {"shortfalls": shown, "source": Source.CHECK if shown else Source.PLAN}
        called = f"{step.matter.short_name}政府信息公开检查"
        how = "核对本网站自查发现的问题，查看公开栏目、留言和办理情况。"
        return {**super().known(step), **wanted, "title": called, "plan": how}


class OpenSecrecyForm(_OpenForm):
    """An inspection of secrecy reviews."""

    inspectors = SomeOf(lambda agency: may_inspect(Field.SECRECY), label="检查人员")

    def known(self, step: Step) -> dict[str, Any]:
        """Named after the agency."""
        called = f"{step.matter.short_name}公开保密审查检查"
        how = "抽查已公开文件的保密审查：先审查后公开、一事一审、依据和理由是否齐全。"
        return {**super().known(step), "source": Source.PLAN, "title": called, "plan": how}


class InspectorsForm(FilledForm):
    """Who inspects from now on."""

    inspectors = SomeOf(lambda row: may_inspect(Field(row.field)), label="检查人员")
    reason = PlainText(label="更换的原因", max_length=500, rows=2)

    def known(self, step: Step) -> dict[str, Any]:
        """Whoever does now."""
        named = step.matter.inspectors.filter(until_at=None)
        return {"inspectors": list(named.values_list("staff", flat=True))}


class AddAgencyForm(ActForm):
    """A further agency."""

    reason_field = ""
    agency = OneOf(
        lambda row: (
            Agency.objects.public().exclude(pk__in=row.parts.values("agency")).order_by("kind", "code")
        ),
        label="单位",
    )


class PartForm(ActForm):
    """Which agency, and which rows of the self-check become findings."""

    reason_field = ""
    agency = forms.ModelChoiceField(queryset=Agency.objects.all())
    shortfalls = forms.ModelMultipleChoiceField(queryset=Shortfall.objects.all(), required=False)


class ReportForm(FilledForm):
    """What is reported of the whole inspection."""

    reason_field = ""
    says = "通报发给参加检查的单位（保密审查检查的，只留保密行政管理部门）。不写个人信息，不写涉密内容。"
    summary = Open(label="检查情况", max_length=8000, rows=10)

    def known(self, step: Step) -> dict[str, Any]:
        """The figures, to go on from."""
        from inspection.papers import summary_of

        return {"summary": summary_of(step.matter)}


class TellingForm(ActForm):
    """Whether the public is told, and by when."""

    reason_field = "telling_reason"
    says = "要公布的，按公文的程序起草、保密审查、发布，再回到这里登记。"
    telling = Offered(
        lambda row: [
            choice
            for choice in Inspection.Telling.choices
            if choice[0] and not (row.field == Field.SECRECY and choice[0] == Inspection.Telling.PUBLISH)
        ],
        label="是否向社会公布",
    )
    telling_reason = PlainText(label="理由", max_length=500, rows=2)
    publish_by = LastDay(label="哪一天以前公布", required=False)

    def clean(self) -> dict[str, Any]:
        """What is published has a day."""
        given = super().clean() or self.cleaned_data
        if given.get("telling") == Inspection.Telling.PUBLISH:
            if not given.get("publish_by") and "publish_by" not in self.errors:
                self.add_error("publish_by", "要公布的，请写明哪一天以前公布。")
        else:
            given["publish_by"] = None
        return given


def _published_since(row: Inspection) -> QuerySet[Document]:
    """What the office published since the inspection was reported; nothing before that."""
    rows = Document.objects.filter(agency=row.agency, state=Document.State.PUBLISHED)
    if row.reported_at is None:
        return rows.none()
    return rows.filter(published_at__gte=row.reported_at).order_by("-published_at")


class PublishedForm(ActForm):
    """The document in which the public reads it."""

    reason_field = ""
    document = OneOf(
        _published_since,
        label="公布的文件",
        help_text="列出的是通报以后，本机关已经发布的文件。",
    )
