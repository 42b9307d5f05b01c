"""The archive of the demonstration county, invented: filed, bound, sent back, lent, damaged, handed over, destroyed, checked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from archive import fixity
from archive.clockwork import file_signed, open_checks, pack_transfers, sweep
from archive.models import Item, Member, QuarterCheck, Scope, Volume
from archive.statute import quarter_of
from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import perform
from foundation.casework.clockwork import perform_on_each
from foundation.casework.refusals import Invalid, Refused

APPROVED = {"approved_by": "五原县档案局（演示）", "number": "五档发〔2026〕3号（演示）"}


def play(now: datetime) -> None:
    """What ended is found, most of it filed; unless it was played before."""
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE)
    keeper = _holder(Role.ARCHIVIST, office)
    approver = _holder(Role.DISCLOSURE_HEAD, office) or _holder(Role.LEADER, office)
    if Scope.objects.exists() or office is None or keeper is None or approver is None:
        return
    play_scope(office, keeper, approver, now)
    sweep(at=now)
    _open_quarter(now)
    for agency in {item.agency for item in Item.objects.filter(state="ready").select_related("agency")}:
        own = _holder(Role.ARCHIVIST, agency)
        if own is not None:
            perform("archive.sign_list", on=agency, actor=Actor.of(own), at=now)
    file_signed(at=now)
    _close_one(now)
    _lend_one(now)
    _damage_one(now)
    _earlier_years(now)


def told() -> list[str]:
    """Nothing for citizens: the archive is seen at the desk."""
    return []


def play_scope(office: Any, keeper: Staff, approver: Staff, now: datetime) -> None:
    """The table of scope, approved."""
    scope = perform("archive.draft_scope", on=office, actor=Actor.of(keeper), at=now).matter
    perform("archive.submit_scope", on=scope, actor=Actor.of(approver), at=now)
    day = str(localdate(now) - timedelta(days=1))
    data = {**APPROVED, "approved_on": day}
    perform("archive.approve_scope", on=scope, actor=Actor.of(keeper), at=now, data=data)


def _open_quarter(now: datetime) -> None:
    """The check of this quarter is under way, whatever day it is."""
    year, quarter = quarter_of(localdate(now))
    if not open_checks(at=now) and not QuarterCheck.objects.exists():
        agencies = sorted(
            {item.agency for item in Item.objects.select_related("agency")[:200]}, key=lambda one: one.code
        )
        perform_on_each("archive.open_quarter", agencies, at=now, year=year, quarter=quarter)


def _close_one(now: datetime) -> None:
    """One volume is put in order and closed by another."""
    for volume in Volume.objects.filter(state="open").select_related("agency").order_by("pk"):
        keeper = _holder(Role.ARCHIVIST, volume.agency)
        other = _holder(Role.DISCLOSURE_HEAD, volume.agency) or _holder(Role.LEADER, volume.agency)
        if keeper is None or other is None or keeper == other:
            continue
        try:
            said = {"situation": "本卷齐全完整。"}
            perform("archive.offer_volume", on=volume, actor=Actor.of(keeper), at=now, data=said)
            perform("archive.close_volume", on=volume, actor=Actor.of(other), at=now)
        except (Refused, Invalid):
            continue
        return


def _lend_one(now: datetime) -> None:
    """Something that lies in the archive is lent to a colleague."""
    for item in Item.objects.filter(state="filed").select_related("agency").order_by("pk"):
        keeper = _holder(Role.ARCHIVIST, item.agency)
        approver = _holder(Role.DISCLOSURE_HEAD, item.agency)
        borrower = _holder(Role.DRAFTER, item.agency)
        if keeper and approver and borrower:
            asked = {
                "borrower": borrower.pk,
                "purpose": "编写工作总结",
                "until_on": str(localdate(now) + timedelta(days=14)),
            }
            loan = perform("archive.propose_loan", on=item, actor=Actor.of(keeper), at=now, data=asked).matter
            perform("archive.lend", on=loan, actor=Actor.of(approver), at=now)
            return


def _damage_one(now: datetime) -> None:
    """What a disk made of the file whose turn it is tonight; the check finds it, and restores it from its copy."""
    kept = Member.objects.filter(copied=True, item__state="filed", checked_at=None)
    member = kept.select_related("file").order_by("pk").first()
    if member is not None:
        member.file.place.write("（演示：磁盘故障写坏的内容）".encode())
        fixity.check(at=now)


#: The years, before this one, of what the demonstration hands over and of what it has expired.
HANDED_OVER, EXPIRED = 7, 12


def _earlier_years(now: datetime) -> None:
    """Of one agency what lay in the archive for years: something is handed over, something has expired and is destroyed."""
    agency = Agency.objects.filter(code="nmj").first()
    held = {role: _holder(role, agency) for role in IN_A_DISPOSAL}
    people = {role: one for role, one in held.items() if one is not None}
    if agency is None or len(people) < len(IN_A_DISPOSAL):
        return
    keeper, leader = people[Role.ARCHIVIST], people[Role.LEADER]
    _collected_long_ago(agency, keeper, now)
    _hand_over(agency, keeper, leader, now)
    _destroy(agency, people, now)


#: Who appraises, approves, watches: six people.
IN_A_DISPOSAL = (
    Role.ARCHIVIST,
    Role.LEADER,
    Role.DISCLOSURE_HEAD,
    Role.SECRECY_REVIEWER,
    Role.APPLICATIONS_CLERK,
    Role.RECORDS_OFFICE,
    Role.DRAFTER,
)


def _collected_long_ago(agency: Agency, keeper: Staff, now: datetime) -> None:
    """A scan that was handed in, and the check of a quarter, each in its year; filed today, as a county that begins would."""
    actor = Actor.of(keeper)
    then = now.replace(year=now.year - HANDED_OVER, month=5, day=6)
    described = {
        "sort": "WS",
        "title": "政务公开宣传册（扫描件）",
        "occasion": "政务公开日",
        "happened_on": str(localdate(then)),
        "author": agency.name,
    }
    material = perform("archive.add_material", on=agency, actor=actor, at=then, data=described).matter
    scan = SimpleUploadedFile("宣传册.txt", "政务公开宣传册：怎么申请，怎么查。".encode())
    said = {"title": "宣传册"}
    perform("archive.add_original", on=material, actor=actor, at=then, data=said, files={"file": scan})
    perform("archive.hand_in", on=material, actor=actor, at=then, data={"valid_copy": True})
    then = now.replace(year=now.year - EXPIRED, month=4, day=2)
    data = {"year": then.year, "quarter": 2}
    check = perform("archive.open_quarter", on=agency, actor=SYSTEM, at=then, data=data).matter
    said = {"words": "逐件查过，没有缺的。"}
    perform("archive.sign_quarter", on=check, actor=actor, at=then, data=said)
    sweep(at=now)
    seen = {"complete": "yes", "authorised": "yes", "opened": "yes", "described": "yes", "said": "看过"}
    for matter in (material, check):
        item = Item.objects.get(source_kind=matter.kind, source_id=matter.pk)
        if item.state == "collected":
            perform("archive.answer", on=item, actor=actor, at=now, data=seen)
        perform("archive.file", on=item, actor=actor, at=now)


def _hand_over(agency: Agency, keeper: Staff, leader: Staff, now: datetime) -> None:
    """What tells of nobody is handed over, and waits for the receipt of the county archive."""
    actor, day = Actor.of(keeper), str(localdate(now))
    given = {"number": "A012", "given_on": day}
    perform("archive.name_fonds", on=agency, actor=actor, at=now, data=given)
    transfer = perform("archive.draft_transfer", on=agency, actor=actor, at=now).matter
    seen_to = {"scanner": "某杀毒软件（演示）", "found": "none", "opened": "yes"}
    perform("archive.offer_transfer", on=transfer, actor=actor, at=now, data=seen_to)
    perform("archive.sign_transfer", on=transfer, actor=Actor.of(leader), at=now)
    how = {"sent_on": day, "carrier": "只读光盘 1 张"}
    perform("archive.send_transfer", on=transfer, actor=actor, at=now, data=how)
    pack_transfers(at=now)


def _destroy(agency: Agency, people: dict[Role, Staff], now: datetime) -> None:
    """A group of three appraises, the leader approves, two others watch."""
    keeper = Actor.of(people[Role.ARCHIVIST])
    group = {
        "leads": Role.DISCLOSURE_HEAD,
        "keeps": Role.SECRECY_REVIEWER,
        "section": Role.APPLICATIONS_CLERK,
    }
    named = {part: people[role].pk for part, role in group.items()}
    disposal = perform("archive.open_disposal", on=agency, actor=keeper, at=now, data=named).matter
    judged = {"row": "", "verdict": "destroy", "term": "", "because": "期满，没有继续保存的价值"}
    perform("archive.judge", on=disposal, actor=keeper, at=now, data=judged)
    said = {"report": "到期的季度自查清单一件，建议销毁。"}
    perform("archive.report_disposal", on=disposal, actor=keeper, at=now, data=said)
    for role in group.values():
        perform("archive.sign_appraisal", on=disposal, actor=Actor.of(people[role]), at=now)
    number = {"number": "农批〔演示〕1号"}
    perform("archive.approve_disposal", on=disposal, actor=Actor.of(people[Role.LEADER]), at=now, data=number)
    for role in (Role.RECORDS_OFFICE, Role.DRAFTER):
        perform("archive.witness", on=disposal, actor=Actor.of(people[role]), at=now)
    gone = {"way": "删除电子档案和副本", "carried_out_on": str(localdate(now))}
    perform("archive.carry_out", on=disposal, actor=keeper, at=now, data=gone)


def _holder(role: Role, agency: Any) -> Staff | None:
    rows = Staff.objects.filter(grants__role=role, grants__agency=agency, is_active=True)
    return rows.order_by("username").first()
