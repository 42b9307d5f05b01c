"""Replies: what was searched, what is decided, the passages that are given, review, signature, and how the letter arrives."""

from __future__ import annotations

from applications.models import Application, Reply
from applications.player.applying import CLERK, LEADER, PLAYER
from applications.player.ways import LATE
from applications.player.wording import add, decision_of, give, outcome_of, refuses
from foundation.simulation.players import Next, Part
from secrecy_review.player import ask_review

#: Shares of what comes after, and of replies that come back.
EXCERPTED, COMPLAINED, RETURNED, PROPOSED = 0.12, 0.03, 0.04, 0.05


def application_of(part: Part) -> Application:
    """The application that the course began with."""
    found: Application = Application.objects.get(pk=part.facts["application"].rpartition(":")[2])
    return found


def _by_mail(part: Part) -> bool:
    return application_of(part).delivery == "email"


@PLAYER.stage
def draft(part: Part) -> Next | None:
    application: Application = part.matter
    if application.state != Application.State.HANDLING:
        return None
    searched = {"place": "局档案室和业务系统", "terms": "按名称、年份和地点检索", "searched_on": part.today}
    found = "no" if part.facts["way"] == "not_held" else "yes"
    part.do("applications.record_search", CLERK, found=found, **searched)
    return write(part)


@PLAYER.stage
def write(part: Part) -> Next:
    """The reply, or the one that takes the place of a quashed one, of what was found."""
    application: Application = part.matter
    reply: Reply = part.do("applications.draft_reply", CLERK)
    give(part, reply)
    part.do("applications.decide", CLERK, reply, **decision_of(part, application))
    add(part, reply)
    part.do("applications.submit_reply", CLERK, reply)
    part.facts["application"] = application.ref
    part.about(Reply.objects.get(pk=reply.pk))
    return part.then(send_to_review, (0, 1))


@PLAYER.stage
def send_to_review(part: Part) -> Next:
    return part.when_done(ask_review(part), sign)


@PLAYER.stage
def sign(part: Part) -> Next:
    if not part.facts.get("returned") and part.chance(RETURNED):
        part.facts["returned"] = True
        part.do("applications.return_reply", LEADER, reason="把检索的情况写进答复书。")
        part.do("applications.submit_reply", CLERK)
        return part.then(send_to_review, (0, 1))
    part.do("applications.sign_reply", LEADER)
    return part.then(issue, (0, 1), late=LATE, by=(3, 8))


@PLAYER.stage
def issue(part: Part) -> Next | None:
    part.do("applications.issue_reply", CLERK)
    way = part.facts["way"]
    if (
        part.facts.get("post") or _by_mail(part) or "consultation" in part.facts
    ):  # a third party is written to
        part.begin(PLAYER, "deliver", application_of(part), (1, 2), agency=part.agency.code)
    if way == "explains":
        return None
    if way == "disputed":
        return part.then("record_remedy", (10, 25))
    if refuses(way):
        return part.then("report", (1, 4), late=LATE, by=(3, 6))
    if outcome_of(way) == "not_ours":
        passed = Application.objects.filter(passed_on_from=application_of(part)).first()
        if passed is not None:
            course = part.begin(PLAYER, "take_over", passed, (0, 2), agency=passed.agency.code, way=way)
            course.key = f"{part.course.key}/passed"
    if way == "complained" or part.chance(COMPLAINED):
        return part.then("complain", (2, 20), any_day=True)
    if way == "adopted" or (way == "disclosed" and part.chance(PROPOSED)):
        return part.then("propose", (1, 10), any_day=True)
    if way == "disclosed" and part.chance(EXCERPTED):
        return part.then("excerpt", (1, 8))
    return None


@PLAYER.stage
def deliver(part: Part) -> Next | None:
    """A letter by post is registered as sent and as arrived; one that the mail server refused goes by post after all."""
    application: Application = part.matter
    if application.delivery == "email" and part.course.step < 3:
        return part.then(deliver, (3, 3))
    sent = part.facts.pop("sent", None)
    missing = [letter.pk for letter in application.letters.to_deliver().order_by("pk") if letter.missing]
    if not (sent or missing):
        return None
    event, proof = ("arrived", "本人签收") if sent else ("sent", "挂号信 XA00000000015")
    given = {"event": event, "way": "post", "delivered_on": part.today, "proof": proof}
    part.do("applications.deliver", CLERK, letter=sent or missing[0], **given)
    if not sent:
        part.facts["sent"] = missing[0]
    return part.then(deliver, (2, 5))
