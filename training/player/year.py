"""Training in a simulated year: plans, sessions moved and held with those who came, an exam on paper, marks, certificates, the closing of the year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import localtime

from foundation.agencies.models import Staff
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.simulation.players import Beginning, Day, Next, Part, Player, clock_moment
from training.models import Attendance, Mark, Session, Trainee
from training.statute import FOR_ALL, FOR_POST, Tag

PLAYER = Player("training")
RECORDS, HEAD, PERSONNEL = Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.PERSONNEL
#: Whose work is disclosure, by the end of the user name.
IN_POST = ("wenshu", "shencha", "jingban", "zhuren", "wenshu2")
ABSENT, FAILED, SIGNED = 0.05, 0.05, 0.4
#: The session of the year that has to be moved.
MOVED = 1
TOPICS = [tag.value for tag in Tag]
#: The county's sessions: month, title, what is taught.
SESSIONS = (
    (3, "条例和配套制度", [tag.value for tag in FOR_ALL]),
    (6, "清理、保密、指南目录和申请办理", [tag.value for tag in FOR_POST]),
    (9, "年度报告、政策咨询和政策解读", TOPICS),
)


@PLAYER.begins
def teaching(day: Day) -> Iterator[Beginning]:
    """In January agencies register their people; the county plans the year, teaches three times and holds an exam."""
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE) if day.working else None
    if office is None or not day.world.people.holders(RECORDS, office):
        return
    for n, code in enumerate(day.world.staffed()):
        if day.is_nth_working_day(1, 2 + n % 8):
            yield Beginning(f"people-{code}", "register", {"agency": code})
    if day.is_nth_working_day(2, 3):
        yield Beginning("plan", "plan", {"agency": office.code})


def _number(code: str, n: int) -> str:
    """The staff number of somebody, by their place among those of the agency."""
    return f"SIM-{code}-{n:03}"


@PLAYER.stage
def register(part: Part) -> None:
    """Everybody with an account, and one at a window who has none."""
    agency, since = part.agency, part.today.replace(month=1, day=1)
    people = Staff.objects.filter(agency=agency, is_active=True).order_by("username")
    for n, staff in enumerate(people):
        post = "disclosure" if staff.username.partition("-")[2] in IN_POST else "other"
        given: dict[str, Any] = {"full_name": f"{agency.short_name}{staff.full_name}"[:40], "staff": staff.pk}
        given |= {
            "staff_number": _number(agency.code, n),
            "establishment": "civil",
            "post": post,
            "from_on": since,
        }
        given |= {
            "post_since": since if post == "disclosure" else "",
            "certificate_number": f"模-{agency.code}-{n:03}",
        }
        part.do("training.register_person", RECORDS, agency, **given)
    given = {"full_name": f"{agency.short_name}窗口人员"[:40], "staff": "", "establishment": "institution"}
    given |= {"staff_number": _number(agency.code, len(people)), "post": "disclosure", "from_on": since}
    part.do("training.register_person", RECORDS, agency, **given, post_since=since, certificate_number="")


@PLAYER.stage
def plan(part: Part) -> Next:
    year = part.today.year
    given: dict[str, Any] = {
        "year": year,
        "title": f"{year} 年全县政务公开培训计划",
        "countywide": "on",
        "tags": TOPICS,
    }
    given |= {"aims": "上半年讲条例和配套制度，下半年讲申请办理、保密审查和政策解读；统一考试。"}
    given |= {
        "attendance_rule": "到场签到，不得代签。",
        "hours_planned": 12,
        "sessions_planned": 3,
        "pass_mark": 60,
    }
    part.about(part.do("training.draft_plan", RECORDS, part.agency, **given))
    part.do("training.approve_plan", HEAD)
    part.facts |= {"plan": part.course.ref, "n": 0}
    return part.on_day(invite, part.today.replace(month=SESSIONS[0][0], day=3))


@PLAYER.stage
def invite(part: Part) -> Next:
    """A session of three hours is announced ten days before."""
    _month, title, tags = SESSIONS[part.facts["n"]]
    day = part.world.calendar.add_working_days(part.today, 10).date
    starts = localtime(part.at).replace(
        year=day.year, month=day.month, day=day.day, hour=9, minute=0, second=0
    )
    given = {
        "title": title,
        "mode": "class",
        "tags": tags,
        "edition": "711",
        "minutes": "180",
        "place": "县政府三楼会议室",
    }
    given |= (
        {"speakers": "县政务公开办公室"}
        | clock_moment("starts_at", starts)
        | clock_moment("ends_at", starts + timedelta(hours=3))
    )
    session = part.do("training.plan_session", RECORDS, part.facts["plan"], **given)
    part.do("training.invite", RECORDS, session, whom="all")
    part.about(part.do("training.notify", RECORDS, session))
    if part.facts["n"] == MOVED:
        return part.then(move_session, (1, 4))
    return Next("sign_in", starts - timedelta(minutes=20))


@PLAYER.stage
def move_session(part: Part) -> Next:
    """Another session takes its place a week later, of which everybody is told anew."""
    old: Session = part.matter
    starts = localtime(old.starts_at) + timedelta(days=7)
    given = clock_moment("starts_at", starts) | clock_moment("ends_at", starts + timedelta(hours=3))
    part.do("training.move_session", RECORDS, **given, place="", reason="会议室那天开防汛调度会。")
    part.about(Session.objects.select_related("agency").get(moved_from=old))
    part.do("training.notify", RECORDS)
    return Next("sign_in", starts - timedelta(minutes=20))


@PLAYER.stage
def sign_in(part: Part) -> Next:
    """Some scan the code at the door; the others sign on paper."""
    session: Session = part.matter
    ends, codes = session.ends_at, sorted(set(session.attendance.values_list("agency__code", flat=True)))
    for code in codes:
        for n, one in enumerate(Trainee.objects.filter(agency__code=code).order_by("pk")):
            if session.attendance.filter(trainee=one).exists() and part.chance(SIGNED):
                said = {"full_name": one.full_name, "staff_number": _number(code, n), "way": "qr"}
                # Many at one door: each takes some seconds.
                at = part.at + timedelta(seconds=part.stream.randint(4, 12))
                part.citizen("training.sign", session, called="参训人员", **said)
                part.at = at
    return Next("hold", ends + timedelta(hours=1))


@PLAYER.stage
def hold(part: Part) -> Next:
    """Who came is entered, the proof is laid beside, the file is closed."""
    session: Session = part.matter
    invited = session.attendance.order_by("trainee__agency__code", "trainee__full_name", "pk")
    signed = [row for row in invited if row.state in Attendance.CAME]
    rows = [row for row in invited if row not in signed and not part.chance(ABSENT)]
    part.do("training.hold", RECORDS, head_count=len(signed) + len(rows))
    part.do("training.enter_sheet", RECORDS, who=[row.pk for row in rows])
    away = [row for row in invited if row not in signed and row not in rows]
    for row in away[::2]:
        excused = {"who": row.pk, "state": "excused", "excuse": "公出：到市里开会。"}
        part.do("training.mark_one", RECORDS, **excused)
    for sort, name in (("notice", "培训通知.txt"), ("sheet", "签到表.txt"), ("slides", "课件.txt")):
        proof = ContentFile(f"“{session.title}”：{name}".encode(), name)
        part.do("training.add_file", RECORDS, sort=sort, edition="", file=proof)
    part.do("training.record", RECORDS, agreed="on")
    part.do("training.file_session", RECORDS, summary="讲了计划里的内容，回答了提问，材料已归集。")
    n = part.facts["n"] = part.facts["n"] + 1
    if n < len(SESSIONS):
        return part.on_day(invite, part.today.replace(month=SESSIONS[n][0], day=3))
    return part.then(examine, (4, 8))


@PLAYER.stage
def examine(part: Part) -> Next:
    """An exam on paper of everybody in disclosure, entered by two, compared and published."""
    tags = [tag.value for tag in FOR_POST]
    given = {
        "title": "年度政务公开考试",
        "course": "induction",
        "sat": "paper",
        "tags": tags,
        "edition": "711",
    }
    sitting = part.do("training.hold_exam", RECORDS, part.facts["plan"], held_on=part.today, **given)
    people = Trainee.objects.in_post().filter(duty=True).order_by("staff__username", "pk")
    marks = [(one, 52 if part.chance(FAILED) else part.stream.randint(65, 98)) for one in people]
    lines = "\n".join(f"{one.full_name} {one.number_ends} {mark}" for one, mark in marks)
    part.do("training.enter_marks", RECORDS, sitting, lines=lines)
    part.do("training.enter_marks", PERSONNEL, sitting, lines=lines)
    part.do("training.attach_scan", RECORDS, sitting, file=ContentFile("试卷扫描件".encode(), "试卷.txt"))
    part.do("training.compare_marks", RECORDS, sitting)
    part.do("training.publish_marks", HEAD, sitting)
    # Whoever has no account objects through the records office of their agency.
    rows = Mark.objects.filter(sitting=sitting, trainee__staff=None).order_by(
        "points", "trainee__full_name", "pk"
    )
    row = rows.select_related("trainee__agency")[0]
    where, grounds = row.trainee.agency, "第 6 题两种答法都对，请再看一下。"
    said = {"mark": row.pk, "grounds": grounds}
    objected = part.do("training.file_objection", RECORDS, row.trainee, of_agency=where, **said)
    part.begin(PLAYER, decide_objection, objected, (1, 3))
    return part.on_day(close, part.today.replace(month=12, day=26))


@PLAYER.stage
def decide_objection(part: Part) -> None:
    decision = "对照参考答案看过，第 6 题只写了一种情形，分数没有错。"
    part.do("training.dismiss_objection", Role.LEADER, decision=decision)


@PLAYER.stage
def close(part: Part) -> None:
    report = "计划的培训都已举办，公开工作人员统一考试，材料已归集。"
    part.do("training.close_plan", RECORDS, part.facts["plan"], report=report)
