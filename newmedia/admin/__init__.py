"""Accounts and filings at the desk."""

from __future__ import annotations

from newmedia.admin import account as account
from newmedia.admin import filing as filing
