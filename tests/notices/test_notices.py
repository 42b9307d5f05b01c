"""Telling people, the inbox, and sending once."""

from __future__ import annotations

import json
import logging
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage as Mail
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from threading import Barrier, Thread

import pytest
from django.core.mail.backends.filebased import EmailBackend
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from kombu.exceptions import OperationalError
from pytest_django import Settings

from foundation.agencies.models import Staff
from foundation.clauses import UnknownClause
from foundation.notices.acts import mark_read, tell, tell_address
from foundation.notices.delivery import PAUSES, deliver, retry_failed
from foundation.notices.models import Dispatch, Notice, State
from foundation.notices.queries import inbox, unread_count
from foundation.notices.tasks import deliver_pending

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, 1, tzinfo=UTC)
SAID = {"subject": "即将到期：发布", "body": "请于今日办理。", "key": "clock:1", "at": AT}


@pytest.fixture(autouse=True)
def outside(settings: Settings, tmp_path: Path) -> Path:
    """Where mail and SMS of the test end up."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.SMS_FILE_PATH = tmp_path / "sms"
    settings.SITE_URL = "https://portal.example"
    settings.DEFAULT_FROM_EMAIL = "信息公开 <noreply@portal.example>"
    return tmp_path


@pytest.fixture
def mails(outside: Path) -> Callable[[], list[Mail]]:
    """Every mail sent so far, in no order."""

    def read() -> list[Mail]:
        files = sorted((outside / "mail").glob("*.log"))
        parts = [
            part for file in files for part in file.read_bytes().split(b"-" * 79 + b"\n") if part.strip()
        ]
        return [message_from_bytes(part, policy=policy.default) for part in parts]  # type: ignore[misc]

    return read


def texts(outside: Path) -> list[dict[str, str]]:
    return [json.loads(file.read_text("utf-8")) for file in sorted((outside / "sms").glob("*.json"))]


def person(name: str = "zhang", **fields: object) -> Staff:
    return Staff.objects.create(username=name, full_name=name, **{"email": f"{name}@example.org", **fields})


def test_the_inbox() -> None:
    zhang, li = person("zhang"), person("li")
    tell([zhang, li, zhang], **SAID, url="/desk/1/", clause="PD-9")
    tell(
        [zhang],
        **{
            **SAID,
            "key": "clock:2",
            "subject": "已超期\n：发布\0\ud800" + "长" * 500,
            "at": AT + timedelta(days=1),
        },
    )
    newest, oldest = inbox(zhang)
    assert (oldest.subject, oldest.body, oldest.url, oldest.clause) == (
        "即将到期：发布",
        "请于今日办理。",
        "/desk/1/",
        "PD-9",
    )
    assert newest.subject.startswith("已超期 ：发布长")
    assert len(newest.subject) == 200
    assert (unread_count(zhang), unread_count(li)) == (2, 1)
    assert mark_read(zhang, [oldest.pk, inbox(li).get().pk], AT) == 1
    assert mark_read(zhang, [oldest.pk], AT + timedelta(hours=1)) == 0
    oldest.refresh_from_db()
    assert oldest.read_at == AT
    assert (unread_count(zhang), unread_count(li)) == (1, 1)


def test_told_again_is_told_once(mails: Callable[[], list[Mail]]) -> None:
    zhang, li = person("zhang"), person("li")
    tell([zhang], **SAID)
    deliver(AT)
    zhang.email = "other@example.org"
    zhang.save()
    tell([zhang, li], **{**SAID, "at": AT + timedelta(hours=1), "subject": "别的话"})
    deliver(AT + timedelta(hours=2))
    assert inbox(zhang).get().subject == "即将到期：发布"
    assert sorted(str(mail["To"]) for mail in mails()) == ["li@example.org", "zhang@example.org"]


def test_an_unknown_clause_is_refused() -> None:
    with pytest.raises(UnknownClause):
        tell([person()], **SAID, clause="XX-99")


def test_nobody_is_told_nothing() -> None:
    tell([], **SAID)
    tell_address(**SAID)
    assert not Notice.objects.exists()
    assert not Dispatch.objects.exists()


def test_the_letter(mails: Callable[[], list[Mail]]) -> None:
    tell([person()], **SAID, url="/desk/1/")
    assert deliver(AT).sent == 1
    (mail,) = mails()
    assert (mail["To"], mail["Subject"]) == ("zhang@example.org", "即将到期：发布")
    assert mail["Message-ID"].endswith("@portal.example>")
    assert mail.get_content().strip() == "内容请登录工作台查看。\n\n办理：https://portal.example/desk/1/"
    dispatch = Dispatch.objects.get()
    assert (dispatch.state, dispatch.sent_at, dispatch.attempts) == (State.SENT, AT, 1)


def test_sms_only_when_urgent(outside: Path) -> None:
    zhang = person(email="", phone="13900000000")
    tell([zhang], **SAID)
    assert deliver(AT).sent == 0
    tell([zhang], **{**SAID, "key": "clock:2", "body": "一\n二 " + "长" * 900}, urgent=True)
    assert deliver(AT).sent == 1
    (message,) = texts(outside)
    assert message["phone"] == "13900000000"
    assert message["text"] == "即将到期：发布：内容请登录工作台查看。"
    (file,) = (outside / "sms").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_who_left_gets_no_letter() -> None:
    tell([person(is_active=False, phone="13900000000")], **SAID, urgent=True)
    assert not Dispatch.objects.exists()


def test_a_person_without_account(outside: Path, mails: Callable[[], list[Mail]]) -> None:
    for _ in range(2):
        tell_address(email="citizen@example.org", phone="13900000001", **SAID)
        deliver(AT)
    tell_address(email="other@example.org", **SAID)
    deliver(AT)
    assert sorted(str(mail["To"]) for mail in mails()) == ["citizen@example.org", "other@example.org"]
    assert texts(outside) == [{"phone": "13900000001", "text": "即将到期：发布：请于今日办理。"}]
    assert not Notice.objects.exists()


def test_not_before_its_time() -> None:
    tell([person()], **{**SAID, "at": AT + timedelta(days=30)})
    assert deliver(AT).sent == 0
    assert deliver(AT + timedelta(days=30)).sent == 1


def refuse(monkeypatch: pytest.MonkeyPatch, error: BaseException, address: str = "") -> None:
    """Let the mail server fail for mail to that address, or for all."""
    send = EmailBackend.send_messages

    def fail(self: EmailBackend, messages: list) -> int:
        if not address or messages[0].to == [address]:
            raise error
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", fail)


def test_one_refused_address_does_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    tell([person("a"), person("b"), person("c")], **SAID)
    refuse(monkeypatch, SMTPRecipientsRefused({}), "a@example.org")
    done = deliver(AT)
    assert (done.sent, done.postponed, done.failed) == (2, 1, 0)
    refused = next(d for d in Dispatch.objects.all() if d.address == "a@example.org")
    assert refused.next_try_at == AT + PAUSES[0]


def test_a_server_that_is_down_is_asked_once_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    tell([person("a"), person("b"), person("c", phone="13900000000")], **SAID, urgent=True)
    refuse(monkeypatch, SMTPServerDisconnected())
    done = deliver(AT)
    assert (done.sent, done.postponed) == (1, 1)
    assert Dispatch.objects.filter(state=State.PENDING, attempts=0).count() == 1 + 0 + 1
    monkeypatch.undo()
    assert deliver(AT + PAUSES[0]).sent == 3


def test_a_gateway_that_cannot_be_reached_costs_no_attempt(settings: Settings, tmp_path: Path) -> None:
    tell_address(phone="13900000000", **SAID)
    settings.SMS_BACKEND = "nowhere.Gateway"
    assert deliver(AT).sent == 0
    assert Dispatch.objects.get().attempts == 0


def test_given_up_after_two_days_and_sent_when_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tell([person()], **SAID)
    refuse(monkeypatch, SMTPServerDisconnected())
    at = AT
    for pause in PAUSES:
        assert deliver(at).postponed == 1
        assert deliver(at + pause - timedelta(seconds=1)).postponed == 0
        at += pause
    assert deliver(at).failed == 1
    assert deliver(at + timedelta(days=9)).failed == 0
    dispatch = Dispatch.objects.get()
    assert (dispatch.state, dispatch.last_error) == (State.FAILED, "SMTPServerDisconnected")
    monkeypatch.undo()
    assert retry_failed(at) == 1
    assert deliver(at).sent == 1


def test_a_worker_that_dies_while_sending_leaves_it_pending(
    monkeypatch: pytest.MonkeyPatch, mails: Callable[[], list[Mail]]
) -> None:
    tell([person()], **SAID)
    send = EmailBackend.send_messages

    def die(self: EmailBackend, messages: list) -> int:
        send(self, messages)
        raise KeyboardInterrupt

    monkeypatch.setattr(EmailBackend, "send_messages", die)
    with pytest.raises(KeyboardInterrupt):
        deliver(AT)
    assert Dispatch.objects.get().state == State.PENDING
    monkeypatch.undo()
    assert deliver(AT).sent == 1
    first, second = mails()
    assert first["Message-ID"] == second["Message-ID"]


def test_the_log_holds_numbers_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tell([person()], **SAID)
    refuse(monkeypatch, SMTPRecipientsRefused({"zhang@example.org": (550, b"zhang@example.org unknown")}))
    with caplog.at_level(logging.DEBUG):
        deliver(AT)
    assert str(Dispatch.objects.get().pk) in caplog.text
    assert "zhang" not in caplog.text + Dispatch.objects.get().last_error
    assert "发布" not in caplog.text


def test_the_database_holds_once() -> None:
    zhang = person()
    tell([zhang], **SAID)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(recipient=zhang, key="clock:1", subject="", created_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispatch.objects.update(state=State.SENT)


@pytest.mark.django_db(transaction=True)
def test_sent_after_commit_and_never_when_rolled_back(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, mails: Callable[[], list[Mail]]
) -> None:
    monkeypatch.setattr(deliver_pending, "apply_async", lambda **_: deliver_pending())
    zhang = person()
    with transaction.atomic():
        tell([zhang], **SAID)
        transaction.set_rollback(True)
    assert (unread_count(zhang), mails()) == (0, [])
    with transaction.atomic():
        tell([zhang], **SAID)
        assert mails() == []
    assert len(mails()) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [OperationalError(), ConnectionRefusedError()])
def test_without_a_broker_the_schedule_delivers(
    error: Exception, monkeypatch: pytest.MonkeyPatch, mails: Callable[[], list[Mail]]
) -> None:
    def absent(**_: object) -> None:
        raise error

    monkeypatch.setattr(deliver_pending, "apply_async", absent)
    tell([person()], **SAID)
    assert mails() == []
    deliver_pending()
    assert len(mails()) == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_once(outside: Path, mails: Callable[[], list[Mail]]) -> None:
    people = [person(f"p{n}", phone=f"139{n:08}") for n in range(30)]
    tell(people, **SAID, urgent=True)
    start = Barrier(4)
    sent: list[int] = []

    def work() -> None:
        start.wait(10)
        sent.append(deliver(AT).sent)
        connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 60
    assert sorted(str(mail["To"]) for mail in mails()) == sorted(p.email for p in people)
    assert sorted(text["phone"] for text in texts(outside)) == sorted(p.phone for p in people)


@pytest.mark.django_db(transaction=True)
def test_told_by_two_at_once_is_told_once(mails: Callable[[], list[Mail]]) -> None:
    people = [person(f"p{n}") for n in range(10)]
    start = Barrier(4)

    def say() -> None:
        start.wait(10)
        tell(people, **SAID)
        connection.close()

    tellers = [Thread(target=say) for _ in range(4)]
    for teller in tellers:
        teller.start()
    for teller in tellers:
        teller.join()
    deliver(AT)
    assert Notice.objects.count() == 10
    assert len(mails()) == 10


def test_the_command_sends_what_was_given_up(
    mails: Callable[[], list[Mail]], capsys: pytest.CaptureFixture[str]
) -> None:
    tell([person()], **SAID)
    Dispatch.objects.update(state=State.FAILED, attempts=8, next_try_at=AT)
    call_command("deliver_notices")
    assert mails() == []
    call_command("deliver_notices", "--retry-failed")
    assert len(mails()) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "已发送 1，稍后再试 0，发送失败 0"
