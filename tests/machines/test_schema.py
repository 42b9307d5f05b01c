"""Whatever the schema allows and much that it does not is asked, and answered as the schema says (schemathesis)."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, settings

from foundation.machines.serving import schema as described
from tests.personas import County
from tests.test_query_counts import excerpt, publish, report

pytestmark = pytest.mark.django_db

SCHEMA = schemathesis.openapi.from_dict(described())
SCHEMA.app = WSGIHandler()


@pytest.fixture(autouse=True)
def _filled(county: County) -> None:
    publish(county, 1, 4)
    excerpt(county, 1, 3)
    report(county, 1, 3)


@SCHEMA.parametrize()
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_address_answers_as_the_schema_says(case: schemathesis.Case) -> None:
    case.call_and_validate(headers={"Host": "testserver"})
