"""A decision and its drafts as pages show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from foundation.deadlines.counting import midnight
from foundation.texts.structure import Article, Block
from participation.counting import labelled
from participation.models import (
    Call,
    Consent,
    Decision,
    Digest,
    Enclosure,
    Evaluation,
    Hearing,
    Objection,
    Opinion,
    OpinionMark,
    Representative,
    Sender,
    Statement,
    Symposium,
)
from participation.receipts import moment, with_files
from participation.statute import Examined, Invited


@dataclass
class Piece:
    """A stretch of a draft: the blocks of one article, or what stands before the first; what may be said of it."""

    blocks: list[Block] = field(default_factory=list)
    #: The label by which opinions address it; blank where there is none.
    article: str = ""
    #: How many opinions there were on it by the last digest.
    said: int = 0


def pieces(call: Call, by_article: dict[str, int]) -> list[Piece]:
    """The draft, article by article."""
    addressed = set(call.articles())
    found = [Piece()]
    for block in call.blocks:
        if isinstance(block, Article):
            label = block.label.replace(" ", "")
            label = label if label in addressed else ""
            found.append(Piece(article=label, said=by_article.get(label, 0) if label else 0))
        found[-1].blocks.append(block)
    return [piece for piece in found if piece.blocks]


@dataclass(frozen=True)
class Shown:
    """One edition of a draft as its decision's page shows it."""

    call: Call
    pieces: list[Piece]
    #: Whether opinions are taken today, and how many days are left, this one included.
    open: bool
    left: int
    digest: Digest | None
    counts: list[tuple[str, list[tuple[str, int]]]]

    @property
    def total(self) -> int:
        """The opinions that came: in the result, or by the last digest."""
        if self.call.counts:
            return int(self.call.counts["total"])
        return self.digest.total if self.digest else 0


def editions(decision: Decision, today: date) -> list[Shown]:
    """The editions that were opened, the newest first; five queries."""
    calls = decision.calls.public().order_by("-edition")
    calls = calls.prefetch_related("explanations", "extensions", "carriers", "digests")
    return [_shown(call, today) for call in calls]


def _shown(call: Call, today: date) -> Shown:
    digest = next(iter(call.digests.all()), None)
    last = call.last_day
    opened = call.state == Call.State.OPEN and last is not None and today <= last
    by_article = call.counts.get("articles") or (digest.by_article if digest else {})
    return Shown(
        call,
        pieces(call, by_article) if call.state in Call.READABLE else [],
        opened,
        (last - today).days + 1 if opened and last else 0,
        digest,
        labelled(call.counts),
    )


@dataclass(frozen=True)
class ShownHearing:
    """A hearing as its decision's page shows it."""

    hearing: Hearing
    #: Whether people register today.
    open: bool
    #: Groups in words with their seats, and once the list is public who sits there.
    groups: list[tuple[str, int, list[Representative]]]
    #: Who gave up the seat after the list was public.
    left: list[Representative]

    @property
    def present(self) -> int:
        """How many representatives came."""
        return sum(1 for _label, _seats, rows in self.groups for row in rows if row.attended)


def experts(decision: Decision) -> str:
    """What became of the experts' opinion, once the decision is announced (决策条例32); blank before."""
    if decision.announced_at is None:
        return ""
    last = decision.examinations.filter(sort=Examined.EXPERT).order_by("-pk").first()
    return str(last.handling) if last is not None else ""


#: The states in which the second notice, with the list, is public.
_LISTED = ("listed", "held", "reported")


def hearings(decision: Decision, today: date) -> list[ShownHearing]:
    """The hearings that were announced, the newest first; four queries."""
    rows = decision.hearings.filter(state__in=Hearing.SHOWN).order_by("-edition")
    rows = rows.prefetch_related("postponements", "representatives", "points")
    return [hearing(each, today) for each in rows]


def hearing(each: Hearing, today: date) -> ShownHearing:
    """One hearing as pages show it."""
    first, last = each.registration_from, each.registration_until
    within = first is not None and last is not None and first <= today <= last
    listed = list(each.representatives.all()) if each.state in _LISTED else []
    sitting = [row for row in listed if row.left_on is None]
    groups = [
        (label, each.seats[group], [row for row in sitting if row.group == group])
        for group, label in each.groups
    ]
    left = [row for row in listed if row.left_on is not None]
    return ShownHearing(each, each.state == Hearing.State.ANNOUNCED and within, groups, left)


@dataclass(frozen=True)
class ShownSymposium:
    """A symposium or a consultation as its decision's page shows it."""

    symposium: Symposium
    points: list[Statement]
    #: Of whom people were there, in words with their number.
    groups: list[tuple[str, int]]


def symposia(decision: Decision) -> list[ShownSymposium]:
    """The symposia of which it is public what became of each point, the newest first; three queries."""
    rows = decision.symposia.public().order_by("-pk").prefetch_related("statements", "invitees")
    found = []
    for each in rows:
        came = Counter(row.group for row in each.invitees.all() if row.attended)
        groups = [(str(group.label), came[group]) for group in Invited if came[group]]
        found.append(ShownSymposium(each, list(each.statements.all()), groups))
    return found


@dataclass(frozen=True)
class Objected:
    """What was said of a decision in force, as its page shows it: counts, the newest answers, evaluations."""

    #: Those that came up to yesterday: what comes in today changes no page.
    received: int
    answered: int
    newest: list[Objection]
    evaluations: list[Evaluation]


#: The answered objections that stand on the decision's own page.
_NEWEST = 5


def objected(decision: Decision, today: date) -> Objected | None:
    """The objections to a decision that was announced, and its evaluations; three queries, none for any other decision."""
    if decision.state != Decision.State.ANNOUNCED:
        return None
    rows = Objection.objects.said().filter(decision=decision)
    answered = Q(state=Objection.State.ANSWERED)
    counted = rows.order_by().aggregate(
        received=Count("pk", filter=answered | Q(created_at__lt=midnight(today))),
        answered=Count("pk", filter=answered),
    )
    newest = Objection.objects.public().filter(decision=decision).order_by("-answered_at", "-pk")
    evaluations = Evaluation.objects.public().filter(decision=decision)
    return Objected(counted["received"], counted["answered"], list(newest[:_NEWEST]), list(evaluations))


@dataclass(frozen=True)
class Row:
    """A row of the adoption table."""

    number: str
    who: str
    article: str
    stance: str
    text: str
    result: str
    reason: str
    #: Why something is hidden in the words; blank where nothing is.
    hidden: str


def opinions(call: Call) -> QuerySet[Opinion]:
    """The opinions of a call with what became of them, in the order in which they came."""
    rows = Opinion.objects.filter(call=call).order_by("pk")
    rows = rows.select_related("sender", "answer", "membership__group__answer")
    return rows.prefetch_related("marks", "corrected_by")


def table(rows: Any) -> Iterator[Row]:
    """Rows of the adoption table, of opinions read by `opinions`."""
    for opinion in rows:
        membership = getattr(opinion, "membership", None)
        answer = getattr(membership.group if membership else opinion, "answer", None)
        said, replaced = words(opinion)
        yield Row(
            number=opinion.number,
            who=_who(opinion),
            article=opinion.article or "整个草案",
            stance=str(opinion.get_stance_display()),
            text=said,
            result=str(answer.get_result_display()) if answer and not replaced else replaced,
            reason=answer.reason if answer and not replaced else "",
            hidden=_hidden(opinion) if not replaced and opinion.consent != Consent.PRIVATE else "",
        )


def words(opinion: Opinion) -> tuple[str, str]:
    """What the public reads of an opinion, and why it asks for no answer, blank where it does."""
    marks = list(opinion.marks.all())
    if any(mark.kind == OpinionMark.Kind.WITHDRAWN for mark in marks):
        return "（提意见的人已撤回）", "已撤回"
    later = list(opinion.corrected_by.all())
    if later:
        return f"（已由 {later[-1].number} 更正）", "已更正"
    if opinion.consent == Consent.PRIVATE:
        return "（提意见的人不同意公布内容）", ""
    mark = _shown_as(opinion)
    return (mark.text if mark else opinion.text), ""


def _shown_as(opinion: Opinion) -> OpinionMark | None:
    """The last mark that says what the public reads."""
    marks = [mark for mark in opinion.marks.all() if mark.kind == OpinionMark.Kind.SHOWN_AS]
    return marks[-1] if marks else None


def _hidden(opinion: Opinion) -> str:
    """Why somebody hid something in it."""
    mark = _shown_as(opinion)
    return mark.reason if mark else ""


def _who(opinion: Opinion) -> str:
    """Who gave it, as far as they allowed: the first character of the name."""
    sender = getattr(opinion, "sender", None)
    if opinion.consent != Consent.NAMED or sender is None or not sender.name:
        return "匿名"
    return f"{sender.name[0]}**"


def as_said(opinion: Opinion) -> str:
    """The words as they were said, with a line for each file that came with them: what the digest covers; one query."""
    kept: Sender | None = getattr(opinion, "sender", None)
    text = kept.original if kept is not None and kept.original else opinion.text
    return with_files(text, Enclosure.objects.filter(opinion=opinion).values_list("sha256", flat=True))


def receipt(opinion: Opinion, text: str) -> list[tuple[str, str]]:
    """What its sender keeps of it, beside number and code: what its digest is made of."""
    return [
        ("收到时间", moment(opinion.received_at)),
        ("针对哪一条", opinion.article or "整个草案"),
        ("态度", str(opinion.get_stance_display())),
        ("内容", text),
        ("校验值", opinion.digest),
    ]
