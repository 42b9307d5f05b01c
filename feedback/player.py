"""Messages of citizens in a simulated year: errors on pages, questions why something is not public, complaints; some answered late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models.functions import MD5

from disclosure.models import Document
from feedback.acts import body_above
from feedback.models import Message
from feedback.places import place_at
from foundation.agencies.queries import hears_complaints
from foundation.agencies.roles import Role
from foundation.simulation.players import ANY_HOUR, Beginning, Day, Next, Part, Player

PLAYER = Player("feedback")
CLERK, HEAD, REVIEWER = Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD, Role.SECRECY_REVIEWER
State = Message.State
CALLED = "留言人"

IN_A_YEAR = 600
SORTS = {"report_error": 6, "ask_why": 2, "complain": 1}
LATE, EXCERPTED, SET_ASIDE = 0.06, 0.2, 0.06
LOOKED_UP, RETURNED, TAKEN_DOWN = 0.1, 0.15, 0.1
#: Of so many of a kind one is passed on to another agency, and one sender is not satisfied.
ONE_OF = 8
PASSED_ON, UNSATISFIED = 1, 2

ERRORS = {
    "link": ("附件点开以后没有内容，请看一看。", "附件已经重新上传，可以打开了。谢谢您指出来。"),
    "fact": ("标题里有一个错别字，第二段的数字前后不一致。", "已经核对，并制作了更正的版本。"),
    "else": ("电话打不通，应该换了号码。", "电话已经更新，谢谢提醒。"),
}
WHY = (
    (
        "为什么查不到这份会议纪要？",
        "deliberative",
        "会议纪要属于过程性信息，内容还没有形成决定。形成的决定会依法公开。",
    ),
    (
        "为什么不公布检查中的当事人名单？",
        "third_party",
        "名单涉及个人隐私，公开会损害他们的合法权益。检查的结果已经公开。",
    ),
    ("为什么看不到内部的值班安排？", "internal_affairs", "属于机关内部事务，不对外产生效力。"),
)
COMPLAINTS = (
    "说好每个季度公布的表，等了很久还没有。",
    "申请交上去没有人联系我。",
    "公开栏里的内容还是去年的。",
)


@PLAYER.begins
def writing(day: Day) -> Iterator[Beginning]:
    """Citizens write on any day."""
    codes, stream = day.world.staffed(), day.stream("messages")
    for sort, share in SORTS.items():
        for n in day.numbers(IN_A_YEAR * share / sum(SORTS.values()), any_day=True, least=3, of=sort):
            facts = {"agency": stream.choice(codes), "turn": n % ONE_OF}
            yield Beginning(f"{sort}{n}", sort, facts, hours=ANY_HOUR)


def _send(part: Part, name: str, **data: Any) -> Next:
    given = {"name": "", "contact": "", "token": part.token(), **data}
    message = part.about(part.citizen(name, part.agency, called=CALLED, **given))
    part.facts["agency"] = message.agency.code
    return part.then(receive, (0, 2), late=LATE, by=(2, 6))


@PLAYER.stage
def report_error(part: Part) -> Next | None:
    """Somebody read a page of this agency and saw something wrong."""
    shown = Document.objects.public(part.at).filter(agency__code=part.facts["agency"])
    found = shown.select_related("index").order_by(MD5("digest"))[:20]
    if not found:
        return None
    page = f"/documents/{part.stream.choice(list(found)).index_number}/"
    place = place_at(page, part.at)
    if place is None or place.receiver is None:
        return None
    part.facts["agency"] = place.receiver.code
    topic = part.facts["topic"] = part.stream.choice(list(ERRORS))
    return _send(part, "feedback.report_error", page=page, topic=topic, text=ERRORS[topic][0])


@PLAYER.stage
def ask_why(part: Part) -> Next:
    n = part.facts["why"] = part.stream.randrange(len(WHY))
    return _send(part, "feedback.ask_why", asked=f"{part.today.year - 1} 年的有关材料", text=WHY[n][0])


@PLAYER.stage
def complain(part: Part) -> Next:
    to = "superior" if hears_complaints(part.agency, "superior") else "discipline"
    return _send(part, "feedback.complain", to=to, topic="late", text=part.stream.choice(COMPLAINTS))


@PLAYER.stage
def receive(part: Part) -> Next | None:
    if not part.world.people.holders(CLERK, part.agency):
        return None  # it stays on the list of an office that has nobody
    if part.facts["turn"] == PASSED_ON and part.matter.against is None:
        return _pass_on(part)
    part.do("feedback.receive", CLERK)
    if part.chance(LOOKED_UP):
        part.do("feedback.reveal", CLERK, reason="打电话核实情况。")
    if part.chance(SET_ASIDE):
        given = {"ground": "elsewhere", "reason": "反映的不是政务公开的事项，已告知向 12345 反映。"}
        part.do("feedback.set_aside", HEAD, **given)
        return _afterwards(part)
    return part.then(answer, (0, 3), late=LATE, by=(3, 9))


def _pass_on(part: Part) -> Next:
    """What another agency is in charge of goes there, with the day by which it is answered."""
    others = [code for code in part.world.staffed() if code != part.agency.code]
    to = part.world.agencies[part.stream.choice([c for c in others if part.world.people.holders(CLERK, c)])]
    part.do("feedback.pass_on", CLERK, to=to.code, reason=f"所说的事由{to.short_name}主管，转去办理。")
    part.facts |= {"agency": to.code, "turn": 0}
    return part.then(receive, (0, 1))


def _afterwards(part: Part) -> Next | None:
    """Somebody who reads the answer is not satisfied, and complains one level up."""
    return part.then(go_up, (1, 6), any_day=True) if part.facts["turn"] == UNSATISFIED else None


@PLAYER.stage
def go_up(part: Part) -> Next | None:
    """The body above looks into it like into any complaint."""
    if body_above(part.matter) is None:
        return None
    text = part.stream.choice(("只说已经核实，没有说怎么改。", "问的是今年的，答的是去年的。"))
    above = part.about(part.citizen("feedback.go_up", called=CALLED, text=text))
    part.facts = part.course.facts = {"agency": above.agency.code, "turn": 0}
    return part.then(receive, (0, 2), late=LATE, by=(2, 6))


@PLAYER.stage
def answer(part: Part) -> Next | None:
    if "why" in part.facts:
        _asked, ground, said = WHY[part.facts["why"]]
        part.do("feedback.answer", CLERK, grounds=[ground], answer=said)
        return part.then(confirm, (0, 1))
    said = (
        ERRORS[part.facts["topic"]][1]
        if "topic" in part.facts
        else "已经核实，责成有关机关补上，今后按期公布。"
    )
    # A complaint is answered by the head.
    part.do("feedback.answer", CLERK if "topic" in part.facts else HEAD, answer=said)
    if part.facts["turn"] != UNSATISFIED and "topic" in part.facts and part.chance(EXCERPTED):
        return part.then(excerpt, (0, 5))
    return _afterwards(part)


@PLAYER.stage
def confirm(part: Part) -> Next | None:
    """Of what is withheld a second person looks at the words."""
    if part.course.step < 5 and part.chance(RETURNED):
        part.do("feedback.return_answer", REVIEWER, reason="理由写具体。")
        return part.then(answer, (0, 2))
    part.do("feedback.confirm_answer", REVIEWER)
    return _afterwards(part)


@PLAYER.stage
def excerpt(part: Part) -> None:
    text, said = ERRORS[part.facts["topic"]]
    given = {"title": "公文页面差错", "question": text, "answer": said}
    drafted = part.do("feedback.excerpt", CLERK, **given)
    part.do("feedback.publish_excerpt", HEAD, drafted)
    if part.chance(TAKEN_DOWN):
        part.do("feedback.withdraw_excerpt", HEAD, drafted, reason="说法不准确。")
        part.do("feedback.restore_excerpt", HEAD, drafted, reason="核对后无误。")
