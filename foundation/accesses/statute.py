"""How long records of who logged in and looked at what are kept."""

from __future__ import annotations

#: 网络安全法 21(3) (numbered as in 2016): logs of the network are kept for no less than six months.
LEAST_MONTHS = 6
