"""条例15, 32, 37: what becomes of each third party's information, and what each is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from applications.models import Application, Consultation, Reply
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines.sweep import sweep
from tests.applicants import DECISION, Desk, on

pytestmark = pytest.mark.django_db

AT = on("2026-12-14")
WITHHELD = {"outcome": "third_party", "reasons": "公开合同单价会使其在同类投标中处于不利地位", "guidance": ""}
PARTIAL = {
    "outcome": "partial",
    "basis": "《条例》第十五条、第三十七条",
    "reasons": "公开单价会使其在同类投标中处于不利地位",
}
PASSAGE = {
    "title": "合同",
    "source": "工程合格。单价四百三十五元整。质保两年。内部讨论时两人反对。",
    "released": "工程合格。质保两年。",
    "ground": "third_party",
}
INTEREST = {"public_interest": "涉及饮用水安全，不公开会造成重大影响"}


def asked(desk: Desk, *answers: str) -> tuple[Application, list[Consultation]]:
    """An application about which third parties were asked; each answered as told, kept silent, or was not reached."""
    application = desk.registered(on("2026-11-02"))
    found = []
    for n in range(len(answers)):
        who = {
            "party": "third_party",
            "name": f"{'甲乙丙'[n]}公司",
            "address": "五原县",
            "concern": f"第{n}份合同",
        }
        one = desk.clerk("applications.consult", application, on("2026-11-03"), who).matter
        found.append(one)
    for one, answer in zip(found, answers, strict=True):
        if answer == "returned":
            desk.clerk("applications.end_consultation", one, on("2026-11-06"), {"reason": "退信"})
            continue
        proof = {"received_on": "2026-11-04", "proof": "回证"}
        desk.clerk("applications.record_receipt", one, on("2026-11-04"), proof)
    for one, answer in zip(found, answers, strict=True):
        if answer not in ("silent", "returned"):
            said = {"answer": answer, "opinion": "属于商业秘密"}
            desk.citizen("applications.give_opinion", one, on("2026-11-05"), said)
    assert not sweep(at=on("2026-12-01", 0)).failed
    return Application.objects.get(pk=application.pk), found


def submitted(
    desk: Desk,
    application: Application,
    *decisions: Mapping[str, Any],
    weighed: Mapping[int, Mapping[str, str]],
    wording: Mapping[str, str] | None = None,
    passage: Mapping[str, str] | None = None,
) -> Reply:
    """A reply that was submitted, with what it decides for each third party."""
    reply = desk.drafted(application, AT, *decisions)
    if passage:
        desk.clerk("applications.give_passage", reply, AT, passage)
    if wording:
        desk.clerk("applications.word_reply", reply, AT, wording)
    for consultation, decided in weighed.items():
        said = {"reasons": "已经权衡", "consultation": consultation, **decided}
        desk.clerk("applications.weigh", reply, AT, said)
    desk.clerk("applications.submit_reply", reply, AT)
    return Reply.objects.get(pk=reply.pk)


DISCLOSE, WITHHOLD = {"decided": "disclosed"}, {"decided": "withheld"}
OVERRULE, DISMISS = {**DISCLOSE, "objection": "reasonable"}, {**DISCLOSE, "objection": "unfounded"}
WEIGHTY = "有 1 位第三方不同意公开且理由合理"
PART = {"decided": "partly", "given": "质保条款"}

#: What the third parties said – the decisions, the text given, what is decided for each – why it may not go on so.
REFUSED: list[tuple[str, list[str], list[Any], Any, list[Any], str]] = [
    ("nobody decided about a party", ["agrees"], [DECISION], None, [], "还有 1 位没有决定"),
    ("disclosed against good reasons", ["agrees", "refuses"], [DECISION], None, [DISCLOSE, OVERRULE], WEIGHTY),
    ("all of what was agreed in part", ["partly"], [DECISION], None, [OVERRULE], WEIGHTY),
    (
        "another party's refusal frees nobody",
        ["refuses", "refuses"],
        [DECISION, WITHHELD],
        None,
        [OVERRULE, WITHHOLD],
        WEIGHTY,
    ),
    ("withheld though all agreed", ["agrees"], [WITHHELD], None, [WITHHOLD], "没有一位第三方的信息须要保护"),
    (
        "silence alone, by decision",
        ["silent", "agrees"],
        [DECISION, {**WITHHELD, "reasons": "第三方逾期未答复，视作不同意。"}],
        None,
        [WITHHOLD, DISCLOSE],
        "沉默视作不同意，但不能单独",
    ),
    (
        "silence alone, by passage",
        ["silent"],
        [{**PARTIAL, "reasons": "第三方逾期未答复，视作不同意。"}],
        PASSAGE,
        [WITHHOLD],
        "沉默视作不同意，但不能单独",
    ),
    ("struck, and nobody asked", [], [PARTIAL], PASSAGE, [], "没有书面征求第三方意见"),
    ("refused, and nobody asked", [], [WITHHELD], None, [], "没有书面征求第三方意见"),
    ("given to nobody", ["agrees"], [{"outcome": "deliberative"}], None, [DISCLOSE], "什么也没有公开"),
    ("all given, and yet withheld", ["refuses"], [DECISION], None, [WITHHOLD], "答复全部公开"),
]  # fmt: skip


@pytest.mark.clause("OR-6", "条例15", "条例32", "条例37")
@pytest.mark.parametrize(
    ("answers", "decisions", "passage", "weighed", "why"),
    [pytest.param(*row[1:], id=row[0]) for row in REFUSED],
)
def test_what_would_wrong_a_third_party_or_the_applicant_goes_no_further(
    desk: Desk, answers: list[str], decisions: list[Any], passage: Any, weighed: list[Any], why: str
) -> None:
    application, parties = asked(desk, *answers)
    each = {party.pk: decided for party, decided in zip(parties, weighed, strict=False)}
    with pytest.raises(Refused, match=why):
        submitted(desk, application, *decisions, weighed=each, passage=passage)


#: The same – what each third party is then told, with the words that only its own letter has.
TOLD: list[tuple[str, list[str], list[Any], Any, list[Any], Any, list[str]]] = [
    ("agreed, given", ["agrees"], [DECISION], None, [DISCLOSE], None, ["予以公开上述内容"]),
    ("refused, withheld", ["refuses"], [WITHHELD], None, [WITHHOLD], None, ["对上述内容不予公开"]),
    ("not reached, withheld for the harm", ["returned"], [WITHHELD], None, [WITHHOLD], None, []),
    ("not reached, given", ["returned"], [DECISION], None, [DISCLOSE], None, []),
    ("silent, given", ["silent"], [DECISION], None, [DISCLOSE], None, ["视作不同意"]),
    ("refused without good reasons, given", ["refuses"], [DECISION], None, [DISMISS], None, ["已经权衡"]),
    (
        "one given against its will, one withheld",
        ["refuses", "refuses"],
        [DECISION, WITHHELD],
        None,
        [OVERRULE, WITHHOLD],
        INTEREST,
        ["饮用水安全", "对上述内容不予公开"],
    ),
    (
        "agreed in part, part given",
        ["partly"],
        [PARTIAL],
        PASSAGE,
        [PART],
        None,
        ["“质保条款”</span>；其余内容不予公开"],
    ),
    (
        "agreed, but not held",
        ["agrees"],
        [{"outcome": "deliberative"}],
        None,
        [{**WITHHOLD, "reasons": "属于讨论记录"}],
        None,
        ["属于讨论记录"],
    ),
]  # fmt: skip


@pytest.mark.clause("OR-6", "条例15", "条例32")
@pytest.mark.parametrize(
    ("answers", "decisions", "passage", "weighed", "wording", "said"),
    [pytest.param(*row[1:], id=row[0]) for row in TOLD],
)
def test_each_third_party_is_told_what_became_of_its_own(
    desk: Desk, answers: list[str], decisions: list[Any], passage: Any, weighed: list[Any], wording: Any, said: list[str]
) -> None:  # fmt: skip
    application, parties = asked(desk, *answers)
    each = {party.pk: decided for party, decided in zip(parties, weighed, strict=True)}
    reply = submitted(desk, application, *decisions, weighed=each, passage=passage, wording=wording)
    desk.clerk("applications.issue_reply", desk.signed(reply, AT), AT)
    letters = application.letters.filter(kind="third_party_result").order_by("consultation")
    assert len(letters) == len(said)
    for letter, words in zip(letters, said, strict=True):
        assert words in letter.content
        assert "测试人" not in letter.content


@pytest.mark.clause("OR-6", "条例32")
def test_who_refuses_after_the_signature_is_heard(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    reply = desk.signed(desk.drafted(application, on("2026-11-03")), on("2026-11-03"))
    who = {"party": "third_party", "name": "甲公司", "address": "五原县", "concern": "合同"}
    one = desk.clerk("applications.consult", application, on("2026-11-04"), who).matter
    said = {"answer": "refuses", "opinion": "属于商业秘密"}
    desk.citizen("applications.give_opinion", one, on("2026-11-05"), said)
    with pytest.raises(Refused, match="还有 1 位没有决定"):
        desk.clerk("applications.issue_reply", reply, on("2026-11-06"))


@pytest.mark.clause("OR-6", "SR-4")
def test_what_third_parties_are_told_is_reviewed_and_signed(desk: Desk) -> None:
    application, (party,) = asked(desk, "refuses")
    reply = submitted(desk, application, WITHHELD, weighed={party.pk: WITHHOLD})
    assert "对第三方的理由" in {place.label for place in reply.review_places()}
    with pytest.raises(Refused):
        desk.clerk("applications.weigh", reply, AT, {"consultation": party.pk, **WITHHOLD, "reasons": "改"})
    before = reply.digest
    reply.weighings.update(reasons="改过")
    assert Reply.objects.get(pk=reply.pk).digest != before


@pytest.mark.clause("OR-6")
def test_a_second_letter_takes_the_place_of_the_one_that_came_back(desk: Desk) -> None:
    application, (first,) = asked(desk, "returned")
    who = {"party": "third_party", "name": "甲公司", "address": "新地址", "concern": "合同"}
    second = desk.clerk("applications.consult", application, on("2026-12-02"), who).matter
    desk.citizen("applications.give_opinion", second, on("2026-12-03"), {"answer": "agrees"})
    application.refresh_from_db()
    assert submitted(desk, application, weighed={second.pk: DISCLOSE}).state == "rechecked"
    assert first.pk != second.pk


@pytest.mark.clause("条例37")
def test_each_struck_passage_has_its_own_ground_and_the_letter_names_them(desk: Desk) -> None:
    application, (party,) = asked(desk, "refuses")
    basis = "《条例》第十五条、第十六条第二款、第三十七条"
    reply = desk.drafted(application, AT, {**PARTIAL, "basis": basis})
    desk.clerk("applications.give_passage", reply, AT, PASSAGE)
    passage = reply.passages.get()
    assert len(passage.struck) == 2
    with pytest.raises(Invalid):
        desk.clerk(
            "applications.ground_passage", reply, AT, {"piece": f"{passage.pk}:2", "ground": "deliberative"}
        )
    desk.clerk(
        "applications.ground_passage", reply, AT, {"piece": f"{passage.pk}:1", "ground": "deliberative"}
    )
    desk.clerk("applications.weigh", reply, AT, {"consultation": party.pk, **WITHHOLD, "reasons": "报价"})
    desk.clerk("applications.issue_reply", desk.signed(Reply.objects.get(), AT), AT)
    letter = application.letters.get(kind="reply").content
    assert "删去1处，依据：《中华人民共和国政府信息公开条例》第十五条（保护第三方合法权益）" in letter
    assert "删去1处，依据：《中华人民共和国政府信息公开条例》第十六条第二款（过程性信息）" in letter


@pytest.mark.clause("条例32")
def test_an_objection_is_found_reasonable_or_not_before_anything_is_given_against_it(desk: Desk) -> None:
    application, (party,) = asked(desk, "refuses")
    reply = desk.drafted(application, AT)
    with pytest.raises(Invalid, match="理由是否合理"):
        desk.clerk("applications.weigh", reply, AT, {"consultation": party.pk, **DISCLOSE, "reasons": "权衡"})


@pytest.mark.clause("条例32")
def test_an_objection_without_reasons_is_recorded_as_one_and_is_not_reasonable(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    who = {"party": "third_party", "name": "甲公司", "address": "五原县", "concern": "合同"}
    party = desk.clerk("applications.consult", application, on("2026-11-03"), who).matter
    desk.citizen("applications.give_opinion", party, on("2026-11-05"), {"answer": "refuses"})
    party.refresh_from_db()
    assert (party.state, party.consent) == ("answered", "不同意公开，没有说明理由")
    reply = desk.drafted(application, AT)
    said = {"consultation": party.pk, "reasons": "合同价款依法公示"}
    with pytest.raises(Invalid, match="不能算有合理理由"):
        desk.clerk("applications.weigh", reply, AT, {**said, **OVERRULE})
    desk.clerk("applications.weigh", reply, AT, {**said, **DISMISS})
    desk.clerk("applications.submit_reply", reply, AT)


@pytest.mark.clause("条例32")
def test_what_was_said_in_time_counts_whenever_it_is_entered(desk: Desk) -> None:
    """The letter lay unopened until the silence had been recorded, and a decision been drafted on it."""
    application, (party,) = asked(desk, "silent")
    reply = desk.drafted(application, AT)
    desk.clerk("applications.weigh", reply, AT, {"consultation": party.pk, **DISCLOSE, "reasons": "权衡"})
    said = {"answer": "refuses", "opinion": "属于商业秘密"}
    with pytest.raises(Refused, match="已于 2026-11-25 届满"):
        desk.clerk("applications.give_opinion", party, AT, {**said, "answered_on": "2026-11-26"})
    desk.clerk("applications.give_opinion", party, AT, {**said, "answered_on": "2026-11-25"})
    party.refresh_from_db()
    assert (party.state, party.consent) == ("answered", "不同意公开")
    with pytest.raises(Refused, match="还没有写明其理由是否合理"):
        desk.clerk("applications.submit_reply", reply, AT)


@pytest.mark.clause("条例37")
@pytest.mark.parametrize(
    ("concern", "asks"),
    [
        ("名单中的身份证号码和联系电话", False),
        ("村民的居民身份证号、银行账号、家庭住址等个人信息是否公开", False),
        ("手机号", False),
        ("合同单价", True),
        ("合同单价及联系电话", True),
        ("医疗救助的病种和身份证号", True),
    ],
)
def test_nobody_is_asked_about_identifiers_that_are_struck_anyway(
    desk: Desk, concern: str, asks: bool
) -> None:
    who = {"party": "third_party", "name": "甲公司", "address": "五原县", "concern": concern}
    application = desk.registered(on("2026-11-02"))
    if asks:
        desk.clerk("applications.consult", application, on("2026-11-03"), who)
    else:
        with pytest.raises(Invalid, match="直接删去"):
            desk.clerk("applications.consult", application, on("2026-11-03"), who)


@pytest.mark.clause("OR-6")
@pytest.mark.parametrize("said", ["测试人要的合同单价", "测 试 人要的合同单价", "138-0013-8000 要的合同单价"])
def test_nobody_who_is_asked_learns_who_applied(desk: Desk, said: str) -> None:
    who = {"party": "third_party", "name": "甲公司", "address": "五原县", "concern": said}
    application = desk.registered(on("2026-11-02"))
    with pytest.raises(Invalid, match="里面有申请人的"):
        desk.clerk("applications.consult", application, on("2026-11-03"), who)
    who["concern"] = "合同单价"
    party = desk.clerk("applications.consult", application, on("2026-11-03"), who).matter
    desk.citizen("applications.give_opinion", party, on("2026-11-05"), {"answer": "agrees"})
    reply = desk.drafted(application, AT)
    with pytest.raises(Invalid, match="里面有申请人的"):
        desk.clerk("applications.weigh", reply, AT, {"consultation": party.pk, **DISCLOSE, "reasons": said})


@pytest.mark.clause("OR-6")
@pytest.mark.parametrize("said", ["甲公司的报价属于商业秘密", "甲·公司的报价属于商业秘密"])
def test_the_agencys_own_words_do_not_name_the_third_party(desk: Desk, said: str) -> None:
    application, (party,) = asked(desk, "refuses")
    weighed = {party.pk: WITHHOLD}
    with pytest.raises(Refused, match="写了第三方的姓名或名称"):
        submitted(desk, application, {**WITHHELD, "reasons": said}, weighed=weighed)
