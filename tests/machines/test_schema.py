"""Whatever the schema allows and much that it does not is asked, and answered as the schema says (schemathesis)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from foundation.machines.serving import schema as described
from tests.personas import County
from tests.test_query_counts import excerpt, publish, report

pytestmark = pytest.mark.django_db

SCHEMA = schemathesis.openapi.from_dict(described())
SCHEMA.app = WSGIHandler()


@pytest.fixture(autouse=True)
def _filled(county: County) -> Iterator[None]:
    """A few rows of each noun; the server closes no connection between requests, as Django's test client does not."""
    publish(county, 1, 4)
    excerpt(county, 1, 3)
    report(county, 1, 3)
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@SCHEMA.parametrize()
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_address_answers_as_the_schema_says(case: schemathesis.Case) -> None:
    case.call_and_validate(
        headers={"Host": "testserver", "Accept-Encoding": "identity"},
        # No schema can say which cursors were given.
        excluded_checks=[positive_data_acceptance],
    )
