"""What several people ask for: the portal finds it, and the agency discloses it to everybody or says why not (条例44)."""

from __future__ import annotations

from collections.abc import Iterator

from applications.models import RequestedTopic
from applications.player.applying import CLERK, HEAD, PLAYER, reached
from applications.player.replying import application_of
from applications.player.ways import topic_of
from applications.player.wording import SOURCE
from applications.statute import OUTCOMES
from disclosure.models import Document, ReassessedItem
from disclosure.player import PLAYER as DOCUMENTS
from foundation.simulation.players import ANY_HOUR, Beginning, Day, Next, Part

IN_A_YEAR = 20
#: How the applications of two people go who want the same, in turn: only what is given to them can be given to all.
PAIRS = ("disclosed", "needs_processing")
NOT_FOR_ALL = "分项数据已经公开，汇总表本机关没有；两位申请人要的地块也不一样。"
FOR_ALL = "关于{}的情况"


@PLAYER.begins
def asking_twice(day: Day) -> Iterator[Beginning]:
    """Neighbours ask for the same, each for themselves."""
    codes, stream = reached(day), day.stream("pairs")
    for n in day.numbers(IN_A_YEAR, least=2, of="pairs"):
        code, topic = stream.choice(codes), topic_of(stream, day.date.year)
        for who in "ab":
            facts = {"agency": code, "way": PAIRS[n % len(PAIRS)], "topic": topic}
            yield Beginning(f"pair{n}{who}", "apply", facts, hours=ANY_HOUR)


@PLAYER.begins
def found(day: Day) -> Iterator[Beginning]:
    """What the portal found in the night is looked into."""
    topics = day.opened(RequestedTopic.objects.filter(state=RequestedTopic.State.FOUND))
    for n, topic in enumerate(topics.order_by("agency__code", "title")):
        code = topic.agency.code
        if day.world.people.holders(CLERK, code) and day.world.people.holders(HEAD, code):
            yield Beginning(f"topic-{code}{n}", "await_replies", {"agency": code}, ref=topic.ref)


@PLAYER.stage
def await_replies(part: Part) -> Next:
    return part.then(decide_topic, (20, 30))


@PLAYER.stage
def decide_topic(part: Part) -> None:
    """What the applicants were given becomes a document; anything else is left, unless the re-assessment has seen to it."""
    topic: RequestedTopic = part.matter
    items = ReassessedItem.objects.filter(subject_kind=topic.kind, subject_id=topic.pk)
    if topic.state != topic.State.FOUND or items.filter(state=ReassessedItem.State.RELEASED).exists():
        return
    if not _given(topic):
        part.do("applications.dismiss_topic", HEAD, reason=NOT_FOR_ALL)
        return
    asked = topic.behind.select_related("application").order_by("application__number")[0].application
    done: RequestedTopic = part.do("applications.take_up_topic", CLERK, **_draft(part, asked.wanted))
    _complete(part, done.document)


def _given(topic: RequestedTopic) -> bool:
    """Whether a reply has given somebody what the topic is about."""
    stands = topic.behind.filter(application__replies__state="issued", application__replies__quashed_on=None)
    outcomes = stands.values_list("application__replies__decisions__outcome", flat=True)
    return any(OUTCOMES[code].gives for code in outcomes if code)


def _draft(part: Part, wanted: str) -> dict[str, str]:
    """The first text of what was asked for, without who asked."""
    return {"title": FOR_ALL.format(wanted), "formed_on": part.today.isoformat(), "body": SOURCE}


def _complete(part: Part, document: Document | None) -> None:
    """A drafter goes on with it, as with any document."""
    assert document is not None, "it was opened just now"
    part.begin(DOCUMENTS, "complete", document, (1, 5), agency=document.agency.code)


@PLAYER.stage
def open_disclosure(part: Part) -> None:
    """What an applicant proposed with success becomes a document."""
    application = application_of(part)
    opened = part.do("applications.open_disclosure", CLERK, application, **_draft(part, application.wanted))
    _complete(part, opened.disclosure_draft)
