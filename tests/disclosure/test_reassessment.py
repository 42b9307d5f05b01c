"""The yearly re-assessment of what is not published, its register, and the public catalogue (PD-7(3), 条例18, SR-12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse

from disclosure.clockwork import open_reassessments
from disclosure.models import Document
from disclosure.models.reassessment import ReassessedItem, Reassessment, ReviewResult, WithheldEntry
from disclosure.statute import PUBLICATION, REASSESSMENT
from disclosure.tasks import print_reassessments
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.casework.reminders import reminders
from foundation.casework.worklist import my_matters
from foundation.deadlines import clocks
from foundation.deadlines.calendar import Calendar
from foundation.figures.computing import values
from foundation.figures.declared import FIGURES, Span
from tests.applicants import Desk, on
from tests.disclosure.kept import GOES, STAYS, begun, withheld
from tests.personas import OPINION, County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-7(3)")]
HEAD, RECORDS = "rfbsc-disclosure_head", "rfbsc-records_office"


def rows(county: County, username: str) -> list[tuple[str, str]]:
    return [(row.matter.ref, row.act.name) for row in my_matters(county.actor(username), 50)[0]]


def refused(county: County, name: str, ref: str, by: str, data: dict[str, object] | None = None) -> Refused:
    with pytest.raises(Refused) as caught, transaction.atomic():
        county.do(name, ref, by, data)
    return caught.value


def test_everything_not_published_is_gone_through_by_a_dedicated_person_and_confirmed_by_another(
    county: County,
) -> None:
    document = withheld(county)
    batch = county.do("disclosure.open_reassessment", "agency:rfbsc", HEAD).matter
    clock = clocks.open_clock(batch, REASSESSMENT)
    assert clock is not None
    assert str(clock.due_on) == "2027-02-02"
    item = batch.items.get()
    assert (item.title, item.ground, item.sort) == (document.title, "internal_affairs", "不予公开")
    assert (str(item.decided_on), item.decided_by) == ("2026-11-02", "荣丰办事处签发领导")
    assert (batch.ref, "disclosure.name_assessor") in rows(county, HEAD)
    assert "还没有指定复核专人" in refused(county, "disclosure.assess_item", item.ref, RECORDS, STAYS).why
    county.do("disclosure.name_assessor", batch.ref, HEAD, {"assessor": county.people[RECORDS].pk})
    with pytest.raises(Invalid, match="依据"):
        county.do("disclosure.assess_item", item.ref, RECORDS, {**STAYS, "ground": ""})
    county.do("disclosure.assess_item", item.ref, RECORDS, STAYS)
    assert "还有 1 件" in refused(county, "disclosure.close_reassessment", batch.ref, HEAD).why
    assert (item.ref, "disclosure.confirm_item") in rows(county, HEAD)
    county.do("disclosure.confirm_item", item.ref, HEAD)
    item = county.fresh(item)
    assert (item.state, item.confirmed_by.username) == ("kept", HEAD)
    assert (batch.ref, "disclosure.close_reassessment") in rows(county, HEAD)
    county.do("disclosure.close_reassessment", batch.ref, HEAD)
    batch = county.fresh(batch)
    assert (batch.state, batch.document_number) == ("closed", "荣丰办事处公核〔2026〕1号")
    assert clocks.open_clock(batch, REASSESSMENT) is None
    assert "仍在执行的内部流程" in ReviewResult.objects.get().content
    assert print_reassessments() == 1
    assert county.fresh(document).state == "kept"


def test_nobody_else_assesses_and_nobody_confirms_their_own(county: County) -> None:
    withheld(county)
    batch = begun(county)
    item = batch.items.get()
    county.people["rfbsc-drafter"].grants.create(role="records_office", agency=county.agencies["rfbsc"])
    assert (
        "由荣丰办事处文书室复核"
        in refused(county, "disclosure.assess_item", item.ref, "rfbsc-drafter", STAYS).why
    )
    county.do("disclosure.assess_item", item.ref, RECORDS, STAYS)
    county.people[RECORDS].grants.create(role="disclosure_head", agency=county.agencies["rfbsc"])
    assert isinstance(refused(county, "disclosure.confirm_item", item.ref, RECORDS), NotPermitted)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        ReassessedItem.objects.filter(pk=item.pk).update(confirmed_by=county.people[RECORDS])


def test_what_may_be_public_now_goes_the_way_of_a_document(county: County) -> None:
    document = withheld(county)
    item = begun(county).items.get()
    county.do("disclosure.assess_item", item.ref, RECORDS, GOES)
    county.do("disclosure.return_item", item.ref, HEAD, {"reason": "写明废止的文件。"})
    county.do("disclosure.assess_item", item.ref, RECORDS, GOES)
    county.do("disclosure.confirm_item", item.ref, HEAD)
    item, document = county.fresh(item), county.fresh(document)
    assert (item.state, item.document, document.state) == ("released", document, "draft")


def test_what_is_redetermined_meanwhile_is_no_longer_waited_for(county: County) -> None:
    document = withheld(county)
    batch = begun(county)
    county.do("disclosure.redetermine", document.ref, RECORDS, {"reason": "已经废止。"})
    assert batch.items.get().state == "gone"
    county.do("disclosure.close_reassessment", batch.ref, HEAD)
    assert county.fresh(batch).state == "closed"


def test_a_refused_application_is_among_it_and_becomes_a_draft(county: County) -> None:
    desk = Desk(county)
    desk.closed(on("2026-10-12"), on("2026-10-20"), {"outcome": "deliberative", "reasons": "属于讨论记录"})
    batch = begun(county)
    item = batch.items.get()
    assert item.subject_kind == "reply"
    assert item.ground == "deliberative"
    assert "过程性信息" in item.title
    county.do("disclosure.assess_item", item.ref, RECORDS, GOES)
    county.do("disclosure.confirm_item", item.ref, HEAD)
    assert (item.ref, "disclosure.draft_released") in rows(county, "rfbsc-drafter")
    draft = {"title": "2025 年会议纪要", "formed_on": "2026-11-02", "body": "纪要正文。"}
    county.do("disclosure.draft_released", item.ref, "rfbsc-drafter", draft)
    document = county.fresh(item).document
    assert (document.title, document.state) == ("2025 年会议纪要", "draft")


@pytest.mark.parametrize("times", [1, 3])
def test_the_clock_begins_it_once_a_year_however_often_it_runs(county: County, times: int) -> None:
    withheld(county)
    begun_each = [open_reassessments(at=county.at + timedelta(hours=n)) for n in range(times)]
    assert begun_each == [1, *[0] * (times - 1)]
    assert Reassessment.objects.get().agency.code == "rfbsc"
    assert "已经开展" in refused(county, "disclosure.open_reassessment", "agency:rfbsc", HEAD).why
    assert open_reassessments(at=county.at.replace(year=2027, month=2, day=27)) == 0
    assert open_reassessments(at=county.at.replace(year=2027, month=4, day=20)) == 1, (
        "weeks missed do no harm"
    )
    with pytest.raises(IntegrityError, match="once_a_year"), transaction.atomic():
        Reassessment.objects.update(year=2026)


def test_who_withholds_nothing_has_nothing_to_assess(county: County) -> None:
    assert open_reassessments(at=county.at) == 0
    assert "没有不公开" in refused(county, "disclosure.open_reassessment", "agency:rfbsc", HEAD).why


def test_the_database_holds_that_it_is_whole(county: County) -> None:
    withheld(county)
    batch = begun(county)
    with pytest.raises(InternalError, match=r"PD-7\(3\)"), transaction.atomic():
        Reassessment.objects.filter(pk=batch.pk).update(
            state="closed", closed_on="2026-11-02", document_number="1"
        )
    item = batch.items.get()
    county.do("disclosure.assess_item", item.ref, RECORDS, STAYS)
    county.do("disclosure.confirm_item", item.ref, HEAD)
    with pytest.raises(InternalError, match=r"PD-7\(3\)"), transaction.atomic():
        ReassessedItem.objects.update(reasons="别的理由")


def test_the_desk_shows_how_far_it_has_come_and_what_is_over(county: County) -> None:
    document = withheld(county)
    batch = begun(county)
    item = batch.items.get()

    def told(username: str) -> str:
        actor = county.actor(username)
        return "".join(said["says"] for said in reminders(actor, Calendar.load(), county.at))

    assert "1 件已定 0 件" in told(HEAD)
    county.do("disclosure.assess_item", item.ref, RECORDS, {**STAYS, "until": "2026-12-01"})
    county.do("disclosure.confirm_item", item.ref, HEAD)
    assert "1 件已定 1 件" in told(HEAD)
    county.at = county.at.replace(month=12, day=2)
    assert "只定为不公开到 2026-12-01" in told(RECORDS)
    assert document.title not in told("lxcz-records_office")
    client = Client()
    client.force_login(county.people["county_supervisor"])
    assert "1 件已定 1 件" in client.get(reverse("desk:index")).content.decode()
    span = Span.of_year(2026)
    counted = values(FIGURES["disclosure.reassessed"], span)
    assert (counted.county.number, counted.of(county.agencies["rfbsc"].pk).number) == (1, 1)


def test_the_register_shows_ones_own_agency_alone(county: County) -> None:
    document = withheld(county)
    address = reverse("desk:disclosure_withheld")
    own, other, all_of_them = Client(), Client(), Client()
    own.force_login(county.people[RECORDS])
    other.force_login(county.people["lxcz-records_office"])
    all_of_them.force_login(county.people["county_supervisor"])
    page = own.get(address).content.decode()
    assert document.title in page
    assert "还没有复核" in page
    assert document.title not in other.get(address).content.decode()
    assert document.title in all_of_them.get(address).content.decode()
    assert own.get(address, {"as": "xlsx"}).status_code == 200


# The public catalogue


@pytest.mark.clause("SR-12")
def test_the_catalogue_names_what_two_people_let_stand_there(county: County) -> None:
    document = withheld(county)
    page = reverse("documents:withheld")
    assert document.title not in Client().get(page).content.decode()
    proposed = {"description": "2026 年一份内部办事流程"}
    entry = county.do("disclosure.propose_entry", document.ref, RECORDS, proposed).matter
    assert "内部办事流程" not in Client().get(page).content.decode()
    assert (entry.ref, "disclosure.list_entry") in rows(county, "rfbsc-secrecy_reviewer")
    county.people[RECORDS].grants.create(role="secrecy_reviewer", agency=county.agencies["rfbsc"])
    assert isinstance(refused(county, "disclosure.list_entry", entry.ref, RECORDS), NotPermitted)
    county.do("disclosure.list_entry", entry.ref, "rfbsc-secrecy_reviewer")
    shown = Client().get(page).content.decode()
    assert "2026 年一份内部办事流程" in shown
    assert "条例第十六条第一款" in shown
    assert reverse("feedback:why") in shown
    assert document.title not in shown
    assert "2026 年一份内部办事流程" in Client().get(page, {"agency": "rfbsc"}).content.decode()
    assert "2026 年一份内部办事流程" not in Client().get(page, {"agency": "lxcz"}).content.decode()
    # It goes as soon as the document is redetermined.
    county.do("disclosure.redetermine", document.ref, RECORDS, {"reason": "已经废止。"})
    assert "内部办事流程" not in Client().get(page).content.decode()
    assert county.fresh(entry).state == "dropped"


@pytest.mark.clause("SR-12")
def test_of_a_secret_the_catalogue_says_nothing(county: County) -> None:
    document = withheld(county, ground="state_secret")
    told = refused(county, "disclosure.propose_entry", document.ref, RECORDS, {"description": "一份文件"})
    assert told.clause.id == "SR-12"
    with pytest.raises(IntegrityError, match="may_be_listed"), transaction.atomic():
        WithheldEntry.objects.create(
            agency=document.agency,
            created_at=county.at,
            document=document,
            description="一份文件",
            sort="不予公开",
            ground="state_secret",
            decided_on="2026-11-02",
        )


@pytest.mark.clause("SR-12")
def test_the_name_in_the_catalogue_tells_nothing_personal(county: County) -> None:
    document = withheld(county)
    with pytest.raises(Invalid, match="人人看得到"):
        county.do(
            "disclosure.propose_entry", document.ref, RECORDS, {"description": "王某 13800138000 的处理意见"}
        )
    assert Document.objects.get(pk=document.pk).withheld_entries.count() == 0


@pytest.mark.clause("SR-12")
@pytest.mark.parametrize(
    ("more", "stays"), [({}, True), ({"ground": "deliberative"}, False), ({"until": "2027-06-01"}, False)]
)
def test_an_entry_ends_where_the_reason_it_names_has_changed(
    county: County, more: dict[str, object], stays: bool
) -> None:
    document = withheld(county)
    proposed = {"description": "2026 年一份内部办事流程"}
    entry = county.do("disclosure.propose_entry", document.ref, RECORDS, proposed).matter
    county.do("disclosure.list_entry", entry.ref, "rfbsc-secrecy_reviewer")
    item = begun(county).items.get()
    county.do("disclosure.assess_item", item.ref, RECORDS, {**STAYS, **more})
    county.do("disclosure.confirm_item", item.ref, HEAD)
    assert county.fresh(entry).state == ("listed" if stays else "dropped")


@pytest.mark.clause("SR-12")
def test_the_ground_that_counts_is_that_of_the_last_re_assessment(county: County) -> None:
    document = withheld(county)
    item = begun(county).items.get()
    county.do("disclosure.assess_item", item.ref, RECORDS, {**STAYS, "ground": "state_secret"})
    county.do("disclosure.confirm_item", item.ref, HEAD)
    told = refused(county, "disclosure.propose_entry", document.ref, RECORDS, {"description": "一份文件"})
    assert "国家秘密" in told.why


@pytest.mark.clause("SR-12")
def test_the_name_in_the_catalogue_quotes_nothing_of_the_text(county: County) -> None:
    document = withheld(county, body="关于给予测试人员记过处分的决定已经作出，自即日起执行。")
    with pytest.raises(Invalid, match="内部文稿才有"):
        county.do(
            "disclosure.propose_entry", document.ref, RECORDS, {"description": "给予测试人员记过处分的决定"}
        )


def test_what_is_found_to_be_public_becomes_public_from_that_day_on(county: County) -> None:
    document = withheld(county)
    item = begun(county).items.get()
    county.do("disclosure.assess_item", item.ref, RECORDS, GOES)
    county.at += timedelta(days=120)
    county.do("disclosure.confirm_item", item.ref, HEAD)
    clock = clocks.open_clock(document, PUBLICATION)
    assert clock is not None, "it runs before anybody has changed the attribute"
    given = {"reason": "不办了。"}
    assert "转为公开" in refused(county, "disclosure.abandon", document.ref, "rfbsc-drafter", given).why
    county.do("disclosure.edit", document.ref, "rfbsc-drafter", {"attribute": "on_request"})
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", document.ref, RECORDS)
    review = county.do("secrecy_review.request", document.ref, RECORDS).matter
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    told = refused(county, "disclosure.sign", document.ref, "rfbsc-department_head")
    assert "已经定为“转为公开”" in told.why
    county.do("disclosure.return_to_drafter", document.ref, RECORDS, {"reason": "改为主动公开。"})
    public = {"attribute": "proactive", "proactive_tests": ["1"], "ground": "", "attribute_reason": ""}
    county.do("disclosure.edit", document.ref, "rfbsc-drafter", public)
    clock = clocks.open_clock(document, PUBLICATION)
    assert clock is not None
    assert str(clock.started_on) == "2027-03-02", "not the day of the old text"


def test_what_the_secrecy_review_exempts_may_stay_out(county: County) -> None:
    document = withheld(county)
    item = begun(county).items.get()
    county.do("disclosure.assess_item", item.ref, RECORDS, GOES)
    county.do("disclosure.confirm_item", item.ref, HEAD)
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", document.ref, RECORDS)
    review = county.do("secrecy_review.request", document.ref, RECORDS).matter
    exempt = OPINION | {"opinion": "exempt"}
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", exempt)
    county.do("disclosure.sign", document.ref, "rfbsc-department_head")


def test_a_draft_given_up_is_waited_for_again(county: County) -> None:
    desk = Desk(county)
    desk.closed(on("2026-10-12"), on("2026-10-20"), {"outcome": "deliberative", "reasons": "属于讨论记录"})
    item = begun(county).items.get()
    county.do("disclosure.assess_item", item.ref, RECORDS, GOES)
    county.do("disclosure.confirm_item", item.ref, HEAD)
    draft = {"title": "2025 年会议纪要", "formed_on": "2026-11-02", "body": "纪要正文。"}
    county.do("disclosure.draft_released", item.ref, "rfbsc-drafter", draft)
    document = county.fresh(item).document
    county.do("disclosure.abandon", document.ref, "rfbsc-drafter", {"reason": "重拟。"})
    assert county.fresh(item).document is None
    assert (item.ref, "disclosure.draft_released") in rows(county, "rfbsc-drafter")
