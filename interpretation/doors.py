"""How often citizens may ask and mark, the query codes of questions, and the cookie that a code brings."""

from __future__ import annotations

from foundation.visitors.codes import Codes
from foundation.visitors.throttle import HOUR, MINUTE, Door, Meter

#: Query codes. Another salt would make those already issued invalid.
CODES = Codes("interpretation.codes")
#: Wrong codes; the right one is never held up.
TRACKING = Door(
    "interpretation.tracking",
    Meter("address", 10, 15 * MINUTE),
    Meter("network", 40, 15 * MINUTE),
    Meter("number", 200, HOUR),
)
#: Questions that go through: more than anybody writes by hand.
SENDING = Door("interpretation.sending", Meter("address", 10, HOUR), Meter("network", 60, HOUR))
#: Without a solved challenge: nobody without JavaScript is shut out, and no machine gets far.
UNPROVED = Door("interpretation.sending unproved", Meter("address", 3, HOUR), Meter("network", 20, HOUR))
#: Checking a form costs something even when it is wrong.
FORM = Door("interpretation.form", Meter("address", 60, HOUR), Meter("network", 240, HOUR))
#: Marks under sentences: one reader of a long document marks some dozens.
MARKING = Door("interpretation.marking", Meter("address", 60, HOUR), Meter("network", 300, HOUR))
#: Without a solved challenge: as many as anybody without script reads and marks.
MARKING_UNPROVED = Door(
    "interpretation.marking unproved", Meter("address", 40, HOUR), Meter("network", 120, HOUR)
)
