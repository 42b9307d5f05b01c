"""The archive taken as far as a test needs it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from archive import clockwork, packing
from archive.models import Disposal, Item, Scope, Transfer
from disclosure.models import Document
from foundation.agencies.models import Agency, RoleGrant, Staff
from foundation.agencies.roles import AgencyFunction, AgencyKind, Role
from foundation.casework.acts import Done
from tests.personas import FOUNDED, SHANGHAI, County

KEEPER, LEADER, HEAD, DISCLOSURE = (
    "rfbsc-archivist",
    "rfbsc-leader",
    "rfbsc-department_head",
    "rfbsc-disclosure_head",
)
SECOND = "rfbsc-second-archivist"
OFFICE_KEEPER, OFFICE_HEAD = "xzfb-archivist", "xzfb-disclosure_head"


class Archive:
    """The keepers of `rfbsc`, and the county's disclosure office, which keeps the table of scope."""

    def __init__(self, county: County) -> None:
        self.county = county

    @classmethod
    def of(cls, county: County) -> Archive:
        """With the office, and a second keeper."""
        office = Agency(
            code="xzfb",
            name="五原县人民政府办公室",
            short_name="县政府办公室",
            kind=AgencyKind.DEPARTMENT,
            functions=[AgencyFunction.COUNTY_OFFICE, AgencyFunction.DISCLOSURE_OFFICE],
        )
        office._history_date = FOUNDED  # type: ignore[attr-defined]
        office.save()
        county.agencies["xzfb"] = office
        own = cls(county)
        own.person(OFFICE_KEEPER, "办公室档案员", office, Role.ARCHIVIST)
        own.person(OFFICE_HEAD, "办公室公开负责人", office, Role.DISCLOSURE_HEAD)
        own.person(SECOND, "第二档案员", county.agencies["rfbsc"], Role.ARCHIVIST)
        return own

    def person(self, username: str, name: str, agency: Agency, role: str) -> Staff:
        """Somebody with one role."""
        staff = Staff(username=username, full_name=name, agency=agency)
        staff._history_date = FOUNDED  # type: ignore[attr-defined]
        staff.save()
        RoleGrant.objects.create(staff=staff, role=role, agency=agency)
        self.county.people[username] = staff
        return staff

    def do(self, name: str, on: Any, by: str, data: Mapping[str, Any] | None = None, **more: Any) -> Done:
        """An act, a minute after the last one."""
        ref = on if isinstance(on, str) else on.ref
        return self.county.do(f"archive.{name}", ref, by, data, **more)

    def on(self, day: str, hour: int = 9) -> datetime:
        """It is that day."""
        self.county.at = datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)
        return self.county.at

    def approved(self) -> Scope:
        """The table of scope in force."""
        scope: Scope = self.do("draft_scope", "agency:xzfb", OFFICE_KEEPER).matter
        self.do("submit_scope", scope, OFFICE_HEAD)
        data = {"approved_by": "五原县档案局", "number": "五档发〔2026〕3号", "approved_on": "2026-11-01"}
        approved: Scope = self.do("approve_scope", scope, OFFICE_KEEPER, data).matter
        return approved

    def swept(self) -> None:
        """The portal has looked at what ended."""
        clockwork.sweep(at=self.county.at)

    def item(self, matter: Any, sequence: int = 0) -> Item:
        """The item of a matter, as it is now."""
        found: Item = Item.objects.select_related("agency").get(
            source_kind=matter.kind, source_id=matter.pk, sequence=sequence
        )
        return found

    def ready(self, matter: Document | None = None) -> Item:
        """An item that stands ready, of a published document unless another is given."""
        matter = matter or self.county.published()
        self.swept()
        return self.item(matter)

    def filed(self, matter: Document | None = None) -> Item:
        """An item in the archive."""
        if not Scope.objects.filter(state="in_force").exists():
            self.approved()
        item = self.ready(matter)
        self.do("file", item, KEEPER)
        return Item.objects.select_related("agency").get(pk=item.pk)

    def carrier_checked(self, transfer: Transfer) -> None:
        """The bag lies alone on a sound carrier."""
        transfer.refresh_from_db()
        lies = {"names": f"D:\\{packing.name_of(transfer)}", "sound": "yes", "said": "1 号光盘，完好"}
        self.do("check_carrier", transfer, KEEPER, lies)

    def reported(self, disposal: Disposal) -> None:
        """The report, signed by everybody of the group."""
        self.do("report_disposal", disposal, KEEPER, {"report": "建议销毁。"})
        for each in disposal.group().select_related("staff"):
            self.do("sign_appraisal", disposal, each.staff.username)

    def item_now(self, item: Item) -> Item:
        """The same item, as it is now."""
        return Item.objects.select_related("agency", "volume").get(pk=item.pk)
