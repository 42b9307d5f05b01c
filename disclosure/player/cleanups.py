"""The cleanup of normative documents: each is judged, what came of it is announced, and stands on each from that day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from disclosure.models import Cleanup, CleanupItem, Document
from disclosure.player import writing
from disclosure.player.documents import PLAYER, as_it_is, submit
from foundation.agencies.roles import Role
from foundation.simulation.players import Beginning, Day, Next, Part

DRAFTER, RECORDS = Role.DRAFTER, Role.RECORDS_OFFICE
State, ItemState = Cleanup.State, CleanupItem.State
LATE = 0.15
#: What becomes of a document: how often, and why.
VERDICTS: dict[str, tuple[int, str]] = {
    "keep": (60, "仍然适用"),
    "amend": (15, "办理时限与上位法新的规定不一致，年内修改"),
    "partly_void": (5, "第三条所依据的规定已经修改"),
    "void": (8, "适用期已过"),
    "repeal": (12, "所依据的办法已经废止"),
}


@PLAYER.begins
def cleaning_up(day: Day) -> Iterator[Beginning]:
    """What the portal opened in the night is taken up by agencies that have people."""
    for batch in day.opened(Cleanup.objects.all()):
        code = batch.agency.code
        if day.world.people.holders(RECORDS, code) and day.world.people.holders(DRAFTER, code):
            yield Beginning(f"cleanup-{code}", "take_up_cleanup", {"agency": code}, ref=batch.ref)


@PLAYER.stage
def take_up_cleanup(part: Part) -> Next:
    return part.then(judge_norms, (5, 20), late=LATE)


@PLAYER.stage
def judge_norms(part: Part) -> Next | None:
    if part.matter.state != State.OPEN:
        return None
    for item in CleanupItem.objects.filter(batch=part.matter, state=ItemState.DUE).order_by("pk"):
        verdict = part.stream.choices(list(VERDICTS), [weight for weight, _why in VERDICTS.values()])[0]
        said = {"verdict": verdict, "reasons": VERDICTS[verdict][1], "replaced_by": ""}
        part.do("disclosure.judge_norm", RECORDS, item, **said)
    return part.then(announce_cleanup, (2, 10))


@PLAYER.stage
def announce_cleanup(part: Part) -> Next | None:
    """The announcement goes the way of every document; nothing counts before it is published."""
    batch: Cleanup = part.matter
    if batch.state != State.OPEN:
        return None
    title = f"{batch.agency.name}关于公布 {batch.year} 年规范性文件清理结果的公告"
    batch = part.do(
        "disclosure.announce_cleanup", DRAFTER, title=title, document_number="", formed_on=part.today
    )
    assert batch.result is not None, "it was drafted just now"
    part.about(Document.objects.get(pk=batch.result.pk))
    given: dict[str, Any] = {"genre": "公告", "attribute": "proactive", "proactive_tests": ["1"]}
    given["topic"] = writing.subjects_of(part.agency)[0]
    part.do("disclosure.edit", DRAFTER, **as_it_is(part.matter, *given), **given)
    part.facts |= {"attribute": "proactive", "stays": True}
    return part.then(submit, (0, 3))
