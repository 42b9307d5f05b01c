"""The letters: each can be posted as it is, says what it must, and keeps the applicant's words as they were."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.utils.html import strip_tags
from pypdf import PdfReader

from applications.letters import (
    DECISIONS,
    LETTERS,
    LetterContext,
    LetterKind,
    Part,
    compose,
)
from applications.statute import OUTCOMES
from foundation.agencies.county import COUNTY_COURT, COUNTY_GOVERNMENT, Recourse
from foundation.correspondence.letters import MissingValue
from foundation.papers import render
from tests.printed import pages_of

WANTED = "2024年至2025年隆兴昌镇荣丰村高标准农田建设项目的竣工验收报告和资金拨付凭证"

CASE = LetterContext(
    document_number="五自然资公复〔2026〕12号",
    agency_name="五原县自然资源局",
    agency_address="内蒙古自治区巴彦淖尔市五原县隆兴昌镇新华东路18号",
    agency_phone="0478-5210000",
    disclosure_office="五原县自然资源局办公室",
    office_hours="工作日9:00—12:00，15:00—18:00",
    applicant_name="王某某",
    receipt_number="WY2026-000123",
    query_hint="凭登记号和查询码，可以在五原县政府信息公开网站查询办理进度。",
    received_on=date(2026, 11, 3),
    channel_label="网上提交",
    came_by="在网上提出的",
    wanted=WANTED,
    issued_on=date(2026, 11, 24),
    recourse=Recourse(COUNTY_GOVERNMENT, COUNTY_COURT),
)


def part(outcome: str, **more: Any) -> Part:
    """An outcome as a drafter would write it."""
    values: dict[str, Any] = {
        "facts": "经查，本机关于2025年12月制作了《荣丰村高标准农田建设项目竣工验收报告》。",
        "basis": "《中华人民共和国政府信息公开条例》" + OUTCOMES[outcome].basis.removeprefix("《条例》"),
        "reasons": "该项目由本机关组织实施，相关材料由本机关制作并保存，情况已经核实。",
        "guidance": "五原县人民政府网站“法定主动公开内容”栏目（索引号：wy-zrzyj/2026-00012）。",
        **more,
    }
    return Part(outcome, **values)


MORE: dict[str, dict[str, Any]] = {
    "disclosed": {"given": ("荣丰村高标准农田建设项目竣工验收报告（12页）", "资金拨付凭证（3页）")},
    "partial": {"given": ("荣丰村高标准农田建设项目竣工验收报告（12页，已作区分处理）",)},
    "third_party": {
        "reasons": "所涉内容是施工企业的成本构成，属于商业秘密，公开会损害其合法权益，该企业不同意公开且理由合理。"
    },
    "not_held": {
        "searches": (
            "办公室档案室，2024年至2025年文书档案，以“荣丰村”“高标准农田”为关键词检索，没有找到",
            "耕地保护股业务系统，逐件查阅，没有找到",
        ),
        "searched_by": "办公室、耕地保护股工作人员",
        "guidance": "",
    },
    "not_ours": {
        "agency": "五原县农牧和科技局",
        "agency_contact": "五原县隆兴昌镇，0478-5211111",
        "passed_on": date(2026, 11, 10),
        "guidance": "",
    },
}

DAY = date(2026, 12, 18)
PARTY = {
    "third_party": "内蒙古某某建设工程有限公司",
    "content": "荣丰村高标准农田建设项目竣工验收报告第三章“工程造价明细”",
}
BODIES: dict[LetterKind, dict[str, Any]] = {
    LetterKind.RECEIPT: {
        "reply_by": date(2026, 12, 1),
        "received_rule": "网上提交，当日双方确认，确认之日为收到之日",
        "order": "《中华人民共和国政府信息公开条例》",
    },
    LetterKind.AMENDMENT_NOTICE: {
        "finding": "经审查，申请内容不明确。",
        "items": ["写明需要哪一年度、哪一标段的验收报告", "写明“资金拨付凭证”指的是哪几笔资金"],
        "span": 15,
        "amend_by": DAY,
    },
    LetterKind.EXPLANATION_REQUEST: {
        "facts": "2026年1月至10月，您向本机关提出政府信息公开申请142件。",
        "span": 10,
        "explain_by": DAY,
    },
    LetterKind.DELAY_NOTICE: {
        "reasons": "所涉材料有3000余页，需要逐页审查，",
        "reply_by": DAY,
        "explained_on": DAY,
    },
    LetterKind.EXTENSION_NOTICE: {
        "reasons": "因所涉材料较多，需要逐件检索和审查，不能按期答复。",
        "due_on": date(2026, 12, 1),
        "reply_by": date(2026, 12, 29),
        "days": 20,
    },
    LetterKind.THIRD_PARTY_CONSULTATION: {**PARTY, "interest": "可能涉及商业秘密"},
    LetterKind.THIRD_PARTY_REPLY_FORM: PARTY,
    LetterKind.CONSULTATION_TOLD: {
        "whom": "征求第三方的意见",
        "asked": [(date(2026, 11, 9), "征求第三方意见书")],
        "until": date(2026, 12, 9),
    },
    LetterKind.THIRD_PARTY_RESULT: {
        **PARTY,
        "asked_on": date(2026, 11, 9),
        "answer": "不同意公开",
        "disclosed": True,
        "basis": "《中华人民共和国政府信息公开条例》第十五条、第三十二条",
        "reasons": "该项目使用财政资金，造价与当地农民的切身利益相关，不公开会对公共利益造成重大影响。",
    },
    LetterKind.COAUTHOR_CONSULTATION: {
        "addressee": "五原县水利局",
        "content": PARTY["content"],
        "wanted": WANTED,
    },
    LetterKind.ASSISTANCE_LETTER: {
        "addressee": "五原县档案馆",
        "wanted": WANTED,
        "requests": ["查找2004年荣丰村土地承包档案", "说明该批档案是否已经开放"],
        "answer_by": DAY,
    },
    LetterKind.FEE_NOTICE: {
        "span": 20,
        "standard": "按量",
        "calculation": [
            "30页以内：不收费",
            "第31页至第100页：70页×10元=700元",
            "第101页至第109页：9页×20元=180元",
        ],
        "amount": "880",
        "payment": "到本机关办公室领取缴款书，在任一代收银行缴入国库。",
        "pay_by": DAY,
    },
    LetterKind.REOPENING_NOTICE: {
        "closed_on": date(2026, 11, 10),
        "closed_as": "逾期不补正，不再处理",
        "reasons": "补正告知书没有送达。",
        "withdraws": "《政府信息公开申请逾期不补正不再处理告知书》（五自然资公开告〔2026〕8号）",
        "amends": True,
        "items": ["写明需要哪一年度的验收报告"],
        "span": 15,
        "act_by": DAY,
    },
    LetterKind.LATER_NOTICE: {
        "number": "五自然资公复〔2026〕8号",
        "opened": False,
        "outcomes": ["deliberative"],
        "reasons": "方案尚未定稿，公开会影响继续讨论。",
        "until": date(2027, 6, 1),
    },
    LetterKind.STRUCK_NOTICE: {"kept": "2026-0146", "struck_on": date(2026, 11, 10)},
    LetterKind.SUSPENSION_NOTICE: {
        "cause": "因突发洪水，档案库房无法进入（自然灾害，属不可抗力），",
        "evidence": "县应急管理局《关于启动防汛应急响应的通知》",
        "suspended_on": date(2026, 11, 10),
    },
    LetterKind.RESUMPTION_NOTICE: {
        "reasons": "现障碍已经消除。",
        "suspended_on": date(2026, 11, 10),
        "resumed_on": date(2026, 11, 20),
        "reply_by": DAY,
    },
    LetterKind.REPLY: {"parts": [part("disclosed", **MORE["disclosed"])]},
    LetterKind.CORRECTION_REPLY: {"parts": [part("corrected", guidance="")]},
    LetterKind.REASONS_NOTICE: {
        "asked_on": DAY,
        "basis": "《中华人民共和国政府信息公开条例》第十四条。",
        "reasons": "所涉内容已依法确定为国家秘密，尚未解密。",
    },
    LetterKind.CLOSED_UNAMENDED: {
        "told_on": date(2026, 11, 5),
        "told_by": "补正告知书",
        "arrived_on": date(2026, 11, 6),
        "amend_by": date(2026, 11, 20),
    },
    LetterKind.CLOSED_UNPAID: {
        "told_on": date(2026, 10, 12),
        "told_by": "收费通知书",
        "amount": "880",
        "pay_by": date(2026, 11, 10),
    },
    LetterKind.WITHDRAWAL_CONFIRMATION: {"withdrawn_on": date(2026, 11, 20)},
    LetterKind.COMPLAINT_REPLY: {
        "complained_on": date(2026, 11, 12),
        "complained_of": "五原县水利局",
        "complaint": "逾期没有答复，也没有告知延期",
        "finding": "属实",
        "findings": "该局收到申请后因经办人员调整，未在20个工作日内答复，投诉属实。",
        "handling": "本机关已责令该局在3个工作日内答复，并对有关责任人员进行批评教育。",
    },
    LetterKind.PROPOSAL_REPLY: {
        "proposed_on": date(2026, 11, 23),
        "proposal": "全村都关心",
        "accepted": True,
        "reasons": "涉及全村利益，应当让大家知道。",
    },
}
#: Letters that settle something, and so tell of remedies.
DECIDES = {
    LetterKind.REPLY,
    LetterKind.CORRECTION_REPLY,
    LetterKind.THIRD_PARTY_RESULT,
    LetterKind.CLOSED_UNAMENDED,
    LetterKind.CLOSED_UNPAID,
    LetterKind.LATER_NOTICE,
}


def case(kind: LetterKind, **changes: Any) -> LetterContext:
    return replace(CASE, body=BODIES[kind], **changes)


def reply(*parts: Part, **changes: Any) -> LetterContext:
    return replace(CASE, body={"parts": list(parts)}, **changes)


def render_letter(kind: LetterKind, context: LetterContext) -> bytes:
    """The PDF of a letter."""
    return render(compose(kind, context), title=f"{context.agency_name}{LETTERS[kind].title}")


def words_of(page: str) -> str:
    """All the words of a letter before it is typeset, without the breaks between them."""
    return "".join(unescape(strip_tags(page.partition("<body")[2].partition(">")[2] or page)).split())


def text_of(pdf: bytes) -> str:
    """All the words of a paper, without the breaks of lines and pages and without their numbers."""
    pages = ("".join(page.split()) for page in pages_of(pdf))
    return "".join(re.sub(r"—\d+—$", "", page) for page in pages)


def folios(pdf: bytes) -> list[str]:
    """What stands at the foot of each page."""
    return ["".join(page.split())[-5:] for page in pages_of(pdf)]


def test_every_letter_and_every_outcome_has_its_words() -> None:
    assert set(LETTERS) == set(LetterKind) == set(BODIES)
    assert set(DECISIONS) == set(OUTCOMES)


@pytest.mark.parametrize("kind", list(LetterKind))
def test_a_letter_can_be_posted(kind: LetterKind) -> None:
    pdf = render_letter(kind, case(kind))
    reader, text = PdfReader(BytesIO(pdf)), text_of(pdf)
    assert b"%PDF-1." in pdf[:8]
    xmp = reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert b"pdfaid" in xmp
    assert reader.metadata is not None
    assert reader.metadata.title == CASE.agency_name + LETTERS[kind].title
    for said in (CASE.agency_name, LETTERS[kind].title, CASE.document_number, CASE.agency_phone):
        assert said in text
    assert CASE.receipt_number in text
    assert ("2026年11月24日" in text) == (kind != LetterKind.THIRD_PARTY_REPLY_FORM)
    assert folios(pdf)[0].endswith("—1—")
    assert "None" not in text


@pytest.mark.parametrize("kind", list(LetterKind))
def test_steps_on_the_way_tell_of_no_remedies(kind: LetterKind) -> None:
    assert ("行政复议" in compose(kind, case(kind))) == (kind in DECIDES)


@pytest.mark.clause("OR-4")
@pytest.mark.clause("条例36")
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_reply_says_what_it_must(outcome: str) -> None:
    written = part(outcome, **MORE.get(outcome, {}))
    text = words_of(compose(LetterKind.REPLY, reply(written)))
    said = [
        "王某某：",
        "2026年11月3日，本机关收到您在网上提出的申请",
        f"“{WANTED}”",
        written.facts,
        written.law,
        written.reasons,
        written.guidance,
        *written.given,
        *written.searches,
        "五原县人民政府申请行政复议",
        "五原县人民法院提起行政诉讼",
        "五原县自然资源局2026年11月24日",
    ]
    for words in said:
        assert "".join(words.split()) in text, words
    assert ("先向五原县人民政府申请行政复议" in text) == OUTCOMES[outcome].refuses
    assert "一、" not in text


def test_a_reply_of_every_outcome_is_typeset_whole() -> None:
    context = reply(*(part(outcome, **MORE.get(outcome, {})) for outcome in OUTCOMES))
    words = words_of(compose(LetterKind.REPLY, context))
    printed = text_of(render_letter(LetterKind.REPLY, context))
    missing = [one for one in re.split(r"[。，：；]", words) if one not in printed]
    assert missing == []


@pytest.mark.clause("OR-4(5)")
def test_who_is_responsible_and_the_passing_on_are_told() -> None:
    text = text_of(render_letter(LetterKind.REPLY, reply(part("not_ours", **MORE["not_ours"]))))
    assert "所申请公开的信息不属于本机关负责公开。" in text
    assert "负责公开该信息的行政机关是五原县农牧和科技局，联系方式：五原县隆兴昌镇，0478-5211111。" in text
    assert "已于2026年11月10日将申请转递该机关" in text


@pytest.mark.clause("条例37")
def test_several_outcomes_stand_under_numbers_with_a_remedy_for_each_sort() -> None:
    page = compose(
        LetterKind.REPLY,
        reply(
            part("disclosed", about="关于竣工验收报告"),
            part("third_party"),
            part("not_held", **MORE["not_held"]),
        ),
    )
    assert "一、关于竣工验收报告" in page
    assert "二、保护第三方合法权益" in page
    assert "三、" in page
    assert "对本答复书中不予公开的内容不服的" in page
    assert "对本答复书的其他内容不服的" in page


@pytest.mark.clause("OR-6")
def test_a_third_party_learns_nothing_of_the_applicant() -> None:
    for kind in (
        LetterKind.THIRD_PARTY_CONSULTATION,
        LetterKind.THIRD_PARTY_REPLY_FORM,
        LetterKind.THIRD_PARTY_RESULT,
        LetterKind.COAUTHOR_CONSULTATION,
        LetterKind.ASSISTANCE_LETTER,
    ):
        page = compose(kind, case(kind))
        assert CASE.applicant_name not in page
        # What was applied for is told to other agencies only.
        agency = kind in (LetterKind.COAUTHOR_CONSULTATION, LetterKind.ASSISTANCE_LETTER)
        assert (WANTED in page) == agency
    asked = compose(LetterKind.THIRD_PARTY_CONSULTATION, case(LetterKind.THIRD_PARTY_CONSULTATION))
    assert "15个工作日" in asked
    assert "依照《五原县政务公开依申请公开制度》第六条视作不同意公开，但是否公开由本机关依照" in asked


def test_a_third_party_whose_wish_was_followed_has_nothing_to_dispute() -> None:
    context = case(LetterKind.THIRD_PARTY_RESULT)
    followed = replace(context, body={**context.body, "disclosed": False})
    page = compose(LetterKind.THIRD_PARTY_RESULT, followed)
    assert "不予公开" in page
    assert "行政复议" not in page


@pytest.mark.clause("条例30")
def test_an_amendment_notice_names_points_and_day() -> None:
    page = compose(LetterKind.AMENDMENT_NOTICE, case(LetterKind.AMENDMENT_NOTICE))
    assert "1．写明需要哪一年度" in page
    assert "2026年12月18日" in page
    assert "视为放弃申请" in page


@pytest.mark.parametrize("kind", list(LetterKind))
def test_what_a_letter_must_say_is_asked_for(kind: LetterKind) -> None:
    for name in LETTERS[kind].needs:
        with pytest.raises(MissingValue, match=name):
            compose(kind, replace(CASE, body={k: v for k, v in BODIES[kind].items() if k != name}))


#: What a letter names that is still to come is called so; what closes an application names a day that is over.
NAMES_A_DAY = {
    kind: name
    for kind, body in BODIES.items()
    for name in body
    if name.endswith("_by") and kind not in (LetterKind.CLOSED_UNAMENDED, LetterKind.CLOSED_UNPAID)
}


@pytest.mark.parametrize("kind", list(NAMES_A_DAY))
def test_a_letter_says_beside_every_last_day_that_it_is_provisional(kind: LetterKind) -> None:
    name = NAMES_A_DAY[kind]
    body = {**BODIES[kind], name: date(2027, 1, 7)}
    said = "2027年1月7日（暂定，以国务院公布的放假安排为准）"
    page = words_of(compose(kind, replace(CASE, body={**body, "provisional": True})))
    assert page.count("2027年1月7日") == page.count(said) > 0
    assert "暂定" not in words_of(compose(kind, replace(CASE, body={**body, "provisional": False})))


def test_an_extension_says_that_the_day_before_was_provisional() -> None:
    kind = LetterKind.EXTENSION_NOTICE
    body = {**BODIES[kind], "due_provisional": True}
    assert "原至2026年12月1日（暂定）。" in words_of(compose(kind, replace(CASE, body=body)))


def test_markup_in_the_applicants_words_stays_words() -> None:
    wanted = "<b>全部</b>&<script>alert(1)</script><img src='http://example.org/x.png'>"
    page = compose(LetterKind.REPLY, reply(part("disclosed"), wanted=wanted))
    assert "<b>" not in page
    assert "<script" not in page
    assert "<img" not in page
    assert wanted in text_of(
        render_letter(LetterKind.REPLY, reply(part("disclosed"), wanted=wanted))
    ).replace("<imgsrc", "<img src")


def test_rare_characters_can_be_copied_out() -> None:
    text = text_of(render_letter(LetterKind.REPLY, reply(part("disclosed"), applicant_name="㛃䶮𠮷")))
    assert "㛃䶮𠮷：" in text


@pytest.mark.parametrize("kind", [LetterKind.RECEIPT, LetterKind.REPLY])
def test_ten_thousand_characters_flow_over_pages(kind: LetterKind) -> None:
    wanted = "".join(f"第{n}项农田建设资料" for n in range(1000))[:10_000]
    pdf = render_letter(kind, case(kind, wanted=wanted))
    assert len(PdfReader(BytesIO(pdf)).pages) > 8
    text = text_of(pdf)
    assert wanted in text
    assert folios(pdf)[8].endswith("—9—")


def test_an_organisation_is_addressed_as_one() -> None:
    page = compose(LetterKind.REPLY, reply(part("disclosed"), to_organisation=True))
    assert "收到贵单位" in page
    assert "您" not in page


def test_the_same_letter_is_the_same_file() -> None:
    context = case(LetterKind.RECEIPT)
    assert render_letter(LetterKind.RECEIPT, context) == render_letter(LetterKind.RECEIPT, context)


def test_the_basis_reads_on_after_its_preposition() -> None:
    assert (
        part("disclosed", basis="根据《条例》第十四条的规定。").law
        == "《中华人民共和国政府信息公开条例》第十四条"
    )
