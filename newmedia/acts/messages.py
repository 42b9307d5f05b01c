"""What people write to an account: entered, answered, directed to the petition channel, reported upward (NM-14 to NM-16)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from foundation.agencies.roles import Role
from foundation.casework.acts import Condition, Gate, Objection, Step, act, attribute, gate
from foundation.casework.refusals import Invalid
from foundation.correspondence.letters import Case, compose, letterhead
from foundation.correspondence.models import Service
from foundation.correspondence.numbering import next_serial
from foundation.deadlines import clocks
from foundation.files.acts import erase
from foundation.worker import soon
from newmedia.forms import messages as asked
from newmedia.gates import serves
from newmedia.models import Account, Message, PetitionDelivery, PetitionLetter, Written
from newmedia.papers import PETITION_NOTICE
from newmedia.replies import mark_of, mark_of_message
from newmedia.statute import HOT, INBOX, PETITION, MessageSort
from newmedia.tasks import render_letters

State = Message.State
DRAFTER, RECORDS, HEAD, LEADER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER
#: The roles that may look after messages; the account has to name them for it as well.
KEEPERS = (DRAFTER, RECORDS)
#: While anybody can write to an account.
REACHED = (Account.State.LIVE, Account.State.SUSPENDED, Account.State.CLOSING, Account.State.NOTICE)
#: The limits of the sorts that have one.
LIMITS = {MessageSort.PETITION: PETITION, MessageSort.HOT: HOT}


@gate("NM-18", "由账号的管理员、采编或者值班人员办理")
def keeper_serves(step: Step) -> Objection | None:
    return serves(step, *INBOX)


def of_sort(sort: MessageSort) -> Condition:
    """The condition of messages of a sort, on the work lists and on their pages."""

    def waits(model: type[models.Model]) -> Q:
        return Q(sort=sort)

    return waits


def is_of(sort: MessageSort) -> Callable[[Any], bool]:
    """Whether a message is of a sort: other acts are not offered."""
    return lambda message: bool(message.sort == sort)


def sorted_as(sort: MessageSort, clause: str) -> Gate:
    """The gate of what is done with messages of one sort alone."""

    @gate(clause, f"归类为“{sort.label}”")
    def check(step: Step) -> Objection | None:
        if step.matter.sort != sort:
            said = step.matter.get_sort_display() or "还没有归类"
            return f"这条留言是“{said}”，不是“{sort.label}”。", "归错了类的，请先“归类”。"
        return None

    return check


def run_limits(message: Message, at: datetime) -> None:
    """Have the limit of its sort run from its receipt, and no other."""
    for sort, limit in LIMITS.items():
        if message.sort != sort:
            clocks.cancel(limit, message, at=at)
        elif clocks.open_clock(message, limit) is None:
            clocks.start(limit, message, at=at, on=localdate(message.received_at))


@act(
    "newmedia.record_message",
    "登记留言",
    on=Account,
    creates=Message,
    states=REACHED,
    role=KEEPERS,
    asks=asked.RecordForm,
    cites=("NM-14", "NM-15", "NM-16", "NM-20"),
    gates=[keeper_serves],
)
def record_message(step: Step) -> Message:
    """As it stands at the platform; the same one is not entered twice."""
    account, data = step.matter, step.data
    shown = data["shown_at"]
    mark = mark_of_message(
        data["text"],
        data["address"],
        data["author_id"] or data["author_name"],
        shown.isoformat() if shown else "",
    )
    if earlier := Message.objects.filter(account=account, mark=mark).first():
        raise Invalid(
            {"留言原文": [f"这条留言已经登记过：{earlier.number}。是另外一条的，请填上网名或者时间。"]}
        )
    year = localdate(step.at).year
    message = Message(
        agency=account.agency,
        created_at=step.at,
        account=account,
        number=f"X{year}-{next_serial('newmedia.messages', year):04d}",
        mark=mark,
        received_at=shown or data["found_at"] or step.at,
        recorded_by=step.staff,
        **{name: data[name] for name in ("channel", "sort", "shown_at")},
    )
    attribute(step, message).save()
    words = {name: data[name] for name in ("text", "address", "author_name", "author_id")}
    Written.objects.create(message=message, **words)
    run_limits(message, step.at)
    step.detail = {"number": message.number, "sort": message.sort}
    return message


def _unsorted(model: type[models.Model]) -> Q:
    return Q(sort="")


@act(
    "newmedia.sort_message",
    "归类",
    on=Message,
    via="sort_as",
    role=KEEPERS,
    asks=asked.SortForm,
    cites=("NM-14", "NM-15", "NM-16", "NM-20"),
    gates=[keeper_serves],
    weight="quiet",
    queue=(State.RECEIVED,),
    waits_if=_unsorted,
)
def sort_message(step: Step) -> None:
    """At any time before its end; its limit runs from its receipt."""
    message: Message = step.matter
    step.detail = {"from": message.sort, "to": step.data["sort"]}
    message.unclear_because = ""  # what was done before counts no more
    message.sort_as(step.data["sort"])
    run_limits(message, step.at)


def _reply(step: Step) -> None:
    """Keep what was replied at the platform."""
    message: Message = step.matter
    message.answer, message.answered_at = step.data["answer"], step.data["answered_at"]
    message.answer_mark = mark_of(message.answer)
    message.answered_by = step.staff
    message.ended_at = step.at


@act(
    "newmedia.answer_message",
    "登记咨询答复",
    on=Message,
    via="reply",
    role=KEEPERS,
    asks=asked.AnswerForm,
    cites=("NM-14",),
    gates=[keeper_serves, sorted_as(MessageSort.ENQUIRY, "NM-14")],
    weight="primary",
    waits_if=of_sort(MessageSort.ENQUIRY),
    when=is_of(MessageSort.ENQUIRY),
)
def answer_message(step: Step) -> None:
    """One by one; a reply that only repeats has its reason."""
    message: Message = step.matter
    message.repeats, message.repeats_because = step.data["repeats"], step.data["repeats_because"]
    step.detail = {"repeats": message.repeats} if message.repeats else {}
    _reply(step)
    message.reply()


def _registered(step: Step) -> None:
    """Keep what was registered, and write the notice to whoever can be told."""
    message: Message = step.matter
    named_late = bool(message.unclear_because)
    for name, value in step.data.items():
        setattr(message, name, value)
    step.detail = {"competence": message.competence, "unclear": bool(message.unclear_because)}
    if message.unclear_because:
        message.named_on = None
        clocks.cancel(PETITION, message, at=step.at)
        return
    if named_late:
        # What ran until then is over as it was; the days of the notice run from the day it could be written.
        message.named_on = message.named_on or localdate(step.at)
        step.detail["named_on"] = message.named_on.isoformat()
        clocks.start(PETITION, message, at=step.at, on=message.named_on)
    else:
        run_limits(message, step.at)
    case = Case(
        **letterhead(message.agency),
        document_number=f"登记号：{message.number}",
        issued_on=localdate(step.at),
        body={"message": message},
    )
    # It bears the number of the petition, as a second notice of it does, and none of its own.
    PetitionLetter.objects.create(
        message=message,
        content=compose(PETITION_NOTICE, case, to=message.person_name),
        issued_at=step.at,
    )
    soon(render_letters)


@act(
    "newmedia.register_petition",
    "登记信访事项",
    on=Message,
    via="register",
    role=KEEPERS,
    asks=asked.RegisterForm,
    cites=("信访工作条例23", "NM-15"),
    gates=[keeper_serves, sorted_as(MessageSort.PETITION, "NM-15")],
    weight="primary",
    waits_if=of_sort(MessageSort.PETITION),
    when=is_of(MessageSort.PETITION),
    writes=True,
)
def register_petition(step: Step) -> None:
    """The notice in writing is made at once; whoever cannot be told in writing has no limit running."""
    step.matter.register(localdate(step.at))
    _registered(step)


@act(
    "newmedia.register_anew",
    "改信访登记",
    on=Message,
    via="register_anew",
    role=KEEPERS,
    asks=asked.RegisterForm,
    cites=("信访工作条例23",),
    gates=[keeper_serves],
    weight="quiet",
    writes=True,
)
def register_anew(step: Step) -> None:
    """Somebody told their name afterwards, or it is the business of another: the notice is written anew."""
    step.matter.register_anew()
    _registered(step)


@gate("信访工作条例23", "还没有书面告知过")
def not_told_in_writing(step: Step) -> Objection | None:
    message: Message = step.matter
    if not message.unclear_because:
        return "已经书面告知过信访人。", "有新的事项的，请另外登记一条留言。"
    if message.erased_at is not None:
        return "网民的信息已经到期清除。", "请另外登记一条留言。"
    return None


@act(
    "newmedia.name_late",
    "信访人补了姓名、住址",
    on=Message,
    via="name_late",
    role=KEEPERS,
    asks=asked.NamedForm,
    cites=("信访工作条例23",),
    gates=[keeper_serves, not_told_in_writing],
    weight="quiet",
    when=lambda message: bool(message.unclear_because),
    writes=True,
)
def name_late(step: Step) -> None:
    """What was answered at the platform stays; the notice is written, and its days run from the day the name became known."""
    step.matter.name_late()
    _registered(step)


@act(
    "newmedia.direct",
    "告知信访渠道",
    on=Message,
    via="direct",
    role=KEEPERS,
    asks=asked.DirectForm,
    cites=("NM-15", "信访工作条例23"),
    gates=[keeper_serves],
    meets=(PETITION,),
    weight="primary",
    tells=(HEAD,),
)
def direct(step: Step) -> None:
    """The ready answer stands at the platform, and the notice is on its way or was handed over."""
    message: Message = step.matter
    if "answer" in step.data:
        _reply(step)
    message.ended_at = step.at
    if not message.unclear_because:
        message.told_on, message.told_way = step.data["told_on"], step.data["told_way"]
        message.told_proof = step.data["told_proof"]
        step.done_on = message.told_on
        letter = message.letters.order_by("-pk").first()
        assert letter is not None, "whoever is clear has a notice"
        letter.deliver(Service.SENT, way=message.told_way, on=message.told_on, proof=message.told_proof)
    message.direct()


@act(
    "newmedia.report_up",
    "逐级报告热点",
    on=Message,
    via="report_up",
    role=KEEPERS,
    asks=asked.ReportUpForm,
    cites=("NM-16",),
    gates=[keeper_serves, sorted_as(MessageSort.HOT, "NM-16")],
    weight="primary",
    waits_if=of_sort(MessageSort.HOT),
    when=is_of(MessageSort.HOT),
    tells=(HEAD, LEADER),
)
def report_up(step: Step) -> None:
    """At once, and to whoever is above."""
    message: Message = step.matter
    for name in ("topic", "reported_to", "reported_at"):
        setattr(message, name, step.data[name])
    message.report_up()


@act(
    "newmedia.feed_back",
    "登记热点反馈",
    on=Message,
    via="feed_back",
    role=KEEPERS,
    asks=asked.FeedBackForm,
    cites=("NM-16",),
    gates=[keeper_serves],
    meets=(HOT,),
    weight="primary",
    tells=(HEAD, LEADER),
)
def feed_back(step: Step) -> None:
    """Within five working days those who wrote of it hear of the policy, or of what came of it."""
    _reply(step)
    step.done_on = localdate(step.data["answered_at"])
    step.matter.feed_back()


@act(
    "newmedia.note_message",
    "记下，不用办理",
    on=Message,
    via="note",
    role=KEEPERS,
    asks=asked.NoteForm,
    cites=("NM-14",),
    gates=[keeper_serves, sorted_as(MessageSort.OTHER, "NM-14")],
    weight="primary",
    waits_if=of_sort(MessageSort.OTHER),
    when=is_of(MessageSort.OTHER),
)
def note_message(step: Step) -> None:
    """Thanks, greetings, what asks for nothing."""
    step.matter.ended_at = step.at
    step.matter.note()


@act(
    "newmedia.erase_message",
    "到期清除网民信息",
    on=Message,
    states=Message.ENDED,
    cites=("NM-14",),
)
def erase_message(step: Step) -> None:
    """What it tells of anybody goes with the retention term; number, sort and days stay."""
    message: Message = step.matter
    letters = list(message.letters.select_related("file"))
    for letter in letters:
        if letter.file is not None:
            erase(letter.file, step.at)
    message.letters.update(content="")
    PetitionDelivery.objects.filter(letter__message=message).update(proof="")
    Written.objects.filter(message=message).update(text="", address="", author_name="", author_id="")
    # Words that turned out lawful: what was kept of them as evidence goes, too.
    files = sum(row.erase(step.at) for row in message.evidence.all())
    packages = list(message.packages.select_related("file"))
    for package in packages:
        erase(package.file, step.at)
    step.detail = {"files": len(letters) + files + len(packages)}
    message.erase(step.at)
