"""What citizens see of a document in each of its states, through every address there is, as one table."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from disclosure.models import Attachment, Document, IndexNumber
from foundation.files.acts import store
from foundation.files.models import StoredFile
from foundation.search.entries import rebuild
from foundation.search.models import Entry
from foundation.search.queries import search
from tests.personas import OPINION, SHANGHAI, County
from tests.rooms import ALL, NAMED, NEWER, NOTHING, together

pytestmark = pytest.mark.django_db

AT = datetime(2024, 3, 4, 9, 0, tzinfo=SHANGHAI)
TITLE, BODY, FILE = "关于杏子保鲜的通知", "杏子入库前预冷十二小时。", "杏子入库登记表"
INTERNAL, INTERNAL_FILE = "冷库值守口令为寒枝栖尽。", "寒枝栖尽值守名单"
SECRET = "寒枝栖尽"
NEWER_TITLE, NEWER_BODY = "关于葡萄晾晒的通知", "葡萄晾晒不少于二十天。"
STATES = [state.value for state in Document.State]

PUBLIC = together("PUBLIC")
#: What does not depend on any document.
STILL = {
    "agencies:list": NOTHING,
    "healthz": NOTHING,
    "site_map": NOTHING,
    "accessibility": NOTHING,
    "privacy": NOTHING,
    "sitemap": NOTHING,
    "sitemap_part": NOTHING,
    "robots": NOTHING,
    "security": 404,
    "metrics": 404,
    **{name: shown for name, shown in PUBLIC.items() if not isinstance(shown, dict)},
}


def elsewhere(state: str) -> dict[str, Any]:
    """What the pages of other rooms show of a document in that state."""
    return {name: shown.get(state, NOTHING) for name, shown in PUBLIC.items() if isinstance(shown, dict)}


HIDDEN: dict[str, Any] = {
    **STILL,
    "home": NOTHING,
    "documents:list": NOTHING,
    "documents:catalogue_csv": NOTHING,
    "documents:catalogue_xlsx": NOTHING,
    "documents:list?q": NOTHING,
    "documents:list?on": NOTHING,
    "documents:catalogue_csv?on": NOTHING,
    "documents:detail?on": 404,
    "documents:version?on": 404,
    "documents:norms?on": NOTHING,
    "documents:heads?on": NOTHING,
    "documents:guides?on": NOTHING,
    "documents:heads": NOTHING,
    "documents:guides": NOTHING,
    "platform:overview": NOTHING,
    "agencies:detail": NOTHING,
    "documents:detail": 404,
    "documents:version": 404,
    "documents:file": 404,
    "documents:code": 404,
    "documents:pdf": 404,
    "documents:docx": 404,
    "feed": NOTHING,
    "search": NOTHING,
    "index": NOTHING,
}
PUBLISHED: dict[str, Any] = {
    **STILL,
    "home": NAMED,
    "documents:list": NAMED,
    "documents:catalogue_csv": NAMED,
    "documents:catalogue_xlsx": NAMED,
    "documents:list?on": NAMED,
    "documents:heads?on": NAMED,
    "documents:catalogue_csv?on": NAMED,
    "documents:detail?on": ALL,
    "documents:version?on": ALL,
    "documents:heads": NAMED,
    "documents:guides": NOTHING,
    "platform:overview": NOTHING,
    # The passage around the words is the whole of so short a text.
    "documents:list?q": ALL,
    "agencies:detail": NAMED,
    "documents:detail": ALL,
    "documents:version": ALL,
    "documents:file": 200,
    "documents:code": NOTHING,
    # They are not printed yet; test_printouts.py reads them.
    "documents:pdf": 404,
    "documents:docx": 404,
    "feed": ALL,
    "search": ALL,
    "index": ALL,
}
#: The newer version carries the same file on, and is found by what stands in it.
SUPERSEDED: dict[str, Any] = {
    **HIDDEN,
    "documents:list?q": NEWER,
    "documents:code": NOTHING,
    "feed": NEWER,
    "search": NEWER,
    "documents:detail": NEWER,
    "documents:version": ALL,
    "documents:detail?on": NEWER,
    "documents:version?on": ALL,
    "documents:file": 200,
}
OWN: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("draft", "recheck", "rechecked", "review", "signing", "countersigning"), HIDDEN),
    **dict.fromkeys(("determined", "reporting", "kept", "abandoned"), HIDDEN),
    "published": PUBLISHED,
    "superseded": SUPERSEDED,
    "withdrawn": {**HIDDEN, "documents:detail": 410, "documents:detail?on": 410},
}
TABLE = {state: {**shown, **elsewhere(state)} for state, shown in OWN.items()}


@dataclass
class Case:
    """A document with a public and an internal file, brought to a state by acts."""

    county: County
    document: Document
    public: StoredFile
    internal: StoredFile


def public_names() -> Iterator[str]:
    """The names of all addresses outside the desk."""
    rest: list[tuple[str, Any]] = [("", pattern) for pattern in get_resolver().url_patterns]
    while rest:
        prefix, found = rest.pop()
        if isinstance(found, URLResolver):
            if found.namespace != "desk":
                inside = f"{prefix}{found.namespace}:" if found.namespace else prefix
                rest += [(inside, pattern) for pattern in found.url_patterns]
        else:
            yield prefix + str(found.name)


def test_every_state_and_address_is_in_the_table() -> None:
    assert set(TABLE) == set(STATES)
    for state, shown in TABLE.items():
        addresses = {name for name in shown if "?" not in name}
        assert addresses - {"index"} == set(public_names()), state


def the_document(county: County, state: str) -> Case:
    """One case. Every document has its index number from the start, so that its addresses can be tried."""
    county.at = AT
    given: dict[str, Any] = {"formed_on": "2024-03-04", "title": TITLE, "body": BODY}
    if state in ("reporting", "kept"):
        given |= {"attribute": "withheld", "ground": "state_secret", "attribute_reason": "涉密。"}
    else:
        given |= {
            "attribute": "declassified",
            "internal_body": f"{BODY}\n{INTERNAL}",
            "declassification": "delete",
        }
    document = county.draft(**given)
    agency = county.agencies["rfbsc"]
    number = IndexNumber.objects.create(number="wy-rfbsc/2024-00001", agency=agency, year=2024, serial=1)
    Document.objects.filter(pk=document.pk).update(index=number, head="20-11")
    public = attached(county, document, FILE, "public", 1)
    internal = attached(county, document, INTERNAL_FILE, "internal", 2)
    bring(county, document, state)
    if state == "superseded":
        change = {"changed_on": "2024-03-04", "reason": "换了作物。"}
        newer = county.do("disclosure.revise", document.ref, "rfbsc-drafter", change).matter
        text = {"title": NEWER_TITLE, "body": NEWER_BODY, "internal_body": f"{NEWER_BODY}\n{INTERNAL}"}
        county.do("disclosure.edit", newer.ref, "rfbsc-drafter", text)
        bring(county, newer, "published")
    document = county.fresh(document)
    assert document.state == state
    return Case(county, document, public, internal)


def attached(county: County, document: Document, text: str, audience: str, position: int) -> StoredFile:
    """A file of the document."""
    file = store(
        text.encode(),
        name=f"{text}.txt",
        agency=document.agency,
        audience=audience,
        by=county.actor("rfbsc-drafter"),
        at=county.at,
    )
    Attachment.objects.create(document=document, file=file, title=text, position=position)
    return file


def bring(county: County, document: Document, state: str) -> None:
    """Take a draft along its way as far as a state."""
    withheld = document.attribute == "withheld"

    def step(name: str, role: str, data: dict[str, Any] | None = None, on: str = "") -> Any:
        return county.do(name, on or document.ref, f"rfbsc-{role}", data).matter

    def review() -> None:
        found = step("secrecy_review.request", "records_office")
        if state != "review":
            opinion = {**OPINION, "opinion": "exempt" if withheld else "disclose"}
            step("secrecy_review.give_opinion", "secrecy_reviewer", opinion, found.ref)
            if not withheld:
                step("disclosure.confirm_declassification", "secrecy_office")

    report = {"report_number": "荣办发〔2024〕1号", "reported_on": "2024-03-04"}
    way: dict[str, Any] = {
        "recheck": lambda: step("disclosure.submit", "drafter"),
        "rechecked": lambda: step("disclosure.recheck", "records_office"),
        "review": lambda: None,
        "signing": lambda: None,
        "countersigning": lambda: step("disclosure.sign", "department_head"),
        "determined": lambda: step("disclosure.sign", "leader"),
        "published": lambda: step("disclosure.publish", "records_office"),
    }
    if state == "draft":
        return
    if state == "abandoned":
        step("disclosure.abandon", "drafter", {"reason": "另行起草。"})
        return
    for reached, take in way.items():
        if reached == "published" and withheld:
            break
        review() if reached == "review" else take()
        if reached == state:
            return
    if state == "kept":
        step("disclosure.report_refusal", "records_office", report)
    if state == "withdrawn":
        step("disclosure.withdraw", "records_office", {"reason": "内容有误，另行发布。"})


def address_of(name: str, case: Case) -> str:
    """Where an address of the table leads for this document."""
    number, version = "wy-rfbsc/2024-00001", case.document.version
    if name in ("documents:list?q", "search", "suggestions", "api:search"):
        return reverse(name.removesuffix("?q")) + "?q=杏子"
    if name.endswith("?on"):  # the day on which everything happened
        return f"{address_of(name.removesuffix('?on'), case)}?on={AT:%Y-%m-%d}"
    if name == "applications:similar":
        return reverse(name) + "?q=杏子保鲜"
    if name == "seals:file":
        return f"{reverse(name)}?sha256={case.public.sha256}"
    arguments: dict[str, list[Any]] = {
        "documents:detail": [number],
        "documents:version": [number, version],
        "documents:file": [number, version, case.public.sha256, case.public.name],
        "documents:code": [number],
        "documents:pdf": [number, version],
        "documents:docx": [number, version],
        "agencies:detail": ["rfbsc"],
        "sitemap_part": ["published"],
        **together("PUBLIC_ARGUMENTS"),
    }
    return reverse(name, args=arguments.get(name, []))


def shown_at(name: str, case: Case) -> Any:
    """What is to be seen of the document there, in the words of the table."""
    if name == "index":
        found = Entry.objects.filter(kind="document", object_id=case.document.pk)
        assert found.exists() == (case.document.pk in {entry.object_id for entry in search("杏子").entries})
        text = "\n".join(f"{entry.title}\n{entry.text}" for entry in found)
        status = 200
    else:
        answer = Client().get(address_of(name, case))
        status = answer.status_code
        content = b"".join(answer)
        if name.endswith("_xlsx"):
            with zipfile.ZipFile(BytesIO(content)) as book:
                content = b"".join(map(book.read, book.namelist()))
        text = re.sub("</?mark>", "", content.decode())
    assert SECRET not in text, f"{name} shows internal text"
    if name == "documents:file" or status != 200:
        assert status == 200 or BODY not in text
        return status
    if NEWER_BODY in text:
        return NEWER if BODY not in text else ALL
    if BODY in text:
        return ALL if TITLE in text and FILE in text else "text alone"
    return NAMED if TITLE in text else NOTHING


@pytest.mark.clause("SR-4")
@pytest.mark.clause("PD-8")
@pytest.mark.clause("SR-13")
@pytest.mark.parametrize("state", STATES)
def test_citizens_see_exactly_what_the_table_says(county: County, state: str) -> None:
    case = the_document(county, state)
    assert {name: shown_at(name, case) for name in TABLE[state]} == TABLE[state]
    # An internal file has no address, whatever is tried.
    for audience_of in (case.internal,):
        address = reverse(
            "documents:file", args=["wy-rfbsc/2024-00001", 1, audience_of.sha256, audience_of.name]
        )
        assert Client().get(address).status_code == 404
    # Nor does looking for its words find anything.
    assert search(SECRET).count == 0
    # An index made anew holds the same.
    rebuild(Document.kind, lambda: case.county.at)
    assert shown_at("index", case) == TABLE[state]["index"]
    desk_shows_its_own_alone(case)


def desk_shows_its_own_alone(case: Case) -> None:
    """On the desk the agency sees everything of its own, and nobody else's anything."""
    own, other = Client(), Client()
    own.force_login(case.county.people["rfbsc-records_office"])
    other.force_login(case.county.people["lxcz-records_office"])
    page = reverse("desk:disclosure_document_change", args=[case.document.pk])
    everything = reverse("desk:disclosure_document_changelist")
    internal = Attachment.objects.get(document=case.document, file=case.internal)
    file = reverse("desk:disclosure_attachment", args=[case.document.pk, internal.pk])
    assert TITLE in own.get(everything).content.decode()
    assert BODY in own.get(page).content.decode()
    assert (INTERNAL in own.get(page).content.decode()) == (case.document.attribute == "declassified")
    assert SECRET in b"".join(own.get(file)).decode()
    assert TITLE not in other.get(everything).content.decode()
    assert (other.get(page).status_code, other.get(file).status_code) == (404, 404)
    for client_address in (page, file, everything):
        assert SECRET not in Client().get(client_address, follow=True).content.decode()


@pytest.mark.clause("SR-13")
def test_a_tombstone_says_that_and_why_and_nothing_else(county: County) -> None:
    case = the_document(county, "withdrawn")
    page = Client().get(address_of("documents:detail", case)).content.decode()
    assert TITLE in page
    assert "内容有误，另行发布。" in page
    assert BODY not in page
    assert FILE not in page


def test_a_publication_that_fails_is_not_found(county: County) -> None:
    """The index is entered in the transaction that publishes, and rolled back with it."""
    case = the_document(county, "determined")
    with transaction.atomic():
        county.do("disclosure.publish", case.document.ref, "rfbsc-records_office")
        assert Entry.objects.exists()
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    assert shown_at("documents:detail", case) == 404


def test_a_rebuild_finds_nothing_before_it_is_public(county: County) -> None:
    """What is public at which moment is for the queryset to say, for the index as for the pages."""
    case = the_document(county, "published")
    assert rebuild(Document.kind, lambda: AT - timedelta(days=1)) == 0
    assert shown_at("index", case) == NOTHING


@pytest.mark.clause("PD-9(2)")
@pytest.mark.clause("PD-4")
@pytest.mark.clause("PD-2")
def test_the_agency_page_names_the_disclosure_office_and_how_to_reach_it(county: County) -> None:
    contacts = {
        "disclosure_office": "荣丰办政务公开办公室",
        "office_address": "五原县隆兴昌镇荣丰路一号",
        "office_hours": "工作日上午九时至十二时",
        "office_phone": "0478-5210000",
    }
    county.do("agencies.set_contacts", "agency:rfbsc", "rfbsc-agency_admin", contacts)
    page = Client().get("/agencies/rfbsc/").content.decode()
    for said in contacts.values():
        assert said in page
    assert "/agencies/rfbsc/" in Client().get("/agencies/").content.decode()
