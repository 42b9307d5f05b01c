"""The people of the tests, and a document taken as far along its way as a test needs it.

Two agencies, `rfbsc` (two levels of signing) and `lxcz` (one), with one person for each role; times are fixed and given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from simple_history.utils import bulk_create_with_history

from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, RoleGrant, Staff
from foundation.agencies.roles import COUNTY_ROLES, AgencyFunction, AgencyKind, Role
from foundation.casework.acts import Done, perform
from foundation.casework.models import RoleProposal
from secrecy_review.models import Review
from secrecy_review.statute import HEADS
from tests.kept import copy_in
from tests.ready import ready

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: A Monday in the middle of a quiet month: nothing of it depends on the wall clock.
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=SHANGHAI)
FOUNDED = datetime(2020, 1, 1, 9, 0, tzinfo=SHANGHAI)
PASSWORD = "only-for-tests-1"

#: Where the county is written.
COUNTY = [
    kept._meta.db_table
    for model in (Agency, Staff, RoleGrant)
    for kept in (model, model.history.model)  # type: ignore[attr-defined]
]

TEXT = "各村民委员会：\n一、总体要求\n认真组织，按时完成。\n二、工作安排\n请于本月底前报送总结。"


@dataclass
class County:
    """Agencies by code, people by user name, and a clock that moves on with every act."""

    agencies: dict[str, Agency]
    people: dict[str, Staff]
    at: datetime = MONDAY

    @property
    def county(self) -> County:
        """Itself: who plays has a county."""
        return self

    def actor(self, username: str) -> Actor:
        """Who that is now."""
        return Actor.of(self.people[username], on=self.at.astimezone(SHANGHAI).date())

    def do(self, name: str, on: Any, by: str, data: Mapping[str, Any] | None = None, **more: Any) -> Done:
        """Perform an act a minute after the last one."""
        self.at += timedelta(minutes=1)
        at = more.pop("at", self.at)
        return perform(name, on=on, actor=self.actor(by), at=at, data=data or {}, **more)

    def grant(self, username: str, role: str, by: str = "", second: str = "county_supervisor") -> None:
        """Give a role: by an administrator of the person's agency, and where it takes two people by the supervisor as well."""
        agency = username.partition("-")[0]
        self.do("agencies.grant_role", f"staff:{username}", by or f"{agency}-agency_admin", {"role": role})
        for waits in RoleProposal.objects.filter(state="proposed", staff__username=username, role=role):
            self.do("agencies.confirm_role", waits.ref, second)

    @ready
    def draft(self, code: str = "rfbsc", **fields: Any) -> Document:
        """A document as its drafter made it, which is published without an interpretation."""
        by = f"{code}-drafter"
        document: Document = self.do("disclosure.draft", f"agency:{code}", by, {**DRAFT, **fields}).matter
        self.judge(document, by)
        return document

    def judge(self, document: Document, by: str) -> None:
        """At the same moment its drafter finds that it need not be interpreted; a normative one is let off by the leader."""

        def do(name: str, on: Any, who: str, **data: Any) -> Any:
            return perform(name, on=on, actor=self.actor(who), at=self.at, data=data).matter

        if not document.normative:
            duty = do("interpretation.judge", document, by, **NOT_DUE)
            do("interpretation.agree_not_due", duty, f"{document.agency.code}-records_office")
            return
        duty = do("interpretation.judge", document, by, traits=["rights", "general", "repeated"])
        do("interpretation.ask_exemption", duty, by, reason="上级文件已有解读")
        do("interpretation.exempt", duty, f"{document.agency.code}-leader")

    @ready
    def rechecked(self, code: str = "rfbsc", **fields: Any) -> Document:
        """A document that the records office passed on."""
        document = self.draft(code, **fields)
        self.do("disclosure.submit", document.ref, f"{code}-drafter")
        return self.do("disclosure.recheck", document.ref, f"{code}-records_office").matter

    @ready
    def under_review(self, code: str = "rfbsc", **fields: Any) -> tuple[Document, Review]:
        """A document and its pending review."""
        document = self.rechecked(code, **fields)
        review = self.do("secrecy_review.request", document.ref, f"{code}-records_office").matter
        return self.fresh(document), review

    @ready
    def reviewed(self, code: str = "rfbsc", opinion: str = "disclose", **fields: Any) -> Document:
        """A document whose review has been concluded."""
        document, review = self.under_review(code, **fields)
        self.do(
            "secrecy_review.give_opinion",
            review.ref,
            f"{code}-secrecy_reviewer",
            {**OPINION, "opinion": opinion},
        )
        return self.fresh(document)

    @ready
    def determined(self, code: str = "rfbsc", **fields: Any) -> Document:
        """A document signed at every level."""
        document = self.reviewed(code, **fields)
        if document.attribute == "declassified":
            self.do("disclosure.confirm_declassification", document.ref, f"{code}-secrecy_office")
        if document.sign_levels > 1:
            self.do("disclosure.sign", document.ref, f"{code}-department_head")
        return self.do("disclosure.sign", document.ref, f"{code}-leader").matter

    @ready
    def published(self, code: str = "rfbsc", **fields: Any) -> Document:
        """A document on the public page."""
        return self.do(
            "disclosure.publish", self.determined(code, **fields).ref, f"{code}-records_office"
        ).matter

    def fresh(self, matter: Any) -> Any:
        """A matter as the database has it now."""
        return type(matter)._default_manager.get(pk=matter.pk)


DRAFT: dict[str, Any] = {
    "title": "关于做好冬季清洁取暖工作的通知",
    "body": TEXT,
    "formed_on": "2026-11-02",
    "attribute": "proactive",
    "proactive_tests": ["1"],
}

#: The answers by which a document need not be interpreted (PI-3).
NOT_DUE: dict[str, Any] = {"traits": ["none"], "why_not": "会议通知，只管这一次。"}

OPINION: dict[str, Any] = {
    "opinion": "disclose",
    "basis": "《中华人民共和国政府信息公开条例》第十九条",
    "reasons": "涉及群众切身利益，不涉及秘密。",
    **dict.fromkeys(HEADS, "no"),
    **{f"{head}_basis": "逐段核对，不涉及。" for head in HEADS},
}


def make_county() -> County:
    """The county as `found_county` left it: its rows are kept in the template of the test databases."""
    copy_in(COUNTY, "county")
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    homes = {agency.pk: agency for agency in agencies.values()}
    people = list(Staff.objects.all())
    for agency in homes.values():
        agency._history_date = FOUNDED  # type: ignore[attr-defined]
    for staff in people:
        staff.agency = homes[staff.agency_id]
    return County(agencies, {staff.username: staff for staff in people})


def found_county() -> None:
    """Write the two agencies, the secrecy administration, everybody in them, and the county's two roles."""
    agencies = {
        "rfbsc": _agency("rfbsc", "荣丰办事处", AgencyKind.SUBDISTRICT, 2, []),
        "lxcz": _agency("lxcz", "隆兴昌镇人民政府", AgencyKind.TOWNSHIP, 1, []),
        "bmj": _agency(
            "bmj", "五原县国家保密局", AgencyKind.PARTY, 2, [AgencyFunction.SECRECY_ADMINISTRATION]
        ),
    }
    posts = [
        (f"{code}-{role.value}", agency, role)
        for code, agency in agencies.items()
        for role in Role
        if role not in COUNTY_ROLES
    ] + [(role.value, agencies["bmj"], role) for role in COUNTY_ROLES]
    people = bulk_create_with_history([_person(*post) for post in posts], Staff, default_date=FOUNDED)
    grants = [
        RoleGrant(staff=staff, role=role, agency=None if role in COUNTY_ROLES else agency)
        for staff, (_, agency, role) in zip(people, posts, strict=True)
    ]
    bulk_create_with_history(grants, RoleGrant, default_date=FOUNDED)


def _agency(code: str, name: str, kind: AgencyKind, levels: int, functions: list[AgencyFunction]) -> Agency:
    agency = Agency(
        code=code,
        name=name,
        short_name=name.removesuffix("人民政府"),
        kind=kind,
        sign_levels=levels,
        functions=[function.value for function in functions],
    )
    # The portal knew it long before anything that is tested, whatever day it is.
    agency._history_date = FOUNDED  # type: ignore[attr-defined]
    agency.save()
    return agency


def _person(username: str, agency: Agency, role: Role) -> Staff:
    return Staff(
        username=username,
        full_name=f"{agency.short_name}{role.label}",
        agency=agency,
        password=make_password(PASSWORD),
    )
