"""Unlawful words: evidence first, then deletion, then the police (NM-20)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, gate
from foundation.casework.fields import ReasonForm
from foundation.casework.refusals import Invalid
from foundation.database import server_time
from foundation.files.acts import store, store_made
from foundation.files.models import Audience
from foundation.files.rejected import Rejected
from foundation.privacy.keys import Unreadable
from newmedia.acts.messages import KEEPERS, is_of, keeper_serves, of_sort, sorted_as
from newmedia.forms import messages as asked
from newmedia.models import Evidence, EvidencePackage, Message, PoliceReport, Screenshot
from newmedia.models.evidence import digest_of
from newmedia.papers import evidence_paper
from newmedia.statute import MessageSort, Reported

State = Message.State
DRAFTER, RECORDS, HEAD, LEADER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER
#: Who may be the second person: whoever looks after messages, and their head.
SECOND = (DRAFTER, RECORDS, HEAD)
UNLAWFUL = MessageSort.UNLAWFUL
is_unlawful = sorted_as(UNLAWFUL, "NM-20")


def waiting(message: Message) -> Evidence | None:
    """The evidence at which a second person is still to look."""
    found: Evidence | None = message.evidence.filter(confirmed_at=None, returned_at=None).first()
    return found


def _rows(message: Any) -> Any:
    return Evidence.objects.filter(message=message, confirmed_at=None, returned_at=None)


def _to_be_captured(model: type[models.Model]) -> Q:
    return of_sort(UNLAWFUL)(model) & ~Q(Exists(_rows(OuterRef("pk"))))


def _to_be_confirmed(model: type[models.Model]) -> Q:
    return of_sort(UNLAWFUL)(model) & Q(Exists(_rows(OuterRef("pk"))))


@gate("NM-20", "没有等着核对的证据")
def none_waits(step: Step) -> Objection | None:
    if waiting(step.matter) is not None:
        return "已经保存了一份证据，在等另一个人核对。", "有误的，由核对的人退回以后重新取证。"
    return None


@gate("NM-20", "证据已经保存")
def one_waits(step: Step) -> Objection | None:
    if waiting(step.matter) is None:
        return "还没有保存证据。", "请先取证：截图、原文、网址、网页源代码。"
    return None


@gate("NM-20", "证据保存齐全，经第二个人核对")
def evidence_complete(step: Step) -> Objection | None:
    message: Message = step.matter
    if message.evidence.exclude(confirmed_at=None).filter(pictures__isnull=False).exists():
        return None
    if waiting(message) is not None:
        return "证据还没有经第二个人核对，不能删除。", "请另一位同事先核对证据。"
    return "还没有保存证据，不能删除。", "请先取证，再由另一位同事核对。"


@gate("NM-18", "由在编人员核对")
def on_establishment(step: Step) -> Objection | None:
    if step.staff is None or not step.staff.on_establishment:
        return "核对证据由在编人员办理。", "请另一位在编的同事核对。"
    return None


@act(
    "newmedia.capture",
    "保存证据",
    on=Message,
    states=(State.RECEIVED,),
    role=KEEPERS,
    asks=asked.CaptureForm,
    cites=("NM-20",),
    gates=[keeper_serves, is_unlawful, none_waits],
    weight="primary",
    waits_if=_to_be_captured,
    when=lambda message: message.sort == UNLAWFUL and waiting(message) is None,
)
def capture(step: Step) -> None:
    """Everything that proves what stood there, kept as it is; the time is the server's."""
    message: Message = step.matter
    data = dict(step.data)
    pictures = data.pop("pictures")
    assert step.actor.staff_id is not None, "the gate asked for it"
    digests = [_digest(upload) for upload in pictures]
    row = Evidence(
        message=message,
        platform=message.account.platform_label,
        source_sha256=digest_of(data["source"]) if data["source"] else "",
        captured_by_id=step.actor.staff_id,
        captured_at=step.at,
        recorded_at=server_time(),
        **data,
    )
    row.digest = row.sealed(digests)
    row.save()
    for upload, digest in zip(pictures, digests, strict=True):
        Screenshot.objects.create(
            evidence=row, name=str(upload.name)[:150], sha256=digest, file=_stored(step, upload)
        )
    step.detail = {"evidence": row.digest, "pictures": digests, "source": row.source_sha256}


def _digest(upload: Any) -> str:
    upload.seek(0)
    digest = sha256(upload.read()).hexdigest()
    upload.seek(0)
    return digest


def _stored(step: Step, upload: Any) -> Any:
    try:
        return store(
            upload,
            name=upload.name,
            agency=step.matter.agency,
            audience=Audience.PERSONAL,
            by=step.actor,
            at=step.at,
        )
    except Rejected as rejected:
        raise Invalid({"截图": [f"{str(upload.name)[:60]}：{rejected}"]}) from rejected


@act(
    "newmedia.confirm_evidence",
    "核对证据无误",
    on=Message,
    via="confirm",
    role=SECOND,
    asks=asked.ConfirmForm,
    cites=("NM-20", "NM-18"),
    gates=[on_establishment, is_unlawful, one_waits],
    not_by=Apart("NM-20", ("newmedia.capture",)),
    weight="primary",
    waits_if=_to_be_confirmed,
    when=lambda message: message.sort == UNLAWFUL and waiting(message) is not None,
)
def confirm_evidence(step: Step) -> None:
    """Somebody else looked at the platform and at what was kept; from now on nothing is added."""
    row = waiting(step.matter)
    assert row is not None, "the gate asked for it"
    row.confirmed_by, row.confirmed_at = step.staff, step.at
    row.witnessed = step.data["witnessed"]
    row.save(update_fields=["confirmed_by", "confirmed_at", "witnessed"])
    step.detail = {"evidence": row.digest, "witnessed": row.witnessed}
    step.matter.confirm()


@act(
    "newmedia.return_evidence",
    "退回重新取证",
    on=Message,
    states=(State.RECEIVED,),
    role=SECOND,
    asks=ReasonForm,
    cites=("NM-20", "NM-18"),
    gates=[on_establishment, is_unlawful, one_waits],
    not_by=Apart("NM-20", ("newmedia.capture",)),
    weight="quiet",
    when=lambda message: message.sort == UNLAWFUL and waiting(message) is not None,
    tells=(DRAFTER, RECORDS),
)
def return_evidence(step: Step) -> None:
    """What was kept stays, and is kept anew."""
    row = waiting(step.matter)
    assert row is not None, "the gate asked for it"
    row.returned_by, row.returned_at, row.returned_because = step.staff, step.at, step.reason[:500]
    row.save(update_fields=["returned_by", "returned_at", "returned_because"])
    step.detail = {"evidence": row.digest}


@act(
    "newmedia.record_deletion",
    "登记删除言论",
    on=Message,
    via="delete_words",
    role=KEEPERS,
    asks=asked.DeleteForm,
    cites=("NM-20",),
    gates=[keeper_serves, evidence_complete],
    weight="primary",
    when=is_of(UNLAWFUL),
    tells=(HEAD,),
)
def record_deletion(step: Step) -> None:
    step.matter.delete_words(step.data["deleted_at"], step.data["removal"])


@act(
    "newmedia.make_package",
    "制作证据材料",
    on=Message,
    states=(State.EVIDENCED, State.DELETED, State.POLICE),
    role=(*KEEPERS, HEAD),
    cites=("NM-20",),
    when=is_of(UNLAWFUL),
)
def make_package(step: Step) -> None:
    """One PDF with everything that was kept, as it is; its digest stands in the ledger, by which anybody recognises it."""
    message: Message = step.matter
    assert step.actor.staff_id is not None, "an act of people"
    try:
        content = evidence_paper(message, step.actor, step.at)
    except (FileNotFoundError, Unreadable) as lost:
        told = "有截图读不出来，做不成证据材料。请联系技术人员，从备份恢复以后再做。"
        raise Invalid({"截图": [told]}) from lost
    name = f"evidence-{message.number}.pdf"
    file = store_made(
        content, name=name, agency=message.agency, audience=Audience.PERSONAL, by=step.actor, at=step.at
    )
    digest = sha256(content).hexdigest()
    EvidencePackage.objects.create(
        message=message, file=file, sha256=digest, made_by_id=step.actor.staff_id, made_at=step.at
    )
    step.detail = {"sha256": digest, "size": len(content)}


@act(
    "newmedia.record_police",
    "登记言论报警",
    on=Message,
    via="tell_police",
    role=KEEPERS,
    asks=asked.PoliceForm,
    cites=("NM-20",),
    gates=[keeper_serves],
    weight="primary",
    tells=(HEAD, LEADER),
)
def record_police(step: Step) -> None:
    """Who took the report, and its number."""
    message: Message = step.matter
    assert step.actor.staff_id is not None, "the gate asked for it"
    PoliceReport.objects.create(
        account=message.account,
        message=message,
        sort=Reported.WORDS,
        noticed_at=message.received_at,
        by_id=step.actor.staff_id,
        **step.data,
    )
    step.detail = {"station": step.data["station"], "number": step.data["number"]}
    message.ended_at = step.at
    message.tell_police()
