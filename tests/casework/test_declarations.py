"""What one declaration says of another is checked when the portal starts, and what one act costs is bounded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile

from disclosure.statute import PUBLICATION
from foundation.agencies.models import Staff
from foundation.casework.acts import ACTS, Apart
from foundation.casework.checks import check_names
from foundation.casework.forms import ActForm
from foundation.casework.refusals import NotPermitted
from foundation.casework.worklist import my_matters
from foundation.deadlines.limits import LIMITS
from foundation.files import inspection
from tests.applicants import Desk, scan
from tests.doors import Doors
from tests.personas import DRAFT, County
from tests.samples import one_of_each


def test_every_name_leads_somewhere() -> None:
    check_names()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"tells": ("clerk_of_nothing",)}, "no role 'clerk_of_nothing'"),
        ({"at_end": "disclosure.publsh"}, "publsh"),
    ],
)
def test_a_misspelt_name_in_a_time_limit_is_found(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], told: str
) -> None:
    mistaken = object.__new__(type(PUBLICATION))
    mistaken.__dict__.update({**vars(PUBLICATION), **change})
    monkeypatch.setitem(LIMITS, PUBLICATION.code, mistaken)
    with pytest.raises(ImproperlyConfigured, match=told):
        check_names()


def test_a_misspelt_name_in_a_separation_of_duties_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    mistaken = replace(ACTS["disclosure.sign"], not_by=Apart("SR-6(2)", ("disclosure.drafft",)))
    monkeypatch.setitem(ACTS, "disclosure.sign", mistaken)
    with pytest.raises(ImproperlyConfigured, match="drafft"):
        check_names()


def test_a_clause_that_two_ids_name_is_cited_once() -> None:
    cited = {name: [clause.id for clause in act.cites] for name, act in ACTS.items()}
    assert {name: ids for name, ids in cited.items() if len(ids) != len(set(ids))} == {}


@pytest.mark.django_db
@pytest.mark.clause("条例33")
def test_a_refusal_tells_the_clause_by_which_the_two_are_kept_apart(county: County) -> None:
    """Four eyes at an extension are 条例33's, not those of the secrecy review."""
    desk = Desk(county)
    application = desk.registered(county.at)
    clerk = county.people["rfbsc-applications_clerk"]
    clerk.grants.create(role="disclosure_head", agency=clerk.agency)
    why = {"reason": "须逐年核对。"}
    desk.clerk("applications.ask_extension", application, county.at, why)
    with pytest.raises(NotPermitted) as caught:
        desk.clerk("applications.extend", application, county.at, why)
    assert caught.value.clause.id == "条例33"


@pytest.mark.django_db
def test_an_act_leaves_at_most_one_row_of_history(county: County) -> None:
    document = county.published()
    rows = document.history.values_list("history_date", flat=True)
    assert len(set(rows)) == len(rows)


@pytest.mark.django_db
def test_an_act_that_changes_no_column_writes_no_row(county: County) -> None:
    document = county.draft()
    before = document.history.count()
    county.do("disclosure.edit", document.ref, "rfbsc-drafter", {})
    assert document.history.count() == before
    drafter: Staff = county.people["rfbsc-drafter"]
    before = drafter.history.count()
    county.do("agencies.grant_role", "staff:rfbsc-drafter", "rfbsc-agency_admin", {"role": "archivist"})
    assert drafter.history.count() == before


@pytest.mark.django_db
def test_what_is_entered_at_the_desk_is_validated_once(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    validated: list[str] = []
    clean = ActForm.full_clean
    monkeypatch.setattr(
        ActForm, "full_clean", lambda form: (validated.append(type(form).__name__), clean(form))
    )
    document = doors.county.draft()
    for entered, status in (
        ({**DRAFT, "title": "改过的标题"}, 302),
        ({**DRAFT, "title": ""}, 422),
        ({**DRAFT, "attribute": "withheld"}, 409),
    ):
        validated.clear()
        assert doors.post("disclosure.edit", document.ref, "rfbsc-drafter", entered).status_code == status
        assert validated == ["DocumentForm"], entered


@pytest.mark.django_db
def test_a_file_is_inspected_at_most_twice(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    sniff = inspection.sniff
    monkeypatch.setattr(inspection, "sniff", lambda content: (looked.append("once"), sniff(content))[1])
    county = doors.county
    application = Desk(county).registered(county.at)
    county.at = county.at.replace(hour=15)
    sent = {"received_on": str(county.at.date()), "files": [scan()]}
    assert (
        doors.post("applications.supplement", application.ref, "rfbsc-applications_clerk", sent).status_code
        == 302
    )
    assert 1 <= len(looked) <= 2
    looked.clear()
    document = county.draft()
    attached = {"title": "附表", "audience": "public", "file": SimpleUploadedFile("附表.txt", "一".encode())}
    assert doors.post("disclosure.attach", document.ref, "rfbsc-drafter", attached).status_code == 302
    assert 1 <= len(looked) <= 2


@pytest.mark.django_db
def test_the_headings_of_the_work_list_are_the_titles(county: County) -> None:
    for model, matter in one_of_each(county).items():
        if hasattr(model, "heading"):
            rows = model._default_manager.filter(pk=matter.pk).annotate(said=model.heading)
            assert rows.values_list("said", flat=True).get() == str(matter.title), model.__name__


@pytest.mark.django_db
def test_the_work_list_takes_four_queries(county: County, django_assert_max_num_queries: Any) -> None:
    """Whoever holds every role, and whatever kinds wait: what the page shows stands in the list itself."""
    one_of_each(county)
    person = county.people["rfbsc-drafter"]
    for username, other in county.people.items():
        if username.startswith("rfbsc-") and other != person:
            person.grants.create(role=username.rpartition("-")[2], agency=person.agency)
    actor = county.actor("rfbsc-drafter")
    with django_assert_max_num_queries(4):
        rows, count = my_matters(actor, 100)
    assert count == len(rows)
    assert len({row.model for row in rows}) >= 5
    assert all(row.title == str(row.matter.title) and row.url and row.agency for row in rows)


@pytest.mark.django_db
def test_a_stylesheet_of_a_room_is_loaded_where_the_room_is(doors: Doors) -> None:
    """That of annual reports on their pages and those of their acts, and not where no report is."""
    samples = one_of_each(doors.county)
    report = next(matter for matter in samples.values() if getattr(matter, "kind", "") == "annual_report")
    clerk = doors.desk("rfbsc-applications_clerk")
    for address, loaded in (
        ("/desk/annual_report/annualreport/", True),
        (f"/desk/annual_report/annualreport/{report.pk}/change/", True),
        (f"/desk/act/annual_report.enter/{report.ref}/", True),
        ("/desk/", False),
        ("/desk/disclosure/document/", False),
    ):
        assert ("report.css" in clerk.get(address).content.decode()) == loaded, address
