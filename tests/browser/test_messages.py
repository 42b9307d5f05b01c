"""What people write to an account, in a real browser: a petition on a phone, and evidence from the capture to the police."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from foundation.casework.acts import ACTS, desk_url
from newmedia.models import EvidencePackage, Message
from tests.browser.acting import at_desk, fill, fits, narrowed
from tests.browser.test_walk import done, perform, press, send
from tests.newmedia.messages import PETITION, SOURCE, WORDS, Inbox, moment, picture
from tests.newmedia.people import Office
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.clause("NM-15")
@pytest.mark.clause("信访工作条例23")
def test_a_petition_is_entered_registered_and_answered_on_a_phone(
    county: County, window: Callable[..., Page]
) -> None:
    account = Office(county).live()
    phone = window("rfbsc-drafter")
    narrowed(phone)
    at_desk(
        phone,
        account,
        "newmedia.record_message",
        text="邻居占了我家的地，没有人管。",
        channel="messages",
        sort="petition",
    )
    message = Message.objects.get()
    at_desk(phone, message, "newmedia.register_petition", **PETITION)
    expect(phone.get_by_role("heading", name="可以直接粘贴的答复")).to_be_visible()
    expect(phone.get_by_text("五原县自然资源局负责处理").first).to_be_visible()
    fits(phone)
    phone.goto("/desk/newmedia/message/?open=1")
    expect(phone.get_by_text(message.number).first).to_be_visible()
    fits(phone)
    phone.goto(desk_url(message))
    press(phone, ACTS["newmedia.direct"].label)
    expect(phone.locator("[name=answer]")).to_have_value(re.compile(message.number))
    fill(phone, {"told_way": "post"})
    send(phone, ACTS["newmedia.direct"].label)
    done(phone, ACTS["newmedia.direct"].label)
    expect(phone.get_by_text("已告知信访渠道").first).to_be_visible()


@pytest.mark.clause("NM-20")
def test_unlawful_words_go_after_their_evidence_and_the_police_get_one_pdf(
    county: County, window: Callable[..., Page]
) -> None:
    inbox = Inbox(Office(county))
    message = inbox.unlawful()
    drafter, label = window("rfbsc-drafter"), ACTS["newmedia.capture"].label
    drafter.goto(desk_url(message))
    press(drafter, label)
    given = inbox.evidence()
    shots = [
        {"name": name, "mimeType": "image/png", "buffer": picture(colour).read()}
        for name, colour in (("一.png", "white"), ("二.png", "red"))
    ]
    drafter.locator("[name=pictures]").set_input_files(shots)
    fill(drafter, {**given, "comment_id": "", **moment("shown_at", county.at - timedelta(minutes=5))})
    drafter.locator("form").evaluate_all("forms => forms.forEach(one => { one.noValidate = true })")
    send(drafter, label)
    expect(drafter.get_by_text("请填写评论编号").first).to_be_visible()
    expect(drafter.locator("[name=text]")).to_have_value(WORDS)
    expect(drafter.locator("[name=source]")).to_have_value(SOURCE)
    fill(drafter, {"comment_id": "c7"})
    send(drafter, label)
    done(drafter, label)
    row = message.evidence.get()
    assert (row.text, row.source, row.pictures.count()) == (WORDS, SOURCE, 2)

    at_desk(window("rfbsc-department_head"), message, "newmedia.confirm_evidence", witnessed="live")
    county.at += timedelta(minutes=5)
    gone = {"removal": "ourselves", **moment("deleted_at", county.at)}
    at_desk(drafter, message, "newmedia.record_deletion", **gone)
    perform(drafter, ACTS["newmedia.make_package"].label)
    with drafter.expect_download() as taken:
        drafter.get_by_role("link", name="证据材料（PDF）").click()
    content = Path(taken.value.path()).read_bytes()
    assert sha256(content).hexdigest() == EvidencePackage.objects.get().sha256
    expect(drafter.get_by_text(sha256(content).hexdigest()).first).to_be_visible()
    told = {"station": "五原县公安局", "number": "J1", **moment("reported_at", county.at)}
    at_desk(drafter, message, "newmedia.record_police", **told)
    expect(drafter.get_by_text("J1").first).to_be_visible()
