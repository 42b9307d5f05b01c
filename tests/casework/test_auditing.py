"""The auditor reads who accessed what, does nothing else, and is nobody who does anything else (三员分立)."""

from __future__ import annotations

import re
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.accesses.models import Access, Kind
from foundation.accesses.recording import IN_LEDGER, record
from foundation.agencies.models import Agency, Deputyship, RoleGrant, Staff
from foundation.agencies.roles import Role
from foundation.casework.acts import ACTS, desk_url
from foundation.casework.auditing import OPEN_TO_AUDITORS, Accesses
from foundation.casework.matters import ref_of
from foundation.casework.models import RoleProposal
from foundation.casework.refusals import Refused
from foundation.database import server_time
from tests.applicants import Desk
from tests.doors import Doors
from tests.personas import County
from tests.rooms import TABLES
from tests.samples import on, one_of_each
from tests.test_permissions import DESK

pytestmark = pytest.mark.django_db
AUDIT = "/desk/audit/"
SUPERVISOR = "county_supervisor"
DRAFTER = "rfbsc-drafter"


def page(doors: Doors, **asked: str) -> str:
    answer = doors.desk("auditor").get(AUDIT, asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


# What the auditor reads


def test_the_first_page_leads_the_auditor_to_the_accesses_and_nowhere_else(doors: Doors) -> None:
    assert doors.desk("auditor").get("/desk/")["Location"] == AUDIT
    html = page(doors)
    assert "访问记录" in html
    for elsewhere in ("/desk/disclosure/", "/desk/applications/", "/desk/mine/", "我的待办"):
        assert elsewhere not in html, elsewhere


def test_the_page_tells_accesses_and_what_the_ledger_holds_once(doors: Doors) -> None:
    county = doors.county
    application = Desk(county).registered(county.at)
    why = {"reason": "核对身份"}
    county.do("applications.reveal", application, "rfbsc-leader", why)
    sought = {"by": "wanted", "sought": "承包地"}
    county.do("applications.find", "staff:rfbsc-leader", "rfbsc-leader", sought)
    county.do("agencies.reset_password", f"staff:{DRAFTER}", "rfbsc-agency_admin")
    record(Kind.DOWNLOAD, door="desk", by=county.people[DRAFTER], of=application.ref, network="10.1.2.0/24")
    html = page(doors)
    for said in (
        "查看个人信息",
        "查看申请人信息",
        "查找申请",
        "重设密码",
        "打开、下载文件",
        f"公开申请 {application.pk}",
        str(county.people[DRAFTER]),
        "10.1.2.0/24",
        "共 4 条",
    ):
        assert said in html, said
    # Neither why, nor what, nor who it was about.
    for hidden in (
        "核对身份",
        "承包地",
        application.number,
        "11010519491231002X",
        application.applicant.name,
    ):
        assert hidden not in html, hidden
    assert not Access.objects.exclude(kind="download").exists()


def test_what_the_ledger_tells_is_named_as_it_is_declared() -> None:
    assert set(IN_LEDGER) <= set(ACTS)
    assert {"applications.reveal", "applications.find"} <= set(IN_LEDGER)
    changing = {
        name for name in ACTS if name.startswith("agencies.") and ("password" in name or "factor" in name)
    }
    assert changing | {"agencies.renew_recovery_codes"} <= set(IN_LEDGER)


@pytest.fixture
def several(county: County) -> County:
    """Lines of two people of two agencies, and a line in the ledger."""
    record(Kind.LOGIN, door="desk", by=county.people[DRAFTER])
    record(Kind.DOWNLOAD, door="desk", by=county.people["lxcz-drafter"], of="document:1")
    record(Kind.REFUSED, door="desk")
    county.do("agencies.reset_password", f"staff:{DRAFTER}", "rfbsc-agency_admin", at=server_time())
    return county


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["credentials", "refused", "download", "login"]),
        ({"kind": "login"}, ["login"]),
        ({"kind": "credentials"}, ["credentials"]),
        ({"person": DRAFTER}, ["login"]),
        ({"person": "隆兴昌镇拟稿人"}, ["download"]),
        ({"person": "nobody"}, []),
        ({"agency": "rfbsc"}, ["credentials", "login"]),
        ({"agency": "lxcz", "kind": "login"}, []),
        ({"first": "today"}, ["credentials", "refused", "download", "login"]),
        ({"last": "yesterday"}, []),
        ({"first": "tomorrow"}, []),
    ],
)
def test_each_filter_narrows_both(several: County, asked: dict[str, str], found: list[str]) -> None:
    today = timezone.localdate(server_time())
    days = {"today": today, "yesterday": today - timedelta(days=1), "tomorrow": today + timedelta(days=1)}
    given = {name: str(days.get(value, value)) for name, value in asked.items()}
    client = Client()
    client.force_login(several.people["auditor"])
    answer = client.get(AUDIT, given)
    labels = [str(Kind(kind).label) for kind in found]
    assert [row["kind"] for row in answer.context["rows"]] == labels


def test_an_agency_is_found_under_the_name_it_bore(several: County) -> None:
    renamed = {"name": "荣丰街道办事处", "short_name": "荣丰街道", "reason": "更名"}
    several.do("agencies.rename", "agency:rfbsc", SUPERVISOR, renamed)
    client = Client()
    client.force_login(several.people["auditor"])
    rows = client.get(AUDIT, {"agency": "rfbsc"}).context["rows"]
    assert [row["kind"] for row in rows] == ["密码、动态口令变更", "登录"]


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({}, "access_newest"),
        ({"kind": "login"}, "access_kind"),
        ({"person": DRAFTER}, "access_staff"),
        ({"agency": "rfbsc"}, "access_agency"),
        ({"first": timezone.localdate()}, "access_newest"),
    ],
)
def test_every_filter_has_an_index(several: County, asked: dict[str, Any], index: str) -> None:
    if "agency" in asked:
        asked = {"agency": several.agencies["rfbsc"], "named": ["荣丰办事处"]}
    for _ in range(200):
        record(Kind.LOGOUT, door="desk", by=several.people["rfbsc-leader"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ANALYZE accesses_access")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        found = Accesses(asked)
        plan = (found.own.order_by() if set(asked) - {"first"} else found[:50]).explain()
    assert index in plan, plan


def test_fifty_a_page_and_as_many_queries_for_many_as_for_few(several: County) -> None:
    client = Client()
    client.force_login(several.people["auditor"])
    client.get(AUDIT)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(AUDIT)
    for _ in range(60):
        record(Kind.LOGIN, door="desk", by=several.people[DRAFTER])
    with CaptureQueriesContext(connection) as many:
        answer = client.get(AUDIT)
    assert len(answer.context["rows"]) == 50
    assert len(many) <= len(few)
    assert len(client.get(AUDIT, {"page": "2"}).context["rows"]) == 14


@pytest.mark.parametrize(
    "asked", [{"first": "昨天"}, {"kind": "x"}, {"agency": "nowhere"}, {"person": "a\0b"}]
)
def test_a_filter_that_is_none_is_told(doors: Doors, asked: dict[str, str]) -> None:
    assert "field-error" in page(doors, **asked)


def test_the_workbook_holds_the_list_and_leaves_a_line_itself(several: County) -> None:
    client = Client()
    client.force_login(several.people["auditor"])
    answer = client.get(AUDIT, {"as": "xlsx", "kind": "download"})
    assert zipfile.is_zipfile(BytesIO(answer.content))
    said = zipfile.ZipFile(BytesIO(answer.content)).read("xl/sharedStrings.xml").decode()
    for word in ("时间", "网段", "打开、下载文件", "隆兴昌镇拟稿人"):
        assert word in said, word
    assert "登录被拒" not in said
    line = Access.objects.latest("pk")
    assert (line.kind, line.of, line.staff) == ("export", "access", several.people["auditor"])


# What the auditor does not read


def test_nothing_else_exists_for_the_auditor(county: County) -> None:
    samples = one_of_each(county)
    arguments: dict[str, list[Any]] = {
        f"{model._meta.app_label}_{model._meta.model_name}_change": [matter.pk]
        for model, matter in samples.items()
    }
    given = {**samples, "county": county}
    for tables in TABLES:
        if hasattr(tables, "desk_arguments"):
            arguments |= tables.desk_arguments(given)
    document = next(matter for matter in samples.values() if getattr(matter, "kind", "") == "document")
    arguments |= {
        "act": ["disclosure.edit", document.ref],
        "draft": ["disclosure.edit", document.ref],
        "files": ["disclosure.attach", document.ref],
        "figure": ["disclosure.published"],
        "app_list": ["disclosure"],
        "due": ["open"],
        "together": ["applications.register"],
        "view_on_site": [1, 1],
    }
    client = Client()
    client.force_login(county.people["auditor"])
    wrong = {}
    for name in set(DESK) - {"catch_all"}:
        if name in OPEN_TO_AUDITORS - {"act", "agencies_staff_change"}:
            continue
        answer = client.get(reverse(f"desk:{name}", args=arguments.get(name, [])))
        if answer.status_code != 404:
            wrong[name] = answer.status_code
    # Of the acts on one kind each is refused for the kind; those on people and agencies, some of which are theirs, one by one.
    first = {declared.on: name for name, declared in reversed(ACTS.items())}
    for name, declared in ACTS.items():
        if name != first[declared.on] and declared.on not in (Agency, Staff):
            continue
        if client.get(reverse("desk:act", args=[name, ref_of(on(declared, samples))])).status_code != 404:
            wrong[name] = 200
    assert wrong == {}
    assert not Access.objects.exists()


def test_the_auditors_own_account_is_theirs(doors: Doors) -> None:
    auditor = doors.county.people["auditor"]
    own = f"/desk/agencies/staff/{auditor.pk}/change/"
    assert doors.desk("auditor").get(own).status_code == 200
    assert (
        doors.desk("auditor").get("/desk/act/agencies.enrol_second_factor/staff:auditor/").status_code == 200
    )


def test_no_page_leads_the_auditor_where_nothing_is_for_them(doors: Doors) -> None:
    desk = doors.desk("auditor")
    for address in (AUDIT, "/desk/inbox/", desk_url(doors.county.people["auditor"])):
        page = desk.get(address).content.decode()
        for link in set(re.findall(r'href="(/desk/[^"#?]*)"', page)):
            assert desk.get(link).status_code in (200, 302), (address, link)


@pytest.mark.parametrize("username", [SUPERVISOR, "secrecy_inspector", "rfbsc-agency_admin", "rfbsc-leader"])
def test_nobody_else_reads_the_accesses(doors: Doors, username: str) -> None:
    assert doors.desk(username).get(AUDIT).status_code == 404
    assert doors.desk(username).get(AUDIT, {"as": "xlsx"}).status_code == 404


# Who the auditor may be


def newcomer(county: County, username: str = "novice", **given: Any) -> Staff:
    staff = Staff.objects.create(
        username=username, full_name="新来的", agency=county.agencies["rfbsc"], **given
    )
    county.people[username] = staff
    return staff


def second(county: County) -> None:
    county.people["lxcz-leader"].grants.create(role=Role.COUNTY_SUPERVISOR)


def test_the_county_grants_it_by_two(county: County) -> None:
    second(county)
    newcomer(county)
    with pytest.raises(Refused) as refused:
        county.do("agencies.grant_role", "staff:novice", "rfbsc-agency_admin", {"role": "auditor"})
    assert refused.value.clause.id == "PD-1"
    county.grant("novice", "auditor", SUPERVISOR, "lxcz-leader")
    assert county.actor("novice").audits
    assert RoleGrant.objects.get(staff__username="novice").agency is None


@pytest.mark.parametrize("role", ["drafter", "agency_admin", "secrecy_inspector"])
def test_whoever_audits_gets_no_other_role(doors: Doors, role: str) -> None:
    on_whom = doors.county.people["auditor"]
    doors.refuse(
        "agencies.grant_role", "staff:auditor", SUPERVISOR, {"role": role}, clause="SR-6(2)", why="三员分立"
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        on_whom.grants.create(role=role, agency=None if role == "secrecy_inspector" else on_whom.agency)


def test_whoever_has_another_role_does_not_audit(doors: Doors) -> None:
    drafter = doors.county.people[DRAFTER]
    doors.refuse(
        "agencies.grant_role",
        f"staff:{DRAFTER}",
        SUPERVISOR,
        {"role": "auditor"},
        clause="SR-6(2)",
        why="三员分立",
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        drafter.grants.create(role=Role.AUDITOR)


def test_it_is_looked_at_again_when_it_is_confirmed(county: County) -> None:
    """Between the proposal and its confirmation somebody may come to another role."""
    second(county)
    staff = newcomer(county)
    county.do("agencies.grant_role", "staff:novice", SUPERVISOR, {"role": "auditor"})
    with pytest.raises(Refused) as refused:
        county.do("agencies.grant_role", "staff:novice", "rfbsc-agency_admin", {"role": "drafter"})
    assert "三员分立" in str(refused.value)
    staff.grants.create(role=Role.DRAFTER, agency=staff.agency)
    waits = RoleProposal.objects.get(state="proposed")
    with pytest.raises(Refused) as refused:
        county.do("agencies.confirm_role", waits.ref, "lxcz-leader")
    assert "三员分立" in str(refused.value)


def test_one_person_is_one_whatever_the_accounts(county: County) -> None:
    """The database lets one person have one open account; two are told apart by it alone where a number came later."""
    staff = newcomer(county, person="one")
    other = newcomer(county, "other", person="one", is_active=False)
    staff.grants.create(role=Role.DRAFTER, agency=staff.agency)
    with pytest.raises(DatabaseError), transaction.atomic():
        other.grants.create(role=Role.AUDITOR)


@pytest.mark.parametrize(("deputy", "represented"), [("novice", "rfbsc-leader"), ("rfbsc-leader", "novice")])
def test_whoever_audits_neither_stands_in_nor_is_stood_in_for(
    doors: Doors, deputy: str, represented: str
) -> None:
    county = doors.county
    staff = newcomer(county)
    staff.grants.create(role=Role.AUDITOR)
    day = county.at.date()
    days = {
        "from_on": str(day),
        "until_on": str(day),
        "reason": "休假",
        "deputy": str(county.people[deputy].pk),
    }
    doors.refuse(
        "agencies.name_deputy",
        f"staff:{represented}",
        SUPERVISOR,
        days,
        clause="SR-6(2)",
        why="安全审计员",
    )
    people = {"deputy": county.people[deputy], "represented": county.people[represented]}
    with pytest.raises(DatabaseError), transaction.atomic():
        Deputyship.objects.create(**people, from_on=day, until_on=day)


def test_whoever_stands_in_does_not_come_to_audit(county: County) -> None:
    staff = newcomer(county)
    day = timezone.localdate(server_time())
    Deputyship.objects.create(deputy=staff, represented=county.people[DRAFTER], from_on=day, until_on=day)
    county.at = server_time()
    with pytest.raises(Refused) as refused:
        county.do("agencies.grant_role", "staff:novice", SUPERVISOR, {"role": "auditor"})
    assert "代理" in str(refused.value)
    with pytest.raises(DatabaseError), transaction.atomic():
        staff.grants.create(role=Role.AUDITOR)


def test_the_supervisors_log_of_searches_stays(doors: Doors) -> None:
    assert doors.desk(SUPERVISOR).get("/desk/applications/application/searches/").status_code == 200
    assert Agency.objects.exists()
