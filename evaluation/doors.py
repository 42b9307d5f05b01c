"""How often citizens may try each form of the room."""

from __future__ import annotations

from foundation.visitors.throttle import HOUR, MINUTE, Door, Meter

#: Checking a form costs something even when it is wrong. A village may share one address.
FORM = Door("evaluation.form", Meter("address", 240, HOUR), Meter("network", 4800, HOUR))
#: Wrong codes; the right one is never held up.
GUESSING = Door("evaluation.guessing", Meter("address", 10, 15 * MINUTE), Meter("network", 40, 15 * MINUTE))
#: Complaints that go through, and those without a solved challenge.
SENDING = Door("evaluation.sending", Meter("address", 10, HOUR), Meter("network", 60, HOUR))
UNPROVED = Door("evaluation.sending unproved", Meter("address", 3, HOUR), Meter("network", 20, HOUR))
