"""Ending an application that was registered twice or whose applicant is no more; going on with what was closed by mistake."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import F
from django.utils.timezone import localdate

from applications import statute
from applications.acts.filing import CLERK, HEAD, stop_all
from applications.acts.handling import sentence, set_time
from applications.correspondence import last_day, write
from applications.fees import in_yuan
from applications.letters import LetterKind, title_of
from applications.models import Applicant, Application
from applications.queries import reply_due
from applications.timeline import request_of
from foundation.casework import ledger
from foundation.casework.acts import Step, act
from foundation.casework.fields import PlainText, reason_form
from foundation.casework.forms import ActForm
from foundation.deadlines import clocks

State = Application.State


def _same_person(one: Applicant, other: Applicant) -> bool:
    """Whether two applicants are the same: by their identity numbers, or by name where one gave none."""
    numbered = one.fingerprint and other.fingerprint
    return bool(one.fingerprint == other.fingerprint if numbered else one.name == other.name)


class StrikeForm(ActForm):
    """The application that stays, and how the second registration came about."""

    kept = PlainText(label="保留的登记号", max_length=20, rows=1, help_text="同一件申请先登记的那一个号。")
    reason = PlainText(
        label="理由",
        max_length=500,
        help_text="例如：来信和网上各登记了一次。会进入办理记录，请不要写出个人信息。",
    )

    def clean_kept(self) -> str:
        """The number of another application of this applicant to this agency that still counts."""
        number, own = self.cleaned_data["kept"].strip(), self.step.matter
        kept = Application.objects.filter(number=number, agency=own.agency).exclude(pk=own.pk)
        living = kept.filter(state__in=(*Application.OPEN, State.ANSWERED))
        found = living.select_related("applicant").first()
        if found is None:
            raise forms.ValidationError("本机关没有这个登记号的申请，或者它没有在办理、也没有答复。")
        if not _same_person(found.applicant, own.applicant):
            raise forms.ValidationError("这两件申请的证件号码或者姓名不同，不是同一个人的，不能注销。")
        return str(number)


@act(
    "applications.strike_out",
    "注销重复登记",
    on=Application,
    via="strike",
    role=HEAD,
    asks=StrikeForm,
    cites=("OR-4", "条例45"),
    tells=(CLERK,),
    weight="quiet",
    writes=True,
)
def strike_out(step: Step) -> None:
    """End a second registration of one application: no withdrawal of the applicant's, and no report counts it."""
    application: Application = step.matter
    stop_all(step, application)
    application.strike(localdate(step.at))
    step.detail |= {"kept": step.data["kept"]}
    body = {"kept": step.data["kept"], "struck_on": localdate(step.at)}
    write(step, application, LetterKind.STRUCK_NOTICE, body)


class EndForm(ActForm):
    """What shows that the applicant is no more."""

    evidence = PlainText(
        label="证明", max_length=300, help_text="死亡证明、注销登记的文号；会进入办理记录，不写个人信息。"
    )
    reason = PlainText(
        label="理由", max_length=500, help_text="例如：近亲属来电告知，没有人继续申请。不写个人信息。"
    )


@act(
    "applications.end_with_applicant",
    "申请人死亡或者终止",
    on=Application,
    via="end_with_applicant",
    role=HEAD,
    asks=EndForm,
    cites=("OR-4",),
    tells=(CLERK,),
    weight="quiet",
)
def end_with_applicant(step: Step) -> None:
    stop_all(step, step.matter)
    step.matter.end_with_applicant(localdate(step.at))
    step.detail |= {"evidence": step.data["evidence"]}


#: The number before an item of a letter.
_NUMBER = re.compile(r"^[0-9]+．")
#: The transition back to each state in which the applicant is waited for.
_GOES_ON = {State.AMENDING: "reopen_unamended", State.PAYING: "reopen_unpaid"}
#: The letters that told of an end which was a mistake.
_CLOSING = (
    LetterKind.CLOSED_UNAMENDED,
    LetterKind.CLOSED_UNPAID,
    LetterKind.WITHDRAWAL_CONFIRMATION,
    LetterKind.STRUCK_NOTICE,
)


def _withdrawn(application: Application) -> str:
    """The letter by which it was closed, by name and number; blank where nobody was written to."""
    letter = application.letters.filter(kind__in=_CLOSING).last()
    if letter is None or application.state == State.DECEASED:
        return ""
    title = title_of(letter.kind, correction=application.sort == Application.Sort.CORRECTION)
    return f"《{title}》（{letter.document_number}）"


def _still_asked(application: Application) -> dict[str, Any]:
    """What the applicant has still to do, as the letter said that asked for it."""
    if application.state == State.PAYING:
        notice = application.letters.filter(kind=LetterKind.FEE_NOTICE).latest("pk")
        return {"pays": in_yuan(application.fee), "asked_by": notice.document_number}
    notice = application.letters.filter(kind=LetterKind.AMENDMENT_NOTICE).latest("pk")
    items = [block.text.rstrip("；。") for block in request_of(notice.content) if block.item]
    return {"amends": True, "items": [_NUMBER.sub("", item) for item in items]}


def _closed_from(application: Application) -> State:
    """The state from which it was closed."""
    moves = ledger.lines(application.kind, application.pk).exclude(from_state=F("to_state"))
    return State(moves.order_by("sequence").reverse()[0].from_state)


@act(
    "applications.reopen",
    "恢复办理",
    on=Application,
    via=("reopen_unamended", "reopen_unpaid", "reopen"),
    role=HEAD,
    asks=reason_form(
        "为什么恢复",
        max_length=500,
        help_text="例如：补正告知书没有送达；补正的信在期限内已经收到。会写进告知书，请不要写出个人信息。",
    ),
    cites=("条例30", "OR-4"),
    tells=(CLERK,),
    weight="quiet",
    writes=True,
)
def reopen(step: Step) -> None:
    """Go on with an application that was closed by mistake.

    What the applicant has still to do gets its whole time anew; the time to reply goes on as it was counted.
    """
    application: Application = step.matter
    body: dict[str, Any] = {
        "closed_on": application.closed_on,
        "closed_as": application.get_state_display(),
        "reasons": sentence(step.reason),
        "withdraws": _withdrawn(application),
    }
    stood = _closed_from(application)
    getattr(application, _GOES_ON.get(stood, "reopen"))()
    if stood in _GOES_ON:
        notice = application.letters.exclude(span=None).latest("pk")
        body |= _still_asked(application)
        set_time(step, application, LetterKind.REOPENING_NOTICE, "act_by", body, notice.span or 0)
        return
    for limit in statute.TO_REPLY:
        clocks.take_up(limit, application, at=step.at)
    body |= last_day("reply_by", reply_due(application))
    write(step, application, LetterKind.REOPENING_NOTICE, body)
