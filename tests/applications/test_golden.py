"""The letters to eight applicants of different fates, word for word: whoever changes what a letter says sees it here.

Kept anew with `GOLDEN=keep pytest tests/applications/test_golden.py`; the difference is then read like any other change.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from applications.letters import LETTERS, LetterKind
from applications.models import Application, Consultation, Reply
from foundation.casework.acts import perform
from foundation.correspondence.letters import kept_together
from foundation.deadlines.sweep import sweep
from foundation.papers import render
from foundation.visitors.codes import Codes, new_token
from tests.applicants import CITIZEN, FILING, OBSTACLE, Desk, on, scan
from tests.personas import County
from tests.printed import pages_of

pytestmark = pytest.mark.django_db

KEPT = Path(__file__).parent / "golden"
POST = {"delivery": "post", "address": "五原县隆兴昌镇测试街 1 号"}
PIT = {"name": "王土地", "wanted": "2024 年春光村三社机井建设项目的竣工验收报告"}
COMPANY = {
    "applicant_class": "enterprise",
    "name": "测试农业发展有限公司",
    "identity_kind": "credit_code",
    "identity_number": "11150000MB1604391C",
    "representative": "李负责",
    "contact_name": "张联系",
    "wanted": "春光村高标准农田项目 2023、2024 年度资金拨付明细",
}
HEAD = "disclosure_head"


def posted(desk: Desk, day: str, **fields: Any) -> Application:
    """An application that came by registered post, from somebody who wants an answer by post."""
    came = desk.enter(on(day), "registered_post", day, **{**POST, **fields})
    return desk.clerk("applications.register", came, on(day, 10)).matter


def became(desk: Desk, application: Application, kind: str, event: str, day: str) -> None:
    letter = application.letters.filter(kind=kind).latest("pk")
    data = {"letter": letter.pk, "event": event, "way": "post", "delivered_on": day, "proof": "XA12345678915"}
    desk.clerk("applications.deliver", application, on(day, 15), data)


def given(desk: Desk) -> Application:
    """A farmer asks on this site, is given what he asked for, and proposes that everybody may read it."""
    guidance = "验收报告的复制件随本答复书提供。"
    application = desk.registered(on("2026-11-02"), **PIT)
    answered = desk.answered(application, on("2026-11-09"), {"guidance": guidance})
    desk.citizen("applications.propose_disclosure", answered, on("2026-11-23"), {"text": "全村都关心。"})
    agreed = {"accepted": "yes", "reasons": "涉及全村利益，应当让大家知道。"}
    desk.by(HEAD, "applications.answer_proposal", answered, on("2026-11-24"), agreed)
    return answered


def given_in_part(desk: Desk) -> Application:
    """Somebody asks for a contract; the company that it names objects to its price, which is struck."""
    application = desk.registered(on("2026-11-02"), name="赵合同", wanted="2024 年供地合同")
    third = {"party": "third_party", "name": "测试商贸公司", "address": "五原县测试路一号"}
    concern = {"concern": "供地合同第三条载明的单价，公开可能影响在同类投标中的地位。"}
    asked = desk.clerk("applications.consult", application, on("2026-11-03"), {**third, **concern}).matter
    proof = {"received_on": "2026-11-05", "proof": "回证"}
    desk.clerk("applications.record_receipt", asked, on("2026-11-05"), proof)
    said = {"answer": "refuses", "opinion": "单价是我公司的商业秘密", "answered_on": "2026-11-10"}
    desk.clerk("applications.give_opinion", asked, on("2026-11-10"), said)
    decision = {
        "outcome": "partial",
        "facts": "经检索，本机关保存有所申请的合同",
        "reasons": "合同第三条的单价属于第三方的商业秘密，公开会损害其合法权益",
        "guidance": "",
    }
    reply = desk.drafted(application, on("2026-11-12"), decision)
    text = {
        "title": "国有建设用地使用权出让合同（节录）",
        "source": "一、出让面积十二亩。三、单价每亩三十万元。五、期限四十年。",
        "released": "一、出让面积十二亩。五、期限四十年。",
        "ground": "third_party",
    }
    desk.clerk("applications.give_passage", reply, on("2026-11-12"), text)
    reply = Reply.objects.get(pk=reply.pk)
    desk.weighed(reply, on("2026-11-12"), "withheld", given="", reasons="单价是商业秘密")
    desk.clerk("applications.issue_reply", desk.signed(reply, on("2026-11-13")), on("2026-11-13", 11))
    return application


def refused(desk: Desk) -> Application:
    """Somebody is refused for a discussion, asks for the grounds, and has the refusal quashed."""
    application = desk.registered(on("2026-11-02"), name="钱过程", wanted="征地补偿方案讨论会的记录")
    decision = {
        "outcome": "deliberative",
        "facts": "经检索，所申请的是讨论会的记录",
        "reasons": "所申请的记录属于讨论、酝酿过程的信息，公开会影响与会人员如实发表意见",
        "guidance": "",
    }
    desk.answered(application, on("2026-11-09"), decision)
    desk.citizen("applications.ask_grounds", application, on("2026-11-10"))
    desk.grounds_given(application, on("2026-11-16"))
    case = {"way": "reconsideration", "body": "五原县人民政府", "case_number": "五政复决〔2026〕3号"}
    desk.clerk(
        "applications.record_remedy", application, on("2026-11-18"), {**case, "accepted_on": "2026-11-18"}
    )
    order = {
        "remedy": application.remedies.get().pk,
        "result": "corrected",
        "concluded_on": "2026-11-27",
        "quashes": "on",
        "within": "15",
        "received_on": "2026-11-30",
    }
    desk.clerk("applications.conclude_remedy", application, on("2026-11-30"), order)
    desk.answered(application, on("2026-12-07"), {"guidance": "会议记录的复制件随本答复书提供。"})
    return application


def amended_and_extended(desk: Desk) -> Application:
    """A company writes too little, is asked to say more, and waits longer for something that is not there."""
    application = posted(desk, "2026-10-12", **COMPANY)
    unclear = {
        "items": "写明需要哪一批次的资金\n写明拨付到哪一级",
        "guidance": "例如：2023 年度第二批。",
        "span": 15,
    }
    desk.clerk("applications.request_amendment", application, on("2026-10-14"), {**unclear, "why": "unclear"})
    became(desk, application, "amendment_notice", "arrived", "2026-10-16")
    clear = {
        "wanted": "春光村高标准农田项目 2023 年度第二批中央资金拨付到乡镇的凭证",
        "received_on": "2026-10-20",
    }
    desk.clerk("applications.amend", application, on("2026-10-20"), clear)
    desk.clerk("applications.ask_extension", application, on("2026-11-10"), {"reason": "档案分散在三处"})
    why = {"reason": "所涉档案分散在三处，需要逐一检索。"}
    desk.by(HEAD, "applications.extend", application, on("2026-11-11"), why)
    searched = {
        "place": "档案室、财务系统",
        "terms": "“第二批”“春光村”",
        "found": "no",
        "searched_on": "2026-11-18",
    }
    desk.clerk("applications.record_search", application, on("2026-11-18"), searched)
    decision = {
        "outcome": "not_held",
        "facts": "经检索，本机关没有制作或者保存所申请的凭证",
        "reasons": "该批资金没有拨付到乡镇，未形成拨付到乡镇的凭证",
        "guidance": "",
    }
    desk.answered(application, on("2026-11-23"), decision)
    became(desk, application, "reply", "sent", "2026-11-23")
    return application


def never_amended(desk: Desk) -> Application:
    """A letter without identity paper is closed by mistake and goes on; its answer withholds something for the time being."""
    application = posted(desk, "2026-10-12", name="孙来信", identity_number="")
    missing = {"items": "附上身份证明", "guidance": "", "span": 5, "why": "incomplete"}
    desk.clerk("applications.request_amendment", application, on("2026-10-14"), missing)
    became(desk, application, "amendment_notice", "arrived", "2026-10-16")
    sweep(on("2026-11-02"))
    why = {"reason": "补正告知书由他人代收，没有转交本人。"}
    desk.by(HEAD, "applications.reopen", application, on("2026-11-04"), why)
    sent = {"wanted": application.wanted, "received_on": "2026-11-06", "identity_kind": "resident"}
    paper = {**sent, "identity_number": "11010519491231002X"}
    desk.clerk("applications.amend", Application.objects.get(pk=application.pk), on("2026-11-06"), paper)
    not_yet = {
        "outcome": "deliberative",
        "facts": "经检索，所申请的是尚在讨论的调整方案",
        "reasons": "方案尚未定稿，公开会影响继续讨论",
        "guidance": "",
        "until": "2027-03-01",
    }
    desk.answered(Application.objects.get(pk=application.pk), on("2026-11-12"), not_yet)
    became(desk, application, "reply", "sent", "2026-11-12")
    still = {"result": "still", "reasons": "第二轮征求意见还没有结束。", "until": "2027-06-01"}
    desk.by(HEAD, "applications.take_up_again", application, on("2027-02-26"), still)
    return application


def too_many(desk: Desk) -> Application:
    """Somebody asks for a great deal, says why, waits longer, is to pay and does not."""
    application = desk.registered(on("2026-10-09"), name="周很多", wanted="2010 年以来全部土地承包台账")
    asks = {"facts": "您本年度已向本机关提出政府信息公开申请一百四十二件。", "span": 5}
    desk.clerk("applications.request_explanation", application, on("2026-10-12"), asks)
    desk.citizen("applications.explain", application, on("2026-10-14"), {"explanation": "正在写村志"})
    found = {"found": "good", "reason": "编写村志需要查阅历年台账。"}
    desk.by(HEAD, "applications.find_on_reasons", application, on("2026-10-15"), found)
    more = {"reason": "台账分散在六个村，需要逐页核对。", "by": 20}
    desk.by(HEAD, "applications.delay", application, on("2026-10-15"), more)
    charge = {
        "by": "page",
        "pages": 44,
        "facts": "所申请的台账共四十四页",
        "pay_to": "县财政专户，缴款码见短信",
    }
    desk.clerk("applications.charge", application, on("2026-10-16"), charge)
    sweep(on("2026-11-25"))
    return application


def interrupted(desk: Desk) -> Application:
    """A snowstorm, help from another agency, a co-author; at last it is somebody else's, and a complaint was founded."""
    application = desk.registered(on("2026-10-12"), name="吴等待", wanted="县城供热管网改造的批复")
    desk.by(HEAD, "applications.suspend", application, on("2026-10-13"), OBSTACLE)
    desk.by(HEAD, "applications.resume", application, on("2026-10-16"), {"reason": "电力已经恢复。"})
    help_ = {
        "party": "agency",
        "consulted_agency": "lxcz",
        "concern": "告知是否保存有该批复",
        "answer_by": "2026-10-28",
    }
    desk.clerk("applications.consult", application, on("2026-10-19"), help_)
    co = {
        "party": "coauthor",
        "consulted_agency": "lxcz",
        "concern": "与该批复一并印发、本机关与你机关联合制定的管网改造分工方案可否公开",
    }
    desk.clerk("applications.consult", application, on("2026-10-19"), co)
    for asked in Consultation.objects.filter(application=application):
        said = {"answer": "agrees", "opinion": "没有意见", "answered_on": "2026-10-22"}
        desk.clerk("applications.give_opinion", asked, on("2026-10-22"), said)
    said = {"to": "superior", "text": "拖延答复"}
    complaint = desk.citizen("applications.complain", application, on("2026-10-26"), said).matter
    above = Desk(desk.county, "lxcz")
    above.by(HEAD, "applications.accept_complaint", complaint, on("2026-10-27"))
    answer = {
        "finding": "partly",
        "findings": "该机关恢复办理后隔了三日才发函，确有耽搁；征求意见的时间依法不计入期限",
        "handling": "已督促该机关尽快答复",
    }
    above.by(HEAD, "applications.answer_complaint", complaint, on("2026-10-28"), answer)
    plan = {
        "facts": "经检索，与该批复一并印发的管网改造分工方案由本机关牵头制作",
        "reasons": "共同制作机关同意公开，该方案属于可以公开的政府信息",
        "guidance": "分工方案的复制件随本答复书提供。",
    }
    approval = {
        "outcome": "not_ours",
        "facts": "经查，所申请的批复由隆兴昌镇人民政府制作",
        "reasons": "行政机关制作的政府信息，由制作该政府信息的行政机关负责公开",
        "guidance": "",
        "agency": "lxcz",
    }
    return desk.answered(application, on("2026-11-02"), plan, approval)


def set_right(desk: Desk) -> Application:
    """Somebody has a record corrected; a second registration is struck out, a third withdrawn on paper."""
    data = {"sort": "correction", "name": "郑更正", "wanted": "承包合同登记的面积应为十二亩，不是二十亩"}
    first, double = (
        perform(
            "applications.file",
            on=desk.agency,
            actor=CITIZEN,
            at=on(day),
            data={**FILING, **data, "token": new_token()},
            files={"evidence": [scan()]},
        ).matter
        for day in ("2026-11-02", "2026-11-03")
    )
    desk.clerk("applications.register", first, on("2026-11-03", 10))
    said = {"kept": first.number, "reason": "网上先后提交了两次"}
    desk.by(HEAD, "applications.strike_out", double, on("2026-11-04"), said)
    third = desk.registered(on("2026-11-04"), name="郑更正", wanted="登记簿复印件")
    desk.clerk("applications.withdraw", third, on("2026-11-05"), {"sure": "on"}, files={"paper": [scan()]})
    decision = {
        "outcome": "corrected",
        "facts": "经核对原始丈量记录，登记的面积有误",
        "reasons": "原始丈量记录为十二亩，登记时误写为二十亩",
        "guidance": "登记簿所载的面积已经更正为十二亩。",
    }
    desk.answered(first, on("2026-11-09"), decision)
    return first


FATES: list[Callable[[Desk], Application]] = [
    given, given_in_part, refused, amended_and_extended, never_amended, too_many, interrupted, set_right,
]  # fmt: skip


def letters_of(desk: Desk, fate: Callable[[Desk], Application]) -> list[tuple[str, str, str]]:
    """Kind, title and page of every letter that was written, in order."""
    from applications.models import Letter

    fate(desk)
    return [(letter.kind, letter.caption, letter.content) for letter in Letter.objects.order_by("pk")]


def said_by(pages: list[str]) -> str:
    """The lines of a paper as they were typeset, page by page."""
    return "\n— — —\n".join("\n".join(line.rstrip() for line in page.strip().splitlines()) for page in pages)


@pytest.mark.clause("OR-4", "条例30", "条例33", "条例36", "条例37", "条例41", "行政复议法20", "行政复议法64")
@pytest.mark.parametrize("fate", FATES, ids=lambda fate: fate.__name__)
def test_the_letters_of_a_fate_say_what_they_said(
    county: County, fate: Callable[[Desk], Application], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A code is as wide as its letters: another one would break the lines elsewhere.
    monkeypatch.setattr(Codes, "code_of", lambda self, token: "7K3M-Q2XW-94TC")
    settings.SITE_URL = "https://xxgk.example.gov.cn"
    desk = Desk(county)
    county.agencies["rfbsc"].parent = county.agencies["lxcz"]
    county.agencies["rfbsc"].save()
    Desk(county, "lxcz")
    written = letters_of(desk, fate)
    said = "\n\n".join(
        f"===== {kind} =====\n{said_by(pages_of(render(kept_together(html), title=title)))}"
        for kind, title, html in written
    )
    path = KEPT / f"{fate.__name__}.txt"
    if os.environ.get("GOLDEN") == "keep":
        path.write_text(said + "\n", "utf-8")
    assert said + "\n" == path.read_text("utf-8")


def test_every_kind_of_letter_is_among_them() -> None:
    kept = "".join(path.read_text("utf-8") for path in KEPT.glob("*.txt"))
    assert {kind for kind in LetterKind if f"===== {kind} =====" not in kept} == set()
    assert set(LETTERS) == set(LetterKind)


def test_receipts_and_slips_stand_on_one_page() -> None:
    kept = "\n\n".join(path.read_text("utf-8") for path in KEPT.glob("*.txt"))
    kind, long = "", []
    for line in kept.splitlines():
        if line.startswith("===== "):
            kind = line.strip("= ")
        elif line == "— — —":
            long.append(kind)
    assert not {"receipt", "third_party_reply_form"} & set(long)
    assert "reply" in long
