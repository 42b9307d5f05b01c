"""Letters as they leave: composed from the application, frozen, made into PDF after commit, announced to the applicant."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from applications.letters import LetterContext, LetterKind, compose
from applications.models import Application, Complaint, Consultation, Letter
from applications.models.application import ApplicantClass
from applications.numbering import letter_number
from applications.queries import reply_due
from applications.tasks import render_soon
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import Step
from foundation.notices.acts import tell_address


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
) -> Letter:
    """Issue a letter about an application; its PDF is made by a worker once this transaction is committed.

    `by` is the agency that writes where it is not the application's own.
    Letters to the applicant are announced by e-mail and SMS where an address was given, without a word of what they say.
    """
    agency, applicant = by or application.agency, application.applicant
    today = localdate(step.at)
    if not number and kind != LetterKind.RECEIPT:
        number = letter_number(agency, today.year)
    context = LetterContext(
        to_organisation=application.applicant_class != ApplicantClass.NATURAL,
        agency_kind=agency.kind,
        is_county_government=AgencyFunction.COUNTY_OFFICE in agency.functions,
        document_number=number,
        agency_name=agency.name,
        agency_address=agency.office_address,
        agency_phone=agency.office_phone,
        disclosure_office=agency.disclosure_office,
        office_hours=agency.office_hours,
        applicant_name=applicant.name,
        receipt_number=application.number,
        query_hint="凭登记号和查询码可在本网站“查办理进度”查询。",
        received_on=application.received_on,
        channel_label=application.get_channel_display(),
        wanted=application.wanted,
        issued_on=today,
        body=body or {},
    )
    letter = Letter.objects.create(
        application=application,
        consultation=consultation,
        complaint=complaint,
        kind=kind,
        document_number=number,
        content=compose(kind, context),
        issued_at=step.at,
    )
    transaction.on_commit(render_soon, robust=True)
    if consultation is None:
        last = kind in (LetterKind.REPLY, LetterKind.CORRECTION_REPLY)
        announce(step, application, f"letter:{letter.pk}", f"已作出{letter.get_kind_display()}", last=last)
    return letter


def announce(step: Step, application: Application, key: str, said: str, *, last: bool = False) -> None:
    """Tell the applicant that there is something new; what it is they read with their query code.

    Until the `last` word, the reply, they are told when that is due.
    """
    applicant = application.applicant
    mobile = applicant.phone.replace("+86", "").replace(" ", "").replace("-", "")
    due = reply_due(application)
    tell_address(
        email=applicant.email or None,
        phone=mobile if len(mobile) == 11 and mobile.startswith("1") else None,
        subject=f"您的公开申请 {application.number} 有新进展",
        body=(
            f"{application.agency.name}{said}。"
            + (f"最迟 {due} 答复。" if due and not last else "")
            + "凭登记号和查询码可以查看全文。"
        ),
        key=key,
        at=step.at,
    )
