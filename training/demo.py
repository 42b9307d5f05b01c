"""Training of the demonstration county, invented: last year from its plan to the list, this year under way, the day of the gate."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localdate, localtime

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Done, perform
from foundation.deadlines.limits import SHANGHAI
from training import clockwork
from training.demo_exam import play_exams
from training.models import Attendance, BarredList, Certificate, Mark, Plan, Session, Sitting, Trainee
from training.statute import FOR_ALL, FOR_POST, Tag

#: The units whose people are registered, and who of them works in disclosure.
UNITS = ("xzfb", "rfbsc", "nmj", "slj", "lxcz", "bmj", "sfj")
IN_POST = ("wenshu", "shencha", "jingban", "zhuren")
#: Of the county's water company, which has nobody at the desk: registered by the county, and only advised.
UTILITY = "gsgs"
TOPICS = [tag.value for tag in Tag]


def play(now: datetime) -> None:
    """Take training as far as it is, unless there is any already."""
    if Plan.objects.exists():
        return
    year = localdate(now).year
    with transaction.atomic():
        School("xzfb", now).last_year(year - 1)
        School("xzfb", now).this_year(year)
        play_exams(now)


def told() -> list[str]:
    """Where a certificate can be checked, which nobody finds by looking."""
    row = Certificate.objects.filter(state=Certificate.State.ISSUED).order_by("pk").first()
    return [f"/training/certificates/{row.code}/ 培训证书核验"] if row else []


def _moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def _two(name: str, at: datetime) -> dict[str, str]:
    """A moment as the two fields of a form."""
    at = localtime(at)
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M}"}


class School:
    """The people of one unit who organise training, each step some minutes after the last."""

    def __init__(self, code: str, now: datetime) -> None:
        self.code, self.now = code, now
        self.at = now - timedelta(days=700)

    def act(self, name: str, who: str, on: Any, /, files: Any = None, **data: Any) -> Done:
        """An act of the person in that office, or of somebody by user name."""
        username = who if "-" in who or who == "xianducha" else f"{self.code}-{who}"
        person = Staff.objects.select_related("agency").get(username=username)
        self.at = min(self.at + timedelta(minutes=1), self.now)
        return perform(
            f"training.{name}", on=on, actor=Actor.of(person), at=self.at, data=data, files=files or {}
        )

    def of(self, code: str) -> School:
        """The same moment in another unit."""
        other = School(code, self.now)
        other.at = self.at
        return other

    # People

    def register_all(self, since: date) -> None:
        """Everybody with an account, and two of the water company."""
        number = 0
        for code in UNITS:
            agency = Agency.objects.get(code=code)
            for staff in Staff.objects.filter(agency=agency, username__startswith=f"{code}-").order_by("pk"):
                number += 1
                office = staff.username.partition("-")[2]
                post = "disclosure" if office in IN_POST else "other"
                self.of(code).act(
                    "register_person",
                    f"{code}-wenshu",
                    agency,
                    full_name=f"{agency.short_name}{staff.full_name}"[:40],
                    staff_number=f"TEST-{number:06}",
                    establishment="civil",
                    post=post,
                    post_since=str(since) if post == "disclosure" else "",
                    certificate_number=f"测-{since.year}-{number:04}",
                    staff=staff.pk,
                    from_on=str(since),
                )
        company = Agency.objects.get(code=UTILITY)
        for name in ("测试甲", "测试乙"):
            number += 1
            given = {
                "full_name": name,
                "staff_number": f"TEST-{number:06}",
                "establishment": "enterprise",
                "post": "disclosure",
                "post_since": str(since),
                "from_on": str(since),
            }
            self.act("register_person", "xianducha", company, **given)

    # Plans and sessions

    def plan(self, year: int, title: str, *, countywide: bool = False, hours: int = 16) -> Plan:
        """A plan of a year, approved."""
        given: dict[str, Any] = {
            "year": year,
            "title": title,
            "aims": "上半年讲条例和配套制度，下半年讲申请办理、保密审查和政策解读；九月统一考试。",
            "attendance_rule": "到场签到，不得代签；请假由单位负责人批准。",
            "tags": TOPICS,
            "hours_planned": hours,
            "sessions_planned": 4,
            "pass_mark": 60,
        }
        if countywide:
            given["countywide"] = "on"
        plan = self.act("draft_plan", "wenshu", Agency.objects.get(code=self.code), **given).matter
        done: Plan = self.act("approve_plan", "zhuren", plan).matter
        return done

    def session(self, plan: Plan, title: str, starts: datetime, tags: list[str], **more: Any) -> Session:
        """A session of three hours, announced."""
        given = {
            "title": title,
            "mode": "class",
            "tags": tags,
            "edition": "711",
            "minutes": "180",
            "place": "县政府三楼会议室",
            "speakers": "县政务公开办公室、县国家保密局",
            **_two("starts_at", starts),
            **_two("ends_at", starts + timedelta(hours=3)),
            **more,
        }
        session = self.act("plan_session", "wenshu", plan, **given).matter
        self.act("invite", "wenshu", session, whom="all")
        done: Session = self.act("notify", "wenshu", session).matter
        return done

    def held(self, session: Session, absent: tuple[str, ...] = ()) -> Session:
        """Those who came, the proof, the file; whoever is named stayed away."""
        self.at = session.ends_at
        rows = session.attendance.exclude(trainee__staff__username__in=absent)
        self.act("hold", "wenshu", session, head_count=rows.count())
        self.act("enter_sheet", "wenshu", session, who=[row.pk for row in rows])
        for sort, name, text in (
            ("notice", "培训通知.txt", f"关于举办“{session.title}”的通知。"),
            ("sheet", "签到表.txt", "签到表扫描件见附件。"),
            ("slides", "课件.txt", "政府信息公开条例（国务院令第711号）。"),
        ):
            self.act(
                "add_file",
                "wenshu",
                session,
                {"file": ContentFile(text.encode(), name)},
                sort=sort,
                edition="",
            )
        self.act("record", "wenshu", session, agreed="on")
        done: Session = self.act(
            "file_session", "wenshu", session, summary="讲了计划里的内容，回答了提问，材料已归集。"
        ).matter
        return done

    def exam(self, plan: Plan, held_on: date, failed: tuple[str, ...]) -> Sitting:
        """A paper exam of everybody in disclosure, entered twice, published."""
        self.at = _moment(held_on, 15)
        given = {
            "title": f"{plan.year} 年政务公开考试",
            "course": "induction",
            "sat": "paper",
            "tags": [tag.value for tag in FOR_POST],
            "edition": "711",
            "held_on": str(held_on),
        }
        sitting = self.act("hold_exam", "wenshu", plan, **given).matter
        people = list(Trainee.objects.in_post().filter(duty=True).select_related("staff").order_by("pk"))
        lines = "\n".join(
            f"{one.full_name} {one.number_ends} {52 if one.staff and one.staff.username in failed else 70 + n % 28}"
            for n, one in enumerate(people)
        )
        self.act("enter_marks", "wenshu", sitting, lines=lines)
        self.act("enter_marks", "renshi", sitting, lines=lines)
        scan = ContentFile("试卷扫描件".encode(), "试卷.txt")
        self.act("attach_scan", "wenshu", sitting, {"file": scan})
        self.act("compare_marks", "wenshu", sitting)
        done: Sitting = self.act("publish_marks", "zhuren", sitting).matter
        return done

    # Years

    def last_year(self, year: int) -> None:
        """A whole year: plan, sessions, exam, an objection, certificates, warning, closing, the list."""
        self.at = _moment(date(year, 1, 12))
        self.register_all(date(year, 1, 5))
        clockwork.open_years(at=self.at)
        self.at = _moment(date(year, 2, 10))
        county = self.plan(year, f"{year} 年全县政务公开培训计划", countywide=True, hours=12)
        own = self.of("rfbsc")
        own_plan = own.plan(year, f"{year} 年荣丰办事处政务公开培训计划", hours=4)
        common, posts = [tag.value for tag in FOR_ALL], [tag.value for tag in FOR_POST]
        for day, title, tags in (
            (date(year, 3, 12), "条例和配套制度", common),
            (date(year, 7, 9), "清理、保密、指南目录和申请办理", posts),
            (date(year, 9, 10), "年度报告、政策咨询和政策解读", TOPICS),
        ):
            self.at = _moment(day - timedelta(days=12))
            session = self.session(county, title, _moment(day), tags)
            self.held(session, absent=("nmj-nigao", "slj-lingdao") if day.month != 3 else ("nmj-nigao",))
        sitting = self.exam(county, date(year, 9, 21), failed=("slj-jingban",))
        self._objected(sitting)
        own.at = _moment(date(year, 9, 28))
        clockwork.warn_years(at=_moment(date(year, 10, 1), 8))
        self.at = _moment(date(year, 10, 12))
        clockwork.settle_marks(at=self.at)
        clockwork.certify(at=self.at)
        self._revoked()
        own.at = _moment(date(year, 11, 1))
        own.held(
            own.session(
                own_plan, "申请办理案例研讨", _moment(date(year, 11, 12)), ["B4", "C1"], mode="seminar"
            )
        )
        self.at = own.at = _moment(date(year, 12, 28))
        report = "计划的培训都已举办，公开工作人员统一考试，材料已归集。"
        self.act("close_plan", "wenshu", county, report=report)
        own.act("close_plan", "wenshu", own_plan, report=report)
        clockwork.close_years(at=_moment(date(year + 1, 1, 1), 1))
        self._listed(year)

    def _objected(self, sitting: Sitting) -> None:
        """Whoever failed asks to look again; the mark stands."""
        mark = Mark.objects.select_related("trainee__agency").get(sitting=sitting, passed=False)
        self.at += timedelta(days=1)
        given = {"mark": mark.pk, "grounds": "第三题请再看一遍。"}
        row = self.of("slj").act("file_objection", "slj-wenshu", mark.trainee, **given).matter
        self.at += timedelta(days=1)
        self.act("dismiss_objection", "zhuren", row, decision="逐题复核，没有漏判。")

    def _revoked(self) -> None:
        """One entry that counts no more."""
        row = Certificate.objects.filter(trainee__agency__code="lxcz").order_by("pk").first()
        if row is not None:
            self.of("lxcz").act(
                "revoke_certificate", "lxcz-zhuren", row, reason="姓名登记有误，更正后重新登记"
            )

    def _listed(self, year: int) -> None:
        """One list handed over and acknowledged, one handed over, the others still to be handed over."""
        for code, acknowledged in (("nmj", True), ("slj", False)):
            office = self.of(code)
            office.at = _moment(date(year + 1, 1, 6))
            made = BarredList.objects.get(of__agency__code=code, year=year)
            office.act("hand_over_list", "zhuren", made)
            if acknowledged:
                office.act("acknowledge_list", "renshi", made)

    def this_year(self, year: int) -> None:
        """The plans of this year, a session in which people sign now, one to come, one of an outdated edition; the day of the gate."""
        self.at = self.now - timedelta(hours=6)
        clockwork.open_years(at=self.at)
        self.at = (
            min(_moment(date(year, 1, 20)), self.at) if self.now > _moment(date(year, 2, 1)) else self.at
        )
        county = self.plan(year, f"{year} 年全县政务公开培训计划", countywide=True, hours=12)
        own = self.of("rfbsc")
        own_plan = own.plan(year, f"{year} 年荣丰办事处政务公开培训计划", hours=4)
        if self.now > _moment(date(year, 4, 1)):
            self.at = _moment(date(year, 3, 1))
            self.held(
                self.session(
                    county, "条例和配套制度", _moment(date(year, 3, 12)), [tag.value for tag in FOR_ALL]
                )
            )
        clockwork.warn_years(at=self.now)
        self.at = own.at = self.now - timedelta(hours=1)
        soon = (self.now + timedelta(minutes=20)).replace(second=0, microsecond=0)
        if localtime(soon).year == year:
            self._signed(self.session(county, "申请办理和保密审查", soon, [tag.value for tag in FOR_POST]))
        later = _moment(localdate(self.now) + timedelta(days=9))
        if later.year == year:
            own.session(own_plan, "政策解读怎么写", later, ["C1"], mode="lecture")
            own.session(own_plan, "旧条例回顾", later + timedelta(days=2), ["A2"], edition="492")
        office = Agency.objects.get(code="xzfb")
        first = (localdate(self.now).replace(day=1) + timedelta(days=62)).replace(day=1)
        self.at = self.now
        self.act(
            "state_rule",
            "xianducha",
            office,
            from_on=str(first),
            in_post_until=str(first + timedelta(days=180)),
        )
        self.of("rfbsc").act(
            "grant_cover",
            "rfbsc-lingdao",
            Staff.objects.get(username="rfbsc-guanli"),
            role="applications_clerk",
            until_on=str(localdate(self.now) + timedelta(days=14)),
            because="经办人住院，急需有人登记申请。",
        )

    def _signed(self, session: Session) -> None:
        """Some have signed on their phones already."""
        citizen = Actor.citizen("参训人员", holds=session.ref)
        rows = Attendance.objects.filter(session=session, agency__code="rfbsc").select_related("trainee")
        for row in rows.order_by("pk")[:4]:
            number = f"TEST-00{row.trainee.number_ends}"
            given = {"full_name": row.trainee.full_name, "staff_number": number, "way": "qr"}
            perform("training.sign", on=session, actor=citizen, at=self.now, data=given)
