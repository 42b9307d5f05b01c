"""Every invariant holds of what the acts made, and finds what a person with access to the database broke."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from foundation.deadlines.punctuality import count_day
from foundation.deadlines.sweep import sweep
from foundation.invariants import INVARIANTS, verdict
from foundation.questionnaires import taking
from foundation.questionnaires.counting import shuffle
from foundation.questionnaires.models import Questionnaire
from tests.accountability.people import Commission
from tests.annual_report.offices import Office as Reporters
from tests.applicants import Desk, on
from tests.appraisal.people import Office as Assessors
from tests.archive.people import Archive
from tests.disclosure import disputes
from tests.personas import County
from tests.questionnaires.test_answers import DAY, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_copies(settings: Any, tmp_path: Path) -> None:
    """What other tests left in the folder of copies, and took back from the database, is not of this one."""
    settings.ARCHIVE_FILES_ROOT = tmp_path


def broken(sql: str, **given: Any) -> None:
    """Change rows past every trigger and every key, as whoever holds the database can."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, given)
        assert cursor.rowcount != 0, "nothing was changed"
        cursor.execute("SET LOCAL session_replication_role = origin")


def document(county: County) -> None:
    """A published document, with its clocks, signatures, number and entry."""
    county.published()


def drafted(county: County) -> None:
    """A document on its way, with an open clock."""
    county.rechecked()


def late(county: County) -> None:
    """A document that was published too late."""
    county.rechecked()
    county.at += timedelta(days=60)
    sweep(county.at)


def answered(county: County) -> None:
    """An application that was answered."""
    Desk(county).closed(on("2026-11-02"), on("2026-11-05"))


def ruled(county: County) -> None:
    """A ruling of the county's office that two agencies have, under one number."""
    disputes.ruled(county, county.draft())


def counted(county: County) -> None:
    """The same, with the public figures of the next day."""
    answered(county)
    count_day(on("2026-11-06"))


def report(county: County) -> None:
    """A published annual report."""
    Reporters(county).submitted()


def appraised(county: County) -> None:
    """A unit appraised to its grade."""
    office = Assessors.of(county)
    office.notified()
    office.assessed()
    office.served()


def evaluated(county: County) -> None:
    """A questionnaire with ten answers by codes, after a night."""
    questionnaire = opened()
    key = taking.issue(questionnaire, 10)
    for code in taking.batch(questionnaire, key, 10):
        taking.take(questionnaire, taking.Said({"1": [0]}), DAY, code=code)
    shuffle(questionnaire)


def archived(county: County) -> None:
    """A document in the archive, with its copies."""
    Archive.of(county).filed()


def accused(county: County) -> None:
    """A case of accountability."""
    Commission.of(county).investigating()


#: By invariant, each way to break it: what has been made before, and what is done to the rows.
BROKEN: list[tuple[str, Callable[[County], None], str]] = [
    ("clocks.counted", drafted, "UPDATE deadlines_clock SET due_at = due_at + interval '1 day'"),
    ("clocks.counted", answered, "UPDATE deadlines_clock SET started_at = started_at - interval '4 days'"),
    ("clocks.breached", late, "UPDATE deadlines_clock SET breached_at = NULL WHERE breached_at IS NOT NULL"),
    ("clocks.breached", late, "DELETE FROM deadlines_clockevent WHERE kind = 'breach'"),
    (
        "clocks.breached",
        late,
        "UPDATE deadlines_clock SET breached_at = due_at - interval '1 day' WHERE breached_at IS NOT NULL",
    ),
    (
        "clocks.over",
        answered,
        "UPDATE deadlines_clock SET ended_at = NULL, ending = '', took = NULL WHERE \"limit\" = 'applications.reply'",
    ),
    ("archive.copies", archived, "DELETE FROM archive_member"),
    ("duties.listed", drafted, "DELETE FROM agencies_rolegrant"),
    ("documents.signed", document, "DELETE FROM disclosure_signature WHERE capacity = 'leader'"),
    ("documents.signed", document, "DELETE FROM disclosure_signature WHERE capacity = 'department_head'"),
    ("documents.signed", document, "UPDATE secrecy_review_review SET opinion = 'exempt'"),
    ("documents.signed", document, "UPDATE disclosure_document SET digest = repeat('0', 64)"),
    ("documents.signed", document, "UPDATE disclosure_document SET attribute = 'withheld'"),
    ("documents.signed", document, "UPDATE secrecy_review_review r SET reviewer_id = d.drafter_id FROM disclosure_document d"),
    ("documents.signed", document, "UPDATE disclosure_signature s SET signer_id = r.reviewer_id FROM secrecy_review_review r"),
    ("documents.signed", document, "UPDATE disclosure_document SET attribute = 'declassified'"),
    ("index.public", document, "DELETE FROM search_entry"),
    ("index.public", document, "UPDATE disclosure_document SET published_at = published_at + interval '1 year'"),
    ("index.public", document, "UPDATE search_entry SET kind = 'rumour'"),
    ("index.public", document, "UPDATE search_entry SET url = '/documents/elsewhere/'"),
    ("feeds.public", document, "UPDATE search_entry SET url = '/desk/'"),
    ("feeds.public", document, "UPDATE disclosure_document SET published_at = published_at + interval '1 year'"),
    ("feeds.public", document, "DELETE FROM search_entry"),
    ("index.counted", document, "UPDATE search_tally SET entries = entries + 1"),
    ("letters.printed", answered, "UPDATE applications_letter SET issued_at = issued_at - interval '30 days', file_id = NULL"),
    ("letters.numbered", answered, "UPDATE applications_letter SET document_number = '五荣公复〔2026〕1号', kind = 'reply'"),
    ("letters.numbered", ruled, "UPDATE disclosure_disputeruling SET issued_at = issued_at - id * interval '1 hour'"),
    ("letters.replies", answered, "UPDATE applications_letter SET kind = 'receipt' WHERE kind = 'reply'"),
    ("replies.signed", answered, "UPDATE applications_reply SET signed_digest = repeat('0', 64)"),
    ("replies.signed", answered, "UPDATE applications_reply SET application_id = - application_id"),
    ("replies.signed", answered, "UPDATE secrecy_review_review SET state = 'void'"),
    ("figures.time_limits", counted, "UPDATE deadlines_clock SET ended_at = NULL, ending = '', took = NULL WHERE took >= 0"),
    (
        "figures.annual_reports",
        report,
        "UPDATE annual_report_annualreport SET counted = jsonb_set(counted, '{cells,t3.new.natural}', '7')",
    ),
    ("figures.appraisal", appraised, "UPDATE appraisal_case SET base = base - 1 WHERE total IS NOT NULL"),
    ("figures.appraisal", appraised, "DELETE FROM appraisal_countedrow"),
    ("ballots.unlinkable", evaluated, "CREATE TABLE questionnaires_historicalballot (history_date timestamptz)"),
    ("ballots.unlinkable", evaluated, "DELETE FROM questionnaires_code"),
    (
        "accountability.invisible",
        accused,
        "UPDATE notices_notice SET url = '/desk/accountability/case/1/change/', recipient_id = (SELECT id FROM"
        " agencies_staff WHERE username = 'rfbsc-drafter') WHERE id = (SELECT min(id) FROM notices_notice)",
    ),
    ("accountability.invisible", accused, "UPDATE search_tally SET kind = 'accountability_case'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("id", "made", "sql"), BROKEN, ids=[f"{id}-{n}" for n, (id, *_) in enumerate(BROKEN)]
)
def test_what_is_broken_is_found(county: County, id: str, made: Callable[[County], None], sql: str) -> None:
    county.published()  # so that every index holds something
    made(county)
    before = verdict(id, county.at)
    assert before.holds, before.findings
    assert before.seen > 0
    broken(sql)
    assert not verdict(id, county.at).holds


def test_a_feed_that_cannot_be_read_is_found_and_ends_nothing(county: County, settings: Any) -> None:
    county.published()
    settings.ALLOWED_HOSTS = ["elsewhere.example"]
    [finding] = verdict("feeds.public", county.at).findings
    assert "sitemap.xml（400）" in str(finding)


def test_every_invariant_is_broken_somewhere() -> None:
    assert {id for id, *_ in BROKEN} == INVARIANTS.keys()


def test_a_transaction_of_one_ballot_and_its_code_is_found(county: County) -> None:
    """Before the night has written the rows again."""
    questionnaire: Questionnaire = opened()
    key = taking.issue(questionnaire, 3)
    shuffle(questionnaire)
    (code, *_) = taking.batch(questionnaire, key, 3)
    taking.take(questionnaire, taking.Said({"1": [0]}), DAY, code=code)
    later = on("2026-11-12")
    assert not verdict("ballots.unlinkable", later).holds


def test_the_command_reports_each_and_fails_where_one_does_not_hold(
    county: County, capsys: pytest.CaptureFixture[str]
) -> None:
    county.published()
    call_command("verify")
    said = capsys.readouterr().out
    assert all(one.says in said for one in INVARIANTS.values())
    assert "✗" not in said
    broken("DELETE FROM search_entry")
    with pytest.raises(CommandError):
        call_command("verify", only=["index.public"])
    assert "公开了，查不到" in capsys.readouterr().out
    with pytest.raises(CommandError, match="没有这一项"):
        call_command("verify", only=["nothing"])
