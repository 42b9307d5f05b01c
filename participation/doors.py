"""How often citizens may try each form, the query codes of opinions, and the cookie that a code brings."""

from __future__ import annotations

from django.conf import settings

from foundation.visitors.codes import Codes
from foundation.visitors.private import Pass
from foundation.visitors.throttle import DAY, HOUR, MINUTE, Door, Meter
from foundation.visitors.uploads import Intake

#: Query codes. Another salt would make those already issued invalid.
CODES = Codes("participation.codes")
#: Wrong codes; the right one is never held up.
TRACKING = Door(
    "participation.tracking",
    Meter("address", 10, 15 * MINUTE),
    Meter("network", 40, 15 * MINUTE),
    Meter("number", 200, HOUR),
)
#: Opinions that go through. A village may share one address: more than for messages.
SENDING = Door("participation.sending", Meter("address", 30, HOUR), Meter("network", 600, HOUR))
#: Without a solved challenge: nobody without JavaScript is shut out, and no machine gets far.
UNPROVED = Door("participation.sending unproved", Meter("address", 5, HOUR), Meter("network", 60, HOUR))
#: Wrong codes of questionnaires; the right one is never held up.
GUESSING = Door(
    "participation.guessing", Meter("address", 10, 15 * MINUTE), Meter("network", 40, 15 * MINUTE)
)
#: Checking a form costs something even when it is wrong.
FORM = Door("participation.form", Meter("address", 120, HOUR), Meter("network", 2400, HOUR))
#: The bytes of files that come from one network in a day; forms that come back and whose files are kept.
FILES = Door("participation.files", Meter("network", settings.VISITOR_BYTES_PER_DAY, DAY))
FILES_FULL = (
    "今天从您所在的网络交来的文件已经太多，这次的文件没有收下。"
    "请去掉附件提交文字，文件明天再交，或者当面交、邮寄。"
)
INTAKE = Intake(
    FORM,
    FILES,
    Door("participation.keeping", Meter("address", 20, HOUR), Meter("network", 120, HOUR)),
    Door("participation.keeping unproved", Meter("address", 3, HOUR), Meter("network", 20, HOUR)),
)
#: The cookie of a visitor who has shown number and query code. The form of a correction stands beside the draft, so it is sent to
#: the whole room.
HOLDER = Pass(
    "participation", salt="participation.tracking", page="participation:track", path="participation:list"
)
#: The same for the page of a proposal, and of an objection to a decision.
PROPOSER = Pass("proposal", salt="participation.proposal", page="participation:track_proposal")
OBJECTOR = Pass("objection", salt="participation.objection", page="participation:track_objection")
#: The same for whoever registered for a hearing.
REGISTRANT = Pass("registration", salt="participation.registration", page="participation:track_registration")
