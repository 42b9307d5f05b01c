"""Who may do what with accounts and their filings, who reads them, what their pages show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from foundation.agencies.roles import OVERSEERS, Role
from foundation.database import server_time
from foundation.files.acts import store
from newmedia.models import (
    Account,
    Circular,
    CircularCopy,
    Declaration,
    Evidence,
    Exchange,
    Filing,
    FilingCopy,
    Incident,
    Message,
    MonthCheck,
    PasswordTask,
    PetitionLetter,
    Post,
    Provider,
    Shift,
    Source,
    Term,
    Watch,
    Written,
)
from newmedia.statute import Sort
from tests.newmedia.people import ACCOUNT
from tests.personas import County
from tests.rooms import ANY, LOGIN, NOTHING

DRAFTER, RECORDS, HEAD, LEADER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER
_FIRST = (DRAFTER, RECORDS, Role.SECRECY_REVIEWER)
_SECOND = (RECORDS, HEAD, Role.DISCLOSURE_HEAD)
_OFFICE = (RECORDS, Role.DISCLOSURE_HEAD)
_EVERYBODY = (DRAFTER, RECORDS, HEAD, LEADER, Role.DISCLOSURE_HEAD)
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
    "newmedia.begin_watch": {},
    "newmedia.wake": {},
    "newmedia.pause_watch": {},
    "newmedia.go_on_watching": {},
    "newmedia.end_watch": {},
    "newmedia.ask_explanation": {},
    "newmedia.explain_silence": _in("asked", HEAD, LEADER),
    "newmedia.accept_silence": _in("explained", *_OFFICE),
    "newmedia.order_closing": _in("explained", *_OFFICE),
    "newmedia.list_source": _in(ANY, RECORDS),
    "newmedia.lapse_source": _in("listed", RECORDS),
    "newmedia.list_term": _in(ANY, RECORDS),
    "newmedia.strike_term": _in("listed", RECORDS),
    "newmedia.write": _in(("live", "closing", "notice"), DRAFTER, RECORDS),
    "newmedia.write_about": _in("published", DRAFTER, RECORDS),
    "newmedia.edit_post": _in("draft", DRAFTER, RECORDS),
    "newmedia.answer_finding": _in("draft", DRAFTER, RECORDS),
    "newmedia.hand_in": _in("draft", DRAFTER, RECORDS),
    "newmedia.pass_first": _in("first", *_FIRST),
    "newmedia.pass_second": _in("second", *_SECOND),
    "newmedia.approve": _in("final", HEAD, LEADER),
    "newmedia.return_post": _in("first", *_FIRST) | _in("second", *_SECOND) | _in("final", HEAD, LEADER),
    "newmedia.take_back": _in(("first", "second", "final", "approved"), DRAFTER, RECORDS),
    "newmedia.abandon_post": _in("draft", DRAFTER, RECORDS),
    "newmedia.open_incident": _in(ANY, *_EVERYBODY),
    "newmedia.correct_event_time": _in("open", HEAD, LEADER, Role.DISCLOSURE_HEAD),
    "newmedia.miss_first_word": {},
    "newmedia.pass_incident": _in(
        ("open", "breached"), RECORDS, HEAD, LEADER, Role.DISCLOSURE_HEAD, Role.COUNTY_SUPERVISOR
    ),
    "newmedia.drop_incident": _in(("open", "breached"), LEADER),
    "newmedia.write_word": _in(("open", "breached", "first_out"), DRAFTER, RECORDS),
    "newmedia.approve_word": _in("draft", LEADER, HEAD, Role.DISCLOSURE_HEAD),
    "newmedia.return_word": _in("draft", LEADER, HEAD, Role.DISCLOSURE_HEAD),
    "newmedia.first_word_out": {},
    "newmedia.more_said": {},
    "newmedia.miss_next_word": {},
    "newmedia.follow_up": _in(("first_out", "followed"), DRAFTER, RECORDS),
    "newmedia.close_incident": _in(("first_out", "followed"), HEAD, LEADER, Role.DISCLOSURE_HEAD),
    "newmedia.want_reset": {},
    "newmedia.want_reset_again": {},
    "newmedia.record_reset": _in("due", DRAFTER, RECORDS, HEAD),
    "newmedia.lapse_reset": {},
    "newmedia.ask_declaration": {},
    "newmedia.declare": _in("due", DRAFTER, RECORDS),
    "newmedia.lapse_declaration": {},
    "newmedia.propose_provider": _in(("filed", *_RUNNING), RECORDS, HEAD),
    "newmedia.edit_provider": _in("draft", RECORDS, HEAD),
    "newmedia.file_provider": _in("draft", LEADER),
    "newmedia.accept_provider": _in("filed", *_OFFICE),
    "newmedia.return_provider": _in("filed", *_OFFICE),
    "newmedia.drop_provider": _in("draft", RECORDS, HEAD),
    "newmedia.admit": _in("in_force", RECORDS, HEAD),
    "newmedia.let_go": _in("in_force", RECORDS, HEAD),
    "newmedia.end_provider": _in("in_force", HEAD, LEADER),
    "newmedia.contract_over": {},
    "newmedia.make_check": {},
    "newmedia.circulate_check": _in("made", LEADER, Role.DISCLOSURE_HEAD),
    "newmedia.make_edition": _in(("made", "circulated"), *_OFFICE),
    "newmedia.send_circular": _in(ANY, *_OFFICE),
    "newmedia.hand_out": {},
    "newmedia.see_circular": _in("unread", *_EVERYBODY),
    "newmedia.answer_circular": _in(("unread", "seen"), *_EVERYBODY),
    "newmedia.close_circular": _in("sent", *_OFFICE),
    "newmedia.close_copy": {},
    "newmedia.recommend": _in(("released", "corrected"), RECORDS, HEAD, LEADER),
    "newmedia.pass_on": _in(("live", "closing", "notice"), DRAFTER, RECORDS),
    "newmedia.plan_exchange": _in("live", DRAFTER, RECORDS),
    "newmedia.edit_exchange": _in("draft", DRAFTER, RECORDS),
    "newmedia.announce_exchange": _in("draft", HEAD, LEADER),
    "newmedia.report_exchange": _in("announced", HEAD, LEADER),
    "newmedia.call_off_exchange": _in("announced", HEAD, LEADER),
    "newmedia.abandon_exchange": _in("draft", DRAFTER, RECORDS),
    "newmedia.submit": _in("live", *_EVERYBODY),
    "newmedia.roster": _in(ANY, RECORDS, HEAD),
    "newmedia.call_off_shift": _in("stands", RECORDS, HEAD),
    "newmedia.release": _in("approved", DRAFTER, RECORDS),
    "newmedia.mend": _in(("released", "corrected"), HEAD, LEADER),
    "newmedia.withdraw_post": _in(("released", "corrected"), HEAD, LEADER),
    "newmedia.record_message": _in(("live", "suspended", "closing", "notice"), DRAFTER, RECORDS),
    "newmedia.sort_message": _in(("received", "registered", "reported_up", "evidenced"), DRAFTER, RECORDS),
    "newmedia.answer_message": _in("received", DRAFTER, RECORDS),
    "newmedia.register_petition": _in("received", DRAFTER, RECORDS),
    "newmedia.register_anew": _in("registered", DRAFTER, RECORDS),
    "newmedia.name_late": _in("directed", DRAFTER, RECORDS),
    "newmedia.direct": _in("registered", DRAFTER, RECORDS),
    "newmedia.report_up": _in("received", DRAFTER, RECORDS),
    "newmedia.feed_back": _in("reported_up", DRAFTER, RECORDS),
    "newmedia.note_message": _in("received", DRAFTER, RECORDS),
    "newmedia.erase_message": {},
    "newmedia.capture": _in("received", DRAFTER, RECORDS),
    "newmedia.confirm_evidence": _in("received", DRAFTER, RECORDS, HEAD),
    "newmedia.return_evidence": _in("received", DRAFTER, RECORDS, HEAD),
    "newmedia.record_deletion": _in("evidenced", DRAFTER, RECORDS),
    "newmedia.make_package": _in(("evidenced", "deleted", "police"), DRAFTER, RECORDS, HEAD),
    "newmedia.record_police": _in("deleted", DRAFTER, RECORDS),
    "newmedia.report_hacking": _in(
        ("live", "suspended", "closing", "notice", "due"), DRAFTER, RECORDS, HEAD, LEADER
    ),
}
_READING = {DRAFTER, RECORDS, HEAD, LEADER, Role.DISCLOSURE_HEAD} | OVERSEERS
READERS = dict.fromkeys(
    (
        "media_account",
        "media_filing",
        "media_filing_copy",
        "media_incident",
        "media_shift",
        "media_exchange",
        "media_circular",
        "media_circular_copy",
        "media_check",
        "media_password",
        "media_computers",
        "media_provider",
        "media_source",
        "media_term",
        "media_watch",
    ),
    _READING,
)
READERS |= {"media_post": _READING | {Role.SECRECY_REVIEWER}}
READERS |= {"media_message": _READING, "media_message/written": {DRAFTER, RECORDS, HEAD, LEADER}}
DESK = {
    "newmedia_account_changelist": (LOGIN, 200, 200),
    "newmedia_account_change": (LOGIN, 200, 404),
    "newmedia_filing_changelist": (LOGIN, 200, 200),
    "newmedia_filing_change": (LOGIN, 200, 404),
    "newmedia_filing_paper": (LOGIN, 200, 404),
    "newmedia_filingcopy_changelist": (LOGIN, 200, 200),
    "newmedia_filingcopy_change": (LOGIN, 200, 404),
    "newmedia_source_changelist": (LOGIN, 200, 200),
    "newmedia_source_change": (LOGIN, 200, 404),
    "newmedia_watch_changelist": (LOGIN, 200, 200),
    "newmedia_watch_change": (LOGIN, 200, 404),
    "newmedia_term_changelist": (LOGIN, 200, 200),
    "newmedia_term_change": (LOGIN, 200, 404),
    "newmedia_incident_changelist": (LOGIN, 200, 200),
    "newmedia_incident_change": (LOGIN, 200, 404),
    "newmedia_shift_changelist": (LOGIN, 200, 200),
    "newmedia_shift_change": (LOGIN, 200, 404),
    "newmedia_passwordtask_changelist": (LOGIN, 200, 200),
    "newmedia_passwordtask_change": (LOGIN, 200, 404),
    "newmedia_declaration_changelist": (LOGIN, 200, 200),
    "newmedia_declaration_change": (LOGIN, 200, 404),
    "newmedia_provider_changelist": (LOGIN, 200, 200),
    "newmedia_provider_change": (LOGIN, 200, 404),
    "newmedia_monthcheck_changelist": (LOGIN, 200, 200),
    "newmedia_monthcheck_change": (LOGIN, 200, 404),
    "newmedia_check_now": (LOGIN, 200, 200),
    "newmedia_check_workbook": (LOGIN, 200, 404),
    "newmedia_check_paper": (LOGIN, 200, 404),
    "newmedia_circular_changelist": (LOGIN, 200, 200),
    "newmedia_circular_change": (LOGIN, 200, 404),
    "newmedia_contacts": (LOGIN, 200, 200),
    "newmedia_circularcopy_changelist": (LOGIN, 200, 200),
    "newmedia_circularcopy_change": (LOGIN, 200, 404),
    "newmedia_exchange_changelist": (LOGIN, 200, 200),
    "newmedia_exchange_change": (LOGIN, 200, 404),
    "newmedia_post_changelist": (LOGIN, 200, 200),
    "newmedia_post_change": (LOGIN, 200, 404),
    "newmedia_message_changelist": (LOGIN, 200, 200),
    "newmedia_message_change": (LOGIN, 200, 404),
    "newmedia_message_notice": (LOGIN, 200, 404),
    "newmedia_message_picture": (LOGIN, 200, 404),
    "newmedia_message_package": (LOGIN, 200, 404),
}
PUBLIC: dict[str, Any] = {
    "newmedia:list": NOTHING,
    "newmedia:detail": 404,
    "newmedia:code": 404,
    "newmedia:post": 404,
    "newmedia:corrections": NOTHING,
    "newmedia:exchanges": NOTHING,
    "newmedia:challenge": NOTHING,
    "newmedia:exchange": 404,
    "newmedia:exchange_answer": 404,
    "newmedia:exchange_result": 404,
    "api:accounts": NOTHING,
    "api:account": 404,
}
PUBLIC_ARGUMENTS: dict[str, list[Any]] = {
    "newmedia:detail": [1],
    "newmedia:code": [1],
    "newmedia:post": [1],
    "newmedia:exchange": [1],
    "newmedia:exchange_answer": [1],
    "newmedia:exchange_result": [1],
    "api:account": [1],
}


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
    here = {"agency": own, "created_at": county.at}
    circular = Circular.objects.create(**here, title="通知", body="请核对账号。")
    made |= {
        Exchange: Exchange.objects.create(
            **here,
            account=account,
            sort="interview",
            title="取暖",
            topic="今年怎么取暖。",
            guests="住建局",
            starts_at=county.at,
            ends_at=county.at + timedelta(hours=1),
        ),
        Circular: circular,
        CircularCopy: CircularCopy.objects.create(**here, circular=circular),
    }
    made |= {
        Source: Source.objects.create(
            **here, name="新华网", level="central", edition="名单", listed_on=county.at.date()
        ),
        Incident: Incident.objects.create(
            **here,
            number="T2026-0001",
            title="民房火灾",
            event_at=county.at,
            known_at=county.at,
            place="新民村",
        ),
        Shift: Shift.objects.create(
            **here,
            person=county.people["rfbsc-drafter"],
            leader=county.people["rfbsc-leader"],
            from_on=county.at.date(),
            until_on=county.at.date(),
        ),
        PasswordTask: PasswordTask.objects.create(
            **here, account=account, because="staff", occasion="管理员变动", wanted_at=county.at
        ),
        Declaration: Declaration.objects.create(**here, year=2026, half=2),
        Provider: Provider.objects.create(
            **here,
            account=account,
            name="测试传媒有限公司",
            credit_code="91150821MA0N000000",
            qualification="许可证",
            services=["content"],
            contract="2026-1",
            contract_from=county.at.date(),
            contract_until=county.at.date(),
            authority=own,
        ),
        MonthCheck: MonthCheck.objects.create(
            **here, month=county.at.date().replace(day=1), rows=[], accounts=0, failing=0
        ),
        Watch: Watch.objects.create(**here, account=account),
        Term: Term.objects.create(**here, word="攻府", severity="block"),
        Post: Post.objects.create(
            **here, account=account, sort="service", title="换季供水", body="请提前接水。"
        ),
    }
    made |= {Message: _message(county, account)}


def _message(county: County, account: Account) -> Message:
    """A comment of which evidence was kept; a petition's notice hangs on it as well, so that every address has a file."""
    message = Message.objects.create(
        agency=account.agency,
        created_at=county.at,
        account=account,
        number="X2026-0001",
        channel="comments",
        sort="unlawful",
        mark="1",
        received_at=county.at,
    )
    Written.objects.create(message=message, text="一句话")
    return message


def with_files(county: County, message: Message) -> dict[str, list[Any]]:
    """A notice, a screenshot and a package of a message, for the addresses that send them."""

    def stored(name: str) -> Any:
        by = county.actor("rfbsc-drafter")
        return store(
            name.encode(), name=name, agency=message.agency, audience="personal", by=by, at=county.at
        )

    drafter = county.people["rfbsc-drafter"]
    letter = PetitionLetter.objects.create(message=message, content="<p>告知</p>", issued_at=county.at)
    PetitionLetter.objects.filter(pk=letter.pk).update(file=stored("告知书.txt"))
    evidence = Evidence.objects.create(
        message=message,
        platform="微博",
        post_url="https://weibo.example.cn/1",
        comment_id="1",
        author_name="网民",
        author_id="1",
        text="一句话",
        shown_at=county.at,
        no_source_because="客户端",
        captured_by=drafter,
        captured_at=county.at,
        recorded_at=server_time(),
        digest="0" * 64,
    )
    shot = evidence.pictures.create(name="截图.txt", sha256="0" * 64, file=stored("截图.txt"))
    package = message.packages.create(
        file=stored("证据.txt"), sha256="0" * 64, made_by=drafter, made_at=county.at
    )
    return {
        "newmedia_message_notice": [message.pk, letter.pk],
        "newmedia_message_picture": [message.pk, shot.pk],
        "newmedia_message_package": [message.pk, package.pk],
    }


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """The papers of the filing and of the check, and what hangs on a message."""
    check = [made[MonthCheck].pk]
    return {
        "newmedia_filing_paper": [made[Filing].pk],
        "newmedia_check_now": [],
        "newmedia_contacts": [],
        "newmedia_check_workbook": check,
        "newmedia_check_paper": check,
        **with_files(made["county"], made[Message]),
    }
