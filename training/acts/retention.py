"""Erasing what people told and wrote when the retention term is over; hours, marks and certificates stay in the register."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from foundation.casework.acts import Step, act
from foundation.deadlines.counting import midnight
from foundation.privacy.retention import last_day
from training.models import Answer, Attendance, Exam, ExtraTime, Posting, Session, Trainee
from training.statute import ERASED


def sessions_due(at: datetime) -> QuerySet[Session]:
    """Sessions of that age in which somebody said why they could not come."""
    told = Attendance.objects.filter(session=OuterRef("pk")).exclude(excuse__in=("", ERASED))
    held = Session.objects.filter(state__in=Session.DONE, ends_at__lt=midnight(last_day(localdate(at))))
    return held.filter(Exists(told)).order_by("pk")


def exams_due(at: datetime) -> QuerySet[Exam]:
    """Online exams of that age whose answers, or reasons for more time, still stand."""
    written = Answer.objects.filter(attempt__exam=OuterRef("pk")).exclude(given="")
    told = ExtraTime.objects.filter(exam=OuterRef("pk")).exclude(reason="")
    over = Exam.objects.filter(state__in=(Exam.State.MARKED, Exam.State.DROPPED))
    due = over.filter(closes_at__lt=midnight(last_day(localdate(at))))
    return due.filter(Exists(written) | Exists(told)).order_by("pk")


def people_due(at: datetime) -> QuerySet[Trainee]:
    """Those who left so long ago, and whose number of the national certificate still stands."""
    later = Posting.objects.filter(trainee=OuterRef("pk")).exclude(until_on__lte=last_day(localdate(at)))
    gone = Trainee.objects.filter(state=Trainee.State.LEFT).exclude(certificate_number="")
    return gone.exclude(Exists(later)).order_by("pk")


@act(
    "training.erase_excuses",
    "到期清除请假事由",
    on=Session,
    states=Session.DONE,
    cites=("TR-4",),
)
def erase_excuses(step: Step) -> None:
    """That somebody was excused stays."""
    rows = Attendance.objects.filter(session=step.matter).exclude(excuse__in=("", ERASED))
    step.detail = {"excuses": rows.update(excuse=ERASED)}


@act(
    "training.erase_answers",
    "到期清除答卷和延时理由",
    on=Exam,
    states=(Exam.State.MARKED, Exam.State.DROPPED),
    cites=("TR-4",),
)
def erase_answers(step: Step) -> None:
    """Points and marks stay."""
    answers = Answer.objects.filter(attempt__exam=step.matter).exclude(given="").update(given="")
    reasons = ExtraTime.objects.filter(exam=step.matter).exclude(reason="").update(reason="")
    step.detail = {"answers": answers, "reasons": reasons}


@act(
    "training.erase_number",
    "到期清除证书号",
    on=Trainee,
    states=(Trainee.State.LEFT,),
    cites=("TR-4",),
)
def erase_number(step: Step) -> None:
    """Of whoever left so long ago; the register keeps the person with what they learnt."""
    step.matter.certificate_number = ""
