"""The year of a unit: opened, warned in October, closed at its end, and the list for the personnel office (TR-4, TR-5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate, localtime

from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, desk_url, gate
from foundation.casework.fields import ReasonForm, RemarkForm
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Refused
from foundation.deadlines import clocks
from foundation.deadlines.counting import midnight
from foundation.files.acts import store_made
from foundation.files.models import Audience
from foundation.notices.acts import tell
from training.acts.plans import HEAD, LEADER, OFFICE, OFFICE_HEAD
from training.counting import open_accounts, write_accounts
from training.models import Account, BarredList, Session, Trainee, Year
from training.models.person import named_people
from training.papers import barred_paper
from training.statute import HOUR_MINUTES, LIST_ACKNOWLEDGED, WARN_FROM, YEAR_HOURS, Post, hours, is_duty

State = Year.State
PERSONNEL = Role.PERSONNEL
#: The sessions that a warning names.
NAMED = 5


class YearForm(ActForm):
    """A year."""

    reason_field = ""
    year = forms.IntegerField(label="年度", min_value=2020, max_value=2100)


@act("training.open_year", "建立年度培训账", on=Agency, creates=Year, asks=YearForm, cites=("TR-5",))
def open_year(step: Step) -> Year:
    """Everybody of the unit has an account for the year."""
    year = step.data["year"]
    row = Year(agency=step.matter, created_at=step.at, year=year)
    attribute(step, row).save()
    open_accounts(Trainee.objects.here().filter(agency=step.matter), [year])
    return row


def accounts_of(year: Year) -> Any:
    """The accounts of its people."""
    return Account.objects.filter(agency=year.agency_id, year=year.year).select_related("trainee", "agency")


def short_of(year: Year) -> list[Account]:
    """Disclosure staff who are here and have too few hours until now, the least first."""
    rows = accounts_of(year).filter(post=Post.DISCLOSURE).exclude(trainee__state=Trainee.State.LEFT)
    rows = rows.order_by("minutes", "trainee__full_name", "pk")
    return [row for row in rows if row.lacking > 0]


def remedies(year: Year, at: Any, most: int = NAMED) -> list[Session]:
    """The next sessions of the year that count for people of this unit."""
    rows = Session.objects.filter(
        state__in=Session.AHEAD, starts_at__gt=at, starts_at__lt=midnight(date(year.year + 1, 1, 1))
    )
    mine = rows.filter(agency=year.agency_id) | rows.filter(countywide=True)
    return list(mine.order_by("starts_at", "pk")[:most])


def warning(year: Year, at: Any) -> tuple[str, str]:
    """What the head of a unit is told: who has too few hours, and what would mend it."""
    short = short_of(year)
    advice = "" if all(row.duty for row in short) else "（参照执行，供安排培训参考）"
    subject = f"{year.year} 年培训学时：还有 {len(short)} 人不够 {YEAR_HOURS} 学时{advice}"
    lines = [f"{row.trainee}：{row.hours} 学时，还差 {_up(row.lacking)} 学时" for row in short[:20]]
    if len(short) > 20:
        lines.append(f"……等 {len(short)} 人")
    sessions = [
        f"{_when(localtime(each.starts_at))} {each.title}（{hours(each.minutes)} 学时，{each.place}）"
        for each in remedies(year, at)
    ]
    lines += ["", "能补上的培训：", *sessions] if sessions else ["", "今年没有已经安排的培训，请尽快安排。"]
    return subject, "\n".join(lines)


def _when(at: datetime) -> str:
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def _up(minutes: int) -> str:
    """Missing minutes as 学时: rounded up, so that whoever hears them has enough."""
    tenths = -(-minutes * 10 // HOUR_MINUTES)
    return f"{tenths // 10}.{tenths % 10}"


@act("training.warn_year", "提醒学时不够", on=Year, via="warn", cites=("TR-5",))
def warn_year(step: Step) -> None:
    """In the fourth quarter the heads of the unit are told who is short, and of the next dates that would mend it."""
    year: Year = step.matter
    short = short_of(year)
    running = [row.pk for row in short if row.state == Account.State.OPEN]
    Account.objects.filter(pk__in=running).update(state=Account.State.WARNED)
    year.warn(localdate(step.at))
    step.detail = {"short": len(short)}
    if short:
        subject, body = warning(year, step.at)
        tell(
            heads_of(year.agency),
            subject=subject,
            body=body,
            key=f"training.warn:{year.pk}",
            at=step.at,
            url=desk_url(year),
            clause="TR-5",
            outside=f"{year.agency.short_name}的培训学时提醒",
        )


def heads_of(agency: Agency) -> list[Staff]:
    """Whoever heads a unit and its disclosure office."""
    return list(holders({HEAD, LEADER, OFFICE_HEAD}, agency))


@act("training.close_year", "年度培训结账", on=Year, via="close", cites=("TR-4", "TR-5"))
def close_year(step: Step) -> None:
    """Met or short; whoever was not trained or failed is barred from 优秀; the list is made of that."""
    year: Year = step.matter
    people = list(accounts_of(year).values_list("trainee", flat=True))
    rows = write_accounts(people, [year.year], ends=True)
    year.close(localdate(step.at))
    step.detail = {
        "met": sum(row.state == Account.State.MET for row in rows),
        "short": sum(row.state == Account.State.SHORT for row in rows),
        "below": sum(row.state == Account.State.BELOW for row in rows),
        "barred": sum(row.barred for row in rows),
    }
    # Whoever worked in an agency that was merged is on the list of its successor.
    if bound(year.agency) and year.agency.abolished_on is None:
        step.then("training.list_made", year)


def bound(agency: Agency) -> bool:
    """Whether the regulation binds the unit; those that are advised have no list (TR-7)."""
    return is_duty(agency.kind)


def rows_of(year: Year) -> list[dict[str, Any]]:
    """Those who may not be assessed as excellent, as the list names them."""
    return [
        {
            "name": row.trainee.full_name,
            "ends": row.trainee.number_ends,
            "establishment": str(row.get_establishment_display()),
            "post": str(row.get_post_display()),
            "hours": row.hours,
            "because": row.barred_because,
        }
        for row in accounts_of(year).filter(barred=True).order_by("trainee__full_name", "trainee")
    ]


def make(step: Step, year: Year) -> BarredList:
    """The list as it is now, as another edition where there was one."""
    rows = rows_of(year)
    last = year.lists.order_by("-edition").first()
    made = BarredList(
        agency=year.agency,
        created_at=step.at,
        of=year,
        year=year.year,
        edition=last.edition + 1 if last else 1,
        rows=rows,
        people=len(rows),
    )
    attribute(step, made).save()
    return made


@act("training.list_made", "列出不得评优名单", on=Year, creates=BarredList, cites=("TR-4",), tells=OFFICE)
def list_made(step: Step) -> BarredList:
    """Also where nobody is on it: the personnel office has it in writing."""
    return make(step, step.matter)


@gate("TR-4", "名单和已移交的不同")
def differs(step: Step) -> Objection | None:
    last = step.matter.lists.order_by("-edition").first()
    if last is None:
        return "这个单位参照执行，没有名单。", "不用另列。"
    if last.state == BarredList.State.MADE:
        return "上一份还没有移交。", "请直接移交：移交的是移交那一天的情况。"
    if last.rows == rows_of(step.matter):
        return "名单没有变化。", "不用另列。"
    return None


@act(
    "training.list_again",
    "另列一份名单",
    on=Year,
    creates=BarredList,
    states=(State.CLOSED,),
    role=OFFICE,
    asks=ReasonForm,
    cites=("TR-4",),
    gates=[differs],
    weight="quiet",
)
def list_again(step: Step) -> BarredList:
    """After a correction: the personnel office gets another edition."""
    return make(step, step.matter)


@act(
    "training.hand_over_list",
    "移交不得评优名单",
    on=BarredList,
    via="hand_over",
    role=(HEAD, OFFICE_HEAD),
    asks=RemarkForm,
    cites=("TR-4",),
    weight="primary",
    tells=(PERSONNEL,),
)
def hand_over_list(step: Step) -> None:
    """Printed once, as things stand on this day: nobody is named whose record was put right meanwhile."""
    made: BarredList = step.matter
    made.rows = rows_of(made.of)
    made.people = len(made.rows)
    made.hand_over(localdate(step.at))
    made.paper = store_made(
        barred_paper(made, localdate(step.at)),
        name=f"{made.title}.pdf",
        agency=made.agency,
        audience=Audience.INTERNAL,
        by=step.actor,
        at=step.at,
    )
    step.detail = {"sha256": made.paper.sha256, "people": made.people}
    clocks.start(LIST_ACKNOWLEDGED, made, at=step.at)


@act(
    "training.acknowledge_list",
    "签收不得评优名单",
    on=BarredList,
    via="acknowledge",
    role=PERSONNEL,
    asks=RemarkForm,
    cites=("TR-4",),
    meets=(LIST_ACKNOWLEDGED,),
    weight="primary",
    tells=(OFFICE_HEAD,),
)
def acknowledge_list(step: Step) -> None:
    """People are assessed by their own organ, which has it in writing from now on."""
    step.matter.acknowledge(localdate(step.at))


def warns_from(year: int) -> date:
    """The day from which heads are warned."""
    return date(year, *WARN_FROM)


def over(year: int) -> date:
    """The day after a year's end."""
    return date(year, 12, 31) + timedelta(days=1)


def refuse_excellent(trainee: Trainee, year: int) -> None:
    """For whoever records a yearly assessment: raises `Refused` where 优秀 is barred for this person and year (TR-4)."""
    account = Account.objects.filter(trainee=trainee, year=year, barred=True).first()
    if account is not None:
        raise Refused(
            "TR-4",
            f"{named_people([trainee])} {year} 年{account.barred_because}，不得评为优秀。",
            "请评其他等次。",
        )
