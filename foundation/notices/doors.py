"""How often links that do not exist may be tried."""

from __future__ import annotations

from foundation.visitors.throttle import MINUTE, Door, Meter

#: A token of 256 bits is never guessed; a known one is never held up.
LINK = Door("notices.contact", Meter("address", 20, 15 * MINUTE), Meter("network", 80, 15 * MINUTE))
