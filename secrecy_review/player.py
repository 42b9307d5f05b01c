"""Secrecy reviews in a simulated year: findings looked at one by one, the opinion, referrals, outside the county as well; some slow."""

from __future__ import annotations

from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.simulation.models import Course
from foundation.simulation.players import Next, Part, Player
from secrecy_review.models import Opinion, OutsideReferral, Review
from secrecy_review.statute import HEADS

PLAYER = Player("secrecy_review")

BASES = {
    Opinion.DISCLOSE: "《政府信息公开条例》第十九条",
    Opinion.EXEMPT: "《政府信息公开条例》第十六条",
    Opinion.REFER: "《保守国家秘密法》第二十条",
}
REASONS = {
    Opinion.DISCLOSE: (
        "涉及群众切身利益，不涉及秘密。",
        "属于应当主动公开的内容，逐段核对无涉密表述。",
        "办事依据和结果，公开有利于监督。",
    ),
    Opinion.EXEMPT: ("机关内部的工作流程，不对外产生效力。", "属于过程性信息，公开会影响公正裁量。"),
    Opinion.REFER: ("有一处是否涉密不能确定。",),
}
#: Shares of reviews that are referred to the secrecy administration, and that take long.
REFERRED, SLOW = 0.01, 0.025
#: The share of reviews that goes to an authority outside the county, to the first of these; every other time to the second as well.
OUTSIDE_SHARE = 1 / 120
OUTSIDE = (("巴彦淖尔市国家保密局", "city"), ("内蒙古自治区国家保密局", "region"))
COMPETENT = "《保守国家秘密法》第二十条：是否属于国家秘密不明确的，由上一级保密行政管理部门确定。"
ANSWERS = {
    Opinion.DISCLOSE: "经审查，所报事项不属于国家秘密，可以公开。",
    Opinion.EXEMPT: "经审查，所报事项公开后影响办理，不得公开。",
}


def ask_review(part: Part, *, exempt: bool = False, by: str = Role.RECORDS_OFFICE) -> Course:
    """Ask for the review of the matter of a course, for `when_done`; `exempt`, where it is not meant to be disclosed."""
    review = part.do("secrecy_review.request", by)
    return follow(part, review, exempt=exempt, may_leave=True)


def follow(part: Part, review: Review, *, exempt: bool = False, may_leave: bool = False) -> Course:
    """Let a review that was opened take its course; where it `may_leave` the county, there is time to ask others."""
    opinion = Opinion.EXEMPT if exempt else Opinion.DISCLOSE
    facts = {"agency": review.agency.code, "opinion": opinion.value, "may_leave": may_leave}
    return part.begin(PLAYER, give_opinion, review, (0, 3), **facts)


@PLAYER.stage
def give_opinion(part: Part) -> Next | None:
    """Whoever has it in hand looks at the findings and says what may become of the text."""
    review: Review = part.matter
    if review.state not in (Review.State.PENDING, Review.State.REFERRED):
        return None
    if not part.course.step and part.chance(SLOW):
        return part.then(give_opinion, (10, 22))
    referred = review.state == Review.State.REFERRED
    if not referred and "asked" not in part.facts:  # nobody has been asked yet
        if part.facts["may_leave"] and part.chance(OUTSIDE_SHARE):  # nobody in the county can say
            return _send_outside(part)
        authority = agency_with(AgencyFunction.SECRECY_ADMINISTRATION) if part.chance(REFERRED) else None
        if authority is not None and authority.code != part.agency.code:
            return _refer(part, authority)
    by, where = (Role.SECRECY_INSPECTOR, None) if referred else (Role.SECRECY_REVIEWER, part.agency)
    opinion = Opinion(part.facts["opinion"])
    if opinion == Opinion.DISCLOSE:
        _resolve(part, by, where)
    given = dict.fromkeys(HEADS, "no") | {"common_basis": "逐段核对，不涉及。"}
    given |= {
        "opinion": opinion.value,
        "basis": BASES[opinion],
        "reasons": part.stream.choice(REASONS[opinion]),
    }
    part.do("secrecy_review.give_opinion", by, of_agency=where, **given)
    return None


def _refer(part: Part, authority: Agency) -> Next:
    """The secrecy administration decides (SR-8)."""
    given = {"opinion": Opinion.REFER.value, "basis": BASES[Opinion.REFER], "authority": authority.code}
    part.do("secrecy_review.give_opinion", Role.SECRECY_REVIEWER, reasons=REASONS[Opinion.REFER][0], **given)
    return part.then(give_opinion, (1, 6))


def _send_outside(part: Part) -> Next:
    """It goes upward on paper, level by level, and the answer is registered (SR-8)."""
    asked = part.facts["asked"] = part.facts.get("asked", 0) + 1
    authority, level = OUTSIDE[asked - 1]
    given = {"authority": authority, "level": level, "competence": COMPETENT, "sent_on": part.today}
    given["document_number"] = (
        f"{part.agency.short_name}报〔{part.today.year}〕{part.stream.randint(1, 300)}号"
    )
    part.do("secrecy_review.refer_outside", Role.SECRECY_REVIEWER, reasons=REASONS[Opinion.REFER][0], **given)
    return part.then(record_answer, (2, 6))


@PLAYER.stage
def record_answer(part: Part) -> Next | None:
    """What was answered is followed; what could not be said there either is asked one level up."""
    if part.matter.state != Review.State.OUTSIDE:
        return None
    asked = part.facts["asked"]
    goes_up = asked == 1 and OutsideReferral.objects.filter(level=OUTSIDE[0][1]).count() % 2 == 0
    opinion = Opinion(part.facts["opinion"])
    answer = "undetermined" if goes_up else opinion.value
    text = "所报材料不足以确定，请报自治区国家保密局。" if goes_up else ANSWERS[opinion]
    number = f"{'巴保函' if asked == 1 else '内保函'}〔{part.today.year}〕{part.stream.randint(1, 90)}号"
    given = {"answer": answer, "answer_number": number, "answered_on": part.today, "answer_text": text}
    part.do("secrecy_review.record_answer", Role.SECRECY_REVIEWER, **given)
    if goes_up:
        return part.then(send_on, (0, 1))
    return part.then(give_opinion)


@PLAYER.stage
def send_on(part: Part) -> Next:
    return _send_outside(part)


def _resolve(part: Part, by: str, where: Agency | None) -> None:
    """Numbers of people are masked, the rest may stay."""
    for finding in part.matter.findings.filter(resolution="").order_by("place", "start", "rule"):
        masked = finding.rule in ("mobile", "secrecy_marking") and finding.place == "body"
        part.do(
            "secrecy_review.resolve_finding",
            by,
            of_agency=where,
            finding=finding.pk,
            resolution="masked" if masked else "justified",
            justification="" if masked else "单位公开的办公信息。",
        )
