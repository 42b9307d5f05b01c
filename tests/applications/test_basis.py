"""The legal basis of a decision: each outcome rests on articles of its own, and the reply cites these (条例14-16, 36, 37)."""

from __future__ import annotations

import pytest

from applications.basis import basis_of, objection_to
from applications.statute import OUTCOMES
from foundation.casework.refusals import Invalid, Refused
from foundation.clauses.places import Place, cited
from tests.applicants import DECISION, Desk, on

ORDER = "《中华人民共和国政府信息公开条例》"
SECRECY = "《中华人民共和国保守国家秘密法》第十三条"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("《条例》第三十六条第（一）项", [Place(36, "条例", item=1)]),
        ("《条例》第36条第1项", [Place(36, "条例", item=1)]),
        ("《条例》第十五条、第三十七条", [Place(15, "条例"), Place(37, "条例")]),
        ("《条例》第十六条第一款、第二款", [Place(16, "条例", paragraph=1), Place(16, "条例", paragraph=2)]),
        ("《中华人民共和国刑法》第二百一十九条", [Place(219, "刑法")]),
        ("《统计法》", [Place(0, "统计法")]),
        ("依照有关规定", []),
    ],
)
def test_places_are_read_out_of_running_text(text: str, places: list[Place]) -> None:
    assert cited(text) == places


@pytest.mark.clause("条例36")
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_basis_written_from_the_outcome_is_right_but_for_what_only_the_drafter_knows(
    outcome: str,
) -> None:
    written = basis_of(outcome)
    assert written.startswith(ORDER)
    if OUTCOMES[outcome].by_other_law:
        assert "哪一部法律" in objection_to(written, outcome)
        written += "、" + SECRECY
    if outcome == "partial":
        assert "不予公开部分的依据" in objection_to(written, outcome)
        written = basis_of(outcome, ["third_party"])
    assert objection_to(written, outcome) == ""


@pytest.mark.clause("条例36")
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_no_outcome_rests_on_the_article_of_another(outcome: str) -> None:
    own = {place.article for place in cited(OUTCOMES[outcome].basis)}
    for other in OUTCOMES.values():
        if own.isdisjoint(place.article for place in cited(other.basis)):
            assert objection_to(basis_of(other.code), outcome), other.code


@pytest.mark.clause("条例36")
@pytest.mark.parametrize(
    ("outcome", "basis", "says"),
    [
        ("state_secret", "有关规定", "请写明依据的法规"),
        ("state_secret", SECRECY, "请写明依据的法规"),
        ("state_secret", f"{ORDER}第十五条", "第十四条"),
        ("state_secret", f"{ORDER}第十四条、第十六条第一款", "不是"),
        ("state_secret", "第十四条", "请写明依据的法规"),
        ("deliberative", f"{ORDER}第十六条", "第二款"),
        ("deliberative", f"{ORDER}第十六条第一款", "第二款"),
        ("disclosed", f"{ORDER}第三十六条", "第二项"),
        ("disclosed", f"{ORDER}第三十六条第三项", "第二项"),
        ("disclosed", f"{ORDER}第三十六条第二项、第三项", "不是"),
        ("partial", f"{ORDER}第三十七条", "不予公开部分的依据"),
        ("forbidden_by_law", f"{ORDER}第十四条", "哪一部法律"),
        ("forbidden_by_law", f"{ORDER}第十四条、《统计法》", "哪一条"),
        ("special_register", f"{ORDER}第三十六条第七项", "哪一部法律"),
    ],
)  # fmt: skip
def test_a_basis_that_is_not_the_outcomes_is_refused(outcome: str, basis: str, says: str) -> None:
    assert says in objection_to(basis, outcome)


@pytest.mark.parametrize(
    ("outcome", "basis"),
    [
        ("state_secret", f"{ORDER}第十四条、第三十六条第（三）项"),
        ("state_secret", f"{SECRECY}、《条例》第14条"),
        ("third_party", f"{ORDER}第十五条、第三十二条"),
        ("partial", f"{ORDER}第十六条第二款、第三十六条第二项、第三十七条"),
        ("forbidden_by_law", "《中华人民共和国统计法》第二十五条、《条例》第十四条"),
        ("not_held", "根据《条例》第三十六条第四项的规定"),
    ],
)
def test_a_basis_may_say_more(outcome: str, basis: str) -> None:
    assert objection_to(basis, outcome) == ""


@pytest.mark.django_db
@pytest.mark.clause("条例14")
def test_a_refusal_cites_no_law_that_somebody_typed_in(desk: Desk) -> None:
    reply = desk.clerk("applications.draft_reply", desk.registered(on("2026-11-02")), on("2026-11-05")).matter
    said = {**DECISION, "outcome": "state_secret", "basis": "《民法典》第一条"}
    with pytest.raises(Invalid, match="请写明依据的法规"):
        desk.clerk("applications.decide", reply, on("2026-11-05"), said)


@pytest.mark.django_db
@pytest.mark.clause("条例36")
def test_a_basis_left_blank_is_written_from_the_outcome(desk: Desk) -> None:
    reply = desk.clerk("applications.draft_reply", desk.registered(on("2026-11-02")), on("2026-11-05")).matter
    desk.clerk("applications.decide", reply, on("2026-11-05"), {**DECISION, "basis": ""})
    assert reply.decisions.get().basis == f"{ORDER}第三十六条第二项"


@pytest.mark.django_db
@pytest.mark.clause("条例37")
def test_what_is_struck_on_a_ground_is_cited_with_it(desk: Desk) -> None:
    """The ground of a struck passage is chosen after the decision was written: the reply goes no further without it."""
    at = on("2026-11-05")
    reply = desk.clerk("applications.draft_reply", desk.registered(on("2026-11-02")), at).matter
    partial = {**DECISION, "outcome": "partial", "basis": f"{ORDER}第十五条、第三十七条"}
    desk.clerk("applications.decide", reply, at, partial)
    text = {
        "title": "会议材料",
        "source": "面积表。讨论情况如下。",
        "released": "面积表。",
        "ground": "deliberative",
    }
    desk.clerk("applications.give_passage", reply, at, text)
    with pytest.raises(Refused, match="第十六条第二款"):
        desk.clerk("applications.submit_reply", reply, at)
    decision = reply.decisions.get()
    desk.clerk("applications.drop_decision", reply, at, {"decision": decision.pk})
    desk.clerk("applications.decide", reply, at, {**partial, "basis": ""})
    assert reply.decisions.get().basis == f"{ORDER}第十六条第二款、第三十七条"
