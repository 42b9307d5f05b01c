"""How often citizens may try each public page, the query codes of applications, and the cookie that a code brings."""

from __future__ import annotations

from django.conf import settings

from foundation.visitors.codes import Codes
from foundation.visitors.private import Pass
from foundation.visitors.throttle import DAY, HOUR, MINUTE, Door, Meter
from foundation.visitors.uploads import Intake

#: Query codes. Another salt would make those already issued invalid.
CODES = Codes("applications.codes")
#: Codes of the pages on which consulted parties give their opinion: short enough to be typed from a letter.
LINKS = Codes("applications.links")
#: Wrong codes. Guessing a query code of 57 bits is hopeless at any of these rates. The right code is never held up: neither by
#: what its applicant mistyped, nor by what strangers try for the same number.
TRACKING = Door(
    "applications.tracking",
    Meter("address", 10, 15 * MINUTE),
    Meter("network", 40, 15 * MINUTE),
    Meter("number", 200, HOUR),
)
#: Filing ten an hour is more than anybody does by hand; a network has many addresses and many people.
FILING = Door("applications.filing", Meter("address", 10, HOUR), Meter("network", 60, HOUR))
#: Without a solved challenge: nobody without JavaScript is shut out, and no machine gets far.
UNPROVED = Door("applications.filing unproved", Meter("address", 3, HOUR), Meter("network", 20, HOUR))
#: Files of a form that comes back are kept only of a sender who could have filed; so much for typing errors, and no more.
KEEPING = Door("applications.keeping", Meter("address", 20, HOUR), Meter("network", 60, HOUR))
KEEPING_UNPROVED = Door(
    "applications.keeping unproved", Meter("address", 3, HOUR), Meter("network", 20, HOUR)
)
#: Reading files and checking a form costs something even when it is wrong.
FORM = Door("applications.form", Meter("address", 60, HOUR), Meter("network", 240, HOUR))
#: The bytes of files that come from one network in a day.
FILES = Door("applications.files", Meter("network", settings.VISITOR_BYTES_PER_DAY, DAY))
FILES_FULL = (
    "今天从您所在的网络交来的文件已经太多，这次的文件没有收下。"
    "请明天再交，或者到机关当面交、邮寄；文字现在就可以提交。"
)
#: Applications that go through and are so many that somebody should look: from one network, or from anywhere, in an hour.
UNUSUAL = Door("applications.unusual", Meter("network", 20, HOUR), Meter("county", 100, HOUR))
#: The cookie of a visitor who has shown number and query code.
HOLDER = Pass("track", salt="applications.tracking", page="applications:track")
#: How the files of an application come in.
INTAKE = Intake(FORM, FILES, KEEPING, KEEPING_UNPROVED)
