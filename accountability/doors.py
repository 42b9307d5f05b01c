"""How often citizens may try each form, the codes of reports and of served papers, and the cookies that codes bring."""

from __future__ import annotations

from foundation.visitors.codes import Codes
from foundation.visitors.private import Pass
from foundation.visitors.throttle import HOUR, MINUTE, Door, Meter

#: Query codes. Another salt would make those already issued invalid.
REPORT_CODES = Codes("accountability.reports")
CODES = Codes("accountability.cases")
#: Wrong codes; the right one is never held up.
TRACKING = Door(
    "accountability.tracking",
    Meter("address", 10, 15 * MINUTE),
    Meter("network", 40, 15 * MINUTE),
    Meter("number", 200, HOUR),
)
SERVED = Door(
    "accountability.served",
    Meter("address", 10, 15 * MINUTE),
    Meter("network", 40, 15 * MINUTE),
    Meter("number", 60, HOUR),
)
#: Reports that go through, with and without a solved challenge.
SENDING = Door("accountability.sending", Meter("address", 10, HOUR), Meter("network", 60, HOUR))
UNPROVED = Door("accountability.sending unproved", Meter("address", 3, HOUR), Meter("network", 20, HOUR))
#: Checking a form costs something even when it is wrong.
FORM = Door("accountability.form", Meter("address", 60, HOUR), Meter("network", 240, HOUR))
#: The cookies of whoever has shown number and code.
REPORTER = Pass("reported", salt="accountability.reporter", page="accountability:track")
HOLDER = Pass("served", salt="accountability.holder", page="accountability:served")
