"""What people suggested, at the units: adopted and done, declined, referred, put right twice, or too late; the round is filed when all is over."""

from __future__ import annotations

from datetime import timedelta

from evaluation.models import Suggestion, UnitResult
from evaluation.player.rounds import DRAFTER, HEAD, PLAYER, RECORDS
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.simulation.players import Next, Part

State = Suggestion.State
#: How often the office looks whether every suggestion is over, and how many working days pass between.
LOOKS, BETWEEN = 30, 5


@PLAYER.stage
def take_up(part: Part) -> Next | None:
    how = part.facts["how"]
    if how == "declined":
        reply = "名单里有个人隐私，只在本村公示栏按规定公示。"
        part.do("evaluation.decline", HEAD, reply=reply)
        return None
    if how in ("referred", "for_unit"):
        row: Suggestion = part.matter
        others = [code for code in part.world.staffed() if code != row.agency.code]
        to = part.world.agencies[part.stream.choice(others)]
        if how == "referred":
            part.do("evaluation.refer_suggestion", HEAD, to=to.pk, reason="停水通知由该单位负责。")
        else:  # the unit lies still, and the office does it in its place
            told = {"suggestion": row.pk, "to": to.pk, "reason": "单位一直没有转，电话里说不归它管。"}
            office = row.round.agency
            part.do("evaluation.refer_for_unit", RECORDS, row.round, of_agency=office, **told)
            part.about(Suggestion.objects.get(pk=row.pk))
        part.facts |= {"agency": to.code, "how": "adopted"}
        return part.then(take_up, (2, 8))
    promised = part.today + timedelta(days=part.stream.randint(20, 40))
    part.do("evaluation.adopt", HEAD, reply="名单按年份、按村列出，首页放链接。", promised_on=promised)
    return part.on_day(finish, promised + timedelta(days=12 if how == "late" else -5))


@PLAYER.stage
def finish(part: Part) -> Next:
    """Where the day that was promised is long over, the county proposes that somebody answers for it."""
    row: Suggestion = part.matter
    if part.facts["how"] == "late" and row.accountability_at is None and row.overdue(part.today):
        office = agency_with(AgencyFunction.DISCLOSURE_OFFICE)
        part.do(
            "evaluation.propose_accountability",
            Role.COUNTY_SUPERVISOR,
            of_agency=office,
            reason="承诺的日期过了，没有整改。",
        )
        return part.then(finish, (2, 6))
    done = {"done": "近三年的名单已经按年份、按村列出，首页有链接。", "done_on": part.today}
    part.do("evaluation.finish", DRAFTER, **done)
    return part.then(verify, (1, 5))


@PLAYER.stage
def verify(part: Part) -> Next:
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE)
    if part.facts["how"] == "returned":
        part.facts["how"] = "adopted"
        part.do("evaluation.return_mending", RECORDS, of_agency=office, reason="首页的链接打不开。")
        return part.then(finish, (1, 4))
    part.do("evaluation.verify", RECORDS, of_agency=office)
    return part.then(feed_back_suggestion, (1, 6))


@PLAYER.stage
def feed_back_suggestion(part: Part) -> None:
    told = {"manner": "meeting", "feedback": "在社区开了座谈会，23 人参加，当场演示怎么查。"}
    part.do("evaluation.feed_back_suggestion", DRAFTER, **told)


@PLAYER.stage
def report_mending(part: Part) -> Next:
    """The units of which something was said report what they put right altogether."""
    rows = UnitResult.objects.filter(round=part.matter, unit__in=part.facts["units"]).select_related("agency")
    for result in rows.order_by("unit__place"):
        if not result.report and part.world.people.holders(HEAD, result.agency):
            report = "逐条整改：名单按年份列出，电话核对过，通知当天上网。"
            part.do("evaluation.report_mending", HEAD, result, of_agency=result.agency, report=report)
    return part.then(file_round, (BETWEEN, BETWEEN))


@PLAYER.stage
def file_round(part: Part) -> Next | None:
    open_ones = part.matter.suggestions.exclude(state__in=(State.DECLINED, State.FED_BACK))
    if open_ones.exists():
        return part.then(file_round, (BETWEEN, BETWEEN)) if part.course.step < LOOKS else None
    part.do("evaluation.file_round", DRAFTER)
    return None
