"""Who may do what in the archive, who reads what, what the desk shows of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from accountability.models import Case
from archive.models import (
    Damage,
    Disposal,
    FilingList,
    FilingYear,
    Item,
    Loan,
    Material,
    Member,
    Original,
    QuarterCheck,
    Scope,
    SealedItem,
    Transfer,
    Volume,
)
from disclosure.models import Document
from foundation.agencies.roles import COUNTY_ROLES, DISCIPLINE, Role
from foundation.files.acts import store
from tests.personas import County
from tests.rooms import ANY, LOGIN

KEEPER = Role.ARCHIVIST
DISCLOSURE, DEPARTMENT, LEADER = Role.DISCLOSURE_HEAD, Role.DEPARTMENT_HEAD, Role.LEADER
APPROVERS = (DISCLOSURE, DEPARTMENT, LEADER)
SUPERVISOR = Role.COUNTY_SUPERVISOR
APART = (Role.SECRECY_INSPECTOR,)
TEAM = (Role.DISCIPLINE_CLERK, Role.DISCIPLINE_TRIAL, DISCLOSURE)
TEAM_LEADER = (Role.DISCIPLINE_LEADER,)


def _in(states: tuple[str, ...] | str, *who: str) -> dict[str, set[str]]:
    return {state: set(who) for state in ((states,) if isinstance(states, str) else states)}


_MAKERS = (KEEPER, Role.RECORDS_OFFICE, Role.DRAFTER)
_APPRAISING = (*_MAKERS, *APPROVERS, Role.SECRECY_REVIEWER, Role.APPLICATIONS_CLERK)
_KEPT = ("filed", "transferred")
_WAITING = ("found", "collected", "ready", "returned")


def _of_items(suffix: str, keeper: tuple[str, ...], approvers: tuple[str, ...]) -> dict[str, Any]:
    by_system = (
        "find",
        "collect",
        "pass_test",
        "fail_test",
        "ask_person",
        "resume",
        "end_again",
        "suggest_leaving",
        "file_signed",
    )
    return {
        **{f"archive.{name}{suffix}": {} for name in by_system},
        f"archive.file{suffix}": _in("ready", *keeper),
        f"archive.arrange{suffix}": _in(_WAITING[1:], *keeper),
        f"archive.look_again{suffix}": _in(_WAITING[1:], *keeper),
        f"archive.answer{suffix}": _in("collected", *keeper),
        f"archive.propose_leaving{suffix}": _in(_WAITING[1:], *keeper),
        f"archive.leave_out{suffix}": _in("leaving", *approvers),
        f"archive.keep_after_all{suffix}": _in("leaving", *approvers),
    }


ACTS: dict[str, Any] = {
    **_of_items("", (KEEPER,), APPROVERS),
    **_of_items("_sealed", TEAM, TEAM_LEADER),
    **{name: who for name, who in _of_items("_apart", APART, APART).items() if who},
    "archive.open_volume": {},
    "archive.retitle_volume": _in("open", KEEPER, *APART),
    "archive.offer_volume": _in("open", KEEPER, *APART),
    "archive.return_volume": _in("offered", KEEPER, *APPROVERS, *APART),
    "archive.close_volume": _in("offered", KEEPER, *APPROVERS, *APART),
    "archive.note_volume": _in("closed", KEEPER, *APART),
    "archive.lengthen_volume": {},
    "archive.draft_scope": _in(ANY, KEEPER),
    "archive.change_scope_row": _in("drafting", KEEPER),
    "archive.submit_scope": _in("drafting", *APPROVERS),
    "archive.return_scope": _in("submitted", KEEPER, *APPROVERS),
    "archive.approve_scope": _in("submitted", KEEPER),
    "archive.supersede_scope": {},
    "archive.abandon_scope": _in(("drafting", "submitted"), KEEPER),
    "archive.name_fonds": _in(ANY, KEEPER),
    "archive.sign_list": _in(ANY, KEEPER),
    "archive.list_went_on": {},
    "archive.end_list": {},
    "archive.add_material": _in(ANY, *_MAKERS),
    "archive.edit_material": _in("gathering", *_MAKERS),
    "archive.add_original": _in("gathering", *_MAKERS),
    "archive.remove_original": _in("gathering", *_MAKERS),
    "archive.hand_in": _in("gathering", *_MAKERS),
    "archive.drop_material": _in("gathering", *_MAKERS),
    "archive.lengthen": _in(_KEPT, *APPROVERS),
    "archive.hold": _in(_KEPT, KEEPER, *APPROVERS),
    "archive.lift_hold": _in(_KEPT, *APPROVERS),
    "archive.find_damage": {},
    "archive.restore": {},
    "archive.lose": {},
    "archive.report_loss": _in("lost", KEEPER, *APPROVERS),
    "archive.follow_volume": {},
    "archive.pack_sealed": {},
    "archive.unpack_sealed": {},
    "archive.damaged_sealed": {},
    "archive.mended_sealed": {},
    "archive.lose_sealed": {},
    "archive.propose_loan": _in("filed", KEEPER),
    "archive.lend": _in("proposed", *APPROVERS),
    "archive.refuse_loan": _in("proposed", *APPROVERS),
    "archive.take_back": _in("lent", KEEPER),
    "archive.end_loan": {},
    "archive.open_quarter": {},
    "archive.list_quarter": {},
    "archive.relist_quarter": _in("listed", KEEPER),
    "archive.sign_quarter": _in("listed", KEEPER),
    "archive.open_year": {},
    "archive.complete_year": _in("open", KEEPER),
    "archive.draft_transfer": _in(ANY, KEEPER),
    "archive.change_transfer_row": _in("drafting", KEEPER),
    "archive.leave_transfer_row": _in("drafting", KEEPER),
    "archive.offer_transfer": _in("drafting", KEEPER),
    "archive.return_transfer": _in("offered", LEADER),
    "archive.sign_transfer": _in("offered", LEADER),
    "archive.send_transfer": _in("signed", KEEPER),
    "archive.bag_made": {},
    "archive.packing_failed": {},
    "archive.take_back_transfer": _in(("signed", "packing"), KEEPER),
    "archive.check_carrier": _in("sent", KEEPER),
    "archive.transfer_came_back": _in("sent", KEEPER),
    "archive.receive_transfer": _in("sent", KEEPER),
    "archive.handed_over": {},
    "archive.call_off_transfer": _in(("drafting", "offered", "signed"), KEEPER),
    "archive.open_disposal": _in(ANY, KEEPER, LEADER),
    "archive.judge": _in("appraising", KEEPER),
    "archive.report_disposal": _in("appraising", KEEPER),
    "archive.sign_appraisal": _in("signing", *_APPRAISING),
    "archive.object_to_appraisal": _in("signing", *_APPRAISING),
    "archive.group_signed": {},
    "archive.return_disposal": _in("reported", LEADER),
    "archive.approve_disposal": _in("reported", LEADER),
    "archive.witness": _in("approved", KEEPER, *APPROVERS, Role.RECORDS_OFFICE, Role.DRAFTER),
    "archive.carry_out": _in("approved", KEEPER),
    "archive.destroy": {},
    "archive.keep_longer": {},
    "archive.call_off_disposal": _in(("appraising", "signing", "reported", "approved"), KEEPER, LEADER),
}
_KEEPING = {KEEPER, *APPROVERS, SUPERVISOR}
READERS = {
    "archive_item": {*(set(Role) - COUNTY_ROLES), SUPERVISOR, Role.SECRECY_INSPECTOR},
    "archive_sealed": {*DISCIPLINE, DISCLOSURE},
    "archive_volume": {*_KEEPING, *APART},
    "archive_disposal": {*_KEEPING, *_APPRAISING},
    "archive_material": {*_KEEPING, Role.RECORDS_OFFICE, Role.DRAFTER},
    **dict.fromkeys(
        (
            "archive_scope",
            "archive_filing",
            "archive_year",
            "archive_damage",
            "archive_transfer",
            "archive_quarter",
            "archive_loan",
        ),
        _KEEPING,
    ),
}
#: The item of the samples is of a document, the sealed one of a case, the volume of an application: these do not read that.
NARROWED = {
    "archive_item": {Role.AGENCY_ADMIN},
    "archive_sealed": {DISCLOSURE},
    "archive_volume": {*APART},
}
_KINDS = (
    "item",
    "sealeditem",
    "volume",
    "scope",
    "filinglist",
    "filingyear",
    "material",
    "damage",
    "loan",
    "transfer",
    "disposal",
    "quartercheck",
)
DESK: dict[str, Any] = {
    **{f"archive_{kind}_changelist": (LOGIN, 200, 200) for kind in _KINDS},
    **{f"archive_{kind}_change": (LOGIN, 404, 404) for kind in _KINDS},
    **dict.fromkeys(
        ("archive_item_change", "archive_material_change", "archive_disposal_change"), (LOGIN, 200, 404)
    ),
    "archive_original": (LOGIN, 200, 404),
    "archive_transfer_bag": (LOGIN, 404, 404),
    "archive_sealed_bag": (LOGIN, 404, 404),
    **{
        f"archive_{kind}_issued": (LOGIN, 404, 404)
        for kind in ("volume", "transfer", "disposal", "quartercheck")
    },
    "archive_item_file": (LOGIN, 200, 404),
    "archive_item_paper": (LOGIN, 404, 404),
    "archive_sealeditem_file": (LOGIN, 404, 404),
    "archive_sealeditem_paper": (LOGIN, 404, 404),
    "archive_volume_paper": (LOGIN, 404, 404),
    "archive_year_paper": (LOGIN, 404, 404),
}
PUBLIC: dict[str, Any] = {}


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """A file of the item; nothing is printed of what is not filed."""
    item, sealed, volume = made[Item], made[SealedItem], made[Volume]
    member = Member.objects.get(item=item)
    return {
        "archive_item_file": [item.pk, member.pk],
        "archive_item_paper": [item.pk, "proof"],
        "archive_sealeditem_file": [sealed.pk, 1],
        "archive_sealeditem_paper": [sealed.pk, "proof"],
        "archive_volume_paper": [volume.pk, "list"],
        "archive_year_paper": [made[FilingYear].pk, "catalogue"],
        "archive_original": [made[Material].pk, made[Material].originals.get().pk],
        "archive_transfer_bag": [made[Transfer].pk],
        "archive_sealed_bag": [sealed.pk],
        **{
            f"archive_{kind._meta.model_name}_issued": [made[kind].pk, 1]
            for kind in (Volume, Transfer, Disposal, QuarterCheck)
        },
    }


def samples(county: County, made: dict[Any, Any]) -> None:
    """One of each of `rfbsc`: an item that stands ready, a sealed one, a volume, and what is done in keeping."""
    own, at = county.agencies["rfbsc"], county.at
    here = {"agency": own, "created_at": at}
    of = {
        "title": "关于清洁取暖的通知",
        "responsible": own.name,
        "formed_on": date(2026, 11, 2),
        "ended_at": at,
        "ended_as": "已发布",
        "year": 2026,
        "category": "WS",
        "section": "政府信息公开",
        "term": "D30",
        "expires_on": date(2057, 1, 1),
    }
    document = made[Document]
    item = Item.objects.create(
        **here, **of, source_kind="document", source_id=document.pk, arrangement="item"
    )
    by = county.actor("rfbsc-archivist")
    file = store("记录".encode(), name="记录.txt", agency=own, audience="internal", by=by, at=at)
    member = Member.objects.create(
        item=item,
        sequence=1,
        sort="record",
        title="办理过程记录",
        file=file,
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
    )
    sealed = SealedItem.objects.create(
        **here, **of, source_kind="accountability_case", source_id=made[Case].pk, arrangement="volume"
    )
    volume = Volume.objects.create(
        **here,
        title="公开申请",
        maker=own,
        source_kind="application",
        source_id=1,
        category="WS",
        section="依申请公开",
        year=2026,
        term="D30",
        serial=1,
        code="WS·依申请公开·2026·D30-9001",
    )
    archivist = county.people["rfbsc-archivist"]
    material = Material.objects.create(
        **here,
        sort="ZP",
        title="公开日活动",
        occasion="公开日",
        happened_on=date(2026, 11, 1),
        author="办公室",
    )
    Original.objects.create(material=material, file=file, added_at=at)
    made |= {
        Scope: Scope.objects.create(**here, title="归档范围表", edition=1),
        Volume: volume,
        Item: item,
        SealedItem: sealed,
        FilingList: FilingList.objects.create(**here, title="归档清单", signed_by=archivist, number=1),
        FilingYear: FilingYear.objects.create(**here, title="2026 年归档", year=2026),
        Material: material,
        Damage: Damage.objects.create(**here, member=member, found_at=at, what="内容被改动过"),
        Transfer: Transfer.objects.create(**here, title="移交", to="五原县档案馆"),
        Disposal: Disposal.objects.create(**here, title="鉴定"),
        QuarterCheck: QuarterCheck.objects.create(**here, title="自查", year=2026, quarter=4),
        Loan: Loan.objects.create(
            **here,
            item=item,
            borrower=county.people["rfbsc-drafter"],
            purpose="查阅",
            until_on=at.date() + timedelta(days=7),
        ),
    }
