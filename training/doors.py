"""How often one may try to sign, and to check a certificate."""

from __future__ import annotations

from foundation.visitors.throttle import HOUR, MINUTE, Door, Meter

#: Many people of one office sign behind one address.
SIGNING = Door("training.signing", Meter("address", 120, 15 * MINUTE), Meter("network", 600, 15 * MINUTE))
#: The short code has six digits and stands for half a minute: nobody tries many.
CODES = Door("training.codes", Meter("address", 60, 15 * MINUTE), Meter("network", 200, 15 * MINUTE))
#: A code that is not there counts, and nothing else: whoever holds a certificate may look at it as often as they like.
CHECKING = Door("training.checking", Meter("address", 20, HOUR), Meter("network", 200, HOUR))
