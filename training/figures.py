"""The numbers of training, by agency and year (TR-1 to TR-7). Of people there are counts and means; nobody is ranked."""

from __future__ import annotations

from django.db.models import F, FloatField, Q, QuerySet
from django.db.models.functions import Cast

from foundation.figures.declared import Of, Span, Unit, figure, kept_in_time
from training.models import Account, Certificate, Cover, GuardedGrant, Session, Sitting, Trainee
from training.queries import untrained_in_post
from training.statute import (
    ASSESSED,
    FOR_POST,
    HOUR_MINUTES,
    LIST_ACKNOWLEDGED,
    RECHECK,
    Post,
)


def _years(span: Span) -> QuerySet[Account]:
    return Account.objects.filter(year__range=(span.first.year, span.last.year))


@figure(
    "training.civil_trained",
    "参加过培训的公务员",
    unit=Unit.SHARE,
    clause="TR-1",
    part=Q(minutes__gt=0),
)
def civil(span: Span) -> QuerySet[Account]:
    return _years(span).filter(establishment__in=ASSESSED, duty=True)


@figure(
    "training.exam_passed",
    "参加考试的人里都及格的",
    unit=Unit.SHARE,
    clause="TR-4",
    part=Q(exams_failed=0),
)
def sat(span: Span) -> QuerySet[Account]:
    return _years(span).filter(Q(exams_passed__gt=0) | Q(exams_failed__gt=0))


@figure(
    "training.enough_hours",
    "满 16 学时的公开工作人员",
    unit=Unit.SHARE,
    clause="TR-5",
    part=Q(minutes__gte=F("required")),
)
@figure(
    "training.average_hours",
    "公开工作人员平均学时",
    unit=Unit.HOURS,
    clause="TR-5",
    measure=Cast("minutes", FloatField()) / HOUR_MINUTES,
    of=Of.MEAN,
)
def in_post(span: Span) -> QuerySet[Account]:
    return _years(span).filter(post=Post.DISCLOSURE, duty=True)


@figure("training.untrained_in_post", "在岗而没有完成岗前培训的", unit=Unit.PEOPLE, clause="TR-5")
def untrained(span: Span) -> QuerySet[GuardedGrant]:
    return GuardedGrant.objects.filter(pk__in=untrained_in_post().values("pk")).select_related("staff")


@figure("training.covers", "临时顶岗", unit=Unit.TIMES, clause="TR-5")
def covers(span: Span) -> QuerySet[Cover]:
    return Cover.objects.filter(span.holds_day("from_on"))


@figure(
    "training.sessions_held",
    "安排的培训里举办了的",
    unit=Unit.SHARE,
    clause="TR-1",
    part=Q(state__in=Session.DONE),
)
def sessions(span: Span) -> QuerySet[Session]:
    return Session.objects.filter(span.holds("starts_at")).exclude(state=Session.State.MOVED)


@figure(
    "training.topics_covered",
    "公开工作人员里学全九项内容的",
    unit=Unit.SHARE,
    clause="TR-3",
    part=Q(covered__contains=[tag.value for tag in FOR_POST]),
)
def topics(span: Span) -> QuerySet[Trainee]:
    return Trainee.objects.in_post().filter(duty=True, post_since__lte=span.last)


@figure(
    "training.interpretation_sessions",
    "举办的培训里讲政策解读的",
    unit=Unit.SHARE,
    clause="PI-9",
    part=Q(tags__contains=["C1"]),
)
def held(span: Span) -> QuerySet[Session]:
    return Session.objects.held().filter(span.holds("starts_at"))


@figure(
    "training.advised_trained",
    "公共企事业单位（参照执行）参加过培训的",
    unit=Unit.SHARE,
    clause="TR-7",
    part=Q(minutes__gt=0),
)
def advised(span: Span) -> QuerySet[Account]:
    return _years(span).filter(duty=False)


@figure("training.exams", "公布成绩的考试", unit=Unit.TIMES, clause="TR-4")
def exams(span: Span) -> QuerySet[Sitting]:
    return Sitting.objects.filter(span.holds("published_at"))


@figure("training.certificates", "登记的培训证书", unit=Unit.MATTERS, clause="TR-4")
@figure(
    "training.certificates_revoked",
    "其中作废的",
    unit=Unit.SHARE,
    clause="TR-4",
    part=Q(state=Certificate.State.REVOKED),
)
def certificates(span: Span) -> QuerySet[Certificate]:
    return Certificate.objects.filter(span.holds_day("issued_on"))


@figure("training.barred", "当年不得评为优秀的", unit=Unit.PEOPLE, clause="TR-4")
def barred(span: Span) -> QuerySet[Account]:
    return _years(span).filter(barred=True)


kept_in_time("training.rechecked_in_time", "按时复核的成绩", RECHECK)
kept_in_time("training.list_in_time", "按时签收的不得评优名单", LIST_ACKNOWLEDGED)
