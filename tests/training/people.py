"""A unit that trains: people, a plan, a session, an exam, as far as a test needs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.models import Agency
from foundation.casework.acts import Done, perform
from foundation.casework.refusals import Refused
from tests.personas import SHANGHAI, County
from training.models import Attendance, Certificate, Plan, Session, Sitting, Trainee
from training.statute import FOR_POST, Tag

#: A plan that offers enough.
PLAN: dict[str, Any] = {
    "title": "2026 年政务公开培训计划",
    "aims": "全年分两次集中培训。",
    "attendance_rule": "签到，不得代签。",
    "tags": list(Tag.values),
    "hours_planned": 20,
    "sessions_planned": 2,
    "pass_mark": 60,
    "year": 2026,
}


def moment(said: str) -> datetime:
    """A moment of Shanghai: `2026-11-05 09:00`."""
    return datetime.fromisoformat(said).replace(tzinfo=SHANGHAI)


def two(name: str, at: datetime) -> dict[str, str]:
    """A moment as its two controls send it."""
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M}"}


def text_file(name: str = "签到表.txt", content: str = "签到表") -> SimpleUploadedFile:
    """A small file of plain text."""
    return SimpleUploadedFile(name, content.encode(), content_type="text/plain")


def workbook(*rows: tuple[Any, ...], merge: str = "") -> SimpleUploadedFile:
    """A workbook with these rows."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    if merge:
        sheet.merge_range(merge, "合并")
    book.close()
    return SimpleUploadedFile("名册.xlsx", out.getvalue())


@contextmanager
def refused(clause: str, *said: str) -> Iterator[None]:
    """The act is refused by that clause, and says so."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.clause.id == clause
    for words in said:
        assert words in str(caught.value)


class School:
    """The people of one unit and their training."""

    def __init__(self, county: County, code: str = "rfbsc") -> None:
        self.county, self.code = county, code

    @property
    def agency(self) -> Agency:
        return self.county.agencies[self.code]

    def do(
        self,
        name: str,
        on: Any,
        by: str = "records_office",
        data: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Done:
        """An act of somebody of the unit."""
        who = by if "-" in by or by in self.county.people else f"{self.code}-{by}"
        return self.county.do(f"training.{name}", on, who, data, **more)

    def system(self, name: str, on: Any, at: datetime | None = None, **data: Any) -> Done:
        """An act of the portal's own."""
        return perform(f"training.{name}", on=on, actor=SYSTEM, at=at or self.county.at, data=data)

    def at(self, said: str) -> None:
        """Go on to that moment."""
        self.county.at = moment(said)

    def person(self, name: str = "测试一", number: str = "10001", **more: Any) -> Trainee:
        """Somebody who works in disclosure since the beginning of the year."""
        given = {
            "full_name": name,
            "staff_number": number,
            "establishment": "civil",
            "post": "disclosure",
            "post_since": "2026-01-05",
            "from_on": "2026-01-05",
            **more,
        }
        found: Trainee = self.do("register_person", self.agency, data=given).matter
        return found

    def plan(self, **more: Any) -> Plan:
        """An approved plan."""
        plan = self.do("draft_plan", self.agency, data={**PLAN, **more}).matter
        approved: Plan = self.do("approve_plan", plan.ref, "leader").matter
        return approved

    def facts(self, starts: str, hours: float = 3, **more: Any) -> dict[str, Any]:
        """What a session of so many clock hours is said to be."""
        first = moment(starts)
        last = first + timedelta(hours=hours)
        return {
            "title": "条例和业务培训",
            "mode": "class",
            "tags": [tag.value for tag in FOR_POST],
            "edition": "711",
            "minutes": str(int(hours * 60)),
            "place": "三楼会议室",
            **two("starts_at", first),
            **two("ends_at", last),
            **more,
        }

    def session(self, plan: Plan, starts: str = "2026-11-05 09:00", hours: float = 3, **more: Any) -> Session:
        """A session of the plan, with everybody of the unit on its list."""
        session = self.do("plan_session", plan.ref, data=self.facts(starts, hours, **more)).matter
        self.do("invite", session.ref, data={"whom": "all"})
        return Session.objects.get(pk=session.pk)

    def notified(
        self, plan: Plan, starts: str = "2026-11-05 09:00", hours: float = 3, **more: Any
    ) -> Session:
        """Announced."""
        done: Session = self.do("notify", self.session(plan, starts, hours, **more).ref).matter
        return done

    def held(self, session: Session, count: int = 1) -> Session:
        """It took place; the clock goes on to its end."""
        self.county.at = session.ends_at
        done: Session = self.do("hold", session.ref, data={"head_count": count}).matter
        return done

    def signed(self, session: Session, *people: Trainee) -> None:
        """These were there from the beginning to the end, as their sheet says."""
        rows = Attendance.objects.filter(session=session, trainee__in=people)
        self.do("enter_sheet", session.ref, data={"who": [row.pk for row in rows]})

    def proof(self, session: Session, sort: str = "sheet") -> None:
        """A file that proves it."""
        self.do("add_file", session.ref, data={"sort": sort}, files={"file": text_file()})

    def recorded(self, session: Session, *people: Trainee) -> Session:
        """Held, these were there, and their hours stand."""
        session = self.held(session, len(people))
        if people:
            self.signed(session, *people)
        self.proof(session)
        done: Session = self.do("record", session.ref, data={"agreed": "on"}).matter
        return done

    def recorded_alone(self, session: Session, *people: Trainee) -> Session:
        """These handed in that they learnt alone, and the material is there."""
        session = self.held(session, len(people))
        self.signed(session, *people)
        self.proof(session, "slides")
        done: Session = self.do("record", session.ref, data={"agreed": "on"}).matter
        return done

    def exam(self, plan: Plan, **more: Any) -> Sitting:
        """A paper exam for the induction."""
        given = {
            "title": "岗前培训考试",
            "course": "induction",
            "sat": "paper",
            "tags": [tag.value for tag in FOR_POST],
            "edition": "711",
            "held_on": f"{self.county.at:%Y-%m-%d}",
            **more,
        }
        found: Sitting = self.do("hold_exam", plan.ref, data=given).matter
        return found

    def entered(self, sitting: Sitting, **points: int) -> None:
        """Marks by number of person, entered by both."""
        people = {f"p{person.pk}": person for person in Trainee.objects.all()}
        lines = "\n".join(
            f"{people[key].full_name} {people[key].number_ends} {given}" for key, given in points.items()
        )
        self.do("enter_marks", sitting.ref, "records_office", {"lines": lines})
        self.do("enter_marks", sitting.ref, "disclosure_head", {"lines": lines})
        self.do("attach_scan", sitting.ref, files={"file": text_file("试卷.txt", "试卷")})

    def published(self, sitting: Sitting, **points: int) -> Sitting:
        """Entered, compared, published."""
        self.entered(sitting, **points)
        self.do("compare_marks", sitting.ref)
        done: Sitting = self.do("publish_marks", sitting.ref, "department_head").matter
        return done

    def inducted(self, name: str = "测试一", number: str = "10001", **more: Any) -> Trainee:
        """Somebody who heard every topic and passed."""
        person = self.person(name, number, **more)
        plan = Plan.objects.filter(agency=self.agency).first() or self.plan()
        self.recorded(self.notified(plan, f"{self.county.at + timedelta(days=1):%Y-%m-%d} 09:00"), person)
        self.published(self.exam(plan), **{f"p{person.pk}": 90})
        return Trainee.objects.get(pk=person.pk)

    def certified(self, person: Trainee) -> Certificate:
        """The entry of the register for whoever passed."""
        from training.clockwork import certify

        certify(at=self.county.at)
        return Certificate.objects.get(trainee=person, state="issued")


def signs(
    session: Session, person: Trainee, number: str, at: datetime, way: str = "qr", name: str = ""
) -> Done:
    """Somebody signs on a phone."""
    citizen = Actor.citizen("参训人员", holds=session.ref)
    given = {"full_name": name or person.full_name, "staff_number": number, "way": way}
    return perform("training.sign", on=session, actor=citizen, at=at, data=given)
