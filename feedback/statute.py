"""By when what citizens say is answered. The regulations name no number here: each span is the county's own promise."""

from __future__ import annotations

from functools import partial

from foundation.clauses import Citation, cite
from foundation.deadlines.limits import TimeLimit, Unit

_OFFICE = ("applications_clerk", "disclosure_head")
_working_days = partial(TimeLimit, unit=Unit.WORKING_DAYS, tells=_OFFICE)

#: Something on a page is wrong. Whoever finds it helps to supervise the disclosure of information (条例51).
ERROR = _working_days(
    code="feedback.error",
    clause="条例51",
    label="核对并改正网页上的差错",
    span=5,
    warn=(2, 1),
    public="收到对网页差错的指正，5 个工作日内核对并答复（县里的承诺）",
)
#: Personal data stand on a page: every hour does harm (条例15).
LEAK = _working_days(
    code="feedback.leak",
    clause="条例15",
    label="处理公开了个人信息的网页",
    span=1,
    warn=(1,),
)
#: OR-7 says 及时 and names no number: as long as for the complaint of an applicant. Counted for the whole county: by agency a
#: single complaint would point at whoever complained.
COMPLAINT = _working_days(
    code="feedback.complaint",
    clause="OR-7",
    label="调查处理投诉举报并答复",
    span=20,
    warn=(5, 1),
    public="收到对机关公开工作的投诉举报，20 个工作日内调查处理并答复（县里的承诺）",
    whole_county=True,
)
#: SR-12 names no number: as long as the reply to an application.
WHY = _working_days(
    code="feedback.why",
    clause="SR-12",
    label="说明不公开的依据和理由",
    span=20,
    warn=(5, 1),
    public="收到询问为什么不公开，20 个工作日内说明依据和理由（县里的承诺）",
)
LIMITS = (ERROR, LEAK, COMPLAINT, WHY)

#: The most characters of a message, and of the name of what is asked for.
MAX_TEXT = 3000
MAX_ASKED = 300
#: The most characters of an answer.
MAX_ANSWER = 5000
#: The most characters of the path of a page.
MAX_PAGE = 300

cite("SR-12", by=Citation("page", "feedback:why", "谁都可以问一件信息为什么不公开，由制作机关说明依据和理由"))
cite("条例51", by=Citation("page", "feedback:complaint", "没有提出过申请的人也可以在网上投诉举报"))
