"""`make bench`: what it costs to read a whole scheme for all units; figures of one run, nothing is asserted."""

from __future__ import annotations

from statistics import median
from time import perf_counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.computing import recompute
from appraisal.models import Appraisal
from tests.appraisal.many import APPLICATIONS, DOCUMENTS, units, year_of
from tests.appraisal.people import Office
from tests.appraisal.test_figures import wide_scheme
from tests.personas import County

RUNS = 3


@pytest.mark.django_db
def test_a_scheme_of_120_indicators_for_seventy_units(
    county: County, capsys: pytest.CaptureFixture[str]
) -> None:
    office = Office.of(county)
    office.on("2026-11-28")
    year_of(units(), DOCUMENTS, APPLICATIONS)
    row = office.begun()
    wide_scheme(row.scheme)
    row = Appraisal.objects.select_related("scheme", "agency").get(pk=row.pk)
    took = []
    for _run in range(RUNS):
        with CaptureQueriesContext(connection) as asked:
            began = perf_counter()
            recompute(row, county.at)
            took.append(perf_counter() - began)
    with capsys.disabled():
        print(
            f"\na scheme of 120 indicators, {row.cases.count()} units: {median(took):.2f} s, {len(asked)} queries"
        )
