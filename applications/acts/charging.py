"""The information processing fee: its notice, its payment, closing an unpaid application (国办函〔2020〕109号)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, Sum
from django.utils.timezone import localdate

from applications import fees, statute
from applications.acts.filing import CLERK, HEAD, stop_all
from applications.acts.handling import (
    date_and_number,
    end_reply_period,
    notice_arrived,
    period_over,
    set_time,
    told_of,
)
from applications.correspondence import see_to_delivery, write
from applications.letters import LetterKind
from applications.models import Application
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.fields import Day, FilledForm, PlainText, WholeNumber
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks

#: The most matters of one application.
MOST_PIECES = 1000


class ChargeForm(ActForm):
    """By piece or by page, never both; the portal computes the amount."""

    reason_field = "facts"
    by = forms.ChoiceField(
        label="计费方式", choices=[("piece", "按件"), ("page", "按量（页）")], widget=forms.RadioSelect
    )
    pages = WholeNumber(
        label="页数",
        unit="页",
        required=False,
        min_value=1,
        max_value=100_000,
        help_text="按量计费时填写。",
    )
    pieces = WholeNumber(
        label="事项数",
        unit="件",
        required=False,
        min_value=1,
        max_value=MOST_PIECES,
        help_text="按件计费时填写：一件申请包含几个互不相干的事项，就按几件计；不填的，照已核定的，没有核定过的按一件。",
    )
    facts = PlainText(label="数量、频次明显超过合理范围的事实", max_length=1000)
    pay_to = PlainText(label="缴纳方式", max_length=500, help_text="收款账户、缴款码或窗口。")


@gate("国办函〔2020〕109号", "信息处理费只收一次")
def not_charged(step: Step) -> Objection | None:
    if step.matter.fee is not None:
        return "这件申请已经发过收费通知，按件、按量只能选一种，不重复收。", "请按已发的通知办理。"
    return None


@gate("国办函〔2020〕109号", "更正记录的申请不收信息处理费")
def asks_for_information(step: Step) -> Objection | None:
    if step.matter.sort == Application.Sort.CORRECTION:
        return "更正记录的申请不收信息处理费。", "请照常办理。"
    return None


def pieces_before(application: Application) -> int:
    """How many pieces the same person applied for at the same agency earlier in the same calendar month.

    An application for several matters is as many pieces; one to correct a record (条例41) is none.
    """
    fingerprint = application.applicant.fingerprint
    if not fingerprint:
        return 0
    day = application.received_on
    # In the order of receipt: a letter that is entered late counts from the day on which it came.
    earlier = Q(received_on__lt=day) | Q(received_on=day, pk__lt=application.pk)
    found = Application.objects.filter(
        earlier,
        sort=Application.Sort.INFORMATION,
        agency=application.agency,
        applicant__fingerprint=fingerprint,
        received_on__gte=day.replace(day=1),
    )
    return int(found.aggregate(pieces=Sum("pieces"))["pieces"] or 0)


class PiecesForm(FilledForm):
    """How many matters an application holds, and how they are told apart."""

    pieces = WholeNumber(label="事项数", unit="件", min_value=1, max_value=MOST_PIECES)
    reason = PlainText(
        label="怎样区分的",
        max_length=1000,
        help_text="按一事一申请，照合理的最小单位区分。只写区分的办法，不写出申请人和申请内容。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """Fill in the present number."""
        return {"pieces": step.matter.pieces}


@act(
    "applications.count_pieces",
    "核定事项数",
    on=Application,
    states=tuple(Application.State),
    role=CLERK,
    asks=PiecesForm,
    cites=("国办函〔2020〕109号",),
    gates=[not_charged, asks_for_information],
    weight="quiet",
    when=lambda application: application.fee is None and application.sort == Application.Sort.INFORMATION,
)
def count_pieces(step: Step) -> None:
    """Several matters in one application are as many pieces, for its own fee and for that of the next ones."""
    step.detail |= {"before": step.matter.pieces, "pieces": step.data["pieces"]}
    step.matter.pieces = step.data["pieces"]


@gate("国办函〔2020〕109号", "收费通知在答复期限内发出")
def charged_in_time(step: Step) -> Objection | None:
    clock = clocks.open_clock(step.matter, statute.REPLY)
    return period_over(step, clock, "收费") if clock is not None else None


@act(
    "applications.charge",
    "发出收费通知",
    on=Application,
    via="charge",
    role=CLERK,
    asks=ChargeForm,
    cites=("国办函〔2020〕109号",),
    gates=[not_charged, charged_in_time, asks_for_information],
    tells=(HEAD,),
    weight="quiet",
    writes=True,
)
def charge(step: Step) -> None:
    application: Application = step.matter
    if step.data["by"] == "page":
        pages = step.data.get("pages")
        if not pages:
            raise Invalid({"页数": ["按量计费请填写页数。"]})
        amount, account = fees.by_page(pages), fees.account_by_page(pages)
    else:
        before = pieces_before(application)
        pieces = application.pieces = step.data.get("pieces") or application.pieces
        amount, account = fees.by_piece(before, pieces), fees.account_by_piece(before, pieces)
        step.detail |= {"pieces": pieces}
    if amount == 0:
        raise Invalid({"计费方式": ["没有超过免费的数量，不收费（十件以内、三十页以内不收费）。"]})
    application.fee = amount
    end_reply_period(step, application)
    application.charge()
    step.detail |= {"amount": int(amount), "by": step.data["by"]}
    body = {
        "standard": "按件" if step.data["by"] == "piece" else "按量",
        "facts": step.data["facts"],
        "calculation": account,
        "amount": fees.in_yuan(amount),
        "payment": step.data["pay_to"],
    }
    set_time(step, application, LetterKind.FEE_NOTICE, "pay_by", body)


class PaymentForm(ActForm):
    """The day on which the fee was paid."""

    reason_field = "receipt"
    paid_on = Day(
        label="缴费日期",
        not_before=lambda step: date_and_number(step.matter, LetterKind.FEE_NOTICE)["told_on"],
        which_is="收费通知之日",
    )
    receipt = PlainText(label="票据号", max_length=100)


@gate("国办函〔2020〕109号", "在缴费期限内缴费", on_entry=True)
def paid_in_time(step: Step) -> Objection | None:
    clock = clocks.open_clock(step.matter, statute.PAYMENT)
    if clock is None or not clock.over_before(step.data["paid_on"]):
        return None
    return f"缴费期限已于 {clock.due_on} 届满，逾期不缴纳的视为放弃申请。", "请退回款项，告知可以重新申请。"


@act(
    "applications.record_payment",
    "登记缴费",
    on=Application,
    via="paid",
    role=CLERK,
    asks=PaymentForm,
    cites=("国办函〔2020〕109号",),
    gates=[paid_in_time],
    meets=(statute.PAYMENT,),
    weight="primary",
)
def record_payment(step: Step) -> None:
    day = step.data["paid_on"]
    step.matter.paid(day)
    see_to_delivery(step.at, step.matter)
    step.done_on = day
    clocks.start(statute.REPLY, step.matter, at=step.at, on=day)
    step.detail |= {"paid_on": str(day)}


@act(
    "applications.lapse_unpaid",
    "逾期未缴费，不再处理",
    on=Application,
    via="lapse_unpaid",
    cites=("国办函〔2020〕109号",),
    gates=[notice_arrived(LetterKind.FEE_NOTICE)],
    tells=(CLERK,),
)
def lapse_unpaid(step: Step) -> None:
    application: Application = step.matter
    clock = clocks.open_clock(application, statute.PAYMENT)
    told = told_of(application, LetterKind.FEE_NOTICE)
    stop_all(step, application)
    application.lapse_unpaid(localdate(step.at))
    body = {**told, "amount": fees.in_yuan(application.fee), "pay_by": clock.due_on if clock else None}
    write(step, application, LetterKind.CLOSED_UNPAID, body)
