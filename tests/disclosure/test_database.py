"""What the database itself refuses, whoever asks: raw SQL against every door that is not an act."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from disclosure.models import Attachment, Document
from foundation.files.acts import store
from foundation.files.models import StoredFile
from secrecy_review.models import Review
from tests.personas import OPINION, County

pytestmark = pytest.mark.django_db

STATES = [state.value for state in Document.State]
PUBLISH = (
    "UPDATE disclosure_document SET state = 'published', index_id = %s,"
    " published_at = now(), first_published_on = now() WHERE id = %s"
)


def refused(sql: str, *params: Any, says: str = "") -> None:
    """Run a statement that must fail, and say why when a trigger names a clause."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    assert says in str(caught.value), str(caught.value)


def run(sql: str, *params: Any) -> None:
    """Run a statement that the database allows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def number_of(county: County, serial: int = 77) -> int:
    """An index number nobody uses, so that only the review and the signatures can be missing."""
    agency = county.agencies["rfbsc"].pk
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO disclosure_indexnumber (number, agency_id, year, serial) VALUES (%s, %s, 2026, %s) RETURNING id",
            [f"wy-rfbsc/2026-{serial:05d}", agency, serial],
        )
        return int(cursor.fetchone()[0])


def at_state(county: County, state: str) -> Document:
    """A document that acts brought to a state."""
    withheld = {
        "attribute": "withheld",
        "ground": "state_secret",
        "attribute_reason": "涉及未公开的部署。",
        "proactive_tests": [],
    }
    made: dict[str, Any] = {
        "draft": county.draft,
        "rechecked": county.rechecked,
        "review": lambda: county.under_review()[0],
        "signing": county.reviewed,
        "countersigning": lambda: (
            county.do("disclosure.sign", county.reviewed().ref, "rfbsc-department_head").matter
        ),
        "determined": county.determined,
        "published": county.published,
    }
    if state in made:
        found: Document = made[state]()
    elif state == "recheck":
        found = county.do("disclosure.submit", county.draft().ref, "rfbsc-drafter").matter
    elif state == "abandoned":
        found = county.do(
            "disclosure.abandon", county.draft().ref, "rfbsc-drafter", {"reason": "另行起草。"}
        ).matter
    elif state == "withdrawn":
        found = county.do(
            "disclosure.withdraw", county.published().ref, "rfbsc-records_office", {"reason": "内容有误。"}
        ).matter
    elif state == "superseded":
        found = superseded(county)
    else:
        found = county.reviewed(opinion="exempt", **withheld)
        county.do("disclosure.sign", found.ref, "rfbsc-department_head")
        found = county.do("disclosure.sign", found.ref, "rfbsc-leader").matter
        if state == "kept":
            given = {"report_number": "荣办发〔2026〕1号", "reported_on": "2026-11-02"}
            found = county.do("disclosure.report_refusal", found.ref, "rfbsc-records_office", given).matter
    found = county.fresh(found)
    assert found.state == state
    return found


def superseded(county: County) -> Document:
    """A published document whose new version is published too."""
    old = county.published()
    change = {"changed_on": "2026-11-02", "reason": "更正联系电话。"}
    newer = county.do("disclosure.revise", old.ref, "rfbsc-drafter", change).matter
    county.do(
        "disclosure.edit", newer.ref, "rfbsc-drafter", {"body": newer.body + "\n联系电话：0478-5210000"}
    )
    county.do("disclosure.submit", newer.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", newer.ref, "rfbsc-records_office")
    review = county.do("secrecy_review.request", newer.ref, "rfbsc-records_office").matter
    for finding in review.findings.all():
        given = {"finding": finding.pk, "resolution": "justified", "justification": "单位办公电话。"}
        county.do("secrecy_review.resolve_finding", review.ref, "rfbsc-secrecy_reviewer", given)
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    county.do("disclosure.sign", newer.ref, "rfbsc-department_head")
    county.do("disclosure.sign", newer.ref, "rfbsc-leader")
    county.do("disclosure.publish", newer.ref, "rfbsc-records_office")
    return old


# No way to the public page but the acts'


@pytest.mark.clause("SR-4")
@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize("state", [s for s in STATES if s not in ("determined", "published")])
def test_no_state_but_determined_leads_to_published(county: County, state: str) -> None:
    document = at_state(county, state)
    clause = "SR-3" if state in ("superseded", "withdrawn") else "SR-6(2)"
    refused(PUBLISH, number_of(county), document.pk, says=clause)
    refused("UPDATE disclosure_document SET state = 'published' WHERE id = %s", document.pk)
    assert county.fresh(document).state == state


def test_a_determined_document_is_not_published_without_its_number(county: County) -> None:
    document = county.determined()
    refused(
        "UPDATE disclosure_document SET state = 'published' WHERE id = %s",
        document.pk,
        says="document_published_is_complete",
    )


def test_a_document_is_inserted_as_a_draft_only(county: County) -> None:
    document = county.draft()
    for state in STATES[1:]:
        refused(copy_of(document, state=f"'{state}'"), document.pk, says="SR-6(2)")
    run(copy_of(document), document.pk)


def copy_of(document: Document, **changed: str) -> str:
    """An INSERT that copies a document, with columns changed to SQL expressions."""
    columns = [f.column for f in Document._meta.concrete_fields if f.column not in ("id", "supersedes_id")]
    values = [changed.get(column, column) for column in columns]
    into, taken = ", ".join(columns), ", ".join(values)
    return f"INSERT INTO disclosure_document ({into}) SELECT {taken} FROM disclosure_document WHERE id = %s"


@pytest.mark.clause("SR-3")
def test_one_changed_character_undoes_review_and_signatures(county: County) -> None:
    document, number = county.determined(), number_of(county)
    for column in ("body", "title", "summary", "document_number"):
        before = getattr(document, column)
        run(f"UPDATE disclosure_document SET {column} = {column} || '。' WHERE id = %s", document.pk)
        refused(PUBLISH, number, document.pk, says="SR-4")
        run(f"UPDATE disclosure_document SET {column} = %s WHERE id = %s", before, document.pk)
    run(PUBLISH, number, document.pk)  # with nothing missing the very same statement goes through


@pytest.mark.clause("SR-3")
def test_changing_the_text_while_publishing_does_not_slip_through(county: County) -> None:
    document = county.determined()
    refused(PUBLISH.replace("SET ", "SET body = body || '。', "), number_of(county), document.pk, says="SR-4")
    forged = PUBLISH.replace("SET ", f"SET body = body || '。', digest = '{document.digest}', ")
    refused(forged, number_of(county, 78), document.pk, says="SR-4")


@pytest.mark.clause("SR-4")
def test_publication_needs_a_review_that_still_stands(county: County) -> None:
    document = county.determined()
    run("UPDATE secrecy_review_review SET state = 'void' WHERE subject_id = %s", document.pk)
    refused(PUBLISH, number_of(county), document.pk, says="SR-4")


@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize("alone", ["department_head", "leader"])
def test_publication_needs_every_signature(county: County, alone: str) -> None:
    document, number = county.reviewed(), number_of(county)
    run("UPDATE disclosure_document SET state = 'determined' WHERE id = %s", document.pk)
    refused(PUBLISH, number, document.pk, says="SR-6(2)")
    sign(county, document, alone)
    refused(PUBLISH, number, document.pk, says="SR-6(2)")


def sign(county: County, document: Document, capacity: str, digest: str = "") -> None:
    """A signature written past the acts."""
    run(
        "INSERT INTO disclosure_signature (document_id, capacity, digest, signer_id, signer_name, remark, at)"
        " VALUES (%s, %s, %s, %s, '某人', '', now())",
        document.pk,
        capacity,
        digest or document.digest,
        county.people["rfbsc-leader"].pk,
    )


@pytest.mark.clause("SR-6(2)")
def test_signatures_under_another_text_do_not_count(county: County) -> None:
    document = county.reviewed()
    for capacity in ("department_head", "leader"):
        sign(county, document, capacity, "0" * 64)
    run("UPDATE disclosure_document SET state = 'determined' WHERE id = %s", document.pk)
    refused(PUBLISH, number_of(county), document.pk, says="SR-6(2)")


@pytest.mark.clause("SR-5")
def test_only_attributes_that_go_public_are_published(county: County) -> None:
    document, number = county.determined(), number_of(county)
    for attribute in ("on_request", "withheld", ""):
        refused(PUBLISH.replace("SET ", f"SET attribute = '{attribute}', "), number, document.pk, says="SR-5")


@pytest.mark.clause("SR-7(2)")
def test_a_declassified_text_needs_the_secrecy_office(county: County) -> None:
    document, review = county.under_review(
        attribute="declassified", internal_body="内部部署：甲方案。", declassification="delete"
    )
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    for capacity in ("department_head", "leader"):
        sign(county, document, capacity)
    run("UPDATE disclosure_document SET state = 'determined' WHERE id = %s", document.pk)
    refused(PUBLISH, number_of(county), document.pk, says="SR-7(2)")


# What was published stays as it was


CHANGES = [
    "body = body || '。'",
    "title = '另一个标题'",
    "document_number = '五政发〔2026〕9号'",
    "attribute = 'declassified'",
    "published_at = now() - interval '1 year'",
    "formed_on = '2020-01-01'",
    "version = 9",
    "index_id = NULL",
]


@pytest.mark.clause("SR-3")
@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize("state", ["published", "superseded", "withdrawn"])
def test_what_was_published_is_not_changed_and_does_not_go_back(county: County, state: str) -> None:
    document = at_state(county, state)
    for change in CHANGES:
        refused(f"UPDATE disclosure_document SET {change} WHERE id = %s", document.pk, says="SR-3")
    for target in ("draft", "recheck", "determined", "kept"):
        refused(
            "UPDATE disclosure_document SET state = %s WHERE id = %s", target, document.pk, says="SR-6(2)"
        )


@pytest.mark.clause("SR-13")
def test_a_withdrawal_says_why(county: County) -> None:
    document = county.published()
    refused("UPDATE disclosure_document SET state = 'withdrawn' WHERE id = %s", document.pk, says="says_why")


def a_file(county: County, audience: str = "public", text: str = "附表。") -> StoredFile:
    """A stored file of rfbsc."""
    return store(
        text.encode(),
        name="附表.txt",
        agency=county.agencies["rfbsc"],
        audience=audience,
        by=county.actor("rfbsc-drafter"),
        at=county.at,
    )


@pytest.mark.clause("SR-3")
def test_the_files_of_a_published_document_are_not_changed(county: County) -> None:
    document = county.draft()
    kept = Attachment.objects.create(document=document, file=a_file(county), title="附表", position=1)
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", document.ref, "rfbsc-records_office")
    review = county.do("secrecy_review.request", document.ref, "rfbsc-records_office").matter
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    county.do("disclosure.sign", document.ref, "rfbsc-department_head")
    county.do("disclosure.sign", document.ref, "rfbsc-leader")
    county.do("disclosure.publish", document.ref, "rfbsc-records_office")
    added = a_file(county, text="另一张附表。")
    insert = (
        "INSERT INTO disclosure_attachment (document_id, file_id, title, position) VALUES (%s, %s, '多的', 2)"
    )
    refused(insert, document.pk, added.pk, says="SR-3")
    refused("DELETE FROM disclosure_attachment WHERE id = %s", kept.pk, says="SR-3")
    refused("UPDATE disclosure_attachment SET title = '改名' WHERE id = %s", kept.pk, says="SR-3")
    refused("UPDATE disclosure_attachment SET file_id = %s WHERE id = %s", added.pk, kept.pk, says="SR-3")
    elsewhere = county.draft()
    refused(
        "UPDATE disclosure_attachment SET document_id = %s WHERE id = %s", elsewhere.pk, kept.pk, says="SR-3"
    )
    refused("UPDATE files_storedfile SET text = '' WHERE id = %s", kept.file_id)


@pytest.mark.clause("SR-3")
def test_a_file_added_after_the_review_undoes_it(county: County) -> None:
    document = county.determined()
    run(
        "INSERT INTO disclosure_attachment (document_id, file_id, title, position) VALUES (%s, %s, '多的', 1)",
        document.pk,
        a_file(county).pk,
    )
    refused(PUBLISH, number_of(county), document.pk, says="SR-4")


# Reviews


@pytest.mark.clause("SR-9")
def test_a_forged_review_is_incomplete(county: County) -> None:
    _document, review = county.under_review()
    forged = (
        "UPDATE secrecy_review_review SET state = 'concluded', opinion = 'disclose', concluded_at = now(),"
        " reviewer_id = %s, basis = '条例', reasons = %s WHERE id = %s"
    )
    reviewer = county.people["rfbsc-secrecy_reviewer"].pk
    refused(forged, reviewer, "", review.pk, says="review_concluded_is_complete")
    refused(forged, reviewer, "四项没有回答。", review.pk, says="review_concluded_is_complete")


@pytest.mark.clause("SR-4")
def test_a_review_begins_pending(county: County) -> None:
    _document, review = county.under_review()
    columns = [f.column for f in Review._meta.concrete_fields if f.column != "id"]
    for state in ("concluded", "referred", "void"):
        values = [f"'{state}'" if column == "state" else column for column in columns]
        sql = f"INSERT INTO secrecy_review_review ({', '.join(columns)}) SELECT {', '.join(values)}"
        refused(f"{sql} FROM secrecy_review_review WHERE id = %s", review.pk, says="SR-4")


ALTERATIONS = [
    "digest = repeat('0', 64)",
    "opinion = 'exempt'",
    "subject_id = subject_id + 1",
    "state = 'pending'",
    "basis = '另一个依据'",
    "reasons = '另一个理由'",
    "state_secret = 'handled'",
    "personal_privacy_basis = '另一个依据'",
    "reviewer_id = (SELECT min(id) FROM agencies_staff)",
    "concluded_at = now()",
    "agency_id = (SELECT id FROM agencies_agency WHERE code = 'lxcz')",
    "subject_kind = 'application'",
    "places = '[]'",
]


@pytest.mark.clause("SR-3")
def test_a_concluded_review_is_not_altered(county: County) -> None:
    document = county.reviewed()
    for change in ALTERATIONS:
        refused(f"UPDATE secrecy_review_review SET {change} WHERE subject_id = %s", document.pk, says="SR-3")
    run("UPDATE secrecy_review_review SET state = 'void' WHERE subject_id = %s", document.pk)
    for change in [*ALTERATIONS, "state = 'concluded'"]:
        refused(f"UPDATE secrecy_review_review SET {change} WHERE subject_id = %s", document.pk, says="SR-3")


# What is kept for good


UNDOING = [
    "DELETE FROM casework_ledgerline",
    "UPDATE casework_ledgerline SET actor_name = '别人'",
    "UPDATE casework_ledgerline SET at = now()",
    "DELETE FROM disclosure_document",
    "DELETE FROM secrecy_review_review",
    "DELETE FROM secrecy_review_finding",
    "DELETE FROM disclosure_signature",
    "UPDATE disclosure_signature SET signer_name = '别人'",
    "DELETE FROM disclosure_indexnumber",
    "UPDATE disclosure_indexnumber SET serial = serial + 1",
    "DELETE FROM files_storedfile",
]


@pytest.mark.clause("SR-6(2)")
def test_what_was_done_is_not_undone(county: County) -> None:
    body = "申请人身份证号 11010519491231002X。"
    county.published()
    document, _review = county.under_review(body=body)
    Attachment.objects.create(document=document, file=a_file(county, "internal"), title="底稿", position=1)
    for statement in UNDOING:
        table = statement.split()[2 if statement.startswith("DELETE") else 1]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0], f"nothing to try it on in {table}"
        refused(statement, says="pgtrigger")


NEVER_EMPTIED = [
    "casework_ledgerline",
    "disclosure_document",
    "disclosure_signature",
    "disclosure_indexnumber",
    "secrecy_review_review",
    "secrecy_review_finding",
]


def test_tables_are_not_emptied(county: County) -> None:
    """The test's own connection may truncate; the portal's never may."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL wuyuan.may_truncate = 'off'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in NEVER_EMPTIED:
        refused(f"TRUNCATE {table} CASCADE", says="Cannot truncate")
