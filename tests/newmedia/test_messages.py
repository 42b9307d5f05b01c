"""Messages: enquiries answered one by one, petitions told in writing, hot topics reported and fed back (NM-14 to NM-16)."""

from __future__ import annotations

from datetime import timedelta

import pgtrigger
import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.deadlines.models import Clock
from foundation.figures.computing import values
from foundation.figures.declared import FIGURES, Span
from foundation.files.acts import open_file
from newmedia.clockwork import erase_due
from newmedia.models import Message, PetitionLetter, Written
from newmedia.repeats import only_the_question
from newmedia.statute import HOT
from newmedia.statute import PETITION as PETITION_LIMIT
from newmedia.tasks import render_letters
from tests.newmedia.messages import ANSWER, ASKED, MESSAGE, PETITION, Inbox, moment
from tests.newmedia.people import Office
from tests.newmedia.test_accounts import waits
from tests.printed import pages_of


@pytest.fixture
def inbox(office: Office) -> Inbox:
    return Inbox(office)


def clock_of(message: Message, code: str) -> Clock:
    return Clock.objects.of(message.kind, message.pk).filter(limit=code).latest("pk")


def open_limits(message: Message) -> set[str]:
    return set(Clock.objects.of(message.kind, message.pk).open().values_list("limit", flat=True))


@pytest.mark.clause("NM-14")
def test_pasted_text_and_address_are_enough(inbox: Inbox) -> None:
    message = inbox.do(
        "record_message",
        inbox.account,
        {"text": ASKED, "address": "weixin.example.cn/s/1", "channel": "comments"},
    )
    assert (message.state, message.sort, message.written.address) == (
        "received",
        "",
        "https://weixin.example.cn/s/1",
    )
    assert message.received_at == message.created_at
    assert (message.ref, "newmedia.sort_message") in waits(inbox.county, "rfbsc-drafter")
    inbox.do("sort_message", message, {"sort": "enquiry"})
    rows = waits(inbox.county, "rfbsc-drafter")
    assert (message.ref, "newmedia.answer_message") in rows
    assert (message.ref, "newmedia.sort_message") not in rows


@pytest.mark.clause("NM-18")
def test_only_whom_the_account_names_looks_after_its_messages(inbox: Inbox) -> None:
    county = inbox.county
    with pytest.raises(NotPermitted):
        inbox.do("record_message", inbox.account, MESSAGE, by="leader")
    county.people["rfbsc-drafter"].media_assignments.update(until_on=localdate(county.at))
    with pytest.raises(Refused, match="不是“荣丰发布”的管理员、采编、值班人员"):
        inbox.do("record_message", inbox.account, MESSAGE)
    given = {"staff": county.people["rfbsc-drafter"].pk, "duty": "watch"}
    inbox.do("assign", inbox.account, given, by="records_office")
    assert inbox.entered().state == "received"


@pytest.mark.clause("NM-14")
def test_the_same_message_is_entered_once(inbox: Inbox) -> None:
    first = inbox.entered()
    with pytest.raises(Invalid, match=f"已经登记过：{first.number}"):
        inbox.entered()
    assert inbox.entered(author_id="wx-0100").number != first.number


@pytest.mark.clause("NM-14")
@pytest.mark.parametrize("text", ["", "   \n "])
def test_an_empty_message_is_refused(inbox: Inbox, text: str) -> None:
    with pytest.raises(Invalid, match="请填写留言原文"):
        inbox.entered(text=text)


@pytest.mark.clause("NM-14")
def test_a_time_to_come_is_refused_by_form_and_database(inbox: Inbox) -> None:
    with pytest.raises(Invalid, match="还没有到"):
        inbox.entered(**moment("shown_at", inbox.county.at + timedelta(hours=2)))
    message = inbox.entered()
    with pytest.raises(IntegrityError, match="newmedia_shown_before_entered"), transaction.atomic():
        Message.objects.create(
            agency=message.agency, account=message.account, number="X1", channel="notes", mark="1",
            created_at=inbox.county.at, received_at=inbox.county.at, shown_at=inbox.county.at + timedelta(days=1),
        )  # fmt: skip


def test_what_was_written_is_encrypted_and_in_no_ledger_notice_or_history(inbox: Inbox) -> None:
    message = inbox.directed()
    secret = ("河套人家", "wx-0099", "占了我家的地", "测试甲", "荣丰街 1 号")
    with connection.cursor() as cursor:
        for table in (
            "newmedia_message",
            "newmedia_written",
            "newmedia_historicalmessage",
            "newmedia_petitionletter",
            "casework_ledgerline",
            "notices_notice",
        ):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            (rows,) = cursor.fetchone()
            assert rows, table
            assert not [one for one in secret if one in rows], table
    assert message.written.text == "邻居占了我家的地，没有人管。"
    with pytest.raises(InternalError, match="what somebody wrote"), transaction.atomic():
        Written.objects.filter(message=message).update(text="别的话")
    with pytest.raises(InternalError, match="says something"), transaction.atomic():
        Written.objects.create(message=inbox.entered(), text="")


def test_the_words_stay_as_they_were_written(inbox: Inbox) -> None:
    """Radicals, mark-up and blanks are part of what somebody wrote."""
    message = inbox.entered(text="⼈工窗口<b>几点</b>开？ \r\n急")
    assert Message.objects.get(pk=message.pk).written.text == "⼈工窗口<b>几点</b>开？ \n急"


def test_supervisors_read_that_there_is_one_and_not_what_it_says(inbox: Inbox) -> None:
    message = inbox.entered()
    for who, sees in (("rfbsc-drafter", True), ("rfbsc-leader", True), ("county_supervisor", False)):
        client = Client()
        client.force_login(inbox.county.people[who])
        page = client.get(f"/desk/newmedia/message/{message.pk}/change/").content.decode()
        assert message.number in page
        assert ("社保卡" in page, "河套人家" in page) == (sees, sees), who
    client = Client()
    client.force_login(inbox.county.people["lxcz-drafter"])
    assert client.get(f"/desk/newmedia/message/{message.pk}/change/").status_code == 404


# Enquiries


@pytest.mark.clause("NM-14")
def test_an_enquiry_is_answered_and_counted(inbox: Inbox) -> None:
    message = inbox.enquiry(**moment("shown_at", inbox.county.at - timedelta(hours=3)))
    message = inbox.answered(message)
    assert (message.state, message.answer, message.repeats) == ("answered", ANSWER, "")
    inbox.enquiry(text="几点上班？")
    span, agency = Span.of_year(2026), message.agency
    found = {
        name: values(FIGURES[f"newmedia.{name}"], span).of(agency.pk).number
        for name in ("messages", "enquiries_answered", "answering_hours", "answers_repeated")
    }
    assert found["messages"] == 2
    assert found["enquiries_answered"] == 50
    assert found["answers_repeated"] == 0
    assert found["answering_hours"] == pytest.approx(3, abs=0.1)


@pytest.mark.clause("NM-14")
@pytest.mark.parametrize(
    ("reply", "same"),
    [
        (ASKED, True),
        ("请问社保卡丢了在哪里补办,要带什么", True),
        (f"您好！您反映的“{ASKED}”已收悉，谢谢关注！", True),
        ("社保卡丢了在哪里补办？", True),
        (f"您问“{ASKED}”。请带身份证到镇便民服务大厅 3 号窗口，当场补办，不收费。", False),
        (ANSWER, False),
        ("？", False),
    ],
)
def test_a_reply_that_is_only_the_question_is_known(reply: str, same: bool) -> None:
    assert only_the_question(reply, ASKED) is same


@pytest.mark.clause("NM-14")
def test_a_repeated_reply_is_pointed_out_and_answered_for(inbox: Inbox) -> None:
    message = inbox.enquiry()
    with pytest.raises(Invalid, match="和留言的原话一样"):
        inbox.answered(message, ASKED)
    inbox.answered(message)
    second = inbox.enquiry(text="医保怎么报销？")
    with pytest.raises(Invalid, match="和以前给别人的答复一样"):
        inbox.answered(second, ANSWER.replace("，", " , "))
    second = inbox.answered(second, ANSWER, repeats_because="两件事都在这个窗口办。")
    assert (second.repeats, second.repeats_because) == ("earlier", "两件事都在这个窗口办。")
    with pytest.raises(IntegrityError, match="repeated_with_reason"), transaction.atomic():
        Message.objects.filter(pk=second.pk).update(repeats_because="")
    third = inbox.answered(inbox.enquiry(text="你们几点上班？"), "早上 9 点。", repeats_because="没有必要")
    assert third.repeats_because == "", "what does not repeat has no reason to"


@pytest.mark.clause("NM-14")
def test_what_everybody_reads_at_the_platform_tells_nothing_personal(inbox: Inbox) -> None:
    said = "测试甲的身份证是 11010519491231002X，已经查到。"
    with pytest.raises(Invalid, match="评论区人人看得到"):
        inbox.answered(inbox.enquiry(), said)
    private = inbox.enquiry(text="我的卡办好了吗？", channel="messages")
    assert inbox.answered(private, said).state == "answered"


@pytest.mark.clause("NM-14")
def test_no_reply_before_the_question(inbox: Inbox) -> None:
    message = inbox.enquiry()
    with pytest.raises(Invalid, match="早于收到留言"):
        inbox.answered(message, **moment("answered_at", message.received_at - timedelta(hours=1)))


@pytest.mark.clause("NM-14")
def test_the_database_ends_no_message_as_another_sort(inbox: Inbox) -> None:
    message = inbox.entered("hot")
    for changed in ({"state": "answered"}, {"state": "noted"}):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            Message.objects.filter(pk=message.pk).update(**changed)
    with pytest.raises(Refused, match="是“社会热点”，不是“咨询”"):
        inbox.answered(message)
    done = inbox.answered(inbox.enquiry(text="几点上班？"))
    with pytest.raises(InternalError, match="NM-14"), transaction.atomic():
        Message.objects.filter(pk=done.pk).update(sort="other")


def test_thanks_are_noted(inbox: Inbox) -> None:
    message = inbox.do("note_message", inbox.entered("other", text="谢谢小编"))
    assert message.state == "noted"


# Petitions


@pytest.mark.clause("NM-15")
@pytest.mark.clause("信访工作条例23")
def test_a_petition_is_registered_and_told_in_writing(inbox: Inbox) -> None:
    message = inbox.entered("petition", text="邻居占了我家的地。", channel="messages")
    assert (message.ref, "newmedia.register_petition") in waits(inbox.county, "rfbsc-drafter")
    clock = clock_of(message, PETITION_LIMIT.code)
    # Through the end of the fifteenth day.
    assert localdate(clock.due_at) - localdate(message.received_at) == timedelta(days=16)
    message = inbox.registered(message)
    assert message.state == "registered"
    assert (message.ref, "newmedia.direct") in waits(inbox.county, "rfbsc-drafter")
    page = Client()
    page.force_login(inbox.county.people["rfbsc-drafter"])
    form = page.get(f"/desk/act/newmedia.direct/{message.ref}/").content.decode()
    for said in (message.number, "五原县自然资源局负责处理", "五原县信访局，电话 0478-0000000"):
        assert said in form, "the answer is ready"
    message = inbox.directed(message, told_proof="挂号 123")
    assert (message.state, message.told_way) == ("directed", "post")
    assert clock_of(message, PETITION_LIMIT.code).ending == "met"
    letter = PetitionLetter.objects.get(message=message)
    assert (letter.service, letter.deliveries.get().proof) == ("sent", "挂号 123")


@pytest.mark.clause("信访工作条例23")
def test_the_notice_names_who_is_competent_and_the_channel(inbox: Inbox) -> None:
    message = inbox.registered()
    letter = PetitionLetter.objects.get(message=message)
    # A second notice of the petition bears its number as well: none is the letter's own.
    assert letter.document_number == ""
    for said in (
        f"登记号：{message.number}",
        "测试甲：",
        "不属于本机关和本系统职权范围",
        "五原县自然资源局",
        "五原县信访局",
        "第二十三条",
    ):
        assert said in letter.content
    render_letters()
    letter.refresh_from_db()
    assert letter.file is not None
    assert letter.file.audience == "personal"
    with open_file(letter.file) as pdf:
        assert pdf.read(5) == b"%PDF-"
    client = Client()
    client.force_login(inbox.county.people["rfbsc-drafter"])
    address = f"/desk/newmedia/message/{letter.message_id}/notice/{letter.pk}/"
    assert client.get(address)["Content-Type"] == "application/pdf"
    client.force_login(inbox.county.people["county_supervisor"])
    assert client.get(address).status_code == 404


def test_the_notice_is_shown_before_it_is_written(inbox: Inbox) -> None:
    message = inbox.entered("petition", text="没有人管。", channel="messages")
    client = Client()
    client.force_login(inbox.county.people["rfbsc-drafter"])
    address = f"/desk/act/newmedia.register_petition/{message.ref}/"
    shown = client.post(address, {**PETITION, "preview": "1"})
    assert "五原县自然资源局提出" in "".join("".join(pages_of(shown.content)).split())
    assert not PetitionLetter.objects.exists()
    assert inbox.county.fresh(message).state == "received"


@pytest.mark.clause("信访工作条例23")
def test_what_a_registration_lacks_is_said(inbox: Inbox) -> None:
    message = inbox.entered("petition", text="没有人管。")
    with pytest.raises(Invalid, match="写明有权处理的是哪个单位"):
        inbox.registered(message, competent="")
    with pytest.raises(Invalid, match="写明处理途径和程序"):
        inbox.registered(message, competence="ours")
    with pytest.raises(Invalid, match="不能书面告知"):
        inbox.registered(message, person_address="")
    with pytest.raises(Invalid, match="请不要写出信访人姓名"):
        inbox.registered(message, competence="ours", handling="由本单位约测试甲面谈")
    with pytest.raises(Invalid, match="请不要写出网名"):
        inbox.registered(message, person_name="", unclear_because="河套人家不肯说。")
    message = inbox.registered(message, competence="ours", handling="由本单位信访接待室受理")
    assert "由本单位信访接待室受理。" in PetitionLetter.objects.get(message=message).content


@pytest.mark.clause("信访工作条例23")
def test_whoever_cannot_be_told_in_writing_is_answered_at_the_platform(inbox: Inbox) -> None:
    message = inbox.entered("petition", text="没有人管。")
    message = inbox.registered(
        message, person_name="", person_address="", unclear_because="私信问过，没有回。"
    )
    assert open_limits(message) == set()
    assert not PetitionLetter.objects.exists()
    # Whoever tells their name afterwards is told in writing, and the days count from then.
    message = inbox.registered(message)
    assert open_limits(message) == {PETITION_LIMIT.code}
    assert localdate(clock_of(message, PETITION_LIMIT.code).started_at) == message.named_on
    assert inbox.directed(message).state == "directed"
    other = inbox.registered(
        inbox.entered("petition", text="又没有人管。"), person_name="", unclear_because="不肯说。"
    )
    assert inbox.directed(other).told_on is None
    with pytest.raises(IntegrityError, match="newmedia_petition_told"), transaction.atomic():
        Message.objects.filter(pk=other.pk).update(unclear_because="")


UNCLEAR = {"person_name": "", "person_address": "", "unclear_because": "私信问过，没有回。"}


def clocks_of(message: Message) -> list[tuple[str, bool]]:
    """How each of its clocks of a petition ended, and whether it ran out, the oldest first."""
    rows = Clock.objects.of(message.kind, message.pk).filter(limit=PETITION_LIMIT.code).order_by("pk")
    return [(clock.ending, clock.breached_at is not None) for clock in rows]


@pytest.mark.clause("信访工作条例23")
def test_a_name_that_comes_late_has_days_of_its_own_and_mends_nothing(inbox: Inbox) -> None:
    message = inbox.entered("petition", text="没有人管。", channel="messages")
    inbox.county.at += timedelta(days=20)
    message = inbox.registered(message, **UNCLEAR)
    assert clocks_of(message) == [("cancelled", True)], "it ran out before anybody asked"
    named = localdate(inbox.county.at)
    inbox.county.at += timedelta(days=3)
    with pytest.raises(Invalid, match="不能早于收到留言的日期"):
        inbox.registered(message, named_on="2026-10-01")
    message = inbox.registered(message, named_on=str(named))
    clock = clock_of(message, PETITION_LIMIT.code)
    assert (message.named_on, localdate(clock.started_at)) == (named, named)
    message = inbox.directed(message)
    assert clocks_of(message) == [("cancelled", True), ("met", False)]


@pytest.mark.clause("信访工作条例23")
def test_a_name_told_after_the_answer_at_the_platform_opens_the_notice(inbox: Inbox) -> None:
    message = inbox.entered("petition", text="没有人管。", channel="messages")
    message = inbox.directed(inbox.registered(message, **UNCLEAR))
    answered = (message.answer, message.answered_at)
    assert message.ended_at is not None
    inbox.county.at += timedelta(days=40)
    with pytest.raises(Invalid, match="信访人姓名"):
        inbox.do("name_late", message, {**PETITION, "person_name": ""})
    message = inbox.do("name_late", message, PETITION)
    assert (message.state, message.ended_at, open_limits(message)) == (
        "registered",
        None,
        {PETITION_LIMIT.code},
    )
    assert localdate(clock_of(message, PETITION_LIMIT.code).started_at) == localdate(inbox.county.at)
    assert PetitionLetter.objects.filter(message=message).exists()
    told = {"told_way": "post", "told_on": str(localdate(inbox.county.at))}
    message = inbox.do("direct", message, told)
    assert (message.state, message.answer, message.answered_at) == ("directed", *answered)
    assert clocks_of(message) == [("cancelled", False), ("met", False)]
    with pytest.raises(Refused, match="已经书面告知过"):
        inbox.do("name_late", message, PETITION)
    with pytest.raises(InternalError, match="NM-14"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state="registered", ended_at=None)


@pytest.mark.clause("NM-14")
def test_a_message_without_a_time_counts_from_when_it_was_found_or_entered_and_says_so(inbox: Inbox) -> None:
    now = inbox.county.at
    entered = inbox.entered("petition", text="没有人管。")
    assert entered.received_at == entered.created_at
    found = inbox.entered("petition", text="路灯坏了。", **moment("found_at", now - timedelta(days=4)))
    assert localdate(found.received_at) == localdate(now - timedelta(days=4))
    assert localdate(clock_of(found, PETITION_LIMIT.code).started_at) == localdate(found.received_at)
    shown = {
        **moment("shown_at", now - timedelta(days=5)),
        **moment("found_at", now - timedelta(days=4)),
    }
    both = inbox.entered("petition", text="下水道堵了。", **shown)
    assert localdate(both.received_at) == localdate(now - timedelta(days=5)), "what the platform shows wins"
    client = Client()
    client.force_login(inbox.county.people["rfbsc-drafter"])
    for message, said in (
        (entered, "从登记的时间算起"),
        (found, "从发现、收到的时间算起"),
        (both, "（平台上显示的时间）"),
    ):
        assert said in client.get(f"/desk/newmedia/message/{message.pk}/change/").content.decode()
    with pytest.raises(Invalid, match="早于平台上显示的时间"):
        inbox.entered(text="别的。", **moment("shown_at", now), **moment("found_at", now - timedelta(days=1)))
    unkept = pgtrigger.ignore("newmedia.Message:c_stays")
    refused = pytest.raises(IntegrityError, match="newmedia_received_before")
    with unkept, refused, transaction.atomic():
        Message.objects.filter(pk=found.pk).update(received_at=now + timedelta(days=9))


@pytest.mark.clause("信访工作条例23")
def test_a_notice_that_goes_after_fifteen_days_is_late(inbox: Inbox) -> None:
    message = inbox.registered()
    inbox.county.at += timedelta(days=20)
    message = inbox.directed(message)
    clock = clock_of(message, PETITION_LIMIT.code)
    assert clock.ended_at is not None
    assert clock.ended_at >= clock.due_at
    span = Span.of_year(2026)
    assert values(FIGURES["newmedia.petitions_told"], span).of(message.agency_id).number == 0


@pytest.mark.clause("NM-15")
def test_the_countys_petition_office_stands_in_the_form(inbox: Inbox) -> None:
    message = inbox.entered("petition", text="没有人管。")
    client = Client()
    client.force_login(inbox.county.people["rfbsc-drafter"])
    address = f"/desk/act/newmedia.register_petition/{message.ref}/"
    assert "五原县信访局" in client.get(address).content.decode()
    Agency.objects.filter(code="bmj").update(functions=["petitions"], office_phone="0478-5210000")
    assert "电话 0478-5210000" in client.get(address).content.decode()


# Hot topics


@pytest.mark.clause("NM-16")
def test_a_hot_topic_is_reported_at_once_and_fed_back_within_five_working_days(inbox: Inbox) -> None:
    message = inbox.entered("hot", text="水价为什么涨？")
    assert open_limits(message) == {HOT.code}
    with pytest.raises(Refused):
        inbox.do("feed_back", message, {"answer": "按听证会的方案执行。"})
    assert (message.ref, "newmedia.report_up") in waits(inbox.county, "rfbsc-drafter")
    message = inbox.reported(message)
    line = LedgerLine.objects.get(act="newmedia.report_up")
    assert line.reason == "居民用水价格调整"
    assert (message.ref, "newmedia.feed_back") in waits(inbox.county, "rfbsc-drafter")
    message = inbox.do("feed_back", message, {"answer": "按听证会的方案执行，低保户不变。"})
    assert message.state == "fed_back"
    assert clock_of(message, HOT.code).ending == "met"
    assert values(FIGURES["newmedia.hot_fed_back"], Span.of_year(2026)).of(message.agency_id).number == 100


@pytest.mark.clause("NM-16")
def test_the_report_names_nobody(inbox: Inbox) -> None:
    message = inbox.entered("hot", text="水价为什么涨？")
    with pytest.raises(Invalid, match="不要写出网名"):
        inbox.reported(message, topic="河套人家问水价")


@pytest.mark.clause("NM-16")
@pytest.mark.clause("NM-14")
def test_reclassified_the_clock_runs_from_the_receipt(inbox: Inbox) -> None:
    message = inbox.enquiry(**moment("shown_at", inbox.county.at - timedelta(days=2)))
    assert open_limits(message) == set()
    message = inbox.do("sort_message", message, {"sort": "hot", "reason": "好多人在问。"})
    assert localdate(clock_of(message, HOT.code).started_at) == localdate(message.received_at)
    message = inbox.reported(message)
    message = inbox.do("sort_message", message, {"sort": "petition"})
    assert (message.state, open_limits(message)) == ("received", {PETITION_LIMIT.code})
    assert localdate(clock_of(message, PETITION_LIMIT.code).started_at) == localdate(message.received_at)
    with pytest.raises(Invalid, match="现在就是"):
        inbox.do("sort_message", message, {"sort": "petition"})
    message = inbox.directed(inbox.registered(message))
    with pytest.raises(Refused):
        inbox.do("sort_message", message, {"sort": "other"})


# What stays


@pytest.mark.clause("NM-14")
def test_what_people_wrote_goes_with_the_retention_term(inbox: Inbox) -> None:
    petition, enquiry, waiting = inbox.directed(), inbox.answered(), inbox.entered(text="还在等")
    render_letters()
    later = inbox.county.at + timedelta(days=4000)
    assert erase_due(at=inbox.county.at) == 0
    assert erase_due(at=later) == 2
    assert erase_due(at=later) == 0
    for message in (petition, enquiry):
        message.refresh_from_db()
        assert {message.answer, message.person_name, message.told_proof} == {""}
        words = Written.objects.get(message=message)
        assert {words.text, words.address, words.author_name, words.author_id} == {""}
        assert message.number
        assert message.answered_at
    letter = PetitionLetter.objects.select_related("file").get()
    assert (letter.content, letter.deliveries.get().proof) == ("", "")
    assert letter.file is not None
    assert letter.file.erased_at is not None
    assert inbox.county.fresh(waiting).written.text == "还在等"


@pytest.mark.clause("NM-20")
def test_a_way_to_answer_is_not_closed_without_a_reason(inbox: Inbox) -> None:
    names = ("title", "handle", "address", "purpose", "subject", "in_charge", "phone", "interactions")
    given = {name: getattr(inbox.account, name) for name in names}
    with pytest.raises(Invalid, match="关闭了留言，请写明理由"):
        inbox.do(
            "change", inbox.account, {**given, "interactions": ["messages"], "no_interaction_because": ""}
        )
    why = "留言区被广告刷屏，平台正在清理。"
    account = inbox.do(
        "change", inbox.account, {**given, "interactions": ["messages"], "no_interaction_because": why}
    )
    assert ("互动功能", f"私信（关了一部分：{why}）") in account.facts()
    with pytest.raises(Invalid, match="互动功能一样都没开"):
        inbox.do("change", account, {**given, "interactions": [], "no_interaction_because": ""})
    assert inbox.do("change", account, {**given, "phone": "1"}).no_interaction_because == ""


@pytest.mark.clause("NM-14")
def test_what_waits_on_all_accounts_of_a_unit_stands_in_one_list_the_nearest_due_first(inbox: Inbox) -> None:
    office, county = inbox.office, inbox.county
    weibo = Inbox(office, office.live(platform="weibo", handle="rf-weibo", title="荣丰微博"))
    other = Office(county, "lxcz")
    elsewhere = other.do("record_message", other.live(handle="lx"), "drafter", {**MESSAGE}).matter
    later = inbox.entered("petition", text="邻居占了我家的地。")
    sooner = weibo.entered("hot", text="自来水为什么涨价？")
    unhurried = inbox.enquiry()
    done = inbox.answered(inbox.enquiry(text="办事大厅几点开门？"))
    client = Client()
    client.force_login(county.people["rfbsc-drafter"])
    assert "?open=1" in client.get("/desk/newmedia/message/").content.decode()
    page = client.get("/desk/newmedia/message/?open=1")
    assert list(page.context["cl"].result_list) == [sooner, later, unhurried]
    assert "荣丰微博" in page.content.decode()
    assert elsewhere.number not in page.content.decode()
    only = client.get(f"/desk/newmedia/message/?open=1&account={weibo.account.pk}")
    assert list(only.context["cl"].result_list) == [sooner]
    assert list(client.get("/desk/newmedia/message/?open=0").context["cl"].result_list) == [done]
    odd = client.get("/desk/newmedia/message/?open=7&account=%C2%B2")
    assert odd.status_code == 200
    assert not odd.context["cl"].result_list
