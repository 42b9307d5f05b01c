"""The demonstration county plays, and a second time changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from django.test import override_settings
from django.utils import timezone

from annual_report.models import AnnualReport
from applications.demo import WAYS, lookups
from applications.doors import CODES
from applications.models import Application, PublishedReply
from archive.clockwork import sweep
from archive.models import Item, SealedItem
from foundation.agencies.models import Staff
from foundation.agencies.roles import Role
from foundation.casework.models import LedgerLine
from foundation.records.declared import SAID, Belonging, files, root_of
from interpretation.models import Duty, Link
from newmedia.models import Shift
from training.models import Certificate
from wuyuan_portal import demo

pytestmark = [pytest.mark.django_db, pytest.mark.clause("AR-1")]


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
    _everything_that_ended_is_found()


@override_settings(DEBUG=True)
def test_a_county_of_an_earlier_release_gets_the_people_that_came_since(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = timezone.now()
    with monkeypatch.context() as earlier:
        earlier.setattr(demo, "COMMISSION", [])
        earlier.setattr(demo, "AGENCIES", [row for row in demo.AGENCIES if row[0] != "jwjw"])
        earlier.setattr(demo, "OFFICES", [(name, called, roles[:1]) for name, called, roles in demo.OFFICES])
        demo._establish(at - timedelta(days=60), at)
    demo._establish(at - timedelta(days=60), at)
    leader = Staff.objects.get(username="jwjw-fuze")
    assert set(leader.grants.values_list("role", flat=True)) == {Role.DISCIPLINE_LEADER}
    for suffix, _called, roles in demo.OFFICES:
        grants = Staff.objects.get(username=f"lxcz-{suffix}").grants
        assert set(grants.values_list("role", flat=True)) == set(roles)


def _over(row: Any) -> bool:
    """Whether a matter is over by its day, though no act ended it."""
    today = timezone.localdate()
    if isinstance(row, Shift):
        return row.state == "stands" and row.until_on < today
    if isinstance(row, Certificate):
        return row.state == "issued" and row.paper is not None and row.issued_on < today
    if isinstance(row, Duty):
        out = [link.interpretation for link in Link.objects.filter(document=row.document)]
        days = [one.published_at.date() for one in out if one.state == "published" and one.published_at]
        waits = any(
            one.state not in ("published", "withdrawn", "abandoned") for one in row.interpretations.all()
        )
        published = row.document.published_at
        done = row.state == "due" and bool(days) and not waits and published is not None
        return done and max(*days, published.date()) < today
    return False


def _everything_that_ended_is_found() -> None:
    """Asked kind by kind, row by row, without the archive's own query (AR-1): nothing ended is missing, nothing open is there."""
    sweep(at=timezone.now())
    kinds = files()
    for name, kind in kinds.items():
        model: Any = kind.record.model
        table: Any = SealedItem if model.sealed else Item
        known = set(table.objects.filter(source_kind=name).values_list("source_id", flat=True))
        said = SAID[name]
        for row in model._base_manager.all():
            of_another = isinstance(said, Belonging) and any(
                getattr(row, f"{path}_id", None) for path in said.to
            )
            parts = [
                part.state
                for belonging in kind.parts
                for path in belonging.to
                for part in cast(Any, belonging.model)._base_manager.filter(**{path: row.pk})
                if root_of(belonging, path) is model and part.state not in belonging.ended
            ]
            over = (row.state in kind.record.ended or _over(row)) and not parts and not of_another
            assert (row.pk in known) == over, (name, row.pk, row.state, parts)
