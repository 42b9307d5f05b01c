"""Who may do what with accounts and their filings, who reads them, what their pages show."""

from __future__ import annotations

from typing import Any

from foundation.agencies.roles import OVERSEERS, Role
from newmedia.models import Account, Filing, FilingCopy
from newmedia.statute import Sort
from tests.newmedia.people import ACCOUNT
from tests.personas import County
from tests.rooms import ANY, LOGIN, NOTHING

DRAFTER, RECORDS, HEAD, LEADER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER
_OFFICE = (RECORDS, Role.DISCLOSURE_HEAD)
_RUNNING = ("live", "suspended")
_KEPT = ("proposed", "filed", *_RUNNING, "closing", "notice", "due")


def _in(states: tuple[str, ...] | str, *who: str) -> dict[str, set[str]]:
    return {state: set(who) for state in ((states,) if isinstance(states, str) else states)}


ACTS: dict[str, Any] = {
    "newmedia.propose": _in(ANY, DRAFTER, RECORDS),
    "newmedia.edit": _in("proposed", DRAFTER, RECORDS),
    "newmedia.assign": _in(_KEPT, RECORDS, HEAD),
    "newmedia.relieve": _in(_KEPT, RECORDS, HEAD),
    "newmedia.drop": _in(("proposed", "filed"), HEAD, LEADER),
    "newmedia.file_opening": _in("proposed", HEAD, LEADER),
    "newmedia.go_live": _in("filed", DRAFTER, RECORDS),
    "newmedia.change": _in(_RUNNING, DRAFTER, RECORDS),
    "newmedia.keep_name": _in(_RUNNING, HEAD, LEADER),
    "newmedia.suspend": _in("live", RECORDS, HEAD, LEADER),
    "newmedia.resume": _in("suspended", HEAD, LEADER),
    "newmedia.file_change": _in(_RUNNING, HEAD, LEADER),
    "newmedia.record_national": _in((*_RUNNING, "closed", "merged"), DRAFTER, RECORDS),
    "newmedia.send": {},
    "newmedia.deliver": {},
    "newmedia.acknowledge": _in("waiting", *_OFFICE),
    "newmedia.return_copy": _in("waiting", *_OFFICE),
    "newmedia.lapse": {},
    "newmedia.complete": {},
    "newmedia.send_back": {},
    "newmedia.opening_acknowledged": {},
    "newmedia.change_acknowledged": {},
    "newmedia.closing_acknowledged": {},
    "newmedia.opening_returned": {},
    "newmedia.change_returned": {},
    "newmedia.closing_returned": {},
    "newmedia.decide_closing": _in(_RUNNING, LEADER),
    "newmedia.call_off_closing": _in("closing", LEADER),
    "newmedia.begin_notice": _in("closing", DRAFTER, RECORDS),
    "newmedia.end_notice": {},
    "newmedia.record_archive": _in(("notice", "due"), DRAFTER, RECORDS),
    "newmedia.cancel": _in("due", DRAFTER, RECORDS),
    "newmedia.outdate": {},
    "newmedia.lose": {},
}
_READING = {DRAFTER, RECORDS, HEAD, LEADER, Role.DISCLOSURE_HEAD} | OVERSEERS
READERS = dict.fromkeys(("media_account", "media_filing", "media_filing_copy"), _READING)
DESK = {
    "newmedia_account_changelist": (LOGIN, 200, 200),
    "newmedia_account_change": (LOGIN, 200, 404),
    "newmedia_filing_changelist": (LOGIN, 200, 200),
    "newmedia_filing_change": (LOGIN, 200, 404),
    "newmedia_filing_paper": (LOGIN, 200, 404),
    "newmedia_filingcopy_changelist": (LOGIN, 200, 200),
    "newmedia_filingcopy_change": (LOGIN, 200, 404),
}
PUBLIC: dict[str, Any] = {
    "newmedia:list": NOTHING,
    "newmedia:detail": 404,
    "newmedia:code": 404,
}
PUBLIC_ARGUMENTS: dict[str, list[Any]] = {"newmedia:detail": [1], "newmedia:code": [1]}


def samples(county: County, made: dict[Any, Any]) -> None:
    """An account that was proposed, a filing of it, and the copy that the agency has of it as one of the offices."""
    own = county.agencies["rfbsc"]
    account = county.do("newmedia.propose", "agency:rfbsc", "rfbsc-drafter", ACCOUNT).matter
    filing = Filing.objects.create(
        agency=own,
        created_at=county.at,
        account=account,
        title="开通报备",
        sort=Sort.OPEN,
        content=[["账号名称", account.title]],
    )
    copy = FilingCopy.objects.create(agency=own, created_at=county.at, filing=filing, function="propaganda")
    made |= {Account: account, Filing: filing, FilingCopy: copy}


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """The paper of the filing."""
    return {"newmedia_filing_paper": [made[Filing].pk]}
