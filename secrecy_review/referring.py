"""Referral level by level (SR-8): who may determine it, who was asked, what was answered, and that the answer is followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.agencies.queries import superior_of
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import Objection, Step, gate
from secrecy_review.models import Opinion, OutsideReferral, Referral, Review
from secrecy_review.statute import LEVELS

_ORDER = list(LEVELS)


def why_competent(asks: Agency, authority: Agency) -> str:
    """Why an authority on the portal may determine it, where nobody need say so; blank where somebody has to."""
    if AgencyFunction.SECRECY_ADMINISTRATION.value in authority.functions:
        return "保密行政管理部门"
    above, seen = superior_of(asks), set[int]()
    while above is not None and above.pk not in seen:
        if above == authority:
            return "上级主管部门"
        seen.add(above.pk)
        above = above.parent
    return ""


def asked_before(review: Review) -> set[Agency]:
    """The agencies that have had it in hand."""
    rows = review.referrals.select_related("from_agency", "to_agency")
    return {agency for row in rows for agency in (row.from_agency, row.to_agency)}


def unanswered(review: Review) -> OutsideReferral:
    """The authority outside that is waited for. Raises `DoesNotExist` where none is."""
    return review.outside.get(answer="")


def last_answer(review: Review) -> OutsideReferral | None:
    """The newest answer from outside to this review, or to an earlier one of the very same text; None without any."""
    same = Q(review=review) | Q(digest=review.digest)
    return _of_the_subject(review).filter(same).exclude(answer="").last()


def _of_the_subject(review: Review) -> QuerySet[OutsideReferral]:
    """Every referral of what a review is on, the oldest first."""
    return OutsideReferral.objects.filter(
        review__subject_kind=review.subject_kind, review__subject_id=review.subject_id
    )


def _still_waited_for(review: Review) -> OutsideReferral | None:
    """The newest referral of the subject, of whatever text, if it has no answer."""
    newest = _of_the_subject(review).last()
    return newest if newest is not None and not newest.answer else None


@gate("SR-8", "有权机关还没有答复确定")
def not_determined_yet(step: Step) -> Objection | None:
    last = last_answer(step.matter)
    if last is not None and last.determined:
        return f"{last.authority}已经答复：{last.get_answer_display()}。", "请照答复提出审查意见。"
    return None


def not_upward(review: Review, authority: str, level: str) -> Objection | None:
    """The objection to an authority that is not above the last one that could not determine it."""
    last = last_answer(review)
    if last is None:
        return None
    if _ORDER.index(level) <= _ORDER.index(last.level) or authority.strip() == last.authority:
        return (
            f"{last.authority}（{last.get_level_display()}）不能确定，{authority}不比它高。",
            "请报再上一级有确定权限的机关。",
        )
    return None


def against_the_answer(review: Review, opinion: str) -> Objection | None:
    """The objection to an opinion that the authority's answer does not bear out."""
    if opinion == Opinion.DISCLOSE and (waits := _still_waited_for(review)) is not None:
        return (
            f"{waits.sent_on} 报{waits.authority}的（{waits.document_number}）还没有答复。",
            "文本改过的，请把现在的文本再报一次，有了答复再提出意见。",
        )
    last = last_answer(review)
    if last is None or opinion == Opinion.REFER:
        return None
    told = f"{last.authority}答复（{last.answer_number}）：{last.get_answer_display()}。"
    kinds = OutsideReferral.Answered
    if last.answer == kinds.UNDETERMINED:
        return told, "还没有确定，请逐级上报到有权确定的机关。"
    if last.answer == kinds.EXEMPT and opinion != Opinion.EXEMPT:
        return told, "请照答复提出“免予公开”。"
    if last.answer == kinds.DISCLOSE and opinion != Opinion.DISCLOSE:
        return told, "请照答复提出“公开”。"
    if last.answer == kinds.PARTLY and opinion == Opinion.DISCLOSE and last.digest == review.digest:
        return f"{told}文本还是报去的那一稿。", "请先删去或者遮盖不得公开的部分，或者退回改为“脱密后公开”。"
    return None


@dataclass(frozen=True)
class Stage:
    """One level of a referral: who asked whom, why that one, when, what it answered and when."""

    asked: str
    whom: str
    competence: str
    reasons: str
    sent_on: date
    number: str = ""
    answer: str = ""
    answered_on: date | None = None
    text: str = ""
    outside: OutsideReferral | None = None

    @property
    def days(self) -> int | None:
        """How many days the answer took; None while there is none."""
        return (self.answered_on - self.sent_on).days if self.answered_on else None


def stages(review: Review) -> list[Stage]:
    """Every level on which it was, in order; what an authority on the portal did next is its answer."""
    found: list[tuple[datetime, Stage]] = []
    inside: list[Referral] = list(review.referrals.select_related("from_agency", "to_agency"))
    outside: list[OutsideReferral] = list(review.outside.select_related("from_agency", "answer_file"))
    went_on = [(one.from_agency_id, one.at) for one in inside]
    went_on += [(one.from_agency_id, one.at) for one in outside]
    for row in inside:
        later = [at for agency, at in went_on if agency == row.to_agency_id and at > row.at]
        went: datetime | None = min(later, default=None)
        answered = went or review.concluded_at
        answer = "仍不能确定，再上报" if went else str(review.get_opinion_display()) if answered else ""
        found.append(
            (
                row.at,
                Stage(
                    asked=str(row.from_agency),
                    whom=str(row.to_agency),
                    competence=row.competence,
                    reasons=row.reasons,
                    sent_on=localdate(row.at),
                    answer=answer,
                    answered_on=localdate(answered) if answered else None,
                ),
            )
        )
    for one in outside:
        found.append(
            (
                one.at,
                Stage(
                    asked=str(one.from_agency),
                    whom=f"{one.authority}（{one.get_level_display()}）",
                    competence=one.competence,
                    reasons=one.reasons,
                    sent_on=one.sent_on,
                    number=one.document_number,
                    answer=str(one.get_answer_display()),
                    answered_on=one.answered_on,
                    text=f"{one.answer_number}：{one.answer_text}" if one.answer else "",
                    outside=one,
                ),
            )
        )
    return [stage for _at, stage in sorted(found, key=lambda pair: pair[0])]
