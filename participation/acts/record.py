"""A hearing on its day and after it: who was there, the record and its signatures, views and what becomes of them, the report."""

from __future__ import annotations

from django.db.models import Q

from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.refusals import Invalid
from participation.forms import hearing as asked
from participation.gates import papers_served, says_nothing_personal
from participation.models import Hearing, Point, Representative, Signature
from participation.registering import refuse_names

State = Hearing.State
DRAFTER, HEAD, RECORDS = Role.DRAFTER, Role.DEPARTMENT_HEAD, Role.RECORDS_OFFICE


@gate("PP-9", "举行的时间已到")
def has_begun(step: Step) -> Objection | None:
    begins = step.matter.begins_at
    if begins is None or step.at < begins:
        return f"听证会{f' {step.matter.begins_on} ' if begins else '公告以后'}才举行。", "请在举行以后登记。"
    return None


@act(
    "participation.hold_hearing",
    "登记听证会已举行",
    on=Hearing,
    via="hold",
    role=DRAFTER,
    asks=asked.HoldForm,
    cites=("PP-9", "决策条例16"),
    gates=[has_begun, papers_served],
    weight="primary",
    tells=(RECORDS,),
)
def hold_hearing(step: Step) -> None:
    hearing: Hearing = step.matter
    ended = asked.moment_of(hearing.begins_on, step.data["ended"])  # type: ignore[arg-type]
    if not hearing.begins_at < ended <= step.at:  # type: ignore[operator]
        raise Invalid({"结束时间": ["要晚于开始时间，并且已经过去。"]})
    rows = Representative.objects.filter(hearing=hearing)
    rows.filter(pk__in=step.data["present"]).update(attended=True)
    rows.sitting().exclude(pk__in=step.data["present"]).update(attended=False)
    hearing.hold(step.at, ended)
    step.detail = {"present": len(step.data["present"]), "invited": rows.count()}


@act(
    "participation.write_transcript",
    "写听证笔录",
    on=Hearing,
    states=(State.HELD,),
    role=DRAFTER,
    asks=asked.TranscriptForm,
    cites=("PP-11", "决策条例17"),
    waits_if=lambda model: Q(transcript=""),
)
def write_transcript(step: Step) -> None:
    """Signatures stay with the words that were signed: of a changed record everybody signs anew."""
    step.matter.transcript = step.data["transcript"]


@act(
    "participation.sign_transcript",
    "登记笔录签字",
    on=Hearing,
    states=(State.HELD,),
    role=DRAFTER,
    asks=asked.SignForm,
    cites=("PP-11",),
    when=lambda hearing: bool(hearing.transcript),
)
def sign_transcript(step: Step) -> None:
    hearing, data = step.matter, step.data
    if not hearing.transcript:
        raise Invalid({"代表": ["还没有笔录。"]})
    Signature.objects.create(
        representative=data["representative"],
        signed=data["signed"] == "yes",
        note=data["note"],
        transcript_digest=hearing.transcript_digest,
        by=step.staff,
        at=step.at,
    )
    step.detail = {"representative": data["representative"].pk, "signed": data["signed"] == "yes"}


@act(
    "participation.answer_point",
    "登记听证意见和采纳情况",
    on=Hearing,
    states=(State.HELD,),
    role=DRAFTER,
    asks=asked.PointForm,
    cites=("PP-11",),
    gates=[says_nothing_personal],
)
def answer_point(step: Step) -> None:
    data = step.data
    refuse_names(step.matter, {"意见": data["text"], "理由": data["because"]})
    Point.objects.create(
        hearing=step.matter, text=data["text"], result=data["result"], reason=data["because"], at=step.at
    )


def unsigned(hearing: Hearing) -> list[str]:
    """Who was there and neither signed the record as it stands nor refused to."""
    digest = hearing.transcript_digest
    rows = hearing.representatives.filter(attended=True).prefetch_related("signatures")
    return [
        str(row) for row in rows if not any(each.transcript_digest == digest for each in row.signatures.all())
    ]


@gate("PP-11", "笔录由每一位到会的代表签字，或者写明拒绝")
def record_signed(step: Step) -> Objection | None:
    hearing: Hearing = step.matter
    if not hearing.transcript:
        return "还没有听证笔录。", "请先写笔录。"
    if left := unsigned(hearing):
        shown = "、".join(left[:5])
        return (
            f"{shown}{'等' if len(left) > 5 else ''}还没有在笔录上签字。",
            "请逐人登记签字；拒绝签字的写明情况。",
        )
    return None


@gate("PP-11", "意见都有采纳情况")
def points_answered(step: Step) -> Objection | None:
    if not step.matter.points.exists():
        return "还没有登记听证会上的意见和采纳情况。", "请逐条登记；不采纳的写明理由。"
    return None


@act(
    "participation.report_hearing",
    "公布听证报告",
    on=Hearing,
    via="publish_report",
    role=RECORDS,
    asks=asked.HearingReportForm,
    cites=("PP-11",),
    gates=[record_signed, points_answered, says_nothing_personal],
    tells=(DRAFTER, HEAD),
    weight="primary",
)
def report_hearing(step: Step) -> None:
    data = step.data
    refuse_names(step.matter, {"听证报告": data["report"], "结论性建议": data["conclusion"]})
    step.matter.publish_report(step.at, data["report"], data["conclusion"])
