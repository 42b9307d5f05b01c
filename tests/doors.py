"""The three doors that lead to every act – a call, the command line, the desk – and what is said at each of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from disclosure.models import Document
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Refused
from secrecy_review.models import Finding, Review
from tests.personas import County


@dataclass
class Answer:
    """What a door said."""

    code: int
    out: str
    err: str


@dataclass
class Doors:
    """The doors of one county."""

    county: County

    def __post_init__(self) -> None:
        self.clients: dict[str, Client] = {}

    def desk(self, username: str) -> Client:
        """The browser of somebody who has signed in."""
        if username not in self.clients:
            self.clients[username] = Client()
            self.clients[username].force_login(self.county.people[username])
        return self.clients[username]

    def post(self, name: str, ref: str, by: str, data: Mapping[str, Any] | None = None) -> HttpResponse:
        """Send an act's form at the desk."""
        return self.desk(by).post(reverse("admin:act", args=[name, ref]), dict(data or {}))

    def command(self, name: str, ref: str, by: str, data: Mapping[str, Any] | None = None) -> Answer:
        """Perform an act on the command line."""
        out, err, code = StringIO(), StringIO(), 0
        given = {
            "on": ref,
            "user": by,
            "data": json.dumps(dict(data or {})),
            "at": self.county.at.isoformat(),
        }
        try:
            call_command("act", name, stdout=out, stderr=err, **given)
        except SystemExit as left:
            code = int(left.code or 0)
        return Answer(code, out.getvalue(), err.getvalue())

    def refuse(
        self,
        name: str,
        on: Any,
        by: str,
        data: Mapping[str, Any] | None = None,
        *,
        clause: str,
        why: str = "",
    ) -> Refused:
        """Assert that every door refuses the act by that clause, saying why, and that nothing was changed."""
        ref = on if isinstance(on, str) else on.ref
        with unchanged():
            with pytest.raises(Refused) as caught:
                self.county.do(name, ref, by, data)
            refusal = caught.value
            assert (refusal.clause.id, why in refusal.why) == (clause, True), str(refusal)

            told = self.command(name, ref, by, data)
            assert (told.code, told.out) == (2, "")
            assert told.err.strip() == f"Refused: {refusal}"

            page = self.post(name, ref, by, data)
            assert page.status_code == 409
            html = page.content.decode()
            assert f'<span class="refusal-clause">{clause}</span>' in html
            assert escape(refusal.why) in html
            kept(page, data or {})
        return refusal


def kept(page: HttpResponse, data: Mapping[str, Any]) -> None:
    """Assert that the form which came back still holds everything that was entered."""
    form, html = page.context["form"], page.content.decode()
    for name, value in data.items():
        if name not in form.fields or name == "file":
            continue
        assert form[name].value() == value, name
        if isinstance(value, str) and value.strip() and name != "finding":
            shown = escape(value.replace("\r\n", "\n"))
            assert shown in html.replace("\r\n", "\n"), name


@contextmanager
def unchanged() -> Iterator[None]:
    """Assert that no matter moved, no text changed and nothing was written into the ledger meanwhile."""
    before = _everything()
    yield
    assert _everything() == before


def _everything() -> list[Any]:
    return [
        LedgerLine.objects.count(),
        *Document.objects.order_by("pk").values_list("pk", "state", "digest", "version", "signatures__pk"),
        *Review.objects.order_by("pk").values_list("pk", "state", "opinion", "digest"),
        *Finding.objects.order_by("pk").values_list("pk", "resolution"),
    ]
