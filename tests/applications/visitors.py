"""Somebody who follows an application on the public page."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.test import Client

from applications.doors import CODES
from applications.models import Application
from tests.personas import County

PAGE = "/apply/track/"
TOKEN = "t" * 43


class Visitor(Client):
    """Somebody at the tracking page, on a day."""

    def __init__(self, county: County) -> None:
        super().__init__()
        self.county = county

    def enter(self, number: str, code: str) -> Any:
        """Send number and code."""
        return self.post(PAGE, {"number": number, "code": code})

    def opens(self, application: Application, at: datetime, token: str = TOKEN) -> str:
        """Enter with the right code on that day; the page that comes of it."""
        self.county.at = at
        answer = self.enter(application.number, CODES.code_of(token))
        assert (answer.status_code, answer["Location"]) == (303, PAGE)
        return self.page()

    def page(self, address: str = PAGE) -> str:
        """What a page says."""
        answer = self.get(address)
        assert answer.status_code == 200
        return answer.content.decode()

    def acts(self, slug: str, data: dict[str, Any] | None = None) -> Any:
        """Send the form of an act, as its page gave it."""
        address = f"{PAGE}{slug}/"
        given = re.search(r'name="token" value="([0-9a-f]+)"', self.page(address))
        assert given
        return self.post(address, {"token": given[1], **(data or {})})


def text(page: str) -> str:
    """The words of a page, without tags and runs of blanks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
