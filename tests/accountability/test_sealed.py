"""Nobody but its team finds anything of a case, whatever the door (AC-3): every role, superusers, deputies, the recused.

The doors are generated: every address of the room's pages at the desk, every act of it, and whatever else of desk, site, commands
and tables might show a row. The case holds strings that stand nowhere else.
"""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.contrib.admin.sites import site as default_site
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import localdate

from accountability.admin.case import CaseAdmin
from accountability.models import Appeal, Case, Correction, Evidence, Member, Paper, Report
from archive.clockwork import look_again, open_checks
from archive.clockwork import sweep as sweep_archive
from foundation.accesses.models import Access
from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Deputyship, RoleGrant, Staff
from foundation.agencies.roles import COUNTY_ROLES, Role
from foundation.casework import matters, overview
from foundation.casework.acts import ACTS
from foundation.casework.matters import matter_kinds
from foundation.correspondence.printing import print_waiting
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.figures.declared import FIGURES, Span
from foundation.notices.models import Dispatch, Notice
from tests.accountability.doors import (
    Sealed,
    act_addresses,
    dealt,
    matters_of,
    other_addresses,
    public_addresses,
    room_addresses,
)
from tests.accountability.people import (
    CLERK,
    CORRECTED_WORDS,
    DEFENCE_WORDS,
    EVIDENCE_WORDS,
    FACTS,
    FIRST,
    LEADER,
    OUTSIDERS,
    PLANTED,
    SECOND,
    TRIER,
    Commission,
)
from tests.personas import FOUNDED, County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("AC-3")]

#: Accounts that exist for these tests alone.
SUPERUSER, ROOT_AND_ALL, DEPUTY, RECUSED = "superuser", "superuser-with-roles", "deputy", SECOND
#: Each role of an agency once: of the two agencies neither is nearer to the case, so the second has a few for the comparison.
STRANGERS = [
    *(role.value for role in Role if role in COUNTY_ROLES),
    *(f"rfbsc-{role.value}" for role in Role if role not in COUNTY_ROLES),
    *(f"lxcz-{role.value}" for role in (Role.LEADER, Role.AGENCY_ADMIN)),
    *OUTSIDERS,
    "xzfb-leader",
    "xzfb-head",
    SUPERUSER,
    ROOT_AND_ALL,
    DEPUTY,
    RECUSED,
    "anonymous",
]


@pytest.fixture(scope="module")
def closed_file(shared_county: County) -> Sealed:
    """A reported case, decided, served, corrected and appealed against, with papers printed; one of its team was recused."""
    commission = Commission.of(shared_county)
    report = commission.reported()
    made: Case = commission.do("take_report", report, CLERK, {"leader": commission.pk(LEADER)}).matter
    commission.clue = lambda **given: made  # type: ignore[method-assign]
    case = commission.corrected()
    commission.themselves("appeal", case, {"text": DEFENCE_WORDS})
    member = Member.objects.get(case=case, staff=commission.pk(RECUSED))
    data = {
        "member": member.pk,
        "ended": "recused",
        "why": FACTS,
        "replacement": "",
    }
    commission.do("recuse", case, LEADER, data)
    _accounts(commission)
    print_waiting(Paper, at=commission.county.at, by=SYSTEM)
    archive_all(commission.county.at)
    return Sealed(
        commission,
        commission.fresh(case),
        Report.objects.get(),
        Appeal.objects.get(),
        Correction.objects.get(),
        Paper.objects.filter(case=case).order_by("pk")[1],
        Evidence.objects.get(),
    )


@pytest.fixture
def sealed(closed_file: Sealed, db: None, monkeypatch: pytest.MonkeyPatch) -> Sealed:
    """The file as it was closed, whatever the test before did to it."""
    own = deepcopy(closed_file)
    monkeypatch.setattr("django.utils.timezone.now", lambda: own.commission.county.at)
    return own


def _accounts(commission: Commission) -> None:
    """A superuser, one who administers the commission and supervises the county as well, and a deputy of whoever leads."""
    county = commission.county
    for username, is_super in ((SUPERUSER, True), (ROOT_AND_ALL, True), (DEPUTY, False)):
        staff = Staff(
            username=username,
            full_name=username,
            agency=county.agencies["jw"],
            is_superuser=is_super,
            password=county.people["rfbsc-leader"].password,
        )
        staff._history_date = FOUNDED  # type: ignore[attr-defined]
        staff.save()
        county.people[username] = staff
    RoleGrant.objects.create(staff=county.people[ROOT_AND_ALL], role=Role.COUNTY_SUPERVISOR, agency=None)
    RoleGrant.objects.create(
        staff=county.people[ROOT_AND_ALL], role=Role.AGENCY_ADMIN, agency=county.agencies["jw"]
    )
    today = localdate(county.at)
    Deputyship.objects.create(
        deputy=county.people[DEPUTY],
        represented=county.people[LEADER],
        from_on=today - timedelta(days=1),
        until_on=today + timedelta(days=3650),
    )


def archive_all(at: datetime) -> None:
    """The archive has found, collected and tested everything; whatever of the file has ended lies behind the door with it."""
    sweep_archive(at=at)
    look_again(at=at)
    open_checks(at=at.replace(month=10, day=1))


def text_of(answer: Any) -> str:
    """Everything that an answer says, workbooks and packed files unpacked."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with ZipFile(BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    return content.decode("utf-8", "replace") + str(dict(answer.headers))


def browser_of(sealed: Sealed, who: str) -> Client:
    client = Client(raise_request_exception=False)
    if who != "anonymous":
        client.force_login(sealed.commission.county.people[who])
    return client


def seen_by(client: Client, sealed: Sealed, addresses: Iterator[str]) -> dict[str, list[str]]:
    """What of the file stands in the answers, by address; what was asked for is allowed to be said again."""
    shown: dict[str, list[str]] = {}
    for address in addresses:
        answer: HttpResponse = client.get(address)
        assert answer.status_code != 500, address
        asked = next((word for word in sealed.strings if quote(word) in address or word in address), "")
        if found := sealed.found_in(text_of(answer), asked):
            shown[address] = found
    return shown


@pytest.mark.parametrize("who", STRANGERS)
def test_no_door_of_the_desk_shows_a_stranger_anything(
    sealed: Sealed, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = browser_of(sealed, who)
    for addresses in (room_addresses, act_addresses, other_addresses):
        assert seen_by(client, sealed, dealt(addresses(sealed), STRANGERS.index(who))) == {}
    assert sealed.found_in(caplog.text) == []
    # Rows of the room are 404 and not 403: that there is a case is not told; the disclosure office has its account.
    for model, row in matters_of(sealed).items():
        answer = client.get(f"/desk/accountability/{model._meta.model_name}/{row.pk}/change/")
        own = model is Correction and who == "xzfb-head"
        wanted = 200 if own else 302 if who == "anonymous" else 404
        assert answer.status_code == wanted, (who, model)


def test_the_doors_are_all_there(sealed: Sealed) -> None:
    """The walk is not empty, and its team finds the file at the same doors: the strings are where they are looked for."""
    addresses = [*room_addresses(sealed), *act_addresses(sealed), *other_addresses(sealed)]
    assert len(addresses) > 100
    kinds = {model.kind for model in matter_kinds() if model._meta.app_label == "accountability"}
    assert kinds == {model.kind for model in matters_of(sealed)}
    assert all(model.sealed for model in matters_of(sealed))
    shown = seen_by(browser_of(sealed, LEADER), sealed, iter(addresses))
    page = f"/desk/accountability/case/{sealed.case.pk}/change/"
    missing = {*sealed.strings} - {*shown[page]} - {"逄鹤鸣"}
    assert missing == set()
    assert {word for words in shown.values() for word in words} >= {*sealed.strings} - {"逄鹤鸣"}


def test_a_door_that_is_left_open_is_noticed(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk would find a list that forgets whose rows it shows."""
    monkeypatch.setattr(CaseAdmin, "get_queryset", lambda self, request: Case.objects.all())
    client = browser_of(sealed, "county_supervisor")
    assert seen_by(client, sealed, room_addresses(sealed))


def test_djangos_own_admin_has_none_of_it() -> None:
    assert not [model for model in default_site._registry if model._meta.app_label == "accountability"]


def test_no_public_page_shows_any_of_it(sealed: Sealed) -> None:
    assert seen_by(Client(raise_request_exception=False), sealed, public_addresses(sealed)) == {}


def test_no_figure_and_no_count_of_a_stranger_moves(sealed: Sealed) -> None:
    """What a supervisor and the commission's administrator are shown is the same with the case and without it."""
    at = sealed.commission.county.at
    for who in ("county_supervisor", ROOT_AND_ALL, "jw-other-leader", "xzfb-leader"):
        actor = sealed.commission.county.actor(who)
        clocks = Clock.objects.filter(matters.clocks_in_sight(actor))
        assert not clocks.filter(matter_kind__startswith="accountability").exists()
        for model in matters_of(sealed):
            assert not matters.in_sight(model, actor).exists()
        # The quarter's check of the archive is every agency's, whatever it has.
        due = overview.due_clocks("open", actor, at, "jw")
        assert not due.exclude(matter_kind="archive_quarter").exists()
    # Until it is closed it counts in no figure, and in the public's totals not before the year is over.
    assert not [
        id for id in FIGURES if id.startswith("accountability.") and FIGURES[id].rows(_year(at)).exists()
    ]


def _year(at: Any) -> Span:
    return Span.of_year(localdate(at).year)


def test_nobody_else_is_told_and_mail_says_nothing(
    sealed: Sealed, django_capture_on_commit_callbacks: Any
) -> None:
    """Notices go to the team, and to the disclosure office of its account; mail says only that there is something."""
    people = sealed.commission.county.people
    for staff in people.values():
        staff.email = f"{staff.username}@example.org"
        staff.phone = "13800000000"
    Staff.objects.bulk_update(people.values(), ["email", "phone"])
    review = Clock.objects.get(matter_kind=Appeal.kind)
    with django_capture_on_commit_callbacks(execute=True):
        sweep(at=review.due_at + timedelta(days=1))
        other = sealed.commission
        other.county.at = review.due_at + timedelta(days=2)
        given = {
            "outcome": "upheld",
            "opinion": FACTS,
            "decided_on": str(localdate(other.county.at)),
            "reviewer": other.pk("jw-other-trier"),
        }
        reviewing = {"member": other.pk("jw-other-trier"), "part": "reviewer"}
        other.do("add_member", sealed.case, LEADER, reviewing)
        deciding = {"member": other.pk("jw-other-leader"), "part": "leader"}
        other.do("add_member", sealed.case, LEADER, deciding)
        other.do("decide_appeal", sealed.appeal, "jw-other-leader", given)
    team = {CLERK, FIRST, TRIER, LEADER, RECUSED, "jw-other-trier", "jw-other-leader"}
    for notice in Notice.objects.select_related("recipient"):
        said = f"{notice.subject}{notice.body}{notice.key}"
        assert not [word for word in PLANTED if word in said]
        if sealed.case.number in said or "accountability/case" in notice.url:
            assert notice.recipient.username in team, said
    left = Dispatch.objects.filter(notice__url__contains="/accountability/")
    assert left.exists()
    for message in left:
        assert message.subject == "工作台有一件新的事项，请登录查看"
        assert not sealed.found_in(message.subject + message.body)
    for letter in mail.outbox:
        assert not sealed.found_in(f"{letter.subject}{letter.body}")
        assert "责任追究" not in letter.subject


@pytest.mark.parametrize("by", [LEADER, CLERK, SUPERUSER, "county_supervisor", DEPUTY])
def test_no_command_touches_it(sealed: Sealed, by: str) -> None:
    """At the server one performs as anybody: not on what is sealed, not even as whoever leads the case."""
    before = Case.objects.values_list("state", flat=True).get(pk=sealed.case.pk)
    for row in matters_of(sealed).values():
        for name, declared in ACTS.items():
            if not isinstance(row, declared.on):
                continue
            said = _command("act", name, on=row.ref, user=by, data="{}")
            assert said.startswith("Refused") or "命令行不受理" in said, (name, said)
            assert not sealed.found_in(said), name
    named = _command(
        "act", "casework.urge", on=f"accountability_case:{sealed.case.number}", user=by, data="{}"
    )
    assert not [word for word in PLANTED if word in named]
    assert Case.objects.values_list("state", flat=True).get(pk=sealed.case.pk) == before


@pytest.mark.parametrize(
    "command",
    [
        ("act", "--list", "--json"),
        ("states", "accountability_case"),
        ("clauses", "--json"),
        ("verify",),
        ("deliver_notices",),
        ("sweep",),
        ("key_fingerprints",),
        ("rotate_personal_data", "--check"),
        ("rebuild_index",),
        ("files",),
        (
            "dumpdata",
            "accountability.case",
            "accountability.report",
            "accountability.appeal",
            "accountability.evidence",
        ),
    ],
)
def test_no_command_prints_any_of_it(sealed: Sealed, command: tuple[str, ...]) -> None:
    said = _command(*command)
    allowed = (sealed.case.number, sealed.case.decision_number) if command[0] == "dumpdata" else ()
    assert [word for word in sealed.found_in(said) if word not in allowed] == []


def test_a_sweep_that_finds_its_limits_over_says_nothing_of_it(
    sealed: Sealed, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither where a limit ran out nor where that could not be recorded."""
    settings.SIMULATED_TIME = True
    review = Clock.objects.get(matter_kind=Appeal.kind)
    at = f"{localdate(review.due_at + timedelta(days=1))}"

    def breaks(event: Any, _at: Any) -> None:
        raise RuntimeError(str(event.clock))

    with monkeypatch.context() as broken:
        broken.setattr("foundation.deadlines.sweep._listeners", [breaks])
        failed = _command("sweep", at=at)
    said = _command("sweep", at=at)
    assert f"未处理 期限 {review.pk}：RuntimeError" in failed
    assert f"超期 期限 {review.pk} " in said
    for text in (failed, said):
        assert sealed.found_in(text) == []
        assert "责任追究" not in text
        assert "accountability" not in text


def _command(*words: str, **options: Any) -> str:
    out = StringIO()
    try:
        call_command(*words, stdout=out, stderr=out, **options)
    except SystemExit:
        pass
    except CommandError as refused:
        out.write(f"Refused: {refused}")
    return out.getvalue()


def test_no_table_holds_any_of_it_in_plain_words(sealed: Sealed) -> None:
    """Whoever reads the database or a dump of it finds no name, fact or word, in the ledger and notices either."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert "accountability_case" in tables
        for table in tables:
            for word in PLANTED:
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{word}%"])
                assert cursor.fetchone() == (0,), (table, word)
            if table not in ("accountability_case", "accountability_paper"):
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s',
                    [f"%{sealed.case.decision_number}%"],
                )
                assert cursor.fetchone() == (0,), table


def test_no_file_holds_any_of_it_in_plain_bytes(sealed: Sealed) -> None:
    """Papers and evidence lie encrypted, under names that say nothing."""
    roots = [settings.PUBLIC_FILES_ROOT, settings.INTERNAL_FILES_ROOT, settings.PERSONAL_FILES_ROOT]
    files = [path for root in roots for path in Path(root).rglob("*") if path.is_file()]
    assert Paper.objects.exclude(file=None).exists()
    for path in files:
        content = path.read_bytes()
        assert b"%PDF" not in content[:8] or "personal" not in str(path)
        for word in sealed.strings:
            assert word.encode() not in content, path
            assert word not in path.name
    assert not Paper.objects.exclude(file__audience="personal").filter(file__isnull=False).exists()


def test_what_goes_wrong_is_logged_without_it(
    sealed: Sealed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A page of the case that breaks leaves a line for whoever runs the portal, and nothing of the case in it."""

    def breaks(*_given: Any, **_more: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(CaseAdmin, "sections", breaks)
    client = browser_of(sealed, LEADER)
    with caplog.at_level(logging.DEBUG):
        answer = client.get(f"/desk/accountability/case/{sealed.case.pk}/change/")
    assert answer.status_code == 500
    assert sealed.found_in(caplog.text) == []
    assert sealed.found_in(answer.content.decode()) == []
    assert not any(sealed.found_in(f"{letter.subject}{letter.body}") for letter in mail.outbox)


def test_accesses_say_nothing_of_cases(sealed: Sealed) -> None:
    """The auditor reads that somebody opened a file, and not of what; the log of readings is for whoever leads the case."""
    client = browser_of(sealed, CLERK)
    answer = client.get(f"/desk/accountability/case/{sealed.case.pk}/papers/{sealed.paper.pk}/")
    assert answer.status_code == 200
    b"".join(answer.streaming_content)
    lines = Access.objects.filter(kind="download")
    assert lines.exists()
    assert all("accountability" not in line.of for line in lines)
    assert sealed.case.readings.filter(staff__username=CLERK).exists()  # type: ignore[attr-defined]


def test_of_the_correction_the_disclosure_office_learns_that_alone(sealed: Sealed) -> None:
    client = browser_of(sealed, "xzfb-head")
    page = client.get(f"/desk/accountability/correction/{sealed.correction.pk}/change/").content.decode()
    assert CORRECTED_WORDS in page
    assert sealed.found_in(page) == []
    assert "记过" not in page
    assert "accountability/case" not in page


def test_evidence_is_there_for_the_team(sealed: Sealed) -> None:
    """Strings that nobody finds would prove nothing if they were not there."""
    page = (
        browser_of(sealed, TRIER).get(f"/desk/accountability/case/{sealed.case.pk}/change/").content.decode()
    )
    assert EVIDENCE_WORDS in page
    assert json.dumps(page)
