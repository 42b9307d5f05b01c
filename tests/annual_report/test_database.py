"""What the database itself refuses, whoever asks: raw SQL cannot publish, change or take away what the acts would not."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from annual_report.models import AnnualReport, Signature
from tests.annual_report.offices import Office, county_office
from tests.personas import County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-9(3)")]

TABLE = "annual_report_annualreport"


def refused(sql: str, *arguments: Any, because: str) -> None:
    """Assert that PostgreSQL does not do it, and why."""
    with pytest.raises(DatabaseError, match=because), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, arguments)


@pytest.mark.clause("SR-4")
def test_nothing_is_signed_or_published_round_the_acts(county: County) -> None:
    office = Office(county).compiled()
    pk = office.report.pk
    refused(f"UPDATE {TABLE} SET state = 'signed' WHERE id = %s", pk, because="SR-4: no approved review")
    done = "published_at = now(), signed_at = now(), first_published_on = now()"
    for state in ("published", "submitted", "superseded"):
        refused(
            f"UPDATE {TABLE} SET state = %s, {done}, sent_on = now(), sent_to = 'x' WHERE id = %s",
            state,
            pk,
            because="only a signed report",
        )
    office.checking()
    refused(f"UPDATE {TABLE} SET state = 'signed' WHERE id = %s", pk, because="not signed at every level")
    office.act("approve", "disclosure_head")
    refused(f"UPDATE {TABLE} SET state = 'signed' WHERE id = %s", pk, because="not signed at every level")
    # The leader's signature under an agency's report is not that under the county's.
    with transaction.atomic():
        refused(
            f"UPDATE {TABLE} SET scope = 'county', state = 'signed' WHERE id = %s",
            pk,
            because="is not changed",
        )


def test_a_signature_is_of_one_exact_text_and_set_of_figures(county: County) -> None:
    office = Office(county).with_leader()
    pk = office.report.pk
    refused(f"UPDATE {TABLE} SET problems = '没有问题' WHERE id = %s", pk, because="is not changed")
    refused(
        f"UPDATE {TABLE} SET figures = jsonb_set(figures, '{{t3,new,0}}', '9') WHERE id = %s",
        pk,
        because="is not changed",
    )
    refused(f"UPDATE {TABLE} SET counted = '{{}}' WHERE id = %s", pk, because="is not changed")
    refused(
        "INSERT INTO annual_report_adjustment (report_id, kind, cell, value, note, by_name, at)"
        " VALUES (%s, 'override', 't3.new.natural', 1, 'x', 'x', now())",
        pk,
        because="while a report is compiled",
    )
    refused(
        "DELETE FROM annual_report_adjustment WHERE report_id = %s", pk, because="while a report is compiled"
    )
    refused(
        "UPDATE annual_report_adjustment SET value = 9 WHERE report_id = %s", pk, because="while a report"
    )
    refused(
        "UPDATE annual_report_signature SET digest = 'x' WHERE report_id = %s",
        pk,
        because="append_only|Cannot",
    )
    refused("DELETE FROM annual_report_signature WHERE report_id = %s", pk, because="append_only|Cannot")


def test_the_digest_is_the_databases_own(county: County) -> None:
    report = Office(county).compiled().report
    before = report.digest
    AnnualReport.objects.filter(pk=report.pk).update(digest="0" * 64)
    assert county.fresh(report).digest == before
    AnnualReport.objects.filter(pk=report.pk).update(problems="另一段。")
    assert county.fresh(report).digest != before


def test_what_was_published_stays_and_is_only_replaced(county: County) -> None:
    office = Office(county).submitted()
    pk = office.report.pk
    refused(f"UPDATE {TABLE} SET others = 'x' WHERE id = %s", pk, because="is not changed")
    for state in ("compiling", "published", "abandoned", "exempt"):
        refused(
            f"UPDATE {TABLE} SET state = %s WHERE id = %s", state, pk, because="no way leads|annualreport_"
        )
    refused(f"UPDATE {TABLE} SET published_at = now() WHERE id = %s", pk, because="no way leads")
    refused(f"DELETE FROM {TABLE} WHERE id = %s", pk, because="Cannot delete")


@pytest.mark.clause("条例49")
def test_an_agencys_leader_does_not_sign_for_the_county(county: County) -> None:
    county_office(county)
    office = Office(county, "bmj").with_leader()
    report = office.report
    signed = {
        "report": report, "digest": report.digest, "round": report.round, "at": office.at,
        "signer": county.people["bmj-leader"], "signer_name": "x",
    }  # fmt: skip
    Signature.objects.create(capacity="leader", **signed)
    done = f"UPDATE {TABLE} SET state = 'signed', signed_at = now() WHERE id = %s"
    refused(done, report.pk, because="not signed at every level")
    # Nor does a signature of another time that it was handed in, under the very same words.
    Signature.objects.create(capacity="county_leader", **{**signed, "round": report.round + 1})
    refused(done, report.pk, because="not signed at every level")
    with pytest.raises(DatabaseError, match="annualreport_signature_once"), transaction.atomic():
        Signature.objects.create(capacity="leader", **signed)


def test_of_two_versions_one_is_published_and_what_was_taken_down_stays_down(county: County) -> None:
    office = Office(county).submitted()
    first = office.report
    newer = office.act("revise", reason="改一句。").matter
    office.take(newer).signed()
    refused(
        f"UPDATE {TABLE} SET state = 'published', published_at = now() WHERE id = %s",
        newer.pk,
        because="annualreport_one_published",
    )
    refused(
        f"UPDATE {TABLE} SET state = 'withdrawn', withdrawn_at = now() WHERE id = %s",
        first.pk,
        because="annualreport_withdrawn_says_why",
    )
    office.take(first).act("withdraw", reason="有个人信息。")
    for state in ("published", "submitted", "superseded"):
        refused(f"UPDATE {TABLE} SET state = %s WHERE id = %s", state, first.pk, because="undone within")
    refused(f"UPDATE {TABLE} SET state = 'compiling' WHERE id = %s", first.pk, because="no way leads")


def test_one_report_of_a_year_is_under_way_and_one_is_published(county: County) -> None:
    office = Office(county).compiled()
    copied = (
        f"INSERT INTO {TABLE} (agency_id, created_at, special_category, scope, year, version, change_note, reporter, origin,"
        " state, digest, opening, proactive, on_request, management, platform, supervision, problems, others, figures,"
        " counted, sent_to, receipt, source_name, source_sha256, round, withdrawal_reason)"
        " SELECT agency_id, created_at, special_category, scope, year, %s, %s, reporter, origin, %s, digest, opening,"
        " proactive, on_request, management, platform, supervision, problems, others, figures, counted, '', '', '', '', 0, ''"
        f" FROM {TABLE} WHERE id = %s"
    )
    pk = office.report.pk
    refused(copied, 1, "", "compiling", pk, because="annualreport_")
    refused(copied, 1, "", "signed", pk, because="begins with its compilation")
    refused(copied, 2, "", "compiling", pk, because="annualreport_new_version_says_why|annualreport_one_open")


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ("value = -1", "adjustment_not_negative"),
        ("note = ''", "adjustment_says_why"),
        ("cell = 't2.penalty'", "adjustment_once"),
    ],
)
def test_an_adjustment_has_a_number_a_reason_and_a_cell_of_its_own(
    county: County, change: str, because: str
) -> None:
    pk = Office(county).compiled().report.pk
    refused(
        f"UPDATE annual_report_adjustment SET {change} WHERE report_id = %s AND cell = 't2.license'",
        pk,
        because=because,
    )
