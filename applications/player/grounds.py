"""After a refusal: the grounds told once more to whoever asks, and what was withheld for the time being taken up again (OR-4(2))."""

from __future__ import annotations

from datetime import date

from applications.models import Reply
from applications.player.applying import CLERK, HEAD, PLAYER
from applications.player.counter import newest_of
from applications.player.replying import application_of, send_to_review
from applications.player.ways import LATE
from foundation.simulation.players import Next, Part

SAID = {
    "outcome": "internal_affairs",
    "facts": "所申请的管理规定只规定本机关的考勤、值班和物品领用",
    "reasons": "这些规定只约束机关内部，不影响公民的权利和义务，本机关认为不需要公开",
}
STILL = {"result": "still", "reasons": "方案还在征求各镇意见，没有定稿，现在公开容易引起误解。"}
OPEN = {"result": "open", "reasons": "方案已经定稿并公布。"}


@PLAYER.stage
def ask_grounds(part: Part) -> Next:
    part.about(application_of(part))
    part.citizen("applications.ask_grounds")
    return part.then(draft_grounds, (2, 10), late=LATE)


@PLAYER.stage
def draft_grounds(part: Part) -> Next:
    """The statement goes the way of a reply."""
    drafted = part.do("applications.draft_grounds", CLERK)
    part.do("applications.decide", CLERK, drafted, **SAID)
    part.do("applications.submit_reply", CLERK, drafted)
    part.about(Reply.objects.get(pk=drafted.pk))
    part.facts["way"] = "explains"
    return part.then(send_to_review, (0, 1))


@PLAYER.stage
def take_up_again(part: Part) -> Next | None:
    """On the day that the reply named it is too early still; the next time it has been published, or stays as it is."""
    application, document = application_of(part), newest_of(part)
    if not part.facts.get("looked"):
        part.facts["looked"] = True
        until = part.world.calendar.add_working_days(part.today, part.stream.randint(20, 40)).date
        part.do("applications.take_up_again", HEAD, application, until=until, **STILL)
        return part.on_day(take_up_again, until)
    found = STILL if document is None else OPEN | {"document": document.index_number}
    part.do("applications.take_up_again", HEAD, application, **found)
    return None


def on_its_day(part: Part) -> Next:
    """Wait for the day that the reply named."""
    return part.on_day(take_up_again, date.fromisoformat(part.facts["until"]))
