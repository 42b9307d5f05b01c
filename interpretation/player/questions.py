"""Questions about policies in a simulated year: asked of a published document, answered, confirmed by another, some set aside."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models.functions import MD5

from disclosure.models import Document
from foundation.simulation.players import ANY_HOUR, Beginning, Day, Next, Part
from interpretation.player.duties import DRAFTER, PLAYER, RECORDS, REVIEWER

QUESTIONS_A_YEAR = 150
RETURNED, SET_ASIDE, WITHDRAWN = 0.08, 0.05, 0.03

ASKED = (
    "这个规定什么时候开始？我家去年的还算不算？",
    "需要带什么材料，到哪里办？",
    "外地户口住在这里的能不能办？",
)
ANSWERED = "以文件写明的日期为准。请带身份证到所在村民委员会或者便民服务大厅办理，工作人员会一次讲清楚。"


@PLAYER.begins
def asking(day: Day) -> Iterator[Beginning]:
    """Citizens ask about documents that were published."""
    codes, stream = day.world.staffed(), day.stream("questions")
    for n in range(day.how_many(QUESTIONS_A_YEAR, any_day=True)):
        yield Beginning(f"q{n}", "ask", {"agency": stream.choice(codes)}, hours=ANY_HOUR)


@PLAYER.stage
def ask(part: Part) -> Next | None:
    shown = Document.objects.public(part.at).filter(agency__code=part.facts["agency"])
    found = list(shown.select_related("index").order_by(MD5("digest"))[:20])
    if not found:
        return None
    document = part.stream.choice(found)
    given = {"document": document.index_number, "text": part.stream.choice(ASKED), "token": part.token()}
    part.about(part.citizen("interpretation.ask", part.agency, called="提问人", **given))
    return part.then(answer, (0, 4), late=0.06, by=(4, 9))


@PLAYER.stage
def answer(part: Part) -> Next | None:
    if part.course.step < 2 and part.chance(SET_ASIDE):
        told = {"ground": "elsewhere", "reason": "问的不是这份文件的事，请问县住建局。"}
        part.do("interpretation.set_question_aside", RECORDS, **told)
        return None
    part.do("interpretation.answer", DRAFTER, question=part.matter.text, answer=ANSWERED)
    return part.then(confirm, (0, 1))


@PLAYER.stage
def confirm(part: Part) -> Next | None:
    """A second person looks at the words, and may have them written anew; later one may turn out to be out of date."""
    if part.course.step < 4 and part.chance(RETURNED):
        part.do("interpretation.return_answer", REVIEWER, reason="写明依据哪一条。")
        return part.then(answer, (0, 2))
    part.do("interpretation.confirm_answer", REVIEWER)
    return part.then(withdraw_answer, (20, 60)) if part.chance(WITHDRAWN) else None


@PLAYER.stage
def withdraw_answer(part: Part) -> None:
    part.do("interpretation.withdraw_answer", RECORDS, reason="办法已经修改，答复不再适用。")
