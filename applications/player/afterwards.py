"""What comes after a reply: refusals reported, excerpts published, complaints and reconsiderations, proposals to publish it for all."""

from __future__ import annotations

from typing import Any

from applications.models import Reply
from applications.player.applying import CLERK, HEAD, PLAYER, RECORDS
from applications.player.grounds import on_its_day
from applications.player.replying import COMPLAINED, application_of
from applications.player.ways import LATE
from applications.player.wording import SOURCE
from disclosure.player import report_number
from foundation.agencies.queries import hears_complaints
from foundation.simulation.players import Next, Part


@PLAYER.stage
def report(part: Part) -> Next | None:
    number = report_number(part)
    part.do("applications.report_refusal", RECORDS, report_number=number, reported_on=part.today)
    if part.facts["way"] == "disputed":
        return part.then(record_remedy, (10, 25))
    if part.facts["way"] == "grounds":
        return part.then("ask_grounds", (1, 12), any_day=True)
    if part.facts["way"] == "later":
        return on_its_day(part)
    return part.then(complain, (2, 20), any_day=True) if part.chance(5 * COMPLAINED) else None


@PLAYER.stage
def excerpt(part: Part) -> None:
    """What was answered is published without whom."""
    reply: Reply = part.matter
    given = {
        "title": reply.passages.get().title,
        "question": "申请公开的内容见标题",
        "answer": f"予以公开\n{SOURCE}",
    }
    drafted = part.do("applications.excerpt_reply", CLERK, **given)
    part.do("applications.publish_excerpt", HEAD, drafted)


@PLAYER.stage
def record_remedy(part: Part) -> Next:
    """The applicant has the reply looked at by the government above, which has it made anew."""
    application = application_of(part)
    number = f"五政复〔{part.today.year}〕{part.stream.randint(1, 40)}号"
    given = {
        "way": "reconsideration",
        "body": "五原县人民政府",
        "case_number": number,
        "accepted_on": part.today,
    }
    part.do("applications.record_remedy", CLERK, application, **given)
    return part.then(conclude_remedy, (20, 40))


@PLAYER.stage
def conclude_remedy(part: Part) -> Next:
    application = application_of(part)
    remedy = application.remedies.get()
    given: dict[str, Any] = {
        "remedy": remedy.pk,
        "result": "corrected",
        "concluded_on": part.today,
        "quashes": "on",
    }
    given |= {"within": 15, "within_unit": "working_days", "received_on": part.today}
    part.do("applications.conclude_remedy", CLERK, application, **given)
    part.about(application_of(part))
    part.facts["way"] = "disclosed"
    return part.then("write", (1, 5))


@PLAYER.stage
def propose(part: Part) -> Next:
    """Whoever had a reply thinks that everybody should have it."""
    part.about(application_of(part))
    part.citizen("applications.propose_disclosure", text="这件信息很多人要问，请放到网上。")
    return part.then(answer_proposal, (4, 12))


@PLAYER.stage
def answer_proposal(part: Part) -> Next | None:
    """What concerns everybody becomes a document."""
    said = {"accepted": "no", "reasons": "同一内容已经在惠民补贴栏目按年公布，见该栏目。"}
    adopted = part.facts["way"] == "adopted"
    if adopted:
        said = {"accepted": "yes", "reasons": "涉及全村群众的切身利益，应当让大家都知道。"}
    part.do("applications.answer_proposal", HEAD, **said)
    return part.then("open_disclosure", (1, 5)) if adopted else None


@PLAYER.stage
def complain(part: Part) -> Next | None:
    """The applicant complains to the authority above, which looks into it."""
    application = application_of(part)
    to = "superior" if hears_complaints(application.agency, "superior") else "discipline"
    made = part.citizen("applications.complain", application, to=to, text="答复没有把理由说清楚。")
    part.about(made)
    part.facts["agency"] = made.agency.code
    return part.then(look_into, (1, 5))


@PLAYER.stage
def look_into(part: Part) -> Next | None:
    if not part.world.people.holders(HEAD, part.agency):
        return None
    part.do("applications.accept_complaint", HEAD)
    return part.then(answer_complaint, (5, 20), late=LATE)


@PLAYER.stage
def answer_complaint(part: Part) -> Next:
    finding = part.stream.choice(("unfounded", "partly", "unfounded"))
    said = {"findings": "调阅了答复书和检索记录。", "handling": "已当面向申请人说明；今后答复写明理由。"}
    if part.facts["way"] == "complained":
        by = part.world.calendar.add_working_days(part.today, 10).date
        finding, said["task"] = "founded", "把检索的范围和结果书面告知申请人。"
        said["task_by"] = by.isoformat()
    answered = part.do("applications.answer_complaint", HEAD, finding=finding, **said)
    if "task" in said:
        part.begin(PLAYER, report_task, answered.application, (3, 9), agency=answered.against.code)
    return part.then(post_answer, (1, 3))


@PLAYER.stage
def report_task(part: Part) -> None:
    """The agency complained of tells what it did."""
    done = "已把检索的范围、方法和结果另写一份说明寄给申请人，并在全局通报。"
    part.do("applications.report_task", CLERK, reason=done)


@PLAYER.stage
def post_answer(part: Part) -> None:
    """By post go the answers to those who wanted the reply so, and those that the mail server refused."""
    letter = part.matter.letters.get()
    if not letter.missing:
        return
    given = {"event": "sent", "way": "post", "delivered_on": part.today, "proof": "挂号信 XA00000000031"}
    part.do("applications.deliver_complaint_reply", CLERK, letter=letter.pk, **given)
