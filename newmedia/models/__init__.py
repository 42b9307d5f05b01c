"""The nouns of the room: accounts with the people who keep them, and their filings."""

from __future__ import annotations

from newmedia.models.account import Account as Account
from newmedia.models.account import Assignment as Assignment
from newmedia.models.filing import Filing as Filing
from newmedia.models.filing import FilingCopy as FilingCopy
