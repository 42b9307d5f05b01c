"""The re-assessment of the year: what is not published is gone through by one and confirmed by another; some of it becomes public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from disclosure.models import Document
from disclosure.models.reassessment import ReassessedItem, Reassessment
from disclosure.player import writing
from disclosure.player.documents import PLAYER, as_it_is, submit
from foundation.agencies.models import Staff
from foundation.agencies.roles import Role
from foundation.simulation.players import Beginning, Day, Next, Part

DRAFTER, RECORDS, HEAD = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DISCLOSURE_HEAD
ItemState = ReassessedItem.State
#: How many items are gone through in one sitting.
AT_ONCE = 8
RELEASED, RETURNED, LATE = 0.15, 0.06, 0.15

STAYS = (
    "仍在执行的内部流程，情况没有变。",
    "事项还没有办结，公开会影响办理。",
    "第三方仍不同意公开，情况没有变。",
)
GOES = ("事项已经办结，可以公开。", "流程已经废止，可以公开。", "内容已经在别处公布过。")


@PLAYER.begins
def reassessing(day: Day) -> Iterator[Beginning]:
    """What the portal opened in the night is taken up by agencies that have people."""
    for batch in day.opened(Reassessment.objects.all()):
        code = batch.agency.code
        if day.world.people.holders(HEAD, code) and day.world.people.holders(RECORDS, code):
            yield Beginning(f"reassessment-{code}", "take_up", {"agency": code}, ref=batch.ref)


@PLAYER.stage
def take_up(part: Part) -> Next:
    return part.then(name_assessor, (2, 12))


@PLAYER.stage
def name_assessor(part: Part) -> Next:
    assessor = part.world.people.holders(RECORDS, part.agency)[0]
    part.do("disclosure.name_assessor", HEAD, assessor=assessor.pk)
    return part.then(assess, (2, 10))


def _items(part: Part, *states: ItemState) -> list[ReassessedItem]:
    rows = ReassessedItem.objects.filter(batch=part.matter, state__in=states)
    return list(rows.select_related("agency", "batch__assessor").order_by("pk"))


@PLAYER.stage
def assess(part: Part) -> Next:
    """The person named does it, and nobody in their place."""
    batch: Reassessment = part.matter
    assessor: Staff | None = batch.assessor
    assert assessor is not None, "somebody was named"
    for item in _items(part, ItemState.DUE)[:AT_ONCE]:
        said: dict[str, Any] = {"verdict": "keep", "ground": item.ground or "internal_affairs"}
        said["reasons"] = part.stream.choice(STAYS)
        if part.chance(RELEASED):
            said = {"verdict": "release", "ground": "", "reasons": part.stream.choice(GOES)}
        part.do("disclosure.assess_item", part.world.people.actor(assessor), item, **said)
    return part.then(confirm, (1, 6), late=LATE)


@PLAYER.stage
def confirm(part: Part) -> Next:
    """A second person agrees; what may be public now goes on as a document."""
    for item in _items(part, ItemState.ASSESSED):
        if part.course.step < 8 and part.chance(RETURNED):
            part.do("disclosure.return_item", HEAD, item, reason="理由请写具体。")
            continue
        done: ReassessedItem = part.do("disclosure.confirm_item", HEAD, item)
        if done.state == ItemState.RELEASED:
            course = part.begin(PLAYER, release, done, (1, 5), agency=done.agency.code)
            course.key = f"{part.course.key}/{done.subject}"
    if _items(part, ItemState.DUE):
        return part.then(assess, (2, 10))
    return part.then(close, (1, 5))


@PLAYER.stage
def close(part: Part) -> None:
    part.do("disclosure.close_reassessment", HEAD)


@PLAYER.stage
def release(part: Part) -> Next | None:
    """The document that was kept is opened again; of what an applicant was refused a draft is made."""
    item: ReassessedItem = part.matter
    document = item.document
    if document is None:
        subject = part.stream.choice(writing.subjects_of(part.agency)[1])
        draft = {
            # What it is about, and not who asked, or under which numbers.
            "title": f"关于{subject}办理情况的公布",
            "document_number": "",
            "formed_on": part.today - timedelta(days=90),
        }
        draft["body"] = "现将有关情况公布如下。\n一、办理情况\n已经办结。\n二、结果\n有关单位按规定落实。"
        part.do("disclosure.draft_released", DRAFTER, item, **draft)
        document = ReassessedItem.objects.get(pk=item.pk).document
    assert document is not None, "what is released has its document"
    part.about(Document.objects.get(pk=document.pk))
    return complete(part)


@PLAYER.stage
def complete(part: Part) -> Next:
    """What was opened as a draft for everybody is completed, and goes the way of every document."""
    part.facts |= {"attribute": "proactive", "stays": True}
    public = {"attribute": "proactive", "proactive_tests": ["1"], "ground": "", "attribute_reason": ""}
    told = as_it_is(part.matter, *public) | public
    told |= {"genre": told["genre"] or "其他", "topic": told["topic"] or writing.subjects_of(part.agency)[0]}
    part.do("disclosure.edit", DRAFTER, **told)
    return part.then(submit, (0, 3))
