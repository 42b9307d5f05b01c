"""What people told and wrote goes when the retention term is over; hours, points, marks and certificates stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import InternalError, transaction

from foundation.casework.models import LedgerLine
from tests.personas import County
from tests.training.exams import SHORT, Hall
from training.clockwork import erase_due
from training.models import Answer, Attendance, Award, Exam, ExtraTime, Session, Trainee
from training.statute import ERASED

pytestmark = [pytest.mark.django_db, pytest.mark.clause("TR-4")]

TERM = timedelta(days=366 * settings.APPLICATION_RETENTION_YEARS + 2)


@pytest.fixture
def hall(county: County) -> Hall:
    """The unit whose people sit online exams."""
    return Hall(county)


def test_why_somebody_did_not_come_goes_and_that_they_were_excused_stays(hall: Hall, county: County) -> None:
    person = hall.person()
    other = hall.person("测试二", "10002")
    session = hall.held(hall.notified(hall.plan()), 1)
    hall.signed(session, other)
    row = Attendance.objects.get(session=session, trainee=person)
    excused = {"who": row.pk, "state": "excused", "excuse": "陪母亲看病"}
    hall.do("mark_one", session.ref, data=excused)
    hall.proof(session)
    hall.do("record", session.ref, data={"agreed": "on"})
    assert erase_due(at=session.ends_at + TERM - timedelta(days=12)) == 0
    with pytest.raises(InternalError, match="corrected with a reason"), transaction.atomic():
        Attendance.objects.filter(pk=row.pk).update(excuse="别的")
    later = session.ends_at + TERM
    assert erase_due(at=later) == 1
    row.refresh_from_db()
    assert (row.state, row.excuse) == ("excused", ERASED)
    assert erase_due(at=later) == 0, "once"
    assert Session.objects.get(pk=session.pk).state == "recorded"


def test_what_was_answered_goes_and_points_stay(hall: Hall, county: County) -> None:
    person = hall.examinee()
    hall.question(SHORT)
    exam = hall.online()
    hall.do("paper_by_rule", exam.ref, data={"rules": "A2 简答 1 100"})
    hall.do("grant_extra_time", exam.ref, "department_head", {"trainee": person.pk, "why": "视力不便"})
    hall.do("open_exam", exam.ref, "department_head")
    county.at = exam.opens_at
    attempt = hall.started(exam)
    hall.answered(attempt, words="一次性告知")
    hall.handed_in(attempt)
    with pytest.raises(InternalError, match="after the end"), transaction.atomic():
        Answer.objects.update(given="")
    exam = hall.over(exam)
    answer = Answer.objects.get()
    hall.do("mark_answers", attempt.ref, "disclosure_head", {f"points_{answer.pk}": 80})
    hall.over(exam)
    assert Exam.objects.get().state == "marked"
    with pytest.raises(InternalError, match="after the end"), transaction.atomic():
        Answer.objects.update(given="改了")
    with pytest.raises(InternalError), transaction.atomic():
        ExtraTime.objects.update(reason="改了")
    assert erase_due(at=exam.closes_at + TERM - timedelta(days=12)) == 0
    assert erase_due(at=exam.closes_at + TERM) == 1
    assert (Answer.objects.get().given, ExtraTime.objects.get().reason) == ("", "")
    assert Award.objects.get().points == 80
    line = LedgerLine.objects.get(act="training.erase_answers")
    assert line.detail == {"answers": 1, "reasons": 1}
    assert erase_due(at=exam.closes_at + TERM) == 0


def test_the_number_of_whoever_left_goes_and_of_whoever_came_back_stays(hall: Hall, county: County) -> None:
    gone, back = (
        hall.person(name, number, certificate_number=f"国培{number}")
        for name, number in (("测试一", "10001"), ("测试二", "10002"))
    )
    for person in (gone, back):
        hall.do("leave", person.ref, data={"on": f"{county.at:%Y-%m-%d}", "reason": "调走"})
    assert erase_due(at=county.at + TERM - timedelta(days=12)) == 0
    county.at += timedelta(days=400)
    hall.person("测试二", "10002", from_on=f"{county.at:%Y-%m-%d}", post_since=f"{county.at:%Y-%m-%d}")
    assert erase_due(at=county.at + TERM) == 1
    numbers = {row.full_name: row.certificate_number for row in Trainee.objects.all()}
    assert numbers == {"测试一": "", "测试二": "国培10002"}
