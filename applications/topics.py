"""Which applications to one agency ask for the same (条例44): by the document they got, the number they name, or their words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils.timezone import localdate

from applications import statute
from applications.models import Application, Decision
from foundation.agencies.models import Agency
from secrecy_review.leaks import normalised
from secrecy_review.likeness import pairs, pairs_alike

#: The applications of an agency that are compared, the newest first: their text is encrypted, so that no index can hold it.
MOST_COMPARED = 1_000
ALREADY_PUBLIC = "already_public"
#: Words that every application has, and that say nothing of what it asks for.
_POLITE = (
    "申请公开", "请求公开", "依法公开", "申请获取", "请提供", "本人", "我们",
    "信息公开", "政府信息", "相关", "复印件", "贵单位", "贵局",
)  # fmt: skip
#: Whoever asks about themselves asks for what is for nobody else to read; who only says that they ask, does not.
_ONESELF = re.compile(r"我的|自己的|本人(?!现?(?:依法|根据|依据|特|向|申请|请求|要求|需要|希望|想))")
#: A year spelled out, and its digits.
_YEAR = re.compile(r"[〇零一二三四五六七八九]{4}(?=年)")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
#: A request of fewer pairs of characters says too little to be compared by its words.
_FEWEST = 6


@dataclass(frozen=True)
class Asked:
    """One application, as it is compared."""

    pk: int
    number: str
    #: Who asked: the mark of the identity number, else of the name.
    who: str
    topic: int | None
    words: frozenset[str] = frozenset()
    named: str = ""
    documents: frozenset[int] = frozenset()
    numerals: frozenset[str] = frozenset()

    def same(self, other: Asked) -> bool:
        """Whether both ask for the same."""
        if self.documents & other.documents or (self.named and self.named == other.named):
            return True
        if self.numerals != other.numerals:
            return False  # Another year is other information.
        enough = min(len(self.words), len(other.words)) >= _FEWEST
        return enough and pairs_alike(self.words, other.words, statute.TOPIC_SHARE)


@dataclass
class Group:
    """Applications that ask for the same, the oldest first."""

    asked: list[Asked] = field(default_factory=list)

    @property
    def people(self) -> set[str]:
        """Who asked; whoever left nothing to tell them by counts as one of their own."""
        return {one.who or f"#{one.pk}" for one in self.asked}

    @property
    def topics(self) -> list[int]:
        """The topics that some of them stand behind already, the oldest first."""
        return sorted({one.topic for one in self.asked if one.topic is not None})


def compared(wanted: str) -> frozenset[str]:
    """The pairs of characters by which a request is compared."""
    for word in _POLITE:
        wanted = wanted.replace(word, "")
    return pairs(wanted)


def numerals(wanted: str) -> frozenset[str]:
    """The numbers in a request, a year also where it is spelled out."""
    plain = _YEAR.sub(lambda year: year.group().translate(_DIGITS), unicodedata.normalize("NFKC", wanted))
    return frozenset(re.findall(r"[0-9]+", plain))


def groups(asked: Iterable[Asked]) -> list[Group]:
    """The applications by what they ask for; each joins the first group of which one asks for the same."""
    found: list[Group] = []
    for one in asked:
        own = next((group for group in found if any(one.same(other) for other in group.asked)), None)
        if own is None:
            found.append(own := Group())
        own.asked.append(one)
    return found


def _compared(at: datetime) -> QuerySet[Application]:
    since = localdate(at) - timedelta(days=round(statute.TOPIC_MONTHS * 365.25 / 12))
    rows = Application.objects.filter(received_on__gte=since, sort=Application.Sort.INFORMATION)
    return rows.exclude(state__in=[Application.State.STRUCK, Application.State.WITHDRAWN])


def asked_often(at: datetime) -> QuerySet[Agency]:
    """The agencies that were asked often enough within `TOPIC_MONTHS` for several people to have asked for the same."""
    asked = _compared(at).order_by().values("agency").annotate(times=Count("pk"))
    several = asked.filter(times__gte=statute.TOPIC_APPLICANTS).values("agency")
    return Agency.objects.public().filter(pk__in=several).order_by("pk")


def asked_of(agency: Agency, at: datetime) -> list[Asked]:
    """What an agency was asked for within `TOPIC_MONTHS`, the oldest first; three queries."""
    newest = list(
        _compared(at).filter(agency=agency).order_by("-received_on", "-pk")
        .values_list(
            "pk", "number", "wanted", "wanted_number", "applicant__fingerprint", "applicant__name_mark", "topic_of__topic",
            "disclosure_draft",
        )[:MOST_COMPARED]
    )  # fmt: skip
    got: dict[int, set[int]] = {row[0]: {row[7]} - {None} for row in newest}
    decided = Decision.objects.filter(
        reply__application__in=list(got), reply__state="issued", reply__quashed_on=None
    )
    outcomes: dict[int, set[str]] = {pk: set() for pk in got}
    for application, document, outcome in decided.values_list("reply__application", "document", "outcome"):
        outcomes[application].add(outcome)
        if document is not None and outcome != ALREADY_PUBLIC:
            got[application].add(document)
    return [
        Asked(
            pk,
            number,
            person or name,
            topic,
            compared(wanted),
            normalised(named),
            frozenset(got[pk]),
            numerals(wanted),
        )
        for pk, number, wanted, named, person, name, topic, _draft in reversed(newest)
        # Not what was erased, what is for the applicant alone, nor what everybody can read by now.
        if wanted and not _ONESELF.search(wanted) and outcomes[pk] != {ALREADY_PUBLIC}
    ]


def frequent(agency: Agency, at: datetime) -> list[Group]:
    """What several different people asked an agency for."""
    return [group for group in groups(asked_of(agency, at)) if len(group.people) >= statute.TOPIC_APPLICANTS]


def called(numbers: list[str]) -> str:
    """What a topic is called: the numbers of its first applications, and nothing that anybody wrote."""
    more = "等" if len(numbers) > 2 else ""
    return f"几个人申请同一信息：{'、'.join(numbers[:2])}{more}"
