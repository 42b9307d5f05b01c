"""Issuing a letter about an application: composed, stored, printed after commit, announced to the applicant."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from applications import statute
from applications.course import course_of
from applications.letters import LETTERS, TELLS_THE_COURSE, LetterContext, LetterKind, compose
from applications.models import Application, Complaint, Consultation, Letter
from applications.models.application import CAME_BY, ApplicantClass
from applications.models.letter import REPLIES
from applications.numbering import letter_number
from applications.queries import last_days, reply_due
from applications.tasks import render_letters
from applications.timeline import FOR_APPLICANT
from foundation.agencies.county import recourse_against
from foundation.agencies.models import Agency
from foundation.casework.acts import Step
from foundation.correspondence import announcing
from foundation.correspondence.letters import letterhead
from foundation.correspondence.models import Service, Way
from foundation.deadlines import clocks
from foundation.deadlines.models import Clock
from foundation.worker import soon


def write(
    step: Step,
    application: Application,
    kind: LetterKind,
    body: dict[str, Any] | None = None,
    *,
    consultation: Consultation | None = None,
    complaint: Complaint | None = None,
    number: str = "",
    by: Agency | None = None,
    span: int | None = None,
) -> Letter:
    """Issue a letter about an application; its PDF is made by a worker once this transaction is committed.

    `by` is the agency that writes, where it is not the application's own; `span` the working days that the letter gives from its
    arrival. A letter to the applicant is announced by e-mail and SMS where an address was given; the announcement does not
    repeat its content. It has arrived at once where the applicant was told to find it here.
    """
    agency = by or application.agency
    if not number and kind != LetterKind.RECEIPT:
        number = letter_number(agency, localdate(step.at).year, LETTERS[kind].series)
    disputable = consultation is None and complaint is None
    letter = Letter.objects.create(
        application=application,
        consultation=consultation,
        complaint=complaint,
        kind=kind,
        document_number=number,
        content=page_of(
            application,
            kind,
            body or {},
            by=agency,
            on=localdate(step.at),
            number=number,
            disputable=disputable,
        ),
        issued_at=step.at,
        span=span,
    )
    soon(render_letters)
    if consultation is None:
        key, said = f"letter:{letter.pk}", f"已作出{letter.get_kind_display()}"
        served = is_served_by_message(application, kind)
        announce(step.at, application, key, said, by=agency, last=kind in REPLIES, served=served)
        if arrives_when_issued(application, kind):
            letter.deliver(Service.ARRIVED, way=Way.ONLINE, on=localdate(step.at))
    see_to_delivery(step.at, application)
    return letter


def see_to_delivery(at: datetime, application: Application) -> None:
    """Have the office find out what becomes of letters that have not arrived; stop that when none is left."""
    letters = application.letters.filter(complaint=None).defer("content")
    missing = any(letter.missing for letter in letters)
    runs = clocks.open_clock(application, statute.SERVICE) is not None
    if missing and not runs:
        clocks.start(statute.SERVICE, application, at=at)
    elif runs and not missing:
        clocks.meet(statute.SERVICE, application, at=at)


def page_of(
    application: Application,
    kind: LetterKind,
    body: dict[str, Any],
    *,
    by: Agency,
    on: date,
    number: str,
    disputable: bool = True,
    name: str = "",
) -> str:
    """The page of a letter about an application as it is written on a day; `name` stands in place of the applicant's."""
    organisation = application.applicant_class != ApplicantClass.NATURAL
    known = LETTERS[kind].called and disputable and arrives_when_issued(application, kind)
    context = LetterContext(
        **letterhead(by),
        recourse=recourse_against(by),
        last_days=last_days(on) if known else None,
        document_number=number,
        applicant_name=name or application.applicant.name,
        to_organisation=organisation,
        receipt_number=application.number,
        query_hint="" if settings.SITE_URL else "办理进度凭登记号和查询码在本网站查询。",
        received_on=application.received_on,
        channel_label=application.get_channel_display(),
        # A full stop follows the closing mark of the quotation.
        wanted=application.wanted.rstrip("。"),
        first_wanted=application.wanted_before,
        came_by=CAME_BY[application.channel],
        correction=application.sort == Application.Sort.CORRECTION,
        course=course_of(application, "贵单位" if organisation else "您", whole=kind in TELLS_THE_COURSE),
        issued_on=on,
        body=body,
        **online(kind, body),
    )
    return compose(kind, context)


def online(kind: LetterKind, body: dict[str, Any]) -> dict[str, str]:
    """The page of this site on which whoever gets the letter goes on, as letters print it with a QR code.

    Of an applicant it is where the query code is asked for, never with the code: letters are seen by others, and the receipt
    alone names it. A third party's letter names its code anyway, so the QR code opens that very page.
    """
    if not settings.SITE_URL:
        return {}
    if kind in FOR_APPLICANT:
        return {"online": "网上查询办理进度", "page": f"{settings.SITE_URL}{reverse('applications:track')}"}
    if kind == LetterKind.THIRD_PARTY_CONSULTATION and "link" in body:
        return {"online": "网上提出意见", "page": body["link"], "address": body["door"]}
    return {}


def arrives_when_issued(application: Application, kind: str) -> bool:
    """Whether a letter to the applicant arrives as it is issued."""
    return application.arrives_when_issued(as_wanted=kind in REPLIES)


#: The letters that merely confirm to the applicant what was done for them, on the page where they did it.
CONFIRMATIONS = (LetterKind.RECEIPT, LetterKind.WITHDRAWAL_CONFIRMATION)


def is_served_by_message(application: Application, kind: str) -> bool:
    """Whether the message that announces a letter is part of its service (条例30, 40), and not a mere convenience.

    It is where the letter goes by e-mail, or stands on this site and the message alone tells the applicant to read it there.
    """
    if arrives_when_issued(application, kind):
        return kind not in CONFIRMATIONS
    return application.delivery == Way.EMAIL and kind != LetterKind.RECEIPT


def last_day(name: str, clock: Clock | None) -> dict[str, Any]:
    """The last day of a limit as the body of a letter names it, and whether that is provisional; no day without a clock."""
    return {name: clock and clock.due_on, "provisional": clock is not None and clock.provisional}


def announce(
    at: datetime,
    application: Application,
    key: str,
    said: str,
    *,
    by: Agency | None = None,
    last: bool = False,
    served: bool = False,
) -> bool:
    """Tell the applicant by e-mail and SMS that there is news, and when the reply is due unless it is this `last` letter.

    `by` is the agency that says so, where it is not the application's own. What is not `served` by the message is written only to
    addresses that their holders have confirmed. False where nothing leaves.
    """
    due = reply_due(application)
    return announcing.announce(
        email=application.applicant.email,
        phone=application.applicant.phone,
        subject=f"您的公开申请 {application.number} 有新进展",
        body=(
            f"{(by or application.agency).name}{said}。"
            + (f"最迟 {due.due_words} 答复。" if due and not last else "")
            + "凭登记号和查询码可以查看全文。"
        ),
        key=key,
        at=at,
        because="" if served else application.origin,
    )
