"""Filing and registering an application; supplementing, withdrawing it; revealing its applicant to the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from applications import forms, statute
from applications.basis import FULL_NAME
from applications.correspondence import last_day, write
from applications.doors import CODES
from applications.letters import LetterKind
from applications.models import Applicant, Application, Complaint, Consultation, Enclosure, Reply
from applications.models.application import Channel
from applications.numbering import receipt_number
from applications.queries import REVEALS
from foundation.accesses.models import Kind
from foundation.accesses.recording import in_ledger
from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import reason_form
from foundation.casework.refusals import Invalid
from foundation.casework.together import together
from foundation.deadlines import clocks
from foundation.deadlines.models import Clock
from foundation.files.acts import store
from foundation.files.models import Audience, StoredFile
from foundation.files.rejected import Rejected
from foundation.visitors.codes import new_token
from foundation.visitors.sending import hashed

State = Application.State
CLERK, HEAD = Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD


@gate("OR-3", "机关已开通依申请公开")
def open_for_applications(step: Step) -> Objection | None:
    if not step.matter.open_for_applications:
        return "这个机关还没有开通依申请公开。", "请到县政务公开办公室提出，或选择其他机关。"
    return None


def clerk_or_whoever_stands_in(application: Application) -> Iterable[Staff]:
    """The clerks of the agency; without any, its heads, and without those the county's supervisors (PD-1)."""
    agency = application.agency
    there = (holders(CLERK, agency), holders(HEAD, agency), holders(Role.COUNTY_SUPERVISOR, None))
    return next((people for people in there if people), [])


@act(
    "applications.file",
    "网上提出申请",
    on=Agency,
    creates=Application,
    public=True,
    asks=forms.FilingForm,
    cites=("OR-3", "OR-1", "条例27", "条例29", "条例31", "条例33", "条例40", "条例43"),
    gates=[open_for_applications],
    tells=(clerk_or_whoever_stands_in,),
)
def file(step: Step) -> Application:
    token = step.data["token"]
    application = new_application(step, step.data, channel=Channel.ONLINE, received_on=localdate(step.at))
    # Asked while the series of numbers is held: a second click waits there until the first is committed.
    if Application.objects.filter(form_token=hashed(token)).exists():
        raise Invalid({"申请": ["这张申请表已经收到，没有再登记一次。"]})
    application.form_token = hashed(token)
    application.code_hash = CODES.hashed(CODES.code_of(token))
    application.similar_offered = max(0, min(step.data.get("similar_offered") or 0, 99))
    _save_with_applicant(step, application)
    return application


@act(
    "applications.enter",
    "登记来件",
    on=Agency,
    creates=Application,
    role=CLERK,
    asks=forms.IntakeForm,
    cites=("OR-3", "OR-1", "条例27", "条例29", "条例31", "条例33", "条例40", "条例43"),
    tells=(HEAD,),
    weight="primary",
)
def enter(step: Step) -> Application:
    data = step.data
    application = new_application(step, data, channel=data["channel"], received_on=data["received_on"])
    application.read_back = data["read_back"]
    application.arrived_on, application.confirmed_late = data["arrived_on"], data["confirmed_late"]
    code = CODES.code_of(new_token())
    application.code_hash = CODES.hashed(code)
    _save_with_applicant(step, application, code)
    return application


def new_application(
    step: Step, content: Mapping[str, Any], *, channel: str, received_on: date
) -> Application:
    """An unsaved application to the agency of the step with this content and the next registration number."""
    return Application(
        agency=step.matter,
        created_at=step.at,
        number=receipt_number(localdate(step.at).year),
        channel=channel,
        received_on=received_on,
        **{name: content[name] for name in Application.CONTENT},
    )


def _save_with_applicant(step: Step, application: Application, code: str = "") -> None:
    """Save the application with its applicant and files, start its clocks, and issue the receipt.

    A `code` is printed on the receipt: the query code of an application on paper. Online the page alone shows it.
    """
    attribute(step, application).save()
    data = step.data
    Applicant.objects.create(
        application=application,
        identity_kind=data.get("identity_kind") or "",
        agent_identity_kind=data.get("agent_identity_kind") or "",
        **{name: data.get(name) or "" for name in Applicant.personal_labels()},
    )
    enclose(step, application, data.get("enclosures") or [])
    start_clocks(step, application, code)


def start_clocks(step: Step, application: Application, code: str = "") -> None:
    """Start the limits for reply and for notice of amendment on the day of receipt; issue the receipt."""
    clock = clocks.start(statute.REPLY, application, at=step.at, on=application.received_on)
    clocks.start(statute.AMENDMENT_NOTICE, application, at=step.at, on=application.received_on)
    step.detail |= {"number": application.number, "received_on": str(application.received_on)}
    issue_receipt(step, application, clock, code)


def issue_receipt(step: Step, application: Application, clock: Clock, code: str = "") -> None:
    """Send the applicant the receipt: the day of receipt with its rule, the day by which to reply, the query code if new."""
    arrived, rule = application.arrived_on, application.received_rule
    body = {
        **last_day("reply_by", clock),
        "received_rule": rule,
        "order": "该条例" if FULL_NAME in rule else FULL_NAME,
        "arrived_on": arrived if arrived != application.received_on else None,
        "code": code,
    }
    write(step, application, LetterKind.RECEIPT, body)


def enclose(step: Step, application: Application, given: list[tuple[str, Any]]) -> None:
    """Store files of the applicant, encrypted; `Invalid` for too many files or a file that may not be taken in."""
    room = statute.MAX_FILES - application.enclosures.count()
    if len(given) > room:
        raise Invalid({"附件": [f"一件申请最多附 {statute.MAX_FILES} 个文件，还可以附 {max(room, 0)} 个。"]})
    for purpose, upload in given:
        stored = stored_file(step, upload, application.agency, Audience.PERSONAL, field="附件")
        Enclosure.objects.create(
            application=application, purpose=purpose, name=upload.name[:200], file=stored, added_at=step.at
        )
    if given:
        step.detail |= {"files": len(given)}


def stored_file(step: Step, upload: Any, agency: Agency, audience: Audience, *, field: str) -> StoredFile:
    """Store an uploaded file; `Invalid` under the label of its field when it may not be taken in."""
    try:
        return store(upload, name=upload.name, agency=agency, audience=audience, by=step.actor, at=step.at)
    except Rejected as rejected:
        raise Invalid({field: [str(rejected)]}) from rejected


@act(
    "applications.register",
    "登记并办理",
    on=Application,
    via="register",
    role=CLERK,
    asks=forms.RemarkForm,
    cites=("OR-4", "条例30", "条例45"),
    meets=(statute.AMENDMENT_NOTICE,),
    weight="primary",
)
def register(step: Step) -> None:
    step.matter.register(step.staff)


together(register.name, "一并登记并办理")


@act(
    "applications.supplement",
    "补充材料",
    on=Application,
    states=Application.OPEN,
    role=CLERK,
    public=True,
    asks=forms.SupplementForm,
    cites=("OR-3",),
    tells=(CLERK,),
    weight="quiet",
)
def supplement(step: Step) -> None:
    enclose(step, step.matter, step.data.get("enclosures") or [])


@act(
    "applications.withdraw",
    "撤回申请",
    on=Application,
    via="withdraw",
    role=CLERK,
    public=True,
    asks=forms.WithdrawForm,
    cites=("OR-4",),
    tells=(CLERK,),
    weight="quiet",
)
def withdraw(step: Step) -> None:
    application: Application = step.matter
    today = localdate(step.at)
    enclose(step, application, step.data.get("enclosures") or [])
    stop_all(step, application)
    application.withdraw(today)
    write(step, application, LetterKind.WITHDRAWAL_CONFIRMATION, {"withdrawn_on": today})


def stop_all(step: Step, application: Application) -> None:
    """Stop the clocks, consultations and drafts of an application that ends without a reply."""
    for limit in (
        *statute.TO_REPLY,
        statute.AMENDMENT_NOTICE,
        statute.AMENDMENT,
        statute.EXPLANATION,
        statute.PAYMENT,
        statute.SERVICE,
    ):
        clocks.cancel(limit, application, at=step.at)
    for consultation in application.consultations.filter(state__in=Consultation.OPEN):
        step.also("applications.drop_consultation", on=consultation)
    for reply in application.replies.filter(state__in=Reply.UNISSUED):
        step.also("applications.void_reply", on=reply)


in_ledger(Kind.PERSONAL, *REVEALS.values())


@act(
    "applications.reveal",
    "查看申请人信息",
    on=Application,
    states=tuple(State),
    role=(CLERK, HEAD, Role.LEADER),
    asks=reason_form("查看理由", max_length=200, help_text="例如：核对身份、寄送答复书。"),
    cites=("OR-3",),
    weight="quiet",
)
def reveal(step: Step) -> None:
    """Leave the ledger line that opens the personal data to this person for the day (`queries.revealed`)."""


@act(
    "applications.reveal_complainant",
    "查看申请人信息",
    on=Complaint,
    states=tuple(Complaint.State),
    role=(CLERK, HEAD, Role.LEADER),
    asks=reason_form("查看理由", max_length=200, help_text="例如：寄送投诉处理结果。"),
    cites=("OR-3",),
    weight="quiet",
)
def reveal_complainant(step: Step) -> None:
    """Leave the ledger line that opens to this person for the day who complained (`queries.revealed`)."""
