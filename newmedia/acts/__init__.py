"""Everything that can be done with accounts, their filings, what they publish, what people write to them, the county's lists."""

from __future__ import annotations

from newmedia.acts import accounts as accounts
from newmedia.acts import circular as circular
from newmedia.acts import closing as closing
from newmedia.acts import evidence as evidence
from newmedia.acts import exchange as exchange
from newmedia.acts import filing as filing
from newmedia.acts import incident as incident
from newmedia.acts import lists as lists
from newmedia.acts import messages as messages
from newmedia.acts import monthly as monthly
from newmedia.acts import outdated as outdated
from newmedia.acts import posts as posts
from newmedia.acts import provider as provider
from newmedia.acts import security as security
from newmedia.acts import shift as shift
from newmedia.acts import silence as silence
