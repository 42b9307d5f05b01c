"""Accounts, filings, posts, messages and the county's lists at the desk."""

from __future__ import annotations

from newmedia.admin import account as account
from newmedia.admin import circular as circular
from newmedia.admin import exchange as exchange
from newmedia.admin import filing as filing
from newmedia.admin import incident as incident
from newmedia.admin import lists as lists
from newmedia.admin import message as message
from newmedia.admin import monthly as monthly
from newmedia.admin import post as post
from newmedia.admin import security as security
from newmedia.admin import watch as watch
