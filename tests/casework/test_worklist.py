"""My matters, the nearest due first; and the matter's page at the desk."""

from __future__ import annotations

import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.models import Document
from disclosure.statute import REFUSAL_REPORT
from foundation.agencies.models import RoleGrant
from foundation.agencies.roles import COUNTY_ROLES
from foundation.casework.acts import ACTS, desk_url
from foundation.casework.matters import kind_of, ref_of
from foundation.casework.models import LedgerLine
from foundation.casework.worklist import my_matters
from foundation.deadlines import clocks
from foundation.deadlines.sweep import sweep
from secrecy_review.models import Review
from tests.disclosure.texts import WITHHELD
from tests.doors import Doors
from tests.personas import OPINION, County
from tests.rooms import together
from tests.samples import on, one_of_each

ROLES = ("drafter", "records_office", "secrecy_reviewer", "department_head", "leader", "agency_admin")


def waiting_for(county: County, username: str) -> list[tuple[str, str]]:
    """What waits for somebody: the matter, and what for."""
    rows, count = my_matters(county.actor(username), 50)
    assert count == len(rows)
    return [(row.matter.ref, row.act.name) for row in rows]


@pytest.mark.clause("SR-6(2)")
def test_a_document_waits_for_whoever_has_the_next_step_and_nobody_else(county: County) -> None:
    def at_each(**expected: tuple[str, str]) -> None:
        for role in ROLES:
            found = waiting_for(county, f"rfbsc-{role}")
            assert found == ([expected[role]] if role in expected else []), role
        # In the other agency it waits for nobody: not for those who have the same office, nor for an administrator.
        for role in {*expected, "agency_admin"}:
            assert waiting_for(county, f"lxcz-{role}") == []

    document = county.draft()
    ref = document.ref
    at_each(drafter=(ref, "disclosure.submit"))
    county.do("disclosure.submit", ref, "rfbsc-drafter")
    at_each(records_office=(ref, "disclosure.recheck"))
    county.do("disclosure.recheck", ref, "rfbsc-records_office")
    at_each(records_office=(ref, "secrecy_review.request"))
    review = county.do("secrecy_review.request", ref, "rfbsc-records_office").matter
    at_each(secrecy_reviewer=(review.ref, "secrecy_review.give_opinion"))
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    at_each(department_head=(ref, "disclosure.sign"))
    county.do("disclosure.sign", ref, "rfbsc-department_head")
    at_each(leader=(ref, "disclosure.sign"))
    county.do("disclosure.sign", ref, "rfbsc-leader")
    at_each(records_office=(ref, "disclosure.publish"))
    county.do("disclosure.publish", ref, "rfbsc-records_office")
    at_each()


@pytest.mark.clause("PD-7(2)")
def test_a_report_that_is_owed_waits_for_the_records_office(county: County) -> None:
    document = county.determined(opinion="exempt", **WITHHELD)
    assert waiting_for(county, "rfbsc-records_office") == [(document.ref, "disclosure.report_refusal")]


@pytest.mark.clause("PD-9")
def test_the_nearest_due_comes_first_and_what_has_no_clock_last(county: County) -> None:
    later = county.draft(formed_on="2026-11-02")
    none = county.draft(formed_on="")
    soon = county.draft(formed_on="2026-10-12")
    middle = county.draft(formed_on="2026-10-20")
    rows, _count = my_matters(county.actor("rfbsc-drafter"), 50)
    assert [row.matter for row in rows] == [soon, middle, later, none]
    assert [row.clock.clause if row.clock else "" for row in rows] == ["PD-9", "PD-9", "PD-9", ""]


@pytest.mark.clause("PD-9")
def test_of_two_clocks_the_nearer_one_shows(county: County) -> None:
    document = county.draft()
    clocks.start(REFUSAL_REPORT, document, at=county.at)
    [row] = my_matters(county.actor("rfbsc-drafter"), 5)[0]
    assert row.clock is not None
    assert row.clock.limit == REFUSAL_REPORT.code


def test_no_more_is_shown_than_asked_for_and_all_is_counted(county: County) -> None:
    for day in range(1, 6):
        county.draft(formed_on=f"2026-10-{day:02d}")
    rows, count = my_matters(county.actor("rfbsc-drafter"), 2)
    assert ([str(row.matter.formed_on) for row in rows], count) == (["2026-10-01", "2026-10-02"], 5)


def test_documents_and_reviews_stand_in_one_list(county: County) -> None:
    reviewer = county.people["rfbsc-secrecy_reviewer"]
    RoleGrant.objects.create(staff=reviewer, role="leader", agency=reviewer.agency)
    signing = county.reviewed(formed_on="2026-10-12")
    county.do("disclosure.sign", signing.ref, "rfbsc-department_head")
    _document, review = county.under_review()
    found = waiting_for(county, "rfbsc-secrecy_reviewer")
    assert found == [
        (signing.ref, "disclosure.sign"),
        (review.ref, "secrecy_review.give_opinion"),
    ]
    assert {type(row.matter) for row in my_matters(county.actor("rfbsc-secrecy_reviewer"), 5)[0]} == {
        Document,
        Review,
    }


# The desk


@pytest.mark.clause("PD-9")
def test_the_desk_opens_on_my_matters(doors: Doors) -> None:
    document = doors.county.draft(formed_on="2026-10-12")
    elsewhere = doors.county.draft("lxcz", title="关于秸秆禁烧的通知")
    page = doors.desk("rfbsc-drafter").get("/desk/")
    html = page.content.decode()
    assert document.title in html
    assert elsewhere.title not in html
    assert "提交复核" in html
    assert "PD-9" in html
    assert "/desk/act/disclosure.draft/agency:rfbsc/" in html
    assert "agency:lxcz" not in html


def test_nothing_to_do_is_said_kindly(doors: Doors) -> None:
    page = doors.desk("rfbsc-archivist").get("/desk/")
    assert page.status_code == 200
    assert page.context["rows"] == []


@pytest.mark.clause("SR-6(2)")
def test_a_matters_page_shows_state_due_date_acts_history_and_ledger(doors: Doors) -> None:
    document = doors.county.rechecked()
    html = (
        doors.desk("rfbsc-records_office")
        .get(f"/desk/disclosure/document/{document.pk}/change/")
        .content.decode()
    )
    for said in (
        "待送保密审查",
        "送保密审查",
        "办理记录",
        "改动记录",
        "荣丰办事处拟稿人",
        "最迟发布",
        "2026-11-30",
    ):
        assert said in html, said
    assert f"/desk/act/secrecy_review.request/{document.ref}/" in html
    drafter = doors.desk("rfbsc-drafter").get(f"/desk/disclosure/document/{document.pk}/change/")
    assert "/desk/act/" not in drafter.content.decode()


def test_every_act_has_a_page_that_opens(doors: Doors) -> None:
    """For whoever may ever do it, whether or not it is their turn, and who may read this very one.

    The form is the same for each of those; of several one is asked, and everybody who reads fewer rows than their role says.
    """
    samples, narrowed = one_of_each(doors.county), together("NARROWED")
    wrong = []
    for name, declared in ACTS.items():
        matter = on(declared, samples)
        roles = declared.every_role()
        without = [role for role in roles if role in narrowed.get(kind_of(matter), ())]
        for role in [*without, *[role for role in roles if role not in without][:1]]:
            person = role.value if role in COUNTY_ROLES else f"rfbsc-{role.value}"
            page = doors.desk(person).get(f"/desk/act/{name}/{ref_of(matter)}/")
            html = page.content.decode()
            if role in narrowed.get(kind_of(matter), ()):
                if page.status_code != 404:
                    wrong.append((name, role.value, "read"))
            elif page.status_code != 200 or declared.label not in html:
                wrong.append((name, role.value, page.status_code))
            elif any(field.label not in html for field in page.context["form"] if not field.is_hidden):
                wrong.append((name, role.value, "field"))
    assert wrong == []


def test_a_broken_ledger_is_not_hidden(doors: Doors) -> None:
    document = doors.county.rechecked()
    url = f"/desk/disclosure/document/{document.pk}/change/"
    sound = doors.desk("rfbsc-drafter").get(url).content.decode()
    with pgtrigger.ignore("casework.LedgerLine:append_only"):
        LedgerLine.objects.filter(matter_id=document.pk, sequence=1).update(actor_name="别人")
    broken = doors.desk("rfbsc-drafter").get(url).content.decode()
    assert ("核对无误" in sound, "核对不符" in sound) == (True, False)
    assert ("核对无误" in broken, "核对不符" in broken) == (False, True)


def test_rows_are_neither_added_nor_edited_nor_deleted_at_the_desk(doors: Doors) -> None:
    document = doors.county.draft()
    desk = doors.desk("rfbsc-drafter")
    home = "/desk/disclosure/document/"
    for url in (f"{home}add/", f"{home}{document.pk}/delete/", f"{home}{document.pk}/history/"):
        assert desk.get(url).status_code == 404
        assert desk.post(url, {"post": "yes"}).status_code == 404
    desk.post(f"{home}{document.pk}/change/", {"title": "改了", "state": "published"})
    assert doors.county.fresh(document).title == document.title


def test_the_list_holds_ones_own_agency_only(doors: Doors) -> None:
    mine, theirs = doors.county.draft(), doors.county.draft("lxcz", title="关于秸秆禁烧的通知")
    html = doors.desk("rfbsc-drafter").get("/desk/disclosure/document/").content.decode()
    assert (mine.title in html, theirs.title in html) == (True, False)
    every = doors.desk("county_supervisor").get("/desk/disclosure/document/").content.decode()
    assert (mine.title in every, theirs.title in every) == (True, True)


@pytest.mark.clause("PD-9")
def test_the_figures_count_what_is_over_what_is_near_and_what_was_in_time(doors: Doors) -> None:
    county = doors.county
    county.published()
    county.draft(formed_on="2026-10-12")
    county.draft(formed_on="2026-09-01")
    sweep(county.at)
    figures = {f["label"]: f["value"] for f in doors.desk("rfbsc-leader").get("/desk/").context["figures"]}
    assert figures["已超期"] == 1
    assert figures["办理中"] == 2


def test_the_inbox_is_read_by_whom_it_was_written_to(doors: Doors) -> None:
    document = doors.county.draft()
    doors.county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    desk = doors.desk("rfbsc-records_office")
    assert f"提交复核：{document.title}" in desk.get("/desk/inbox/").content.decode()
    assert desk.get("/desk/").context["unread_notices"] == 1
    assert desk.post("/desk/inbox/").status_code == 302
    assert desk.get("/desk/").context["unread_notices"] == 0
    assert document.title not in doors.desk("rfbsc-leader").get("/desk/inbox/").content.decode()
    # Whoever was told and is somewhere else now keeps the notice, which leads them nowhere.
    assert f'href="{desk_url(document)}"' in desk.get("/desk/inbox/").content.decode()
    RoleGrant.objects.filter(staff__username="rfbsc-records_office").delete()
    told = desk.get("/desk/inbox/").content.decode()
    assert document.title in told
    assert desk_url(document) not in told


def test_the_list_asks_only_of_kinds_of_which_something_waits(county: County) -> None:
    """Each kind makes the query longer, and of most nothing waits for anybody."""
    records = county.actor("rfbsc-records_office")
    with CaptureQueriesContext(connection) as asked:
        assert my_matters(records, 20) == ([], 0)
    assert len(asked) == 1
    document = county.draft()
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    with CaptureQueriesContext(connection) as asked:
        rows, count = my_matters(records, 20)
    assert ([row.pk for row in rows], count) == ([document.pk], 1)
    assert len(asked[1]["sql"]) < len(asked[0]["sql"]) / 2
