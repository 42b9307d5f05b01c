"""After a document and its interpretation are public: told of elsewhere, a press conference, an interpretation found wrong, people listed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils.timezone import localtime

from disclosure.models import Document
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction
from foundation.simulation.players import Beginning, Day, Next, Part, clock_moment
from interpretation.models import Duty, Interpretation
from interpretation.player.duties import DRAFTER, LEADER, PLAYER, RECORDS
from secrecy_review.models import Review
from secrecy_review.player import follow

State = Interpretation.State
WITHDRAWN, LATER = 0.05, 12
#: Who is listed in the directory: sort, post, field.
LISTED = (
    ("official", "业务股负责人", "惠民补贴"),
    ("scholar", "河套学院副教授", "农田水利"),
    ("journalist", "县融媒体中心记者", "民生新闻"),
)
CONFERENCE = {
    "author": "head",
    "held_where": "县政府新闻发布厅",
    "host": "模拟主持，县政府办副主任",
    "speakers": "模拟发布，单位负责人",
    "attended": "五原县融媒体中心、河套某报",
    "body": "各位记者朋友：今天发布的规定家家都用得着，先说三点：谁能办，怎么办，什么时候有结果。\n"
    "问：材料会不会比以前多？\n答：不会。身份证和户口簿两样，别的由工作人员去查。\n"
    "问：外地户口住在这里的能不能办？\n答：住满半年的可以办，带上居住证。",
}


@PLAYER.stage
def after_publication(part: Part) -> Next | None:
    """Told of on the county's own channels once it stands here; where the plan says so, the press is invited."""
    duty: Duty = part.matter
    document = duty.document
    if document.state in (Document.State.WITHDRAWN, Document.State.ABANDONED):
        return None
    material = duty.material()
    if document.state != Document.State.PUBLISHED or material is None or material.state != State.PUBLISHED:
        return part.then(after_publication, (5, 5)) if part.course.step < LATER else None
    told = {"medium": "五原发布微信公众号", "address": "", "reason": ""} | clock_moment(
        "released_at", part.at
    )
    part.do("interpretation.record_release", RECORDS, material, **told)
    if part.facts["press"]:
        return part.then(hold_press, (2, 6))
    if part.chance(WITHDRAWN):
        taken_down = part.do(
            "interpretation.withdraw", RECORDS, material, reason="有一处说法不准确，改好再发。"
        )
        part.at += timedelta(minutes=15)
        part.do("interpretation.restore", RECORDS, taken_down, reason="核对后无误，恢复发布。")
    return None


@PLAYER.stage
def hold_press(part: Part) -> Next:
    """Its record is reviewed, signed and published like any other form."""
    held = localtime(part.at) - timedelta(hours=1)
    title = f"《{part.matter.document.title}》新闻发布会实录"[:200]
    given = {"title": title, **CONFERENCE} | clock_moment("held_at", held)
    part.about(part.do("interpretation.record_conference", DRAFTER, **given))
    part.do("interpretation.hand_in", DRAFTER)
    return part.when_done(follow(part, Review.objects.of(part.matter).open().get()), publish_record)


@PLAYER.stage
def publish_record(part: Part) -> None:
    part.do("interpretation.sign", LEADER)
    part.do("interpretation.publish", RECORDS)


# The directory


@PLAYER.begins
def listing(day: Day) -> Iterator[Beginning]:
    """In February the county's office lists who interprets; a year later one has another term, one leaves."""
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE) if day.is_nth_working_day(2, 6) else None
    if office is not None and day.world.people.holders(RECORDS, office):
        yield Beginning("directory", "list_interpreters", {"agency": office.code})


@PLAYER.stage
def list_interpreters(part: Part) -> Next:
    until, listed = part.today + timedelta(days=330), []
    for n, (sort, post, knows) in enumerate(LISTED):
        given = {
            "name": f"模拟解读{'甲乙丙'[n]}",
            "sort": sort,
            "post": post,
            "knows": knows,
            "interests": "",
        }
        listed.append(
            part.do("interpretation.list_interpreter", RECORDS, part.agency, **given, valid_until=until).pk
        )
    part.facts["listed"] = listed
    return part.on_day(renew, until - timedelta(days=20))


@PLAYER.stage
def renew(part: Part) -> None:
    first, last = part.facts["listed"][0], part.facts["listed"][-1]
    until = {"valid_until": part.today + timedelta(days=365)}
    part.do("interpretation.renew_interpreter", RECORDS, f"interpreter:{first}", **until)
    part.do("interpretation.strike_interpreter", RECORDS, f"interpreter:{last}", reason="调往外县工作。")
