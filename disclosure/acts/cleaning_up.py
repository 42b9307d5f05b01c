"""Clean up the normative documents of an agency, one by one, and announce what came of it (PD-3, 条例20)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.timezone import localdate

from disclosure.forms import RemarkForm, replacement
from disclosure.gates import not_to_be_read
from disclosure.models import Document, IndexNumber
from disclosure.models.cleanup import Cleanup, CleanupItem
from disclosure.models.document import DocumentQuerySet
from disclosure.statute import CLEANUP, CLEANUP_ENDS, CLEANUP_TIME, LAPSED, MAX_TITLE
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, extend, gate
from foundation.casework.consequences import follows
from foundation.casework.fields import Day, FilledForm, Open, PlainText
from foundation.casework.forms import ActForm
from foundation.casework.together import together
from foundation.database import Written
from foundation.deadlines import clocks

State, ItemState = Cleanup.State, CleanupItem.State
RECORDS = Role.RECORDS_OFFICE


@gate("PD-3", "没有正在办理的清理")
def none_open(step: Step) -> Objection | None:
    if Cleanup.objects.filter(agency=step.matter, state__in=[State.OPEN, State.DRAFTED]).exists():
        return "本机关的清理已经开展，还没有公布结果。", "请在那一批里办理。"
    return None


def _in_force(agency: Agency, at: datetime) -> DocumentQuerySet:
    """The normative documents that an agency answers for: its own, and those of agencies that were merged into it."""
    answers = [agency.pk]
    for pk in answers:  # grows while it is gone through
        answers += Agency.objects.filter(successor=pk).exclude(pk__in=answers).values_list("pk", flat=True)
    found: DocumentQuerySet = Document.objects.public(at).norms_in_force().filter(agency__in=answers)
    return found


@gate("PD-3", "有现行有效的规范性文件")
def something_in_force(step: Step) -> Objection | None:
    if not _in_force(step.matter, step.at).exists():
        return "本机关没有标注为规范性文件、现在有效的公文。", "请先在公文页面标注规范性质。"
    return None


@act(
    "disclosure.open_cleanup",
    "开展规范性文件清理",
    on=Agency,
    creates=Cleanup,
    role=RECORDS,
    asks=RemarkForm,
    cites=("PD-3", "条例20"),
    gates=[none_open, something_in_force],
    tells=(RECORDS, Role.DISCLOSURE_HEAD),
    weight="quiet",
)
def open_cleanup(step: Step) -> Cleanup:
    year = localdate(step.at).year
    batch = Cleanup(
        agency=step.matter,
        created_at=step.at,
        year=year,
        title=f"{step.matter.short_name} {year} 年规范性文件清理",
    )
    attribute(step, batch).save()
    clocks.start(CLEANUP_TIME, batch, at=step.at)
    for document in _in_force(step.matter, step.at).order_by("formed_on", "pk"):
        data = {"index": document.index_id, "title": document.title, "number": document.document_number}
        step.then(list_norm.name, batch, **data)
    return batch


class ListForm(ActForm):
    """The document that is listed."""

    reason_field = ""
    index = forms.ModelChoiceField(IndexNumber.objects.all())
    title = forms.CharField()
    number = forms.CharField(required=False)


@act(
    "disclosure.list_norm",
    "列入清理",
    on=Cleanup,
    creates=CleanupItem,
    states=(State.OPEN,),
    asks=ListForm,
    cites=("PD-3",),
)
def list_norm(step: Step) -> CleanupItem:
    item = CleanupItem(
        agency=step.matter.agency,
        created_at=step.at,
        batch=step.matter,
        index=step.data["index"],
        title=step.data["title"],
        document_number=step.data["number"],
    )
    attribute(step, item).save()
    return item


class JudgeForm(FilledForm):
    """What becomes of it, and why."""

    reason_field = ""
    says = "理由写进结果公告，会公开。"
    verdict = forms.ChoiceField(
        label="清理意见",
        choices=CLEANUP.items(),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择清理意见。"},
    )
    reasons = Open(
        label="理由",
        max_length=500,
        rows=2,
        help_text="例如所依据的上位法已经修改、已被哪份文件代替；部分失效的，写明哪些条款。",
        error_messages={"required": "请写明理由。"},
    )
    replaced_by = forms.CharField(
        label="替代它的文件",
        required=False,
        max_length=60,
        help_text="已经在本网站发布的，填索引号，例如 wy-rfbsc/2026-00012。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """What was said of it before."""
        item: CleanupItem = step.matter
        number = item.replaced_by.number if item.replaced_by else ""
        return {"verdict": item.verdict, "reasons": item.reasons, "replaced_by": number}

    def clean_replaced_by(self) -> IndexNumber | None:
        """The index number of another published document; None where none is named."""
        return replacement(self.cleaned_data["replaced_by"], self.step.matter.index_id, self.step.at)

    def clean(self) -> dict[str, Any]:
        """Refuse a replacement of what stays in force as it is."""
        given = super().clean() or self.cleaned_data
        if given.get("replaced_by") and given.get("verdict") not in CLEANUP_ENDS:
            self.add_error("replaced_by", "失效、部分失效或者废止的，才有替代它的文件。")
        return given


@gate("SR-4", "理由里没有不能公开的内容", on_entry=True)
def reasons_may_be_read(step: Step) -> Objection | None:
    document = step.matter.documents(step.at).first()
    return not_to_be_read(document, step.data["reasons"]) if document is not None else None


@act(
    "disclosure.judge_norm",
    "提出清理意见",
    on=CleanupItem,
    via="judge",
    role=RECORDS,
    asks=JudgeForm,
    cites=("PD-3", "条例20"),
    gates=[reasons_may_be_read],
    weight="primary",
    waits_if=lambda model: Q(state=ItemState.DUE),
)
def judge_norm(step: Step) -> None:
    step.matter.judge(step.staff, **{name: step.data[name] for name in JudgeForm.base_fields})
    step.detail = {"verdict": step.matter.verdict}


together(judge_norm.name, "一并提出清理意见", own=("verdict", "reasons", "replaced_by"))


@gate("PD-3", "每一件都有意见", done_by=("disclosure.judge_norm",))
def every_norm_judged(step: Step) -> Objection | None:
    return _not_judged(step.matter)


def _not_judged(batch: Cleanup) -> Objection | None:
    left = batch.items.filter(state=ItemState.DUE)
    if count := left.count():
        return f"还有 {count} 件没有提出意见，例如“{left[0].title[:30]}”。", "请逐件提出意见。"
    return None


def _all_judged(model: type[Model]) -> Q:
    return ~Q(pk__in=CleanupItem.objects.filter(state=ItemState.DUE).values("batch"))


class AnnounceForm(FilledForm):
    """The head of the announcement; its text is made of the items."""

    reason_field = ""
    says = "正文按逐件的意见拟好，接着像其他公文一样复核、审查、签发；公布之日，意见写到每一件的效力上。"
    title = PlainText(label="标题", max_length=MAX_TITLE, rows=2)
    document_number = PlainText(label="文号", required=False, max_length=100, widget=forms.TextInput)
    formed_on = Day(label="成文日期", not_after_today=False)

    def known(self, step: Step) -> dict[str, Any]:
        """The title that is usual, and today."""
        batch: Cleanup = step.matter
        title = f"{batch.agency.name}关于公布 {batch.year} 年规范性文件清理结果的公告"
        return {"title": title, "formed_on": localdate(step.at)}


@act(
    "disclosure.announce_cleanup",
    "拟写清理结果公告",
    on=Cleanup,
    via="draft_result",
    role=Role.DRAFTER,
    asks=AnnounceForm,
    cites=("PD-3", "条例20"),
    gates=[every_norm_judged],
    weight="primary",
    waits_if=_all_judged,
)
def announce_cleanup(step: Step) -> None:
    batch: Cleanup = step.matter
    draft = {**step.data, "body": announcement(batch)}
    document: Document = step.also("disclosure.open_draft", on=batch.agency, **draft).matter
    batch.draft_result(document)
    step.detail = {"document": document.ref}


def announcement(batch: Cleanup) -> str:
    """The text of the announcement."""
    items = list(batch.items.exclude(state=ItemState.GONE).select_related("replaced_by"))
    opening = (
        f"按照规范性文件定期清理的要求，{batch.agency.name}"
        f"对截至 {localdate(batch.created_at)} 现行有效的规范性文件进行了清理，现将结果公布如下。"
    )
    return "\n".join([opening, *lines_of(items), "本公告自公布之日起施行。"])


def lines_of(items: list[CleanupItem]) -> list[str]:
    """What the announcement has to say, line by line: a heading for each result, and each document under its own."""
    lines: list[str] = []
    results = [verdict for verdict in CLEANUP if any(item.verdict == verdict for item in items)]
    for numeral, verdict in zip("一二三四五", results, strict=False):
        found = [item for item in items if item.verdict == verdict]
        lines.append(f"{numeral}、{CLEANUP[verdict]}的（{len(found)} 件）")
        for number, item in enumerate(found, 1):
            instead = f"，由索引号为 {item.replaced_by} 的文件代替" if item.replaced_by else ""
            reasons = " ".join(item.reasons.split()).rstrip("。")
            lines.append(f"{number}. {item.cited}：{reasons}{instead}。")
    return lines


def _announcing(document: int, index: int | None = None) -> QuerySet[Cleanup]:
    announces = Q(result=document, state=State.DRAFTED)
    if index is not None:
        announces |= Q(result__index=index, state=State.PUBLISHED)
    return Cleanup.objects.filter(announces)


_ANNOUNCING = Written(_announcing)


def _announced_by(document: Document) -> Cleanup | None:
    """The cleanup whose results a document announces, or None."""
    known = (document.pk,) if document.index_id is None else (document.pk, document.index_id)
    batch: Cleanup | None = _ANNOUNCING.first(*known)
    return batch


@gate("PD-3", "公告与逐件的清理意见一致")
def says_what_was_judged(step: Step) -> Objection | None:
    """Also a later version of it."""
    document: Document = step.matter
    batch = _announced_by(document)
    if batch is None:
        return None
    if not document.goes_public:
        return "清理结果要公布。", "请把公开属性改成主动公开；不公布的，放弃这份文稿。"
    if objection := _not_judged(batch):  # one that came back while the announcement was under way
        return objection
    items = list(batch.items.exclude(state=ItemState.GONE).select_related("replaced_by"))
    said = iter([" ".join(line.split()) for line in document.body.splitlines()])
    for line in lines_of(items):
        if line not in said:  # the iterator goes on behind it, so that the order counts
            return (
                f"清理意见里的这一行，公告正文里没有，或者次序不同：“{line[:60]}”。",
                "请照清理意见改正文，或者改清理意见。",
            )
    return None


for _name in ("disclosure.submit", "disclosure.recheck", "disclosure.sign", "disclosure.publish"):
    extend(_name, says_what_was_judged)


# What follows from what becomes of the announcement, and of the documents


@act(
    "disclosure.cleanup_published",
    "清理结果公布",
    on=Cleanup,
    via="publish",
    cites=("PD-3", "条例20"),
    meets=(CLEANUP_TIME,),
    tells=(RECORDS, Role.LEADER),
)
def cleanup_published(step: Step) -> None:
    batch: Cleanup = step.matter
    batch.publish(localdate(step.at))
    for item in batch.items.filter(state=ItemState.JUDGED).order_by("pk"):
        step.then(norm_decided.name, item)


@act("disclosure.norm_decided", "按清理结果标注效力", on=CleanupItem, via="decide", cites=("PD-3",))
def norm_decided(step: Step) -> None:
    item: CleanupItem = step.matter
    item.decide()
    document = item.documents(step.at).first()
    if document is not None and item.verdict in CLEANUP_ENDS:
        step.then(take_result.name, document, item=item.pk)


class ResultForm(ActForm):
    """The item that says what becomes of the document."""

    reason_field = ""
    item = forms.ModelChoiceField(CleanupItem.objects.select_related("batch__result", "replaced_by"))


@act(
    "disclosure.take_cleanup_result",
    "清理结果写到效力上",
    on=Document,
    states=(Document.State.PUBLISHED,),
    asks=ResultForm,
    cites=("PD-3",),
    tells=(RECORDS,),
)
def take_result(step: Step) -> None:
    """Mark a document with what its cleanup came to, from the day on which that is announced."""
    document: Document = step.matter
    item: CleanupItem = step.data["item"]
    announced = item.batch.result
    assert announced is not None
    if document.validity not in LAPSED:
        document.validity = CLEANUP_ENDS[item.verdict]
        document.lapsed_on = localdate(step.at) if document.validity in LAPSED else None
        # By its number: its title may have to be hidden one day.
        document.validity_reason = f"规范性文件清理结果公告（{announced.index}）：{item.reasons}"[:500]
        document.replaced_by = item.replaced_by or document.replaced_by
    step.detail = {"validity": document.validity, "cleanup": item.batch.ref}


@act(
    "disclosure.cleanup_reopened",
    "公告没有发出，清理重新办理",
    on=Cleanup,
    via="reopen",
    cites=("PD-3",),
    tells=(RECORDS,),
)
def cleanup_reopened(step: Step) -> None:
    batch: Cleanup = step.matter
    batch.reopen()
    if not batch.items.exclude(state=ItemState.GONE).exists():
        step.then(cleanup_void.name, batch)


@act(
    "disclosure.cleanup_void",
    "没有要清理的文件了",
    on=Cleanup,
    via="find_nothing",
    cites=("PD-3",),
    meets=(CLEANUP_TIME,),
    tells=(RECORDS,),
)
def cleanup_void(step: Step) -> None:
    step.matter.find_nothing()


@act("disclosure.norm_gone", "清理的文件已另行处理", on=CleanupItem, via="pass_by", cites=("PD-3",))
def norm_gone(step: Step) -> None:
    item: CleanupItem = step.matter
    item.pass_by()
    others = item.batch.items.exclude(pk=item.pk).exclude(state=ItemState.GONE)
    if item.batch.state == State.OPEN and not others.exists():
        step.then(cleanup_void.name, item.batch)


@act(
    "disclosure.norm_back",
    "清理的文件恢复公开",
    on=CleanupItem,
    via="come_back",
    cites=("PD-3",),
    tells=(RECORDS,),
)
def norm_back(step: Step) -> None:
    step.matter.come_back()


@act(
    "disclosure.cleanup_unsaid",
    "结果公告已撤回，逐件核对效力",
    on=Cleanup,
    states=(State.PUBLISHED,),
    cites=("PD-3",),
    tells=(RECORDS, Role.LEADER),
)
def cleanup_unsaid(step: Step) -> None:
    """What was marked by it stays until the records office marks it otherwise, or another cleanup does."""


@follows("disclosure.publish")
def _announced(step: Step, document: Document) -> None:
    for batch in Cleanup.objects.filter(result=document, state=State.DRAFTED).order_by("pk"):
        step.also(cleanup_published.name, on=batch)


@follows("disclosure.abandon")
def _given_up(step: Step, document: Document) -> None:
    for batch in Cleanup.objects.filter(result=document, state=State.DRAFTED).order_by("pk"):
        step.also(cleanup_reopened.name, on=batch)


@follows("disclosure.withdraw")
def _unsaid(step: Step, document: Document) -> None:
    for batch in Cleanup.objects.filter(result__index=document.index_id, state=State.PUBLISHED).order_by(
        "pk"
    ):
        step.also(cleanup_unsaid.name, on=batch)


def _items(document: Document) -> QuerySet[CleanupItem]:
    """Those of a document in cleanups that are not over."""
    found: QuerySet[CleanupItem] = CleanupItem.objects.filter(
        index=document.index_id, batch__state__in=[State.OPEN, State.DRAFTED]
    )
    return found


def _is_in_force(document: Document, at: datetime) -> bool:
    found: bool = Document.objects.public(at).norms_in_force().filter(pk=document.pk).exists()
    return found


@follows(
    "disclosure.withdraw",
    "disclosure.set_validity",
    "disclosure.expire",
    "disclosure.set_normative",
    "disclosure.publish",
)
def _over_otherwise(step: Step, document: Document) -> None:
    """What is withdrawn, lapsed meanwhile or turned out to be no normative document is no longer waited for."""
    if not _is_in_force(document, step.at):
        for item in _items(document).exclude(state__in=CleanupItem.OVER):
            step.also(norm_gone.name, on=item)


@follows("disclosure.restore", "disclosure.set_normative")
def _back(step: Step, document: Document) -> None:
    if _is_in_force(document, step.at):
        for item in _items(document).filter(state=ItemState.GONE):
            step.also(norm_back.name, on=item)


@gate("PD-3", "前一版的效力没有被推翻")
def in_force_no_longer(step: Step) -> Objection | None:
    """A new version begun before the one in public lapsed does not bring it back unsaid."""
    document: Document = step.matter
    older = document.supersedes
    if older is None or older.validity not in LAPSED or document.validity in LAPSED:
        return None
    return (
        f"前一版已经标注“{older.get_validity_display()}”（{older.lapsed_on}），新版本写的是仍然有效。",
        "请修改新版本的效力；确实恢复效力的，先在前一版上重新标注效力。",
    )


extend("disclosure.publish", in_force_no_longer)
