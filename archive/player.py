"""The archive in a simulated year: the table of what is kept, lists signed, volumes closed, quarters checked; some of it late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from django.db.models.functions import MD5
from PIL import Image

from archive.gathering import open_files
from archive.models import Item, QuarterCheck, Scope, Volume
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.records.declared import files
from foundation.simulation.players import Beginning, Day, Next, Part, Player

PLAYER = Player("archive")
KEEPER, HEAD = Role.ARCHIVIST, Role.DISCLOSURE_HEAD
#: The share of quarters whose check nobody signs in time.
LATE = 0.08
#: How often something is lent; how often somebody keeps papers from destruction; what is gathered beside the matters themselves.
LOANS_A_YEAR, HOLDS_A_YEAR, MATERIALS_A_YEAR = 24, 6, 12
REFUSED, RETURNED = 0.2, 0.1


@PLAYER.begins
def keeping(day: Day) -> Iterator[Beginning]:
    """In January the county approves the table; from then on each agency signs its list once a month and its checks."""
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE) if day.working else None
    if office is None:
        return
    if day.is_nth_working_day(1, 2):
        yield Beginning("scope", "draft_scope", {"agency": office.code})
    for n, code in enumerate(day.world.staffed()):
        if not day.world.people.holders(KEEPER, code):
            continue
        month = day.date.month
        if day.is_nth_working_day(month, 8 + n % 10, any_year=True):
            yield Beginning(f"list-{code}", "sign_list", {"agency": code})
        if month in (1, 4, 7, 10) and day.is_nth_working_day(month, 5 + n % 5, any_year=True):
            yield Beginning(f"quarter-{code}", "sign_quarter", {"agency": code})


@PLAYER.begins
def using(day: Day) -> Iterator[Beginning]:
    """Through the year things are lent, held and gathered; in January an agency has its number, and the year is complete."""
    codes = [code for code in day.world.staffed() if day.world.people.holders(KEEPER, code)]
    if not codes:
        return
    stream = day.stream("using")
    for n in day.numbers(LOANS_A_YEAR, least=4, of="loans"):
        yield Beginning(f"loan{n}", "lend", {"agency": stream.choice(codes)})
    for n in day.numbers(HOLDS_A_YEAR, least=2, of="holds"):
        yield Beginning(f"hold{n}", "hold", {"agency": stream.choice(codes)})
    for n in day.numbers(MATERIALS_A_YEAR, least=2, of="materials"):
        yield Beginning(f"material{n}", "gather", {"agency": stream.choice(codes)})
    for n, code in enumerate(codes):
        if day.is_nth_working_day(1, 12 + n % 5):
            yield Beginning(f"fonds-{code}", "name_fonds", {"agency": code, "n": n})


@PLAYER.stage
def name_fonds(part: Part) -> None:
    part.do(
        "archive.name_fonds", KEEPER, part.agency, number=f"A{101 + part.facts['n']:03}", given_on=part.today
    )


def _filed(part: Part) -> Item | None:
    rows = Item.objects.filter(agency=part.agency, state="filed").order_by(MD5("title"), "pk")
    found: Item | None = rows.first()
    return found


@PLAYER.stage
def lend(part: Part) -> Next | None:
    """Somebody of the agency wants to read a paper; its head agrees, or does not."""
    item, heads = _filed(part), part.world.people.holders(HEAD, part.agency)
    if item is None or not heads:
        return None
    reader = part.someone(Role.DRAFTER)
    given = {"borrower": reader.staff_id, "purpose": "起草新的办法，参考旧件。"}
    loan = part.do("archive.propose_loan", KEEPER, item, **given, until_on=part.today + timedelta(days=20))
    if part.chance(REFUSED):
        part.do("archive.refuse_loan", HEAD, loan, reason="正在整理，下个月再借。")
        return None
    part.about(part.do("archive.lend", HEAD, loan))
    return part.then(take_back, (3, 9))


@PLAYER.stage
def take_back(part: Part) -> None:
    part.do("archive.take_back", KEEPER)


@PLAYER.stage
def hold(part: Part) -> Next | None:
    """A paper that somebody sues about is not destroyed meanwhile."""
    item = _filed(part)
    if item is None or not part.world.people.holders(HEAD, part.agency):
        return None
    part.about(part.do("archive.hold", KEEPER, item, cause="litigation", because="有一件行政诉讼用到它。"))
    return part.then(lift_hold, (20, 60))


@PLAYER.stage
def lift_hold(part: Part) -> None:
    held = part.matter.holds.filter(lifted_at=None).order_by("pk").first()
    if held is not None:
        part.do("archive.lift_hold", HEAD, hold=held.pk, reason="案件已经审结。")


@PLAYER.stage
def gather(part: Part) -> None:
    """A photograph that belongs to what was done."""
    given = {"sort": "ZP", "title": "政务公开日活动照片", "occasion": "政务公开日", "author": "办公室"}
    made = part.do(
        "archive.add_material", KEEPER, part.agency, **given, happened_on=part.today, place="县文化广场"
    )
    part.do("archive.edit_material", KEEPER, made, people="办公室三人，群众五十多人")
    part.do("archive.add_original", KEEPER, made, file=ContentFile(_picture(), "照片.png"))
    part.do("archive.hand_in", KEEPER, made, valid_copy="on")


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "PNG")
    return out.getvalue()


@PLAYER.stage
def draft_scope(part: Part) -> Next | None:
    if Scope.objects.exists():
        return None
    part.about(part.do("archive.draft_scope", KEEPER, part.agency))
    part.do("archive.submit_scope", HEAD)
    return part.then(approve_scope, (2, 5))


@PLAYER.stage
def approve_scope(part: Part) -> None:
    given = {
        "approved_by": "五原县档案局（模拟）",
        "number": f"五档发〔{part.today.year}〕3号",
        "approved_on": part.today,
    }
    part.do("archive.approve_scope", KEEPER, **given)


@PLAYER.stage
def sign_list(part: Part) -> Next | None:
    """What the portal found and tested is signed for; in the night it is filed."""
    if not Item.objects.filter(agency=part.agency, state="ready").exists():
        return None
    part.do("archive.sign_list", KEEPER, part.agency)
    return part.then(close_volume, (5, 20))


def _is_whole(volume: Volume, at: datetime) -> bool:
    of = {"source_kind": volume.source_kind, "source_id": volume.source_id}
    if open_files(files()[volume.source_kind], [volume.source_id], at):
        return False
    return not Item.objects.waiting().filter(**of).exists()


@PLAYER.stage
def close_volume(part: Part) -> Next | None:
    """A volume is put in order by one and closed by another."""
    volumes = Volume.objects.filter(agency=part.agency, state="open").order_by("year", "code")
    # What came back to life, and what was added, is filed first.
    volume = next((one for one in volumes if _is_whole(one, part.at)), None)
    if volume is None or not part.world.people.holders(HEAD, part.agency):
        return None
    part.about(volume)
    part.do("archive.offer_volume", KEEPER, situation="本卷齐全完整。")
    if part.course.step < 4 and part.chance(RETURNED):
        part.do("archive.return_volume", HEAD, reason="卷内目录少一件，请核对。")
        part.do("archive.offer_volume", KEEPER, situation="核对以后齐全完整。")
    part.do("archive.close_volume", HEAD)
    part.do("archive.note_volume", KEEPER, text="已经逐页核对。")
    return None


@PLAYER.stage
def sign_quarter(part: Part) -> Next | None:
    """The portal opened the check and lists what is missing; the archivist signs it."""
    checks = QuarterCheck.objects.filter(agency=part.agency, state=QuarterCheck.State.LISTED)
    check = checks.order_by("year", "quarter").last()
    if check is None:
        return None
    if not part.course.step and part.chance(LATE):
        return part.then(sign_quarter, (9, 18))
    part.about(check)
    part.do("archive.sign_quarter", KEEPER, words="逐件核对，缺的已经通知承办人补齐。")
    return None
