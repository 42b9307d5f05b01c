"""What is personal goes after its term, and nothing that is counted goes with it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from applications.acts import retention
from applications.models import Application, Delivery, Letter, SearchRecord
from foundation.agencies.actors import SYSTEM
from foundation.correspondence.printing import print_waiting
from foundation.files.models import StoredFile
from foundation.notices.models import Dispatch
from tests.applicants import Desk, on
from tests.personas import County

pytestmark = pytest.mark.django_db

CLOSED, TERM_OVER = "2026-11-06", "2036-11-06"


def answered(desk: Desk) -> Application:
    """An application that came by letter and was answered, with every kind of trace a person leaves."""
    application = desk.enter(on("2026-11-02"), "registered_post", "2026-11-02")
    desk.clerk("applications.register", application, on("2026-11-03"))
    search = {"place": "档案室", "terms": "测试人的承包合同", "found": "no", "note": "未找到测试人"}
    desk.clerk(
        "applications.record_search",
        application,
        on("2026-11-03", 10),
        {**search, "searched_on": "2026-11-03"},
    )
    desk.answered(application, on(CLOSED))
    letter = application.letters.get(kind="reply")
    served = {"letter": letter.pk, "way": "post", "delivered_on": CLOSED, "proof": "测试人签收"}
    desk.clerk("applications.deliver", application, on(CLOSED, 10), served)
    print_waiting(Letter, at=on(CLOSED, 11), by=SYSTEM)
    return Application.objects.get(pk=application.pk)


@pytest.mark.clause("OR-3")
def test_after_the_term_the_applicant_is_gone_and_the_statistics_stay(
    desk: Desk, django_capture_on_commit_callbacks: object
) -> None:
    application = answered(desk)
    counted = (
        application.report_row,
        application.channel,
        application.applicant_class,
        application.closed_on,
    )
    assert retention.erase_due(at=on("2036-11-05"), by=SYSTEM) == 0
    assert retention.erase_due(at=on(TERM_OVER), by=SYSTEM) == 1
    assert retention.erase_due(at=on(TERM_OVER, 10), by=SYSTEM) == 0
    application = Application.objects.get(pk=application.pk)
    assert counted == (
        application.report_row,
        application.channel,
        application.applicant_class,
        application.closed_on,
    )
    applicant = application.applicant
    assert {getattr(applicant, name) for name in applicant.personal_labels()} == {""}
    assert (applicant.fingerprint, application.wanted, application.code_hash) == ("", "", "")
    assert {letter.content for letter in application.letters.all()} == {""}
    assert {record.terms for record in application.searches.all()} == {""}
    assert {d.proof for d in Delivery.objects.all()} == {""}
    assert set(Dispatch.objects.filter(notice=None).values_list("body", flat=True)) == {""}
    assert not StoredFile.objects.filter(audience="personal", erased_at=None).exists()


@pytest.mark.clause("OR-7")
def test_whoever_still_quarrels_is_not_forgotten(desk: Desk) -> None:
    application = answered(desk)
    told = {
        "way": "reconsideration",
        "body": "五原县人民政府",
        "case_number": "五复〔2026〕1号",
        "accepted_on": "2026-11-10",
    }
    desk.clerk("applications.record_remedy", application, on("2026-11-10"), told)
    assert retention.erase_due(at=on(TERM_OVER), by=SYSTEM) == 0
    remedy = application.remedies.get()
    result = {"remedy": remedy.pk, "result": "upheld", "concluded_on": "2027-01-08"}
    desk.clerk("applications.conclude_remedy", application, on("2027-01-08"), result)
    assert retention.erase_due(at=on(TERM_OVER), by=SYSTEM) == 0
    assert retention.erase_due(at=on("2037-01-08"), by=SYSTEM) == 1


def test_an_application_passed_on_keeps_its_files_until_its_own_term(desk: Desk, county: County) -> None:
    elsewhere = Desk(county, "lxcz")
    application = desk.enter(on("2026-11-02"), "registered_post", "2026-11-02")
    desk.clerk("applications.register", application, on("2026-11-03"))
    not_ours = {"outcome": "not_ours", "agency": "lxcz"}
    desk.answered(application, on(CLOSED), not_ours)
    passed_on = Application.objects.get(passed_on_from=application)
    assert retention.erase_due(at=on(TERM_OVER), by=SYSTEM) == 1
    assert passed_on.enclosures.get().file.erased_at is None
    elsewhere.citizen("applications.withdraw", passed_on, on("2027-01-04"), {"sure": "on"})
    assert retention.erase_due(at=on("2037-01-04"), by=SYSTEM) == 1
    assert passed_on.enclosures.get().file.erased_at is not None


def test_the_database_lets_these_texts_be_emptied_and_nothing_else(desk: Desk) -> None:
    answered(desk)
    for change in ({"note": "另一个结果"}, {"place": ""}, {"by_name": "别人"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SearchRecord.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.update(delivered_on="2026-11-09")
    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.all().delete()
