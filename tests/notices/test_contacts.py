"""Addresses that visitors give: asked once, held until confirmed, never flooded, let go."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import InternalError, connection, transaction
from django.test import Client
from pytest_django import Settings

from foundation.notices import contacts
from foundation.notices.acts import forget, tell_address
from foundation.notices.contacts import AT_MOST, HELD_FOR, VALID, WINDOW, Standing
from foundation.notices.delivery import deliver, retry_failed
from foundation.notices.models import Answer, Channel, Contact, Dispatch, Question, State

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, 1, tzinfo=UTC)
MAIL, PHONE = "someone@mail.example", "13900000001"
MINUTE = timedelta(minutes=1)


def remind(number: int, at: datetime = AT, *, email: str = MAIL, because: str = "", phone: str = "") -> bool:
    """An automatic message about the application of that number."""
    return tell_address(
        email=email,
        phone=phone,
        subject=f"您的公开申请 2026-{number:04} 有新进展",
        body="凭登记号和查询码可以查看全文。",
        key=f"letter:{number}:{at.isoformat()}",
        at=at,
        because=because or f"application:{number}",
    )


def states() -> list[str]:
    return list(Dispatch.objects.order_by("pk").values_list("state", flat=True))


def link(dispatch: Dispatch) -> str:
    found = re.search(r"/reminders/[^/\s]+/", dispatch.body)
    assert found, dispatch.body
    return found[0]


def say(address: str, said: str, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    assert Client().post(address, {"answer": said}).status_code == 303


def test_twenty_filings_of_a_stranger_are_one_message() -> None:
    told = [remind(n, AT + n * MINUTE, phone=PHONE) for n in range(20)]
    assert told == [True] + [False] * 19
    for channel in Channel:
        sent = Dispatch.objects.filter(channel=channel, state=State.PENDING)
        assert len(sent) == 1
        assert "请确认这个" in sent[0].body
        assert "确认之前不再自动发送提醒" in sent[0].body
    assert Dispatch.objects.filter(state=State.HELD).count() == 38


@pytest.mark.parametrize(
    "same", ["Someone@Mail.example", "someone+2@mail.example", "SOMEONE+x+y@mail.example"]
)
def test_the_same_mailbox_by_another_name_is_not_asked_again(same: str) -> None:
    remind(1)
    assert not remind(2, AT + MINUTE, email=same)


def test_nothing_in_the_tables_or_the_link_tells_the_address() -> None:
    remind(1)
    with connection.cursor() as cursor:
        for table in ("notices_contact", "notices_question", "notices_dispatch"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
            rows = "".join(row for (row,) in cursor.fetchall())
            assert rows
            assert "someone" not in rows.lower()
    address = link(Dispatch.objects.get())
    assert "someone" not in address
    token = address.split("/")[2]
    assert not Question.objects.filter(token_hash=token).exists()


def test_to_open_the_link_confirms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    remind(1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + MINUTE)
    address = link(Dispatch.objects.get())
    for answer in (Client().get(address), Client().head(address), Client().post(address)):
        assert answer.status_code == 200
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "strict-origin"
        assert not answer.cookies
    page = Client().get(address).content.decode()
    assert "这个邮箱是您的吗" in page
    assert MAIL not in page
    elsewhere = {"HTTP_SEC_FETCH_SITE": "cross-site"}
    assert Client().post(address, {"answer": "confirmed"}, **elsewhere).status_code == 403  # type: ignore[arg-type]
    assert Contact.objects.get().confirmed_at is None


def test_confirmed_the_held_leave_in_one_and_later_ones_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 4):
        remind(number, AT + number * MINUTE)
    asked = Dispatch.objects.order_by("pk").first()
    assert asked is not None
    deliver(AT + 4 * MINUTE)
    say(link(asked), "confirmed", AT + 5 * MINUTE, monkeypatch)
    assert states() == [State.SENT, State.SUMMED, State.SUMMED, State.PENDING]
    summary = Dispatch.objects.get(state=State.PENDING)
    assert (summary.address, summary.next_try_at) == (MAIL, AT + 5 * MINUTE)
    assert "2026-0002" in summary.body
    assert "2026-0003" in summary.body
    assert "邮箱已经确认" in Client().get(link(asked)).content.decode()
    assert remind(1, AT + timedelta(days=1))
    assert Dispatch.objects.latest("pk").state == State.PENDING


def test_a_confirmed_address_gets_a_few_an_hour_and_one_that_sums_up(monkeypatch: pytest.MonkeyPatch) -> None:
    remind(1)
    say(link(Dispatch.objects.get()), "confirmed", AT, monkeypatch)
    later = AT + timedelta(days=1)
    assert all(remind(n, later + n * MINUTE) for n in range(2, 32))
    new = Dispatch.objects.filter(created_at__gte=later)
    assert new.filter(state=State.SUMMED).count() == 30 - AT_MOST
    alone = new.filter(state=State.PENDING).exclude(key__startswith="summary:")
    assert alone.count() == AT_MOST
    summary = new.get(key__startswith="summary:")
    assert summary.next_try_at == later + 2 * MINUTE + WINDOW
    assert "2026-0006" in summary.body
    assert summary.body.endswith("另有其他提醒")
    assert len(summary.body) < 1_000
    deliver(later + timedelta(minutes=40))
    summary.refresh_from_db()
    assert summary.state == State.PENDING
    deliver(later + timedelta(hours=2))
    summary.refresh_from_db()
    assert summary.state == State.SENT


def test_whoever_says_no_is_never_written_to_because_of_that(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, Channel]] = []
    monkeypatch.setattr(contacts, "_hearers", [lambda because, channel, at: heard.append((because, channel))])
    remind(1)
    asked = Dispatch.objects.get()
    deliver(AT)
    remind(1, AT + MINUTE)
    say(link(asked), "refused", AT + 2 * MINUTE, monkeypatch)
    say(link(asked), "refused", AT + 3 * MINUTE, monkeypatch)
    assert heard == [("application:1", Channel.EMAIL)]
    dropped = Dispatch.objects.get(state=State.DROPPED)
    assert (dropped.address, dropped.body) == ("", "")
    assert not remind(1, AT + 3 * VALID)
    assert Dispatch.objects.latest("pk").address == ""
    assert remind(2, AT + 3 * VALID), "another matter may ask again"


def test_what_was_given_up_does_not_leave_after_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    remind(1)
    say(link(Dispatch.objects.get()), "confirmed", AT, monkeypatch)
    asked = link(Dispatch.objects.get())
    remind(1, AT + MINUTE)
    Dispatch.objects.update(state=State.FAILED)
    say(asked, "refused", AT + 2 * MINUTE, monkeypatch)
    retry_failed(AT + 3 * MINUTE)
    assert set(states()) == {State.DROPPED}


def test_what_was_given_up_and_forgotten_is_not_tried_again() -> None:
    remind(1)
    Dispatch.objects.update(state=State.FAILED)
    forget(before=AT + timedelta(days=1000))
    assert retry_failed(AT + timedelta(days=1001)) == 0


def test_a_confirmed_holder_can_say_no_to_what_is_not_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    remind(1)
    say(link(Dispatch.objects.get()), "confirmed", AT, monkeypatch)
    later = AT + timedelta(days=30)
    remind(2, later)
    said = Dispatch.objects.latest("pk")
    assert "不是您提出的" in said.body
    say(link(said), "refused", later, monkeypatch)
    theirs = [(Channel.EMAIL, MAIL)]
    assert contacts.standing(theirs, "application:1") == {Channel.EMAIL: Standing.CONFIRMED}
    assert contacts.standing(theirs, "application:2") == {Channel.EMAIL: Standing.REFUSED}
    assert not remind(2, later + timedelta(days=1))
    assert remind(1, later + timedelta(days=1)), "what they confirmed goes on"


def test_links_expire_and_the_next_message_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    remind(1)
    old = link(Dispatch.objects.get())
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + VALID)
    assert Client().post(old, {"answer": "confirmed"}).status_code == 404
    assert remind(2, AT + VALID)
    assert link(Dispatch.objects.latest("pk")) != old


def test_links_that_do_not_exist_are_tried_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    remind(1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + MINUTE)
    answers = [Client().get(f"/reminders/{n}/").status_code for n in range(21)]
    assert answers == [404] * 20 + [429]
    assert Client().get(link(Dispatch.objects.get())).status_code == 200, "the right one is never held up"


def test_service_is_never_held() -> None:
    remind(1)
    for number in range(20):
        assert tell_address(
            email=MAIL, subject="已作出答复书", body="请查看。", key=f"served:{number}", at=AT
        )
    served = Dispatch.objects.filter(key__startswith="served:")
    assert set(served.values_list("state", flat=True)) == {State.PENDING}


def test_told_again_under_one_key_asks_once() -> None:
    assert remind(1)
    assert remind(1), "it has left already"
    assert Dispatch.objects.count() == Question.objects.count() == 1


def test_the_database_takes_no_confirmation_but_the_holders() -> None:
    remind(1)
    with pytest.raises(InternalError, match="confirmed by its holder"), transaction.atomic():
        Contact.objects.update(confirmed_at=AT)


def test_what_waits_in_vain_is_let_go_and_old_contacts_with_their_messages() -> None:
    remind(1)
    remind(2, AT + MINUTE)
    contacts.forget_old(AT + HELD_FOR + MINUTE)
    assert states() == [State.PENDING, State.DROPPED]
    assert Contact.objects.count() == 1
    keys = set(Dispatch.objects.values_list("address_key", flat=True))
    forget(before=AT + timedelta(days=1000))
    assert not keys & set(Dispatch.objects.values_list("address_key", flat=True)), "nor a fingerprint"
    assert forget(before=AT + timedelta(days=1000)) == 0
    contacts.forget_old(AT + timedelta(days=1000))
    assert not Contact.objects.exists()
    assert Dispatch.objects.count() == 2


def test_another_key_of_fingerprints_forgets_no_confirmation(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    remind(1, phone=PHONE)
    for dispatch in list(Dispatch.objects.all()):
        say(link(dispatch), "confirmed", AT, monkeypatch)
    settings.PERSONAL_DATA_FINGERPRINT_KEY = "another key of fingerprints, as long as one"
    known = [(Channel.EMAIL, MAIL), (Channel.SMS, PHONE)]
    assert set(contacts.standing(known, "x").values()) == {Standing.UNCONFIRMED}
    remind(2, AT + MINUTE)  # before the rotation: a second contact for the same address
    call_command("rotate_personal_data")
    assert contacts.standing(known, "x") == dict.fromkeys(Channel, Standing.CONFIRMED)
    assert Contact.objects.count() == 2
    call_command("rotate_personal_data", check=True)
    assert Question.objects.filter(answer=Answer.CONFIRMED).count() == 2
