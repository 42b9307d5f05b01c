"""Keeping what is filed: longer terms, holds, damage and its repair, loans (AR-3(1), AR-3(3))."""

from __future__ import annotations

from archive.audiences import approvers, head, keepers, team
from archive.forms import Anything, LengthenForm
from archive.forms.keeping import HoldForm, LiftForm, LoanForm, ReportLossForm
from archive.models import Damage, Hold, Item, Loan, Member, SealedItem
from archive.models.base import APPROVERS, KEEPER
from archive.statute import REPORT_LOSS
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import ReasonForm, RemarkForm
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks
from foundation.files.acts import erase


@act(
    "archive.lengthen",
    "延长保管期限",
    on=Item,
    states=Item.LYING,
    role=APPROVERS,
    asks=LengthenForm,
    cites=("AR-3(3)", "国家档案局令第8号"),
    tells=(keepers,),
    weight="quiet",
)
def lengthen(step: Step) -> None:
    """Longer, with a reason; the database refuses shorter."""
    item, term = step.matter, step.data["term"]
    if term == item.term:
        raise Invalid({"新的保管期限": ["和现在的保管期限一样。"]})
    step.detail = {"from": item.term, "to": term}
    item.lengthen(term, step.reason)


@act(
    "archive.hold",
    "登记暂缓销毁",
    on=Item,
    states=Item.LYING,
    role=(KEEPER, *APPROVERS),
    asks=HoldForm,
    cites=("AR-3(3)",),
    weight="quiet",
)
def hold(step: Step) -> None:
    assert step.staff is not None, "whoever places a hold is a person"
    Hold.objects.create(
        item=step.matter,
        cause=step.data["cause"],
        because=step.data["because"],
        placed_by=step.staff,
        placed_at=step.at,
    )
    step.detail = {"cause": step.data["cause"]}


@act(
    "archive.lift_hold",
    "解除暂缓",
    on=Item,
    states=Item.LYING,
    role=APPROVERS,
    asks=LiftForm,
    cites=("AR-3(3)",),
    when=lambda item: item.holds.filter(lifted_at=None).exists(),
    weight="quiet",
)
def lift_hold(step: Step) -> None:
    found: Hold = step.data["hold"]
    found.lifted_by, found.lifted_at, found.lifted_because = step.staff, step.at, step.reason
    found.save()
    step.detail = {"hold": found.pk}


@act(
    "archive.find_damage",
    "发现损坏",
    on=Item,
    creates=Damage,
    asks=Anything,
    cites=("AR-3(1)",),
    tells=(keepers,),
)
def find_damage(step: Step) -> Damage:
    member: Member = step.data["member"]
    row = Damage(
        agency=step.matter.agency,
        created_at=step.at,
        member=member,
        found_at=step.at,
        what=step.data["what"],
    )
    attribute(step, row).save()
    step.detail = {"place": member.place, "digest": member.sha256}
    return row


@act("archive.restore", "用副本恢复", on=Damage, via="restore", cites=("AR-3(1)",), tells=(keepers,))
def restore(step: Step) -> None:
    """The copy was sound: it lies in the place of what was damaged (`archive.fixity`)."""
    step.matter.restore(step.at)


@act("archive.lose", "副本也损坏", on=Damage, via="lose", cites=("AR-3(1)", "AR-3(3)"), tells=(keepers, head))
def lose(step: Step) -> None:
    """Nothing sound is left: the archive authority is told, by a day."""
    step.matter.lose()
    clocks.start(REPORT_LOSS, step.matter, at=step.at)


@act(
    "archive.report_loss",
    "已报告档案主管部门",
    on=Damage,
    via="report",
    role=(KEEPER, *APPROVERS),
    asks=ReportLossForm,
    cites=("AR-3(3)", "AR-3(1)"),
    meets=(REPORT_LOSS,),
    tells=(approvers,),
    weight="primary",
)
def report_loss(step: Step) -> None:
    data = step.data
    step.matter.report(step.at, data["to"], data["number"], data["cause"])


@act("archive.damaged_sealed", "发现损坏", on=SealedItem, asks=Anything, cites=("AR-3(1)",))
def damaged_sealed(step: Step) -> None:
    """Behind the door of a case its own ledger alone says so."""
    step.detail = dict(step.data)


@act("archive.pack_sealed", "数据包打好", on=SealedItem, states=("filed",), asks=Anything, cites=("AR-3(1)",))
def pack_sealed(step: Step) -> None:
    """Its encrypted bag is kept, in place of one for other keys."""
    item, data = step.matter, step.data
    if item.bag is not None:
        erase(item.bag, step.at)
    item.pack(data["file"], data["sha256"], data["keys"])
    step.detail = {"sha256": data["sha256"], "size": data["size"]}


@act("archive.unpack_sealed", "数据包作废", on=SealedItem, states=("filed",), cites=("AR-3(1)",))
def unpack_sealed(step: Step) -> None:
    """What was erased of people is erased in the bag as well: another is made without it."""
    erase(step.matter.bag, step.at)
    step.matter.unpack()


@act("archive.mended_sealed", "用副本恢复", on=SealedItem, asks=Anything, cites=("AR-3(1)",))
def mended_sealed(step: Step) -> None:
    """The part is sound again."""
    step.detail = dict(step.data)


@act(
    "archive.lose_sealed",
    "原件和副本都损坏",
    on=SealedItem,
    asks=Anything,
    cites=("AR-3(1)", "AR-3(3)"),
    tells=(team,),
)
def lose_sealed(step: Step) -> None:
    """Nothing sound is left: the team of the case is told that there is something, and reads here what."""
    step.detail = dict(step.data)


@gate("AR-3(1)", "借阅人不是批准人", on_entry=False)
def not_ones_own_loan(step: Step) -> Objection | None:
    if step.actor.is_person(step.matter.borrower):
        return "自己借阅的，不能由自己批准。", "请由另一位负责人批准。"
    return None


@act(
    "archive.propose_loan",
    "登记借阅",
    on=Item,
    creates=Loan,
    states=("filed",),
    role=KEEPER,
    asks=LoanForm,
    cites=("AR-3(1)",),
    tells=(approvers,),
    weight="quiet",
)
def propose_loan(step: Step) -> Loan:
    item: Item = step.matter
    if Loan.objects.filter(
        item=item, borrower=step.data["borrower"], state__in=("proposed", "lent")
    ).exists():
        raise Invalid({"借阅人": ["这一件已经借给这个人，或者正在等批准。"]})
    row = Loan(agency=item.agency, created_at=step.at, item=item, **step.data)
    attribute(step, row).save()
    return row


@act(
    "archive.lend",
    "同意借阅",
    on=Loan,
    via="lend",
    role=APPROVERS,
    asks=RemarkForm,
    cites=("AR-3(1)",),
    gates=[not_ones_own_loan],
    tells=(keepers, lambda loan: [loan.borrower]),
    weight="primary",
)
def lend(step: Step) -> None:
    step.matter.lend(step.at, step.staff)


@act(
    "archive.refuse_loan",
    "不同意借阅",
    on=Loan,
    via="refuse",
    role=APPROVERS,
    asks=ReasonForm,
    cites=("AR-3(1)",),
    tells=(keepers,),
)
def refuse_loan(step: Step) -> None:
    step.matter.refuse()


@act(
    "archive.take_back",
    "归还",
    on=Loan,
    via="give_back",
    role=KEEPER,
    asks=ActForm,
    cites=("AR-3(1)",),
    weight="primary",
)
def take_back(step: Step) -> None:
    step.matter.give_back(step.at)


@act("archive.end_loan", "借阅到期", on=Loan, via="give_back", cites=("AR-3(1)",), tells=(keepers,))
def end_loan(step: Step) -> None:
    """Its last day is past: it is read no more."""
    step.matter.give_back(step.at)
