"""The regular re-assessment: a dedicated person goes through what is not published, a second confirms each item (PD-7(3))."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Model, Q
from django.utils.timezone import localdate

from disclosure.forms import ReasonForm, RemarkForm
from disclosure.models import Document
from disclosure.models.reassessment import ReassessedItem, Reassessment, ReviewResult
from disclosure.publication_clock import update_clock
from disclosure.statute import GROUNDS, MAX_TITLE, REASSESSMENT
from disclosure.tasks import print_reassessments
from disclosure.withheld import withheld_by
from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import holders, superior_of
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, extend, gate
from foundation.casework.consequences import follows
from foundation.casework.fields import Day, OneOf, PlainText, Prose
from foundation.casework.forms import ActForm
from foundation.casework.together import together
from foundation.clauses import Citation, cite
from foundation.correspondence import letters
from foundation.correspondence.numbering import document_number, next_serial
from foundation.deadlines import clocks
from foundation.worker import soon
from secrecy_review.models import Opinion, Review

State, ItemState, Verdict = Reassessment.State, ReassessedItem.State, ReassessedItem.Verdict
RECORDS, HEAD = Role.RECORDS_OFFICE, Role.DISCLOSURE_HEAD
FORM = letters.Form(
    "关于不公开信息定期复核结果的报告",
    "disclosure/letters/reassessment_result.html",
    ("year", "counts", "items"),
)
cite(
    "PD-7(3)",
    by=Citation("paper", "disclosure.reassessment_result", "复核结果报告：逐件写明继续不公开还是转为公开"),
)


@gate("PD-7(3)", "今年还没有开展")
def not_this_year(step: Step) -> Objection | None:
    year = localdate(step.at).year
    if Reassessment.objects.filter(agency=step.matter, year=year).exists():
        return f"{year} 年的复核已经开展。", "请在那一批里办理。"
    return None


@gate("PD-7(3)", "有不公开的信息")
def something_withheld(step: Step) -> Objection | None:
    if not withheld_by(step.matter, step.at):
        return "本机关没有不公开或者依申请公开的信息。", "有了再复核。"
    return None


@act(
    "disclosure.open_reassessment",
    "开展不公开信息复核",
    on=Agency,
    creates=Reassessment,
    role=(RECORDS, HEAD),
    asks=RemarkForm,
    cites=("PD-7(3)",),
    gates=[not_this_year, something_withheld],
    tells=(HEAD, RECORDS),
    weight="quiet",
)
def open_reassessment(step: Step) -> Reassessment:
    year = localdate(step.at).year
    batch = Reassessment(
        agency=step.matter,
        created_at=step.at,
        year=year,
        title=f"{step.matter.short_name} {year} 年不公开信息复核",
    )
    attribute(step, batch).save()
    clocks.start(REASSESSMENT, batch, at=step.at)
    for one in withheld_by(step.matter, step.at):
        step.then(
            take_in.name,
            batch,
            subject_kind=one.kind,
            subject_id=one.pk,
            title=one.title[:500],
            sort=one.sort,
            ground=one.ground,
            decided_on=one.decided_on,
            decided_by=one.decided_by,
        )
    return batch


class TakeInForm(ActForm):
    """What is to be re-assessed, as it was decided."""

    reason_field = ""
    subject_kind = forms.CharField()
    subject_id = forms.IntegerField()
    title = forms.CharField()
    sort = forms.CharField()
    ground = forms.CharField(required=False)
    decided_on = forms.DateField(required=False)
    decided_by = forms.CharField(required=False)


@act(
    "disclosure.take_in",
    "列入复核",
    on=Reassessment,
    creates=ReassessedItem,
    states=(State.OPEN,),
    asks=TakeInForm,
    cites=("PD-7(3)",),
)
def take_in(step: Step) -> ReassessedItem:
    item = ReassessedItem(agency=step.matter.agency, created_at=step.at, batch=step.matter, **step.data)
    attribute(step, item).save()
    return item


class AssessorForm(ActForm):
    """Who goes through it."""

    reason_field = ""
    assessor = OneOf(
        lambda batch: holders(RECORDS, batch.agency).order_by("full_name"),
        label="复核专人",
        help_text="文书室的人；确认的是另一人。",
        error_messages={"invalid_choice": "请选文书室的人。"},
    )


def _assessor(batch: Reassessment) -> list[Staff]:
    return [batch.assessor] if batch.assessor else []


@act(
    "disclosure.name_assessor",
    "指定复核专人",
    on=Reassessment,
    states=(State.OPEN,),
    role=HEAD,
    asks=AssessorForm,
    cites=("PD-7(3)",),
    tells=(_assessor,),
    waits_if=lambda model: Q(assessor=None),
)
def name_assessor(step: Step) -> None:
    step.matter.assessor = step.data["assessor"]
    step.detail = {"assessor": step.data["assessor"].pk}


# Item by item


@gate("PD-7(3)", "由复核专人办理")
def by_the_dedicated_person(step: Step) -> Objection | None:
    named = step.matter.batch.assessor
    if named is None:
        return "还没有指定复核专人。", "请政府信息公开工作机构负责人先指定。"
    if not step.actor.is_person(named):
        return f"这一批由{named}复核。", "请由复核专人办理，或者改指定您。"
    return None


class AssessForm(ActForm):
    """Whether it stays unpublished, on what ground, and why."""

    reason_field = ""
    verdict = forms.ChoiceField(
        label="复核意见",
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择复核意见。"},
    )
    ground = forms.ChoiceField(
        label="现在的依据",
        required=False,
        choices=[("", "转为公开的不用选"), *GROUNDS.items()],
        help_text="继续不公开的，依据要到今天仍然成立。",
    )
    reasons = PlainText(label="理由", max_length=2000, rows=3, help_text="写明情况有没有变。")
    until = Day(
        label="不公开到",
        required=False,
        not_after_today=False,
        not_before=lambda step: localdate(step.at) + timedelta(days=1),
        which_is="明天",
        help_text="知道到哪一天可以公开的才填；不填就到明年复核。",
    )

    def clean(self) -> dict[str, Any]:
        """Demand a ground where it stays unpublished; a day and a ground where it becomes public say nothing."""
        given = super().clean() or self.cleaned_data
        if given.get("verdict") == Verdict.KEEP and not given.get("ground"):
            never = getattr(self.step.matter, "ground", "") == ""
            other = "；原来没有依据的，也可以打开原来的事项，在那里写明为什么不转" if never else ""
            self.add_error("ground", f"继续不公开的，请选定条例第十四至十六条中的依据{other}。")
        elif given.get("verdict") == Verdict.RELEASE:
            given |= {"ground": "", "until": None}
        return given


@act(
    "disclosure.assess_item",
    "复核这一件",
    on=ReassessedItem,
    via="assess",
    role=RECORDS,
    asks=AssessForm,
    cites=("PD-7(3)",),
    gates=[by_the_dedicated_person],
    weight="primary",
)
def assess_item(step: Step) -> None:
    given = step.data
    told = {name: given[name] for name in ("verdict", "ground", "reasons", "until")}
    step.matter.assess(step.staff, **told)


together(assess_item.name, "一并复核", own=("verdict", "ground", "reasons", "until"))


@act(
    "disclosure.confirm_item",
    "确认复核意见",
    on=ReassessedItem,
    via=("keep", "release"),
    role=HEAD,
    asks=RemarkForm,
    cites=("PD-7(3)",),
    not_by=Apart("PD-7(3)", ("disclosure.assess_item",)),
    weight="primary",
)
def confirm_item(step: Step) -> None:
    item: ReassessedItem = step.matter
    if item.verdict == Verdict.KEEP:
        item.keep(step.staff, step.at)
        return
    item.release(step.staff, step.at)
    document = Document.objects.filter(pk=item.subject_id, state=Document.State.KEPT).first()
    if item.subject_kind == Document.kind and document is not None:
        item.document = document
        step.then(reopen.name, document, reason=f"定期复核（{item.batch.year} 年）：{item.reasons}"[:2000])


together(confirm_item.name, "一并确认复核意见")


@act(
    "disclosure.return_item",
    "退回重新复核",
    on=ReassessedItem,
    via="send_back",
    role=HEAD,
    asks=ReasonForm,
    cites=("PD-7(3)",),
    tells=(lambda item: _assessor(item.batch),),
    returns=True,
)
def return_item(step: Step) -> None:
    step.matter.send_back()


@act(
    "disclosure.reopen",
    "复核后重新认定公开属性",
    on=Document,
    via="redetermine",
    asks=ReasonForm,
    cites=("PD-7(3)",),
    tells=(Role.DRAFTER, RECORDS),
    returns=True,
)
def reopen(step: Step) -> None:
    """What may be public now goes back to its drafter and the whole way of a document; its 20 working days begin (PD-9)."""
    document: Document = step.matter
    document.redetermine()
    document.released_on = localdate(step.at)
    update_clock(step, document)


class DraftReleasedForm(ActForm):
    """The text of what was refused, as a document that is going to be published."""

    reason_field = ""
    title = PlainText(
        label="标题", max_length=MAX_TITLE, rows=2, help_text="信息原来的标题，不写是谁申请的。"
    )
    document_number = PlainText(label="文号", required=False, max_length=100, widget=forms.TextInput)
    formed_on = Day(
        label="成文日期", help_text="信息形成的日期。20 个工作日的发布期限从确认转为公开那天起算（PD-9）。"
    )
    body = Prose(label="正文", rows=12)


def _to_be_drafted(model: type[Model]) -> Q:
    return Q(document=None)


@act(
    "disclosure.draft_released",
    "拟成公开的公文",
    on=ReassessedItem,
    states=(ItemState.RELEASED,),
    role=Role.DRAFTER,
    asks=DraftReleasedForm,
    cites=("PD-7(3)", "条例44"),
    waits_if=_to_be_drafted,
    when=lambda item: item.document_id is None,
)
def draft_released(step: Step) -> None:
    """What was refused to an applicant, or is asked for again and again, becomes a draft of a document."""
    item: ReassessedItem = step.matter
    released = localdate(item.confirmed_at)
    item.document = step.also(
        "disclosure.open_draft", on=item.agency, **step.data, released_on=released
    ).matter
    step.detail = {"document": item.document.ref}


@act("disclosure.item_gone", "已另行处理", on=ReassessedItem, via="pass_by", cites=("PD-7(3)",))
def item_gone(step: Step) -> None:
    step.matter.pass_by()


@act(
    "disclosure.released_draft_gone",
    "拟成的公文已放弃，另行拟稿",
    on=ReassessedItem,
    states=(ItemState.RELEASED,),
    cites=("PD-7(3)",),
    tells=(Role.DRAFTER,),
)
def released_draft_gone(step: Step) -> None:
    """What is to become public waits for a draft again."""
    step.matter.document = None


@follows("disclosure.abandon")
def _draft_given_up(step: Step, document: Document) -> None:
    for item in ReassessedItem.objects.filter(document=document, state=ItemState.RELEASED):
        if item.subject != document.ref:
            step.also(released_draft_gone.name, on=item)


@gate("PD-7(3)", "不是复核后转为公开的")
def not_to_be_public(step: Step) -> Objection | None:
    document: Document = step.matter
    released = ReassessedItem.objects.filter(document=document, state=ItemState.RELEASED)
    if any(item.subject == document.ref for item in released):
        return "定期复核已经定为“转为公开”，不能放弃。", "请办到发布。"
    return None


extend("disclosure.abandon", not_to_be_public)


@gate("PD-7(3)", "照定期复核的结果公开")
def public_as_reassessed(step: Step) -> Objection | None:
    """What was found to be public stays out only if its secrecy review of this year's text says so."""
    document: Document = step.matter
    if document.goes_public:
        return None
    item = ReassessedItem.objects.filter(document=document, state=ItemState.RELEASED).order_by("-pk").first()
    if item is None or item.confirmed_at is None:
        return None
    reviews = Review.objects.of(document).valid()
    if reviews.filter(opinion=Opinion.EXEMPT, created_at__gt=item.confirmed_at).exists():
        return None
    return (
        f"{item.batch.title}已经定为“转为公开”（{localdate(item.confirmed_at)}）。",
        "请退回拟稿人，改定为主动公开或者脱密后公开；保密审查意见为免予公开的，才可以不公开。",
    )


extend("disclosure.sign", public_as_reassessed)


@follows("disclosure.redetermine", "disclosure.reopen")
def _decided_otherwise(step: Step, document: Document) -> None:
    """Whoever redetermines a document by hand, and a result between agencies, has seen to its item."""
    for item in ReassessedItem.objects.undecided_of(document):
        step.also(item_gone.name, on=item)


# The end


@gate("PD-7(3)", "每一件都定下来了", done_by=("disclosure.assess_item", "disclosure.confirm_item"))
def every_item_decided(step: Step) -> Objection | None:
    left = step.matter.items.filter(state__in=ReassessedItem.UNDECIDED)
    if count := left.count():
        first = left[0]
        return f"还有 {count} 件没有定下来，例如“{first.title[:30]}”。", "请逐件复核、确认。"
    return None


def _nothing_left(model: type[Model]) -> Q:
    left = ReassessedItem.objects.filter(state__in=ReassessedItem.UNDECIDED).values("batch")
    return ~Q(pk__in=left)


@act(
    "disclosure.close_reassessment",
    "办结复核",
    on=Reassessment,
    via="close",
    role=HEAD,
    asks=RemarkForm,
    cites=("PD-7(3)",),
    gates=[every_item_decided],
    meets=(REASSESSMENT,),
    tells=(RECORDS, Role.LEADER),
    weight="primary",
    waits_if=_nothing_left,
    writes=True,
)
def close_reassessment(step: Step) -> None:
    batch: Reassessment = step.matter
    agency, day = batch.agency, localdate(step.at)
    serial = next_serial(f"letters:{agency.code}:公开复核", day.year)
    batch.close(document_number(f"{agency.mark or agency.short_name}公核", day.year, serial), day)
    items = list(batch.items.order_by("pk"))
    counts = [
        (str(label), n)
        for state, label in ItemState.choices
        if (n := sum(item.state == state for item in items))
    ]
    above = superior_of(agency)
    case = letters.Case(
        **letters.letterhead(agency),
        document_number=batch.document_number,
        issued_on=day,
        body={"year": batch.year, "counts": counts, "items": letters_of(items), "assessor": batch.assessor},
    )
    content = letters.compose(FORM, case, to=above.name if above is not None else "县政务公开办公室")
    ReviewResult.objects.create(
        batch=batch, document_number=batch.document_number, content=content, issued_at=step.at
    )
    soon(print_reassessments)
    step.detail = {"number": batch.document_number, **dict(counts)}


def letters_of(items: list[ReassessedItem]) -> list[dict[str, str]]:
    """The items as the report names them."""
    return [
        {
            "title": item.title,
            "sort": item.sort,
            "state": str(item.get_state_display()),
            "ground": item.get_ground_now_display() if item.ground_now else "",
            "reasons": item.reasons,
            "until": str(item.until or ""),
        }
        for item in items
    ]
