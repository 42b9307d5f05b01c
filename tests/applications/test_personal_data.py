"""Planted personal data is found nowhere but behind its encrypted columns: not in a dump, a log, the index or an export."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from _pytest.logging import LogCaptureHandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from pytest_django import DjangoDbBlocker
from stdnum.cn import ric

from applications.models import Application, Consultation, Letter
from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import ACTS, Step
from foundation.correspondence.printing import print_waiting
from foundation.files.kept import Keeping
from foundation.search.models import Entry
from tests.applicants import CITIZEN, DECISION, FILING, Desk, on
from tests.personas import County, make_county
from wuyuan_portal.log import DiscreetFormatter

pytestmark = pytest.mark.django_db

#: What is planted where; every value occurs nowhere else in the house.
PLANTED: dict[str, str] = {
    "name": "鸿雁春",
    "identity_number": "150821198804120034",
    "contact_name": "柳叶青",
    "representative": "芦苇白",
    "phone": "13947821166",
    "email": "hongyan.chun@example.org",
    "address": "五原县天吉泰巷七十七号",
    "postcode": "015199",
    "agent_name": "胡杨秋",
    "agent_identity_number": "150821199003070058",
    "agent_phone": "13654780099",
    "wanted": "鸿雁滩西侧我家那块地的确权档案",
    "wanted_number": "鸿雁档〔1999〕3号",
    "help_needed": "右眼看不见鸿雁色",
}
LATER = {
    "amended": "鸿雁滩东侧二等地的确权档案",
    "explained": "鸿雁家里打官司要用",
    "proposed": "鸿雁滩的人都想看",
    "complained": "鸿雁等了很久",
    "file name": "鸿雁身份证正面",
    "file text": "鸿雁的证件内容",
    "third party": "白鹭建筑队",
    "third address": "白鹭街三号",
    "third email": "bailu@example.org",
    "concern": "白鹭建筑队的报价单",
    "opinion": "白鹭不愿意公开",
    "terms": "按鸿雁滩和地块检索",
    "proof": "鸿雁春本人签收",
    "help given": "照着鸿雁二字读了一遍",
}


for which in ("identity_number", "agent_identity_number"):
    PLANTED[which] = PLANTED[which][:17] + ric.calc_check_digit(PLANTED[which])
#: The same as people and programs write it otherwise.
SECRETS = {*PLANTED.values(), *LATER.values(), "139 4782 1166", "139-4782-1166", "鸿雁", "白鹭"}


def document(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.txt", text.encode(), content_type="text/plain")


@dataclass(frozen=True)
class Planted:
    """The application, in what county it was filed, where its files lie, and what was logged on its way."""

    application: Application
    county: County
    folder: Path
    logged: list[logging.LogRecord]


@pytest.fixture(scope="module")
def planted(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Planted]:
    """One for all tests, which only look at it; what they write goes with each of them, and it with the last.

    Its files have a folder of their own: what other tests store may hold a planted word by chance.
    """
    folder, heard = tmp_path_factory.mktemp("planted"), LogCaptureHandler()
    roots = {f"{name}_FILES_ROOT": folder / name.lower() for name in ("PERSONAL", "PUBLIC", "INTERNAL")}
    with django_db_blocker.unblock(), override_settings(**roots), transaction.atomic():
        county = make_county()
        logging.root.addHandler(heard)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.utils.timezone.now", lambda: county.at)
            application = taken_to_its_end(county)
            yield Planted(application, county, folder, heard.records)
        logging.root.removeHandler(heard)
        transaction.set_rollback(True)


def taken_to_its_end(county: County) -> Application:
    """An application whose every field and every stage tells something personal."""
    desk = Desk(county)
    desk.agency.parent = county.agencies["lxcz"]
    desk.agency.save()
    files = {
        "scan": [document(LATER["file name"], LATER["file text"])],
        "authority": [document("鸿雁委托书", "鸿雁委托胡杨秋")],
    }
    data = {**FILING, **PLANTED, "channel": "registered_post", "received_on": "2026-11-02"}
    application: Application = desk.clerk(
        "applications.enter", desk.agency, on("2026-11-02"), data, files=files
    ).matter

    def at(day: int, hour: int = 9) -> datetime:
        return on(f"2026-11-{day:02}", hour)

    desk.clerk("applications.register", application, at(3))
    desk.by("applications_clerk", "applications.reveal", application, at(3, 10), {"reason": "核对身份"})
    notice = {"items": "请写明哪块地", "span": 10}
    desk.clerk("applications.request_amendment", application, at(3, 11), notice)
    desk.citizen("applications.amend", application, at(4), {"wanted": LATER["amended"]})
    desk.clerk(
        "applications.request_explanation", application, at(4, 10), {"facts": "本月第十二件", "span": 10}
    )
    desk.citizen("applications.explain", application, at(5), {"explanation": LATER["explained"]})
    asked = {
        "party": "third_party",
        "name": LATER["third party"],
        "address": LATER["third address"],
        "email": LATER["third email"],
        "concern": LATER["concern"],
    }
    consultation: Consultation = desk.clerk("applications.consult", application, at(5, 10), asked).matter
    answer = {"answer": "refuses", "opinion": LATER["opinion"]}
    desk.citizen("applications.give_opinion", consultation, at(6), answer)
    search = {"place": "档案室", "terms": LATER["terms"], "found": "no", "searched_on": "2026-11-06"}
    desk.clerk("applications.record_search", application, at(6, 10), search)
    desk.clerk("applications.record_help", application, at(8), {"given": LATER["help given"]})
    withheld = {**DECISION, "outcome": "third_party", "basis": "《条例》第十五条", "guidance": ""}
    desk.answered(application, at(9), withheld)
    letter = application.letters.get(kind="reply")
    served = {"letter": letter.pk, "way": "post", "delivered_on": "2026-11-10", "proof": LATER["proof"]}
    desk.clerk("applications.deliver", application, at(10), served)
    desk.citizen("applications.propose_disclosure", application, at(10), {"text": LATER["proposed"]})
    complaint = {"to": "superior", "text": LATER["complained"]}
    desk.citizen("applications.complain", application, at(11), complaint)
    print_waiting(Letter, at=at(11, 10), by=SYSTEM)
    keep_file_of_a_form(application, at(11, 11))
    return application


def keep_file_of_a_form(application: Application, at: datetime) -> None:
    """A form with a file came back to the applicant with an error."""
    act, files = ACTS["applications.supplement"], MultiValueDict()
    files["files"] = document(LATER["file name"], LATER["file text"])
    keeping = Keeping(f"{act.name} {application.ref}", QueryDict(), at=at)
    keeping.keep(act.asks({}, files, step=Step(act, application, CITIZEN, at)), files)


def told(text: str) -> set[str]:
    """Which of the planted words a text holds, also escaped as JSON."""
    return {secret for secret in SECRETS if secret in text or json.dumps(secret)[1:-1] in text}


def every_row() -> dict[str, str]:
    """Every table of the database, as a dump writes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = [name for (name,) in cursor.fetchall()]
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows[table] = "\n".join(row for (row,) in cursor.fetchall())
    return rows


@pytest.mark.clause("OR-3")
def test_a_dump_of_the_database_tells_nothing(planted: Planted) -> None:
    rows = every_row()
    assert rows["applications_applicant"]
    assert rows["casework_ledgerline"]
    assert rows["applications_historicalapplication"]
    assert rows["files_keptfile"]
    assert {table: found for table, text in rows.items() if (found := told(text))} == {}
    # What is looked for can be found: decrypted, it is all there.
    assert planted.application.applicant.name == PLANTED["name"]
    assert "鸿雁" in planted.application.letters.get(kind="reply").content


def test_the_index_holds_nothing(planted: Planted) -> None:
    assert not Entry.objects.filter(title__contains="鸿雁").exists()
    assert not Entry.objects.filter(text__contains="鸿雁").exists()


def test_files_on_disk_tell_nothing(planted: Planted) -> None:
    everywhere = b"\n".join(
        path.name.encode() + path.read_bytes() for path in planted.folder.rglob("*") if path.is_file()
    )
    assert everywhere.count(b"\n") >= 2
    assert {secret for secret in SECRETS if secret.encode() in everywhere} == set()


def test_exports_tell_nothing(planted: Planted) -> None:
    """What the commands print of a matter: the command line's answer, and Django's own dump of the tables."""
    out = io.StringIO()
    call_command("dumpdata", "applications", "casework", "deadlines", "notices", "files", stdout=out)
    exported = out.getvalue()
    assert "2026-" in exported
    assert told(exported) == set()


def test_the_desk_masks_it_for_whoever_has_not_asked(planted: Planted) -> None:
    """A colleague who did not ask sees what is wanted, which is the work, and nobody's particulars."""
    client = Client()
    client.force_login(planted.county.people["rfbsc-disclosure_head"])
    page = reverse("desk:applications_application_change", args=[planted.application.pk])
    html = client.get(page).content.decode()
    assert LATER["amended"] in html
    particulars = {
        name: value
        for name, value in PLANTED.items()
        if name not in ("wanted", "wanted_number", "help_needed")
    }
    assert {name for name, value in particulars.items() if value in html} == set()


def test_logs_tell_nothing(planted: Planted) -> None:
    """Not even the line of a crash whose message quotes the row."""
    formatter = DiscreetFormatter("%(message)s")
    lines = "\n".join(formatter.format(record) for record in planted.logged)
    assert told(lines) == set()
    quoting = (
        f"could not send to {PLANTED['email']}, {PLANTED['phone']}\n"
        f"DETAIL:  Failing row contains ({PLANTED['name']}, {PLANTED['identity_number']})."
    )
    record: Any = logging.makeLogRecord({"msg": quoting})
    assert told(formatter.format(record)) == set()
    application = planted.application
    applicant = application.applicant
    assert told(repr(applicant) + str(applicant) + repr(application) + str(application)) == set()
