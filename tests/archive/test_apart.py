"""What only the matter's own readers know of, they find, file and bind, and nobody learns of it from the archive (SR-13)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from archive import clockwork
from archive.models import Item, QuarterCheck, QuarterFinding, Volume
from archive.selfcheck import shortcomings
from foundation.agencies.roles import Role
from foundation.casework.acts import ACTS
from foundation.casework.matters import matter_kinds
from foundation.casework.refusals import NoSuchMatter
from foundation.figures.declared import FIGURES, Span
from foundation.records.declared import HELD, SAID, Record, held
from tests.archive.people import Archive
from tests.inspection.people import INSPECTOR, SUPERVISOR, Office

pytestmark = pytest.mark.django_db
TITLE = "保密审查专项检查甲"
KEEPER, HEAD = "bmj-archive-keeper", "bmj-archive-head"


@pytest.fixture
def archive(county: Any) -> Archive:
    """An inspection of the secrecy administration that ended, in an agency with a keeper and a head of its own."""
    office = Office.of(county)
    own = Archive(county)
    own.person("xzfb-archivist", "办公室档案员", county.agencies["xzfb"], Role.ARCHIVIST)
    own.person("xzfb-disclosure_head", "办公室公开负责人", county.agencies["xzfb"], Role.DISCLOSURE_HEAD)
    row = office.opened(by=INSPECTOR, title=TITLE)
    own.person(KEEPER, "保密局档案员", row.agency, Role.ARCHIVIST)
    own.person(HEAD, "保密局公开负责人", row.agency, Role.DISCLOSURE_HEAD)
    office.do("call_off", row, INSPECTOR, {"reason": "计划调整"})
    own.approved()
    own.swept()
    return own


def browser(archive: Archive, who: str) -> Client:
    client = Client()
    client.force_login(archive.county.people[who])
    return client


@pytest.mark.clause("SR-13")
def test_whoever_does_not_read_the_matter_finds_it_at_no_door(archive: Archive) -> None:
    item = Item.objects.get(source_kind="inspection")
    assert item.state == "ready", item.faults
    county = archive.county
    assert Item.objects.all().visible_to(county.actor(INSPECTOR)).filter(pk=item.pk).exists()
    archive.do("file_apart", item, INSPECTOR)
    item.refresh_from_db()
    volume = item.volume
    assert (item.state, volume is not None) == ("filed", True)
    assert volume is not None
    assert Volume.objects.all().visible_to(county.actor(INSPECTOR)).get() == volume
    for who in (KEEPER, HEAD, SUPERVISOR):
        actor = county.actor(who)
        assert not Item.objects.all().visible_to(actor).filter(pk=item.pk).exists(), who
        assert not Volume.objects.all().visible_to(actor).exists(), who
        client = browser(archive, who)
        for address in (
            f"/desk/archive/item/{item.pk}/change/",
            f"/desk/archive/item/{item.pk}/proof.pdf",
            f"/desk/archive/volume/{volume.pk}/change/",
        ):
            assert client.get(address).status_code == 404, (who, address)
        for address in ("/desk/archive/item/", "/desk/archive/item/?q=专项检查甲", "/desk/archive/volume/"):
            assert TITLE not in client.get(address).content.decode(), (who, address)
    for id, figure in FIGURES.items():
        if id.startswith("archive."):
            rows = figure.rows(Span.of_year(2026)).filter(**{figure.agency: item.agency})
            assert not rows.exists(), id


@pytest.mark.clause("SR-13")
def test_no_list_of_a_keeper_names_it_and_no_signature_of_theirs_files_it(archive: Archive) -> None:
    item = Item.objects.get(source_kind="inspection")
    at = archive.on("2027-01-04")
    clockwork.open_checks(at=at)
    quarter = QuarterCheck.objects.get(agency=item.agency)
    assert [line for line in shortcomings(quarter, at) if TITLE in str(line)] == []
    assert not QuarterFinding.objects.filter(label__contains=TITLE).exists()
    for act in ("file", "arrange"):
        with pytest.raises(NoSuchMatter):
            archive.do(act, item, KEEPER)
    assert not ACTS["archive.file_apart"].when(Item(source_kind="document", source_id=1))


def test_whatever_a_supervisor_reads_in_part_is_declared_apart(archive: Archive) -> None:
    """Rows of one kind with different readers: the archive must not show them all to whoever reads some."""
    actor = archive.county.actor(SUPERVISOR)
    for model in matter_kinds():
        said = SAID[model.kind]
        if isinstance(said, Record) and not model.sealed and model._meta.app_label != "archive":
            assert not model.narrowed(actor) or said.apart is not None, model.kind


@pytest.mark.clause("AC-3")
def test_all_that_rooms_hold_back_is_held_with_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "foundation.records.declared.HOLDING", [lambda refs: {"a:1"}, lambda refs: ["b:2", "a:1"]]
    )
    assert held(["a:1", "b:2", "c:3"]) == {"a:1": HELD, "b:2": HELD}
