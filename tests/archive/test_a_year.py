"""A year with one matter of every kind, archived whole: nothing that ended is missing, nothing open is filed (AR-1)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from accountability.models import Case, Report
from archive import clockwork
from archive.models import FilingList, Item, Scope, SealedItem
from foundation.agencies.roles import Role
from foundation.casework import ledger
from foundation.casework.matters import matter_kinds
from foundation.casework.models import LedgerLine
from foundation.correspondence.models import Letter
from foundation.deadlines import clocks
from foundation.files.acts import store
from foundation.records.declared import SAID, Belonging, PassedOver, Record
from interpretation.models import Duty, Interpretation, Link
from tests.archive.people import HEAD, KEEPER, OFFICE_HEAD, OFFICE_KEEPER, Archive
from tests.samples import one_of_each
from training.models import Certificate

pytestmark = pytest.mark.django_db
TEAM = [
    f"rfbsc-{role.value}" for role in (Role.DISCIPLINE_CLERK, Role.DISCIPLINE_TRIAL, Role.DISCLOSURE_HEAD)
]
TEAM_LEADER = f"rfbsc-{Role.DISCIPLINE_LEADER.value}"
ANSWERS = {"complete": "yes", "authorised": "yes", "opened": "yes", "described": "yes", "said": "看过"}


#: What no act ends, and is over by its day: said here once more, so that a declaration that is lost is missed.
BY_ITS_DAY = {
    "interpretation_duty": ["judged", "due", "exempting"],
    "media_shift": ["stands"],
    "training_certificate": ["issued"],
}


def ends(said: Record | Belonging) -> list[str]:
    """Every state in which a matter of a kind may have ended."""
    return [*said.ended, *BY_ITS_DAY.get(said.model.kind, ())]


def going_on(said: Record | Belonging) -> list[str]:
    """Every state in which it has not, whatever its row says."""
    states = said.model._meta.get_field("state").flatchoices  # type: ignore[union-attr]
    return [state for state, _ in states if state not in ends(said)]


def _without_triggers() -> Any:
    """Rows are written past what the database holds of how they come there."""

    @contextmanager
    def loose() -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")

    return loose()


class Year:
    """One matter of every kind, which the tests put into any state: how it comes there is told by its room's own tests."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        made = one_of_each(archive.county)
        self.matters = {
            model.kind: made[model]
            for model in matter_kinds()
            if not isinstance(SAID[model.kind], PassedOver)
        }
        self._loosened()
        self._in_order(made)
        self.put(made[Scope], "abandoned")
        archive.approved()

    def _loosened(self) -> None:
        """The database lets rows stand in states without what belongs to these."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            for matter in self.matters.values():
                table = matter._meta.db_table
                cursor.execute(
                    "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'",
                    [table],
                )
                for (name,) in cursor.fetchall():
                    cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
            cursor.execute("DROP INDEX archive_scope_one_in_force")
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")

    def _in_order(self, made: Any) -> None:
        """Parts belong to the matters at hand, letters are printed, the certificate has its paper."""
        county = self.archive.county
        by, own = county.actor(KEEPER), county.agencies["rfbsc"]
        paper = store(b"paper", name="paper.txt", agency=own, audience="internal", by=by, at=county.at)
        with _without_triggers():
            for model in apps.get_models():
                if issubclass(model, Letter):
                    model._base_manager.filter(file=None).update(file=paper)
            Certificate._base_manager.update(paper=paper)
            # What the archive has already is of other matters.
            elsewhere = {"source_id": 0, "state": "left_out", "left_out_because": "重复件"}
            Item.objects.filter(pk=made[Item].pk).update(**elsewhere)
            SealedItem.objects.filter(pk=made[SealedItem].pk).update(**elsewhere)
            FilingList._base_manager.update(state="done")
            Case._base_manager.filter(pk=made[Case].pk).update(report=made[Report])
            duty = made[Duty]
            interpretation = Interpretation._base_manager.filter(pk=made[Interpretation].pk)
            interpretation.update(duty=None, published_at=county.at)
            type(duty.document)._base_manager.filter(pk=duty.document_id).update(published_at=county.at)
            if not Link.objects.filter(document=duty.document).exists():
                Link.objects.create(interpretation=made[Interpretation], document=duty.document)

    def put(self, matter: Any, state: str) -> None:
        """The matter stands in this state, as its ledger says, with all that it has to hold in that."""
        needed = [each.acts[0] for each in SAID[matter.kind].needs if state in each.ended]
        for act in [*needed, "tests.put"]:
            line = LedgerLine(
                matter_kind=matter.kind,
                matter_id=matter.pk,
                act=act,
                label="办理",
                actor_kind="system",
                actor_name="系统",
                to_state=state,
                at=self.archive.county.at,
            )
            ledger.append_many([line])
        with _without_triggers():
            type(matter)._base_manager.filter(pk=matter.pk).update(state=state)

    def duty_is_done(self) -> None:
        """What was due is explained; the document of which nobody has agreed on anything is not public any more; what was owed
        past an end is done."""
        for kind, said in declared():
            for limit in said.owes if isinstance(said, Record) else ():
                clocks.cancel(limit, self.matters[kind], at=self.archive.county.at)
        duty = Duty.objects.get(pk=self.matters[Duty.kind].pk)
        self.put(duty.document, "published" if duty.state == Duty.State.DUE else "withdrawn")
        if duty.state == Duty.State.DUE:
            self.put(self.matters[Interpretation.kind], "published")

    def above(self, kind: str) -> list[Any]:
        """The matters to whose files the one of this kind belongs."""
        said, found = SAID[kind], []
        for path in said.to if isinstance(said, Belonging) else ():
            row: Any = self.matters[kind]
            for name in path.split("__"):
                row = row and getattr(row, name)
            found += [row] if row else []
        return found

    def items(self, matters: list[Any]) -> list[str]:
        """The states of the items in which one of these matters lies, asked of the tables themselves."""
        refs = [matter.ref for matter in matters]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT state FROM archive_item WHERE %s && matters::text[] UNION ALL"
                " SELECT state FROM archive_sealeditem WHERE %s && matters::text[]",
                [refs, refs],
            )
            return [state for (state,) in cursor.fetchall()]

    def filed(self) -> None:
        """What is proposed not to be filed is filed after all; everything is signed for by whoever keeps it."""
        archive = self.archive
        for item in Item.objects.filter(state="leaving"):
            head = OFFICE_HEAD if item.agency.code == "xzfb" else HEAD
            archive.do("keep_after_all", item, head, {"reason": "要归档"})
        for sealed in SealedItem.objects.filter(state="leaving"):
            archive.do("keep_after_all_sealed", sealed, TEAM_LEADER, {"reason": "要归档"})
        self.night()
        for asked in Item.objects.filter(state="collected"):
            archive.do("answer", asked, KEEPER, ANSWERS)
        for agency, keeper in (("rfbsc", KEEPER), ("xzfb", OFFICE_KEEPER)):
            if Item.objects.filter(agency__code=agency, state="ready").exists():
                archive.do("sign_list", f"agency:{agency}", keeper)
        clockwork.file_signed(at=archive.county.at)
        for sealed in SealedItem.objects.filter(state="ready"):
            archive.do("file_sealed", sealed, self.keeper_of(sealed))

    def keeper_of(self, sealed: SealedItem) -> str:
        """Whoever reads the matter itself and keeps what is sealed."""
        seen = SealedItem.objects.all().visible_to
        return next(who for who in TEAM if seen(self.archive.county.actor(who)).filter(pk=sealed.pk).exists())

    def night(self) -> None:
        """Two days later: what is over with its day is over."""
        self.archive.county.at += timedelta(days=2)
        clockwork.sweep(at=self.archive.county.at)


@pytest.fixture
def year(archive: Archive) -> Year:
    return Year(archive)


def declared() -> Iterator[tuple[str, Record | Belonging]]:
    """What is said of each kind that is kept."""
    for kind, said in SAID.items():
        if not isinstance(said, PassedOver):
            yield kind, said


def test_there_is_a_matter_of_every_kind(year: Year) -> None:
    assert set(year.matters) == {kind for kind, _ in declared()}


@pytest.mark.clause("AR-1")
def test_nothing_open_is_found(year: Year) -> None:
    """In every state of every kind that is not its end: neither it, nor what has ended itself and waits for it."""
    turns = max(len(going_on(said)) for _kind, said in declared())
    for parts_alone in (False, True):
        for turn in range(turns):
            still = {}
            for kind, said in declared():
                states = going_on(said)
                waits = isinstance(said, Belonging) and bool(year.above(kind))
                if states and (waits or not parts_alone):
                    still[kind] = [year.matters[kind], *year.above(kind)]
                    year.put(year.matters[kind], states[turn % len(states)])
                elif parts_alone:
                    year.put(year.matters[kind], said.ended[0])
            year.night()
            assert {kind: year.items(rows) for kind, rows in still.items() if year.items(rows)} == {}


@pytest.mark.clause("AR-1")
def test_all_that_ended_is_filed_and_nothing_is_missing(year: Year) -> None:
    """In every state that is an end, and by the day of what no act ends."""
    for turn in range(max(len(ends(said)) for _kind, said in declared())):
        point = transaction.savepoint()
        for kind, _said in declared():
            for root in year.above(kind):
                year.put(root, SAID[root.kind].ended[0])
        for kind, said in declared():
            year.put(year.matters[kind], ends(said)[turn % len(ends(said))])
        year.duty_is_done()
        year.night()
        year.filed()
        lying = {kind: year.items([year.matters[kind]]) for kind, _ in declared()}
        assert {kind: states for kind, states in lying.items() if states != ["filed"]} == {}, turn
        transaction.savepoint_rollback(point)
