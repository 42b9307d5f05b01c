"""Interpretations that are written when the document is long in public, and those that somebody looks at again because it has changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models.functions import MD5

from disclosure.models import Document
from foundation.simulation.players import Beginning, Day, Next, Part
from interpretation.gates import asked_of
from interpretation.models import Interpretation
from interpretation.player.duties import DRAFTER, LEADER, PLAYER, RECORDS
from interpretation.player.further import FORMS
from secrecy_review.models import Review
from secrecy_review.player import follow

LATER_A_YEAR = 24
#: What is done with a later interpretation, in turn: it is about an article, about another document as well, or the document changes.
WAYS = ("article", "second", "amended")
ARTICLES = ("二、", "一、")
AMENDED: dict[str, Any] = {
    "validity": "amended",
    "lapsed_on": "",
    "expires_on": "",
    "replaced_by": "",
    "reason": "联系电话和受理地点已经变更，办法不变。",
}


@PLAYER.begins
def explaining_later(day: Day) -> Iterator[Beginning]:
    """What people still ask about is explained once more."""
    codes, stream = day.world.staffed(), day.stream("later")
    for n in day.numbers(LATER_A_YEAR, least=len(WAYS), of="later"):
        yield Beginning(
            f"later{n}", "explain_later", {"agency": stream.choice(codes), "how": WAYS[n % len(WAYS)]}
        )


@PLAYER.begins
def looking_again(day: Day) -> Iterator[Beginning]:
    """On the first working day of a week whoever keeps the records looks what was flagged."""
    if not day.working or day.date.weekday():
        return
    flagged = Interpretation.objects.filter(state=Interpretation.State.PUBLISHED).exclude(flag="")
    for n, one in enumerate(flagged.select_related("agency").order_by("agency__code", MD5("digest"))):
        if day.world.people.holders(RECORDS, one.agency.code):
            yield Beginning(f"flagged{n}", "confirm_flagged", {"agency": one.agency.code}, ref=one.ref)


def _published(part: Part) -> list[Document]:
    """Some of what the agency has in public for everybody."""
    shown = Document.objects.public(part.at).filter(agency=part.agency, validity="in_force")
    found = shown.select_related("index").order_by(MD5("digest"))[:20]
    return [document for document in found if asked_of(document)]


@PLAYER.stage
def explain_later(part: Part) -> Next | None:
    """It is written on the document itself, and goes its own way."""
    documents, how = _published(part), part.facts["how"]
    if how == "article":
        documents = [one for one in documents if any(f"\n{article}" in one.body for article in ARTICLES)]
    if len(documents) < 2:
        return part.then(explain_later, (10, 10)) if part.course.step < 6 else None
    first, second = part.stream.sample(documents, k=2)
    made = part.do("interpretation.write", DRAFTER, first, form="qa", **FORMS["qa"])
    if how == "article":
        article = next(one for one in ARTICLES if f"\n{one}" in first.body)
        part.do("interpretation.link", DRAFTER, made, article=article)
    if how == "second":
        part.do("interpretation.link", DRAFTER, made, document=second.index_number)
    part.facts["document"] = first.ref
    part.about(Interpretation.objects.get(pk=made.pk))
    part.do("interpretation.hand_in", DRAFTER)
    return part.when_done(follow(part, Review.objects.of(part.matter).open().get()), publish_later)


@PLAYER.stage
def publish_later(part: Part) -> Next | None:
    part.do("interpretation.sign", LEADER)
    part.do("interpretation.publish", RECORDS)
    return part.then(amend_document, (5, 20)) if part.facts["how"] == "amended" else None


@PLAYER.stage
def amend_document(part: Part) -> None:
    """The document is marked as changed, so that what explains it has to be looked at."""
    document = Document.objects.get(pk=part.facts["document"].rpartition(":")[2])
    if document.state == Document.State.PUBLISHED:
        part.do("disclosure.set_validity", RECORDS, document, **AMENDED)


@PLAYER.stage
def confirm_flagged(part: Part) -> None:
    """It still fits."""
    if part.matter.flag and part.matter.state == Interpretation.State.PUBLISHED:
        checked = "逐条核对了文件的最新情况，解读讲的办法没有变。"
        part.do("interpretation.confirm", RECORDS, reason=checked)
