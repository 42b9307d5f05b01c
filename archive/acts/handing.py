"""Handing over to the county archive (实施条例20, 30), and its receipt."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils.timezone import localdate, localtime

from archive import packing, statute
from archive.audiences import head, keepers
from archive.forms import Anything
from archive.forms.handing import (
    CarrierForm,
    LeaveRowForm,
    OfferTransferForm,
    ReceiveForm,
    SendForm,
    TransferRowForm,
)
from archive.four_properties.results import Answer, Outcome
from archive.four_properties.results import Item as Point
from archive.models import Fonds, Item, Paper, Transfer, TransferRow
from archive.models.apart import apart
from archive.models.base import HEAD, KEEPER, OF_THE_ITEM
from archive.models.item import KeptQuerySet
from archive.testing import examine_all
from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import ReasonForm, RemarkForm
from foundation.casework.filing import stored
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Refused
from foundation.worker import soon

State = Transfer.State
CITES = ("AR-3(3)",)
#: What one package holds at most: more is handed over in several.
MOST_ITEMS, MOST_BYTES = 2_000, 4 * 1024**3


def due(agency: Agency, day: date) -> KeptQuerySet:
    """What the agency has to hand over by that day and no open transfer has already."""
    taken = TransferRow.objects.filter(transfer__state__in=Transfer.OPEN).values("item")
    rows = Item.objects.filter(agency=agency).due_for_transfer(day)
    return rows.exclude(apart()).exclude(pk__in=taken)


def _one_package(rows: KeptQuerySet) -> list[Item]:
    """The oldest of these, as many as one package holds."""
    found: list[Item] = []
    size = 0
    for item in rows.order_by("year", "pk")[:MOST_ITEMS]:
        size += item.bytes
        if found and size > MOST_BYTES:
            break
        found.append(item)
    return found


@gate("AR-3(3)", "有到期应当移交的档案")
def something_due(step: Step) -> Objection | None:
    if due(step.matter, localdate(step.at)).exists():
        return None
    years = settings.ARCHIVE_TRANSFER_YEARS
    return (
        f"还没有到期应当移交的档案（办结次年起满 {years} 年）。",
        "到期以后再办；需要提前移交的，请先与县档案馆商定。",
    )


@gate("AR-2", "县档案馆已经编给全宗号")
def fonds_known(step: Step) -> Objection | None:
    if Fonds.objects.filter(agency=step.matter.agency_id).exists():
        return None
    return "全宗号还是“待定”，档号不完整。", "请向县档案馆要全宗号，登记以后再移交。"


@gate("AR-2", "含个人信息的文件加密移交")
def people_are_protected(step: Step) -> Objection | None:
    """What tells of people leaves the portal in no other way than encrypted to the county archive (个人信息保护法51)."""
    if settings.ARCHIVE_RECIPIENTS or not packing.tells_of_people(step.matter):
        return None
    return (
        "移交目录里有含个人信息的文件，数据包必须加密给县档案馆，但系统还没有登记县档案馆的公钥。",
        "请向县档案馆索取公钥，由系统管理员登记（ARCHIVE_RECIPIENTS）；或者先把有个人信息的几件从这次移交里去掉。",
    )


@act(
    "archive.draft_transfer",
    "准备移交到期档案",
    on=Agency,
    creates=Transfer,
    role=KEEPER,
    asks=ActForm,
    cites=CITES,
    gates=[something_due],
)
def draft_transfer(step: Step) -> Transfer:
    """With the opening opinion, disclosure status and changes of the security class that the portal knows."""
    archives = agency_with(AgencyFunction.ARCHIVES)
    row = Transfer(
        agency=step.matter,
        created_at=step.at,
        title=f"{step.matter.short_name} {localdate(step.at).year} 年档案移交",
        to=archives.name if archives else "五原县档案馆",
    )
    attribute(step, row).save()
    items = _one_package(due(step.matter, localdate(step.at)))
    TransferRow.objects.bulk_create([_proposed(row, item) for item in items])
    step.detail = {"items": len(items)}
    return row


def _proposed(transfer: Transfer, item: Item) -> TransferRow:
    public = "主动公开" in item.openness
    return TransferRow(
        transfer=transfer,
        item=item,
        opinion=TransferRow.Opinion.OPEN if public else TransferRow.Opinion.CONTROLLED,
        because="" if public else "没有主动公开过，开放前应当审核",
        openness=item.openness or "没有公开",
        secrecy="形成以来没有定密，没有变更" if item.secrecy in ("", "无") else f"{item.secrecy}，没有变更",
    )


@act(
    "archive.change_transfer_row",
    "修改一件的意见",
    on=Transfer,
    states=(State.DRAFTING,),
    role=KEEPER,
    asks=TransferRowForm,
    cites=CITES,
)
def change_transfer_row(step: Step) -> None:
    row, data = step.data["row"], step.data
    row.opinion, row.because = data["opinion"], data["because"]
    row.openness, row.secrecy = data["openness"] or row.openness, data["secrecy"] or row.secrecy
    row.save()
    step.detail = {"item": row.item.code, "opinion": row.opinion}


@act(
    "archive.leave_transfer_row",
    "这一件不移交",
    on=Transfer,
    states=(State.DRAFTING,),
    role=KEEPER,
    asks=LeaveRowForm,
    cites=CITES,
    weight="quiet",
)
def leave_transfer_row(step: Step) -> None:
    row = step.data["row"]
    step.detail = {"item": row.item.code}
    row.delete()


@act(
    "archive.offer_transfer",
    "检测合格，提请签署",
    on=Transfer,
    via="offer",
    role=KEEPER,
    asks=OfferTransferForm,
    cites=CITES,
    gates=[fonds_known, people_are_protected],
    tells=(head,),
    weight="primary",
)
def offer_transfer(step: Step) -> None:
    """Every item is tested once more; one that falls short holds up the whole, with its reasons."""
    items = [row.item for row in step.matter.rows.select_related(*OF_THE_ITEM)]
    if not items:
        raise Refused(step.act.cites[0], "移交目录里没有一件档案。", "请取消这次移交，重新准备。")
    tested = examine_all(items, statute.AT_TRANSFER, step.at, _answers(step))
    wrong = [
        f"{item.shown_code}：{'；'.join([*tested[item.pk].faults, *tested[item.pk].waiting])}"
        for item in items
        if not tested[item.pk].passed
    ]
    if wrong:
        more = f"；另有 {len(wrong) - 3} 件" if len(wrong) > 3 else ""
        raise Refused(
            step.act.cites[0],
            f"四性检测没有通过：{'；'.join(wrong[:3])}{more}。",
            "请先处理，或者把它从这次移交里去掉。",
        )
    step.matter.offer(step.staff)
    step.detail = {"items": len(items)}


def _answers(step: Step) -> dict[Point, Answer]:
    data, by, at = step.data, step.actor.name, localtime(step.at)
    return {
        Point.VIRUS: Answer(data["found"] == "none", "人工杀毒", by, at, tool=data["scanner"]),
        Point.OPENS: Answer(data["opened"] == "yes", "人工抽查", by, at),
        Point.PROCESS: Answer(True, "归档时已确认", by, at),
        Point.LOGGED: Answer(True, "归档时已确认", by, at),
    }


@act(
    "archive.return_transfer",
    "退回修改",
    on=Transfer,
    via="give_back",
    role=HEAD,
    asks=ReasonForm,
    cites=CITES,
    tells=(keepers,),
    returns=True,
)
def return_transfer(step: Step) -> None:
    step.matter.give_back()


@act(
    "archive.sign_transfer",
    "同意开放意见，签署",
    on=Transfer,
    via="sign",
    role=HEAD,
    asks=RemarkForm,
    cites=CITES,
    not_by=Apart("AR-3(3)", ("archive.offer_transfer",)),
    tells=(keepers,),
    weight="primary",
)
def sign_transfer(step: Step) -> None:
    """The head answers for what is said of each item (实施条例30)."""
    step.matter.sign(step.at, step.staff)


@act(
    "archive.send_transfer",
    "移交",
    on=Transfer,
    via="send",
    role=KEEPER,
    asks=SendForm,
    cites=CITES,
    gates=[people_are_protected],
    weight="primary",
)
def send_transfer(step: Step) -> None:
    """How and when it goes. The worker makes the bag: up to four gigabytes are too much for one request."""
    from archive.tasks import pack_transfers

    data = step.data
    step.matter.send(data["sent_on"], data["carrier"], online=data["online"])
    soon(pack_transfers)


@act(
    "archive.bag_made",
    "数据包打好，移交",
    on=Transfer,
    via="packed",
    asks=Anything,
    cites=CITES,
    tells=(keepers,),
)
def bag_made(step: Step) -> None:
    """The digest of the bag is noted: whoever makes it again from here gets the same bytes."""
    data = step.data
    step.matter.packed(data["sha256"], data["size"], data["points"])
    Paper.objects.create(kind=Paper.Kind.REGISTER, transfer=step.matter, issued_at=step.at)
    step.detail = {"sha256": data["sha256"], "size": data["size"]}


@act(
    "archive.check_carrier",
    "检查载体",
    on=Transfer,
    states=(State.SENT,),
    role=KEEPER,
    asks=CarrierForm,
    cites=("AR-2", "AR-3(3)"),
    when=lambda transfer: not transfer.online,
    waits_if=lambda model: Q(online=False, carrier_checked_at__isnull=True),
)
def check_carrier(step: Step) -> None:
    """What lies there, against what belongs there: the bag under its name and nothing else (DA/T 70-2018)."""
    transfer, data = step.matter, step.data
    there, belonging = data["names"], [packing.name_of(transfer)]
    seen = Answer(data["sound"] == "yes", data["said"], step.actor.name, localtime(step.at))
    points = packing.examine_carrier(transfer, step.at, (there, belonging), seen)
    wrong = [point["reason"] for point in points if point["outcome"] == Outcome.FAILED]
    if wrong:
        raise Refused(step.act.cites[0], f"载体不合格：{''.join(wrong)}", "请重新写一份载体，再检查。")
    # What was found of the bag itself stays.
    own = {point["code"] for point in points}
    transfer.check_carrier(step.at, [*(p for p in transfer.points if p["code"] not in own), *points])
    step.detail = {"files": len(there)}


@gate("AR-2", "载体检查合格", done_by=("archive.check_carrier",))
def carrier_checked(step: Step) -> Objection | None:
    if step.matter.online or step.matter.carrier_checked_at is not None:
        return None
    return "载体还没有检查。", "请先办理“检查载体”：列出载体上的全部文件，看它完好。"


@act(
    "archive.packing_failed",
    "数据包打不成，退回",
    on=Transfer,
    via="fall_through",
    asks=ReasonForm,
    cites=CITES,
    tells=(keepers,),
    returns=True,
)
def packing_failed(step: Step) -> None:
    """It waits for its keeper again, who reads why: what was damaged is restored and it is sent once more, or it is left out."""
    step.matter.fall_through()


@act(
    "archive.take_back_transfer",
    "取回修改",
    on=Transfer,
    via="take_back",
    role=KEEPER,
    asks=ReasonForm,
    cites=CITES,
    weight="quiet",
)
def take_back_transfer(step: Step) -> None:
    """Also while its bag is being made: what the worker made meanwhile is not sent."""
    step.matter.take_back()


@act(
    "archive.transfer_came_back",
    "档案馆检测不合格，退回",
    on=Transfer,
    via="come_back",
    role=KEEPER,
    asks=ReasonForm,
    cites=CITES,
    returns=True,
)
def transfer_came_back(step: Step) -> None:
    step.matter.come_back()


@act(
    "archive.receive_transfer",
    "登记档案馆签收",
    on=Transfer,
    via="receive",
    role=KEEPER,
    asks=ReceiveForm,
    cites=CITES,
    gates=[carrier_checked],
    tells=(head,),
    weight="primary",
)
def receive_transfer(step: Step) -> None:
    """With the receipt every item of it is handed over; the agency keeps its own copy for five years more."""
    transfer, data = step.matter, step.data
    given = [data["file"]] if data.get("file") else []
    rows = stored(step, given, transfer.agency, "签字盖章的交接文据")
    receipt = rows[0] if rows else None
    transfer.receive(data["received_on"], data["number"], data["received_by"], receipt)
    for row in transfer.rows.select_related("item"):
        step.then("archive.handed_over", on=row.item)


@act("archive.handed_over", "已移交档案馆", on=Item, via="hand_over", asks=Anything, cites=CITES)
def handed_over(step: Step) -> None:
    step.matter.hand_over(step.at)


@act(
    "archive.call_off_transfer",
    "取消移交",
    on=Transfer,
    via="call_off",
    role=KEEPER,
    asks=ReasonForm,
    cites=CITES,
    weight="quiet",
)
def call_off_transfer(step: Step) -> None:
    step.matter.call_off()
