"""What is done alike with proposals and objections: registering, looking, answering, erasing; and files that come with words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.timezone import localdate

from foundation.accesses.models import Kind
from foundation.accesses.recording import in_ledger
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework import ledger
from foundation.casework.acts import Step, attribute
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid
from foundation.correspondence.announcing import announce
from foundation.correspondence.numbering import next_serial
from foundation.deadlines.counting import midnight
from foundation.files.acts import erase, store
from foundation.files.models import Audience
from foundation.files.rejected import Rejected
from foundation.visitors.codes import new_token
from foundation.visitors.sending import hashed
from participation.doors import CODES
from participation.masks import NOBODY, masked
from participation.models import Call, Enclosure, Submission
from secrecy_review.leaks import leaks, normalised, struck_passages

S = TypeVar("S", bound=Submission)
#: The acts that open name, contact and files, by the kind of what they are performed on.
REVEALS = {
    "call": "participation.reveal",
    "proposal": "participation.reveal_proposal",
    "objection": "participation.reveal_objection",
}
in_ledger(Kind.PERSONAL, *REVEALS.values(), "participation.reveal_registrations")


def register(step: Step, submission: S) -> S:
    """Save a new submission of the step's form with the next number of the year, its files, and the digest of its query code.

    What somebody brought to the desk has no token of a form: one is made, and the code is shown once. `Invalid` where the same
    form was registered a moment ago, or a file may not be stored.
    """
    data = step.data
    year = localdate(step.at).year
    serial = next_serial(f"participation.{submission.kind}", year)
    token = data.get("token") or new_token()
    # Asked while the series of numbers is held: a second click waits there until the first is committed.
    if type(submission)._default_manager.filter(form_token=hashed(token)).exists():
        raise Invalid({submission.CALLED: ["这张表已经收到，没有再登记一次。"]})
    submission.number = f"{submission.LETTER}{year}-{serial:04d}"
    submission.created_at = step.at
    submission.form_token = hashed(token)
    submission.code_hash = CODES.hashed(CODES.code_of(token))
    for name in (*submission.SAID, "name", "contact", "consent"):
        setattr(submission, name, data.get(name, ""))
    attribute(step, submission).save()
    files = data.get("enclosed") or []
    for upload in files:
        enclose(upload, submission.agency, step.actor, step.at, **{submission.kind: submission})
    step.detail |= {"number": submission.number, "channel": str(submission.channel)}
    if files:
        step.detail |= {"files": len(files)}
    if "token" not in data:
        step.shown += [
            f"{submission.CALLED}编号 {submission.number}，查询码 {CODES.code_of(token)}。",
            "请打印这一页交给来人，或者在回信里写明；查询码只在这里出现这一次。",
            "凭编号和查询码，可以在本网站“意见征集”的“查我的意见”里看办理情况和答复。",
        ]
    return submission


# Files


def digest_of(upload: Any) -> str:
    """The SHA-256 of the bytes of an upload, which can be read again afterwards."""
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in iter(lambda: upload.read(256 * 1024), b""):
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def enclose(upload: Any, agency: Agency, by: Actor, at: datetime, **of: Any) -> Enclosure:
    """Store a file that came with an `opinion`, a `proposal` or an `objection`; `Invalid` where it may not be stored."""
    try:
        stored = store(upload, name=upload.name, agency=agency, audience=Audience.PERSONAL, by=by, at=at)
    except Rejected as rejected:
        raise Invalid({"附件": [f"{str(upload.name)[:60]}：{rejected}"]}) from rejected
    return Enclosure.objects.create(
        name=str(upload.name)[:150], sha256=digest_of(upload), file=stored, added_at=at, **of
    )


def erase_enclosures(enclosures: Iterable[Enclosure], at: datetime) -> int:
    """Delete the bytes of these files and blank their names; return how many."""
    count = 0
    for enclosure in enclosures:
        erase(enclosure.file, at)
        Enclosure.objects.filter(pk=enclosure.pk).update(name="", sha256="")
        count += 1
    return count


def _looked(matter: Any, actor: Actor, at: datetime) -> QuerySet[LedgerLine]:
    """The lines by which this person opened who wrote, today; none for a person who may not read that."""
    if actor.staff_id is None or not matter.part_open_to("sender", actor):
        return LedgerLine.objects.none()
    lines = ledger.lines(matter.kind, matter.pk).filter(act=REVEALS[matter.kind], staff_id=actor.staff_id)
    return lines.filter(at__gte=midnight(localdate(at)), at__lte=at)


def revealed(submission: Submission, actor: Actor, at: datetime) -> bool:
    """Whether this person may read who handed it in, and performed the act that opens it today."""
    return _looked(submission, actor, at).exists()


def revealed_opinions(call: Call, actor: Actor, at: datetime) -> set[str]:
    """The numbers of the opinions of a call whose senders this person looked at today; one query."""
    details = _looked(call, actor, at).values_list("detail", flat=True)
    return {number for detail in details for number in detail.get("opinions", [])}


# What everybody reads


def begun(submission: Submission) -> str:
    """The words as they may be published, before somebody looks at them: personal numbers and addresses are masked."""
    return masked(submission.words)


def refuse_hidden(
    submission: Submission, places: Mapping[str, str], field: str, shown: str | None = None
) -> None:
    """`Invalid` at a field where one of these public texts has the sender's name or what is hidden in the words."""
    names = submission.named_in("\n".join(places.values()))
    if submission.name in NOBODY:
        names = [label for label in names if label != "姓名"]
    if names:
        raise Invalid({field: [f"里面有提出人的{'、'.join(names)}。人人看得到，请改写。"]})
    text = submission.shown if shown is None else shown
    if text and leaks(struck_passages(submission.words, text), places):
        raise Invalid({field: ["里面有公布的文字中隐去的话。人人看得到，请改写。"]})


def tell_sender(submission: Submission, subject: str, at: datetime, key: str) -> bool:
    """Tell whoever left an address that there is an answer, without a word of it; whether a message left."""
    contact = submission.contact
    return announce(
        email=contact if "@" in contact else "",
        phone=contact,
        subject=subject,
        body=(
            f"您提出的{submission.CALLED} {submission.number} 有了答复。"
            "请在本网站“意见征集”的“查我的意见”里，凭编号和查询码查看。"
        ),
        key=f"participation:{submission.ref}:{key}",
        at=at,
        because=submission.ref,
    )


def names_within(name: str, text: str) -> bool:
    """Whether a text names this body, whatever width, case and signs it is written with."""
    return len(normalised(name)) > 1 and normalised(name) in normalised(text)


def same_name(one: str, other: str) -> bool:
    """Whether two names mean the same body, whatever width, case and signs they are written with."""
    return bool(normalised(one)) and normalised(one) == normalised(other)
