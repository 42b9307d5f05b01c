"""What regulation 09 and the national rules fix: periods, ways of participation, and which of them a decision needs."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models

from foundation.deadlines.calendar import ONE_DAY, Calendar
from foundation.deadlines.counting import count, midnight
from foundation.deadlines.limits import Unit

#: PP-7: a draft is open for at least so many days. The act names no way around it.
LEAST_DAYS = 10
#: 重大行政决策程序暂行条例 15: as a rule so many; less with a reason that the public reads while it is open. 优化营商环境条例 62
#: names the same number for normative documents that touch market entities, and no exception.
USUAL_DAYS = 30
#: The longest period that anybody can mean.
MOST_DAYS = 365

#: The most characters of an opinion, of an answer, and of a draft.
MAX_OPINION = 5000
MAX_ANSWER = 5000
MAX_DRAFT = 500_000


class Way(models.TextChoices):
    """The ways of participation (PP-3)."""

    DRAFT = "draft", "向社会公开征求意见"
    HEARING = "hearing", "听证"
    SYMPOSIUM = "symposium", "座谈讨论"
    CONSULTATION = "consultation", "咨询协商"
    POLL = "poll", "民意调查"


#: The ways whose course and result are recorded here; the others are planned here and held elsewhere.
RECORDED = (Way.DRAFT, Way.POLL)


class Trait(models.TextChoices):
    """The traits of a decision on which its ways depend (PP-3, 优化营商环境条例 62)."""

    VITAL_INTEREST = "vital_interest", "涉及群众切身利益，需要社会广泛知晓"
    SHARPLY_DIVIDED = "sharply_divided", "公众有重大分歧"
    HIGH_ATTENTION = "high_attention", "社会关注度较高"
    HEARING_BY_LAW = "hearing_by_law", "法律、法规、规章规定应当听证"
    MARKET_ENTITIES = "market_entities", "与市场主体生产经营密切相关的规范性文件"


#: The traits that demand a hearing.
HEARD = (Trait.HEARING_BY_LAW, Trait.SHARPLY_DIVIDED, Trait.HIGH_ATTENTION)


def ways_lacking(traits: set[str], ways: set[str]) -> list[str]:
    """The sentences about ways that the traits of a decision demand and nobody plans; empty where they fit (PP-3)."""
    lacking = []
    if not ways:
        lacking.append("还没有选公众参与方式")
    found = [trait for trait in HEARD if trait in traits]
    if found and Way.HEARING not in ways:
        lacking.append(f"“{'”“'.join(trait.label for trait in found)}”的，应当举行听证会")
    if Trait.VITAL_INTEREST in traits and not ways & {Way.DRAFT, Way.HEARING}:
        lacking.append("涉及群众切身利益的，应当听证或者向社会公开征求意见")
    if Trait.MARKET_ENTITIES in traits and Way.DRAFT not in ways:
        lacking.append("与市场主体密切相关的规范性文件，应当向社会公开征求意见（优化营商环境条例第六十二条）")
    return lacking


def last_day(opened_at: datetime, days: int, calendar: Calendar) -> date:
    """The last day of a period that begins at this moment: that day is not counted, and the last one is a working day."""
    over = count(Unit.DAYS, days, opened_at, (), calendar).due_at
    return over.date() - ONE_DAY


def end_of(day: date) -> datetime:
    """The moment at which a day is over in Shanghai: what comes then is too late, what comes a second before is not."""
    return midnight(day + ONE_DAY)
