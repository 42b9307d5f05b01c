"""Appraising what has expired: kept for longer, or destroyed before two witnesses (AR-3(3), 实施条例24)."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from archive import copies
from archive.audiences import appraisers, approvers, keepers
from archive.forms import Anything
from archive.forms.handing import ApproveDisposalForm, CarryOutForm, JudgeForm, OpenDisposalForm, ReportForm
from archive.gates import why_held
from archive.models import Disposal, DisposalPerson, DisposalRow, DisposalSignature, Item, Member, Paper
from archive.models.base import APPRAISING, HEAD, KEEPER, WATCHING
from archive.models.item import KeptQuerySet
from archive.statute import WITNESSES
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import ReasonForm, RemarkForm
from foundation.casework.refusals import Refused
from foundation.files.acts import erase
from foundation.files.models import Audience
from foundation.records.declared import Term

State = Disposal.State
Part = DisposalPerson.Part
Verdict = DisposalRow.Verdict
CITES = ("AR-3(3)",)

#: What one appraisal goes through at most: more is appraised in several.
MOST_ITEMS = 2_000


def expired(agency: Agency, day: date) -> KeptQuerySet:
    """The filed items of the agency whose term is over on that day and that no open appraisal has already."""
    taken = DisposalRow.objects.filter(disposal__state__in=Disposal.OPEN).values("item")
    return Item.objects.filter(agency=agency).expired(day).exclude(pk__in=taken)


@gate("AR-3(3)", "有保管期满的档案")
def something_expired(step: Step) -> Objection | None:
    if expired(step.matter, localdate(step.at)).exists():
        return None
    return "没有保管期满的档案。", "没有到期的档案不鉴定、不销毁；保管期限从办结次年 1 月 1 日起算。"


@act(
    "archive.open_disposal",
    "鉴定到期档案",
    on=Agency,
    creates=Disposal,
    role=(KEEPER, HEAD),
    asks=OpenDisposalForm,
    cites=CITES,
    gates=[something_expired],
)
def open_disposal(step: Step) -> Disposal:
    """A group of three goes through everything that has expired."""
    row = Disposal(
        agency=step.matter,
        created_at=step.at,
        title=f"{step.matter.short_name} {localdate(step.at).year} 年到期档案鉴定",
    )
    attribute(step, row).save()
    for part, name in ((Part.LEADS, "leads"), (Part.KEEPS, "keeps"), (Part.SECTION, "section")):
        _takes_part(step, row, step.data[name], part)
    items = expired(step.matter, localdate(step.at)).order_by("year", "pk")[:MOST_ITEMS]
    rows = DisposalRow.objects.bulk_create([DisposalRow(disposal=row, item=item) for item in items])
    step.detail = {"items": len(rows)}
    return row


def _takes_part(step: Step, disposal: Disposal, staff: Staff, part: str) -> None:
    DisposalPerson.objects.create(disposal=disposal, staff=staff, person=staff.person, part=part, at=step.at)


@act(
    "archive.judge",
    "填写鉴定意见",
    on=Disposal,
    states=(State.APPRAISING,),
    role=KEEPER,
    asks=JudgeForm,
    cites=CITES,
)
def judge(step: Step) -> None:
    """Of one item, or of all that are not decided yet; what is held cannot be put down for destruction."""
    disposal, data = step.matter, step.data
    rows = [data["row"]] if data["row"] else list(disposal.rows.filter(verdict=Verdict.UNDECIDED))
    items = Item.objects.filter(pk__in=[row.item_id for row in rows]).prefetch_related("holds")
    kept_back = why_held(list(items)) if data["verdict"] == Verdict.DESTROY else {}
    if kept_back and data["row"]:
        raise Refused(
            step.act.cites[0], f"这一件不能销毁：{kept_back[data['row'].item_id]}。", "请改为继续保存。"
        )
    by_pk = {item.pk: item for item in items}
    for row in rows:
        if row.item_id in kept_back:
            continue
        if data["verdict"] == Verdict.KEEP and Term(data["term"]).rank <= Term(by_pk[row.item_id].term).rank:
            continue
        row.verdict, row.term, row.because = data["verdict"], data["term"], data["because"]
        row.save()
    step.detail = {"verdict": data["verdict"], "held": len(kept_back)}


@gate("AR-3(3)", "每一件都有鉴定意见")
def all_judged(step: Step) -> Objection | None:
    if number := step.matter.rows.filter(verdict=Verdict.UNDECIDED).count():
        return f"还有 {number} 件没有鉴定意见。", "暂缓销毁的请填“继续保存”，并重新划定保管期限。"
    return None


@gate("AR-3(3)", "同一案卷的一起保存或者一起销毁")
def volumes_whole(step: Step) -> Objection | None:
    """A volume is kept as long as the longest kept of what is in it."""
    rows = step.matter.rows
    destroyed = rows.filter(verdict=Verdict.DESTROY, item__volume__isnull=False).values("item__volume")
    split = rows.filter(verdict=Verdict.KEEP, item__volume__in=destroyed).select_related("item").first()
    if split is None:
        return None
    return (
        f"{split.item.code} 继续保存，同一案卷里却有要销毁的。",
        "请把这一卷都改为继续保存，或者都改为销毁。",
    )


@act(
    "archive.report_disposal",
    "形成鉴定报告",
    on=Disposal,
    via="report_on",
    role=KEEPER,
    asks=ReportForm,
    cites=CITES,
    gates=[all_judged, volumes_whole],
    tells=(appraisers,),
    weight="primary",
)
def report_disposal(step: Step) -> None:
    """Report and list lie before the group, each of whom signs; until then it goes nowhere."""
    step.matter.report_on(step.at, step.data["report"])


@gate("AR-3(3)", "是鉴定小组的成员，还没有签字")
def of_the_group(step: Step) -> Objection | None:
    group = step.matter.group().select_related("staff")
    mine = next((each for each in group if step.actor.is_person(each.staff)), None)
    if mine is None:
        named = "、".join(str(each.staff) for each in group)
        return "您不是这次鉴定小组的成员。", f"由鉴定小组办理：{named}。"
    if mine.signatures.filter(digest=step.matter.digest).exists():
        return "您已经签过字。", "等小组其他成员签字。"
    return None


def _waits_for_me(actor: Actor) -> Q:
    """The disposals whose report waits for this person's signature."""
    signed = DisposalSignature.objects.filter(person=OuterRef("pk"), digest=OuterRef("disposal__digest"))
    group = DisposalPerson.objects.filter(actor.same_person("staff"), part__in=DisposalPerson.GROUP)
    return Q(pk__in=group.exclude(Exists(signed)).order_by().values("disposal"))


@act(
    "archive.sign_appraisal",
    "签署鉴定报告",
    on=Disposal,
    states=(State.SIGNING,),
    role=APPRAISING,
    asks=RemarkForm,
    cites=CITES,
    gates=[of_the_group],
    weight="primary",
    queue=(State.SIGNING,),
    waits_for=_waits_for_me,
)
def sign_appraisal(step: Step) -> None:
    """Each of the group answers for report and list; with the last signature it lies before whoever approves."""
    disposal = step.matter
    people = disposal.unsigned().select_related("staff")
    mine = next(each for each in people if step.actor.is_person(each.staff))
    DisposalSignature.objects.create(person=mine, digest=disposal.digest, at=step.at)
    if not disposal.unsigned().exists():
        step.then("archive.group_signed", on=disposal)


@act("archive.group_signed", "鉴定小组已全部签字", on=Disposal, via="go_on", cites=CITES, tells=(approvers,))
def group_signed(step: Step) -> None:
    step.matter.go_on()


@act(
    "archive.object_to_appraisal",
    "不同意，退回重新鉴定",
    on=Disposal,
    via="give_back",
    role={str(State.SIGNING): APPRAISING},
    asks=ReasonForm,
    cites=CITES,
    gates=[of_the_group],
    tells=(keepers,),
    returns=True,
)
def object_to_appraisal(step: Step) -> None:
    step.matter.give_back()


@act(
    "archive.return_disposal",
    "退回重新鉴定",
    on=Disposal,
    via="give_back",
    role={str(State.REPORTED): (HEAD,)},
    asks=ReasonForm,
    cites=CITES,
    tells=(keepers,),
    returns=True,
)
def return_disposal(step: Step) -> None:
    step.matter.give_back()


@gate("AR-3(3)", "没有参加过这次鉴定")
def apart_from_the_others(step: Step) -> Objection | None:
    """Group, approver and witnesses are all different people."""
    people = step.matter.people.select_related("staff")
    mine = next((each for each in people if step.actor.is_person(each.staff)), None)
    if mine is None:
        return None
    return f"您是这次鉴定的{mine.get_part_display()}。", "鉴定、批准、监销要由不同的人办理，请另一位同事来。"


@act(
    "archive.approve_disposal",
    "批准销毁",
    on=Disposal,
    via="approve",
    role=HEAD,
    asks=ApproveDisposalForm,
    cites=CITES,
    gates=[apart_from_the_others],
    tells=(keepers,),
    weight="primary",
)
def approve_disposal(step: Step) -> None:
    assert step.staff is not None, "the head is a person"
    _takes_part(step, step.matter, step.staff, Part.APPROVES)
    step.matter.approve(step.at, step.data["number"])


def _watched() -> QuerySet[DisposalPerson, int]:
    """The disposals that have their witnesses."""
    rows = DisposalPerson.objects.filter(part=Part.WITNESS).order_by().values("disposal")
    return rows.annotate(n=Count("pk")).filter(n__gte=WITNESSES).values_list("disposal", flat=True)


@gate("AR-3(3)", "监销人还不满两位")
def fewer_than_two(step: Step) -> Objection | None:
    if step.matter.people.filter(part=Part.WITNESS).count() < WITNESSES:
        return None
    return "已经有两位监销人。", "可以销毁了。"


def _may_watch(actor: Actor) -> Q:
    """The disposals in which this person has no other part."""
    parts = DisposalPerson.objects.filter(actor.same_person("staff"))
    return ~Q(pk__in=parts.order_by().values("disposal"))


@act(
    "archive.witness",
    "担任监销人",
    on=Disposal,
    states=(State.APPROVED,),
    role=WATCHING,
    asks=RemarkForm,
    cites=CITES,
    gates=[apart_from_the_others, fewer_than_two],
    when=lambda disposal: disposal.people.filter(part=Part.WITNESS).count() < WITNESSES,
    queue=(State.APPROVED,),
    waits_if=lambda model: ~Q(pk__in=_watched()),
    waits_for=_may_watch,
)
def witness(step: Step) -> None:
    assert step.staff is not None, "a witness is a person"
    _takes_part(step, step.matter, step.staff, Part.WITNESS)


@gate("AR-3(3)", "有两位监销人", done_by=("archive.witness",))
def two_witnesses(step: Step) -> Objection | None:
    missing = WITNESSES - step.matter.people.filter(part=Part.WITNESS).count()
    if missing > 0:
        return f"还差 {missing} 位监销人。", "请两位没有参加鉴定、批准的同事在这里办理“担任监销人”。"
    return None


@gate("AR-3(3)", "没有暂缓销毁的")
def nothing_held(step: Step) -> Objection | None:
    """What came up since the report holds up the whole list."""
    rows = step.matter.rows.filter(verdict=Verdict.DESTROY).select_related("item")
    items = Item.objects.filter(pk__in=[row.item_id for row in rows]).prefetch_related("holds")
    held = why_held(list(items))
    if not held:
        return None
    pk, why = next(iter(held.items()))
    code = next(row.item.code for row in rows if row.item_id == pk)
    return f"清册里有 {len(held)} 件现在不能销毁，例如 {code}：{why}。", "请取消这次销毁，重新鉴定。"


@gate("AR-3(3)", "都已保管期满")
def all_expired(step: Step) -> Objection | None:
    """A term that was lengthened since the report, its own or its volume's, holds up the whole list."""
    listed = Item.objects.filter(
        disposals__disposal=step.matter, disposals__verdict=Verdict.DESTROY, state="filed"
    )
    due = listed.expired(localdate(step.at)).values("pk")
    kept = listed.exclude(pk__in=due).order_by("code").values_list("code", flat=True)
    if not kept:
        return None
    return (
        f"清册里有 {len(kept)} 件的保管期限已经延长，例如 {kept[0]}，或者它所在的案卷还没有到期。",
        "请取消这次销毁，重新鉴定。",
    )


@act(
    "archive.carry_out",
    "销毁",
    on=Disposal,
    via="carry_out",
    role=KEEPER,
    asks=CarryOutForm,
    cites=CITES,
    gates=[two_witnesses, nothing_held, all_expired],
    tells=(approvers,),
    weight="primary",
)
def carry_out(step: Step) -> None:
    """Each item by an act of its own; the lines of the catalogue stay."""
    disposal: Disposal = step.matter
    for row in disposal.rows.select_related("item"):
        name = "archive.destroy" if row.verdict == Verdict.DESTROY else "archive.keep_longer"
        step.also(name, on=row.item, term=row.term, because=row.because)
        row.carried_out_at = step.at
        row.save(update_fields=["carried_out_at"])
    disposal.carry_out(step.data["carried_out_on"], step.data["way"])
    Paper.objects.create(kind=Paper.Kind.DESTRUCTION, disposal=disposal, issued_at=step.at)


@act("archive.destroy", "已销毁", on=Item, via="destroy", asks=Anything, cites=CITES)
def destroy(step: Step) -> None:
    """What the archive wrote down and its copies are erased; the line of the catalogue stays, marked so."""
    item: Item = step.matter
    for member in Member.objects.filter(item=item).select_related("file").defer("file__text"):
        if member.sort in (Member.Sort.RECORD, Member.Sort.PERSONAL):
            assert member.file.audience == Audience.PERSONAL, "what the archive wrote down is encrypted"
            erase(member.file, step.at)
        copies.erase(member.file)
    item.destroy(step.at)
    step.detail = {"because": step.data["because"], "digest": item.collected_digest}


@act("archive.keep_longer", "鉴定后继续保存", on=Item, states=("filed",), asks=Anything, cites=CITES)
def keep_longer(step: Step) -> None:
    step.matter.lengthen(step.data["term"], step.data["because"])
    step.detail = {"term": step.data["term"]}


@act(
    "archive.call_off_disposal",
    "取消这次鉴定",
    on=Disposal,
    via="call_off",
    role=(KEEPER, HEAD),
    asks=ReasonForm,
    cites=CITES,
    weight="quiet",
)
def call_off_disposal(step: Step) -> None:
    step.matter.call_off()
