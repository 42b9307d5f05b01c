"""How often one may send an answer to a micro-survey, and try codes: none are issued, so every code is a wrong one."""

from __future__ import annotations

from foundation.visitors.throttle import HOUR, MINUTE, Door, Meter

#: Checking a form costs something even when it is wrong.
FORM = Door("newmedia.form", Meter("address", 60, HOUR), Meter("network", 1200, HOUR))
GUESSING = Door("newmedia.guessing", Meter("address", 10, 15 * MINUTE), Meter("network", 40, 15 * MINUTE))
