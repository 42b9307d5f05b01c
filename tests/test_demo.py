"""The demonstration county plays, and a second time changes nothing."""

from __future__ import annotations

import pytest
from django.test import override_settings

from annual_report.models import AnnualReport
from applications.demo import WAYS, lookups
from applications.doors import CODES
from applications.models import Application, PublishedReply
from foundation.casework.models import LedgerLine
from wuyuan_portal import demo

pytestmark = pytest.mark.django_db


@override_settings(DEBUG=True)
def test_the_demonstration_plays_once() -> None:
    demo.play()
    lines = LedgerLine.objects.count()
    assert {application.state for application in Application.objects.all()} == {
        "received", "amending", "consulting", "handling", "answered", "withdrawn",
    }  # fmt: skip
    assert {report.state for report in AnnualReport.objects.all()} == {
        "compiling", "with_leader", "submitted",
    }  # fmt: skip
    assert PublishedReply.objects.public().exists()
    told = lookups()
    assert len(told) == len(WAYS)
    for shown in told:
        assert CODES.matches(shown.code, Application.objects.get(number=shown.number).code_hash)
    demo.play()
    assert LedgerLine.objects.count() == lines
