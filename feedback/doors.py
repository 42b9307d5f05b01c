"""How often citizens may try each form, the query codes of messages, and the cookie that a code brings."""

from __future__ import annotations

from foundation.visitors.codes import Codes
from foundation.visitors.private import Pass
from foundation.visitors.throttle import HOUR, MINUTE, Door, Meter

#: Query codes. Another salt would make those already issued invalid.
CODES = Codes("feedback.codes")
#: Wrong codes; the right one is never held up.
TRACKING = Door(
    "feedback.tracking",
    Meter("address", 10, 15 * MINUTE),
    Meter("network", 40, 15 * MINUTE),
    Meter("number", 200, HOUR),
)
#: Messages that go through: more than anybody writes by hand.
SENDING = Door("feedback.sending", Meter("address", 10, HOUR), Meter("network", 60, HOUR))
#: Without a solved challenge: nobody without JavaScript is shut out, and no machine gets far.
UNPROVED = Door("feedback.sending unproved", Meter("address", 3, HOUR), Meter("network", 20, HOUR))
#: Checking a form costs something even when it is wrong.
FORM = Door("feedback.form", Meter("address", 60, HOUR), Meter("network", 240, HOUR))
#: The cookie of a visitor who has shown number and query code.
HOLDER = Pass("feedback", salt="feedback.tracking", page="feedback:track")
