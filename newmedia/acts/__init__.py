"""Everything that can be done with accounts and their filings."""

from __future__ import annotations

from newmedia.acts import accounts as accounts
from newmedia.acts import closing as closing
from newmedia.acts import filing as filing
from newmedia.acts import outdated as outdated
