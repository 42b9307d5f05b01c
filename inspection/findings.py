"""What the self-check shows, on work lists, in the supervisors' table and on the page of an agency (PD-2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localdate

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import ACTS
from foundation.casework.buttons import Button, act_url
from foundation.casework.overview import Cell, column
from foundation.casework.reminders import reminds, supervises
from foundation.casework.sections import adds_sections, section
from inspection.models import Finding, Part, Shortfall
from inspection.selfchecking import last_run
from inspection.statute import ANSWERING, STANDARDS, Field

#: Whoever in an agency is told of its own shortfalls.
TOLD = frozenset({*ANSWERING[Field.OPENNESS], Role.APPLICATIONS_CLERK, Role.AGENCY_ADMIN})
DECISIVE = [standard.code for standard in STANDARDS.values() if standard.decisive]
#: A check that did not run for more than so many days is told.
LATE_DAYS = 2
#: So many agencies are named; the rest stand in the list.
NAMED = 8
#: So many rows are shown on an agency's page.
SHOWN = 20


def list_url(**asked: str) -> str:
    """The list of what the self-check shows now, by agency and indicator."""
    wanted = {"standing": "yes", **asked}
    return f"{reverse('admin:inspection_shortfall_changelist')}?{urlencode(wanted)}"


@reminds
def of_the_self_check(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """For supervisors the county's, for an agency its own; three queries at most."""
    if supervises(actor):
        return _of_the_county(localdate(now))
    agency = actor.agency_id
    if agency is None or agency not in actor.agencies_where(TOLD):
        return []
    rows = Shortfall.objects.filter(agency=agency).standing()
    counted = rows.aggregate(all=Count("pk"), decisive=Count("pk", filter=Q(indicator__in=DECISIVE)))
    if not counted["all"]:
        return []
    worst = f"，其中 {counted['decisive']} 项单项否决" if counted["decisive"] else ""
    look = Button("看有哪些、怎么改", list_url(), "secondary")
    return [{"says": f"夜里自查，本单位有 {counted['all']} 项不达标{worst}。", "acts": [look]}]


def _of_the_county(today: date) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    run = last_run()
    if run is not None and (today - run.day).days > LATE_DAYS:
        says = f"夜里自查停了：最近一次是 {run.day}。请转给技术人员，下面的数字是那天的。"
        found.append({"says": says, "acts": []})
    counted = Shortfall.objects.standing().aggregate(
        all=Count("pk"),
        agencies=Count("agency", distinct=True),
        decisive=Count("pk", filter=Q(indicator__in=DECISIVE)),
    )
    if counted["all"]:
        when = f"{run.day} " if run else ""
        says = (
            f"{when}夜里自查，{counted['agencies']} 个单位有 {counted['all']} 项不达标，"
            f"其中 {counted['decisive']} 项达到单项否决。"
        )
        found.append({"says": says, "acts": [Button("看自查发现", list_url(), "secondary")]})
    without = list(
        Shortfall.objects.standing()
        .filter(indicator="mechanism")
        .order_by("agency__code")
        .values_list("agency__short_name", "who")
    )
    if without:
        by_who: dict[str, list[str]] = {}
        for name, who in without:
            by_who.setdefault(who, []).append(name)
        named = "；".join(f"{_named(names)}——{who}" for who, names in by_who.items())
        says = f"没有明确公开工作机构和负责人员（PD-2）：{named}。"
        found.append(
            {"says": says, "acts": [Button("看是哪些单位", list_url(indicator="mechanism"), "quiet")]}
        )
    return found


def _named(names: list[str]) -> str:
    """The first names, and how many there are where there are more."""
    more = f"等 {len(names)} 个单位" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more


@column("selfcheck", "自查")
def self_check(agencies: Mapping[int, Agency], at: datetime) -> dict[int, Cell]:
    """What the self-check shows of each agency, the decisive ones weighing more; one query."""
    rows = Shortfall.objects.standing().order_by().values("agency")
    counted = rows.annotate(n=Count("pk"), worst=Count("pk", filter=Q(indicator__in=DECISIVE)))
    cells = {}
    for row in counted:
        agency = agencies.get(row["agency"])
        if agency is None:
            continue
        said = f"{row['n']} 项" + (f"，否决 {row['worst']}" if row["worst"] else "")
        level = "breach" if row["worst"] else "grain"
        cells[agency.pk] = Cell(said, row["n"] + 1000 * row["worst"], list_url(of=agency.code), level)
    return {pk: cells.get(pk, Cell("达标")) for pk in agencies}


@column("inspected", "检查问题")
def inspected(agencies: Mapping[int, Agency], at: datetime) -> dict[int, Cell]:
    """The findings of inspections of disclosure that are not settled, by agency; one query."""
    rows = Finding.objects.filter(field="openness").exclude(state="recorded").unsettled()
    counted = rows.order_by().values("agency").annotate(n=Count("pk"))
    base = reverse("admin:inspection_finding_changelist")
    cells = {}
    for row in counted:
        agency = agencies.get(row["agency"])
        if agency is not None:
            url = f"{base}?{urlencode({'of': agency.code})}"
            cells[agency.pk] = Cell(f"{row['n']} 个未销号", row["n"], url, "grain")
    return {pk: cells.get(pk, Cell("没有")) for pk in agencies}


@adds_sections(Agency)
def of_an_agency(agency: Agency, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """On the desk's page of an agency: what the self-check shows, and the inspections that its reader may see."""
    found = []
    rows = Shortfall.objects.filter(agency=agency).standing().order_by()
    counted = dict(rows.values("indicator").annotate(n=Count("pk")).values_list("indicator", "n"))
    if counted and may_read(agency, actor):
        shown = [
            {
                "label": standard.label + ("（单项否决）" if standard.decisive else ""),
                "url": list_url(of=agency.code, indicator=code),
                "text": f"{counted[code]} 处，要求{standard.threshold}",
            }
            for code, standard in STANDARDS.items()
            if code in counted
        ]
        found.append(section("自查发现", "links", rows=shown, hint="每夜自查一次，改好的第二天就不在了。"))
    parts = Part.objects.filter(agency=agency).visible_to(actor).select_related("inspection", "agency")
    links = [
        {
            "label": part.inspection.title,
            "url": reverse("admin:inspection_part_change", args=[part.pk]),
            "text": str(part.get_state_display()),
        }
        for part in parts.order_by("-pk")[:SHOWN]
    ]
    return [*found, *([section("受到的检查", "links", rows=links)] if links else [])]


def may_read(agency: Agency, actor: Actor) -> bool:
    """Whether somebody reads what the self-check shows of an agency."""
    return supervises(actor) or agency.pk in actor.agencies_where(TOLD)


def acts_for(agency: Agency, actor: Actor, row: Shortfall | None = None) -> list[Button]:
    """What a supervisor can do about an agency's shortfall in one click: open an inspection with it, urge."""
    found = []
    for name, weight in (("inspection.open", "primary"), ("agencies.urge", "secondary")):
        declared = ACTS[name]
        if not declared.open_to(actor, agency):
            continue
        asked = {}
        if row is not None:
            demand = f"{row.get_indicator_display()}：{row.label}。{row.standard.remedy}"[:500]
            asked = {"reason": demand} if name == "agencies.urge" else {"source": "check"}
        url = act_url(declared, agency) + (f"?{urlencode(asked)}" if asked else "")
        found.append(Button(declared.label, url, weight))
    return found
