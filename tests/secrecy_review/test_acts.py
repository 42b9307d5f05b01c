"""The secrecy review: what it finds, what it asks, what its opinion does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from disclosure.models import Document
from foundation.agencies.models import RoleGrant
from foundation.agencies.roles import Role
from foundation.casework import ledger
from foundation.casework.refusals import Invalid, NotPermitted
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from secrecy_review.models import Finding, Review
from secrecy_review.statute import HEADS, OPINION, SPECIAL_CATEGORIES
from tests.disclosure.texts import identity_number
from tests.doors import Doors
from tests.personas import OPINION as COMPLETE
from tests.personas import TEXT, County

REVIEWER, RECORDS = "rfbsc-secrecy_reviewer", "rfbsc-records_office"
NUMBER = identity_number()
WITH_NUMBER = f"{TEXT}\n联系人身份证号：{NUMBER}。\n三、附则\n本通知自印发之日起施行。"


def resolve(county: County, review: Review, finding: Finding, resolution: str, why: str = "") -> None:
    """Deal with one finding."""
    data = {"finding": finding.pk, "resolution": resolution, "justification": why}
    county.do("secrecy_review.resolve_finding", review.ref, REVIEWER, data)


# Requesting


@pytest.mark.clause("SR-4")
@pytest.mark.clause("SR-10")
@pytest.mark.clause("PD-5")
def test_a_request_takes_down_the_text_and_starts_fifteen_working_days(county: County) -> None:
    document, review = county.under_review()
    assert (review.state, review.digest, document.state) == ("pending", document.digest, "review")
    assert {place["key"]: place["text"] for place in review.places}["body"] == TEXT
    clock = Clock.objects.of("review", review.pk).get()
    assert (clock.clause, clock.started_on, clock.due_on) == ("SR-10", date(2026, 11, 2), date(2026, 11, 23))
    assert [line.act for line in ledger.lines("review", review.pk)] == ["secrecy_review.request"]
    assert county.people[REVIEWER].notices.filter(subject__startswith="送保密审查").count() == 1
    county.do("secrecy_review.give_opinion", review.ref, REVIEWER, COMPLETE)
    assert Clock.objects.of("review", review.pk).get().ending == "met"


@pytest.mark.clause("SR-10")
def test_an_opinion_that_is_late_is_breached_and_told(county: County) -> None:
    _document, review = county.under_review()
    swept = sweep(Clock.objects.of("review", review.pk).get().due_at)
    assert swept.failed == []
    assert OPINION.label in county.people[REVIEWER].notices.latest("pk").subject
    assert Clock.objects.of("review", review.pk).get().breached_at is not None


@pytest.mark.clause("SR-3")
def test_one_text_is_reviewed_once(doors: Doors) -> None:
    document, _review = doors.county.under_review()
    doors.refuse("secrecy_review.request", document, RECORDS, {}, clause="SR-3", why="正在审查")
    document = doors.county.reviewed()
    doors.refuse("secrecy_review.request", document, RECORDS, {}, clause="SR-3", why="已有审查意见")


@pytest.mark.clause("SR-3")
def test_two_open_reviews_of_one_document_cannot_be_written(county: County) -> None:
    document, review = county.under_review()
    with pytest.raises(IntegrityError, match="review_one_open_per_subject"), transaction.atomic():
        Review.objects.create(
            agency=document.agency,
            created_at=county.at,
            subject_kind="document",
            subject_id=document.pk,
            title=review.title,
            digest=review.digest,
        )


# What it finds


@pytest.mark.clause("SR-4")
def test_what_a_reviewer_must_look_at_is_found_masked_and_placed(county: County) -> None:
    _document, review = county.under_review(body=WITH_NUMBER, summary="机密★1年")
    found = {finding.rule: finding for finding in review.findings.all()}
    assert set(found) == {"identity_card", "secrecy_marking"}
    number = found["identity_card"]
    assert WITH_NUMBER[number.start : number.end] == NUMBER
    assert (number.place, number.place_label) == ("body", "正文")
    assert NUMBER not in number.excerpt
    assert NUMBER not in str(list(ledger.lines("review", review.pk).values()))


@pytest.mark.clause("SR-4")
def test_disclose_is_refused_while_an_identity_number_is_unresolved(doors: Doors) -> None:
    _document, review = doors.county.under_review(body=WITH_NUMBER)
    doors.refuse(
        "secrecy_review.give_opinion",
        review,
        REVIEWER,
        COMPLETE,
        clause="SR-4",
        why="还有 1 处发现没有处理（居民身份证号码）",
    )
    done = doors.county.do(
        "secrecy_review.give_opinion", review.ref, REVIEWER, {**COMPLETE, "opinion": "exempt"}
    )
    assert done.matter.opinion == "exempt"


@pytest.mark.clause("SR-4")
@pytest.mark.clause("SR-11")
@pytest.mark.parametrize(("resolution", "instead"), [("removed", ""), ("masked", "＊" * 18)])
def test_what_is_struck_leaves_the_text_and_the_review_goes_on_with_the_rest(
    county: County, resolution: str, instead: str
) -> None:
    body = f"{WITH_NUMBER}\n另一人：{identity_number(serial='002')}。"
    document, review = county.under_review(body=body)
    first, second = review.findings.all()
    resolve(county, review, first, resolution)
    document, review = county.fresh(document), county.fresh(review)
    # What is deleted takes along the colon that led to it.
    assert document.body == (body.replace(NUMBER, instead) if instead else body.replace(f"：{NUMBER}", ""))
    assert review.digest == document.digest
    line = ledger.last_line("document", document.pk)
    assert line is not None
    assert (line.act, line.detail["cause"]) == ("disclosure.strike", "secrecy_review.resolve_finding")
    assert NUMBER not in str(line.detail)

    second.refresh_from_db()
    assert document.body[second.start : second.end] == identity_number(serial="002")
    resolve(county, review, second, resolution)
    county.do("secrecy_review.give_opinion", review.ref, REVIEWER, COMPLETE)
    document = county.fresh(document)
    assert document.state == Document.State.SIGNING
    assert "三、附则" in document.body
    assert identity_number(serial="002") not in document.body
    assert Review.objects.approving(document).exists()


@pytest.mark.clause("SR-4")
def test_what_stays_says_why(doors: Doors) -> None:
    document, review = doors.county.under_review(body=WITH_NUMBER)
    finding = review.findings.get()
    data = {"finding": str(finding.pk), "resolution": "justified", "justification": " "}
    doors.refuse(
        "secrecy_review.resolve_finding", review, REVIEWER, data, clause="SR-4", why="没有写明这一处为什么"
    )
    resolve(doors.county, review, finding, "justified", "示例号码，不属于任何人。")
    finding.refresh_from_db()
    assert finding.resolved_by == doors.county.people[REVIEWER]
    assert doors.county.fresh(document).body == WITH_NUMBER
    done = doors.county.do("secrecy_review.give_opinion", review.ref, REVIEWER, COMPLETE)
    assert done.matter.state == "concluded"


@pytest.mark.clause("SR-4")
def test_a_finding_is_resolved_once(county: County) -> None:
    _document, review = county.under_review(body=WITH_NUMBER)
    finding = review.findings.get()
    resolve(county, review, finding, "masked")
    with pytest.raises(Invalid, match="没有这一处发现，或已处理"):
        resolve(county, review, finding, "removed")


@pytest.mark.clause("SR-4")
def test_what_an_attachment_says_goes_back_to_the_drafter(doors: Doors) -> None:
    county = doors.county
    document = county.draft()
    upload = SimpleUploadedFile("名单.txt", f"张某，{NUMBER}".encode())
    data = {"title": "名单", "audience": "public"}
    county.do("disclosure.attach", document.ref, "rfbsc-drafter", data, files={"file": upload})
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", document.ref, RECORDS)
    review = county.do("secrecy_review.request", document.ref, RECORDS).matter
    finding = review.findings.get()
    assert finding.place_label == "附件《名单》"
    entered = {"finding": str(finding.pk), "resolution": "removed", "justification": ""}
    doors.refuse(
        "secrecy_review.resolve_finding", review, REVIEWER, entered, clause="SR-4", why="不能在这里改动"
    )


# The opinion


@pytest.mark.clause("SR-9")
@pytest.mark.parametrize("opinion", ["disclose", "exempt", "refer"])
@pytest.mark.parametrize(("blank", "label"), [("basis", "依据"), ("reasons", "理由")])
def test_an_opinion_has_basis_and_reasons(doors: Doors, opinion: str, blank: str, label: str) -> None:
    _document, review = doors.county.under_review()
    data = {**COMPLETE, "opinion": opinion, "authority": "bmj", blank: "　"}
    doors.refuse(
        "secrecy_review.give_opinion",
        review,
        REVIEWER,
        data,
        clause="SR-9",
        why=f"审查意见没有注明{label}",
    )


@pytest.mark.clause("SR-9")
def test_there_are_three_opinions_and_no_other(county: County) -> None:
    _document, review = county.under_review()
    for other in ("", "approve"):
        with pytest.raises(Invalid):
            county.do("secrecy_review.give_opinion", review.ref, REVIEWER, {**COMPLETE, "opinion": other})


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize("head", list(HEADS))
@pytest.mark.parametrize("part", ["", "_basis"])
def test_each_of_the_four_heads_is_answered_with_its_basis(doors: Doors, head: str, part: str) -> None:
    _document, review = doors.county.under_review()
    data = {**COMPLETE, f"{head}{part}": ""}
    refusal = doors.refuse(
        "secrecy_review.give_opinion", review, REVIEWER, data, clause="SR-4", why="还没有逐项回答并附依据"
    )
    assert HEADS[head] in refusal.why


@pytest.mark.clause("SR-4")
def test_one_basis_serves_every_head_that_is_not_involved(doors: Doors) -> None:
    _document, review = doors.county.under_review()
    blank = {f"{head}_basis": "" for head in HEADS} | {"common_basis": "逐段核对。"}
    handled = {"personal_privacy": "handled"}
    doors.refuse(
        "secrecy_review.give_opinion",
        review,
        REVIEWER,
        {**COMPLETE, **blank, **handled},
        clause="SR-4",
        why="还没有逐项回答并附依据：个人隐私",
    )
    own = {"personal_privacy_basis": "姓名已经遮盖。"}
    doors.county.do(
        "secrecy_review.give_opinion", review.ref, REVIEWER, {**COMPLETE, **blank, **handled, **own}
    )
    given = doors.county.fresh(review)
    assert {getattr(given, f"{head}_basis") for head in HEADS} == {"逐段核对。", "姓名已经遮盖。"}


@pytest.mark.clause("SR-11")
@pytest.mark.parametrize("head", list(HEADS))
def test_what_involves_a_secret_is_not_disclosed_as_it_is(doors: Doors, head: str) -> None:
    _document, review = doors.county.under_review()
    refusal = doors.refuse(
        "secrecy_review.give_opinion",
        review,
        REVIEWER,
        {**COMPLETE, head: "yes"},
        clause="SR-11",
        why="不能原样公开",
    )
    assert HEADS[head] in refusal.why
    handled = {**COMPLETE, head: "handled"}
    done = doors.county.do("secrecy_review.give_opinion", review.ref, REVIEWER, handled)
    assert done.matter.state == "concluded"


@pytest.mark.clause("SR-7")
@pytest.mark.parametrize("category", list(SPECIAL_CATEGORIES))
def test_a_special_category_needs_the_approving_authority(doors: Doors, category: str) -> None:
    _document, review = doors.county.under_review(special_category=category)
    doors.refuse(
        "secrecy_review.give_opinion", review, REVIEWER, COMPLETE, clause="SR-7", why="没有批准机关与文号"
    )
    approved = {**COMPLETE, "approval_reference": "巴卫健发〔2026〕3号"}
    done = doors.county.do("secrecy_review.give_opinion", review.ref, REVIEWER, approved)
    assert done.matter.approval_reference == "巴卫健发〔2026〕3号"


@pytest.mark.clause("SR-3")
def test_an_opinion_is_on_the_text_that_was_requested(doors: Doors) -> None:
    """Even where the text was changed past every act."""
    document, review = doors.county.under_review(body=WITH_NUMBER)
    Document.objects.filter(pk=document.pk).update(body=WITH_NUMBER + "加一句。")
    doors.refuse(
        "secrecy_review.give_opinion", review, REVIEWER, COMPLETE, clause="SR-3", why="送审之后文本有改动"
    )
    finding = {"finding": str(review.findings.get().pk), "resolution": "removed", "justification": ""}
    doors.refuse(
        "secrecy_review.resolve_finding", review, REVIEWER, finding, clause="SR-3", why="送审之后文本有改动"
    )


@pytest.mark.clause("SR-6(2)")
def test_the_drafter_does_not_review_what_they_wrote(doors: Doors) -> None:
    drafter = doors.county.people["rfbsc-drafter"]
    RoleGrant.objects.create(staff=drafter, role=Role.SECRECY_REVIEWER, agency=drafter.agency)
    _document, review = doors.county.under_review(body=WITH_NUMBER)
    entered: list[tuple[str, dict[str, Any]]] = [
        ("give_opinion", {**COMPLETE, "opinion": "exempt"}),
        (
            "resolve_finding",
            {"finding": str(review.findings.get().pk), "resolution": "masked", "justification": ""},
        ),
    ]
    for name, data in entered:
        doors.refuse(f"secrecy_review.{name}", review, drafter.username, data, clause="SR-6(2)", why="“拟稿”")


@pytest.mark.clause("SR-9")
def test_a_concluded_review_without_basis_cannot_be_written(county: County) -> None:
    """Everything else is there; what is blank is what fails."""
    _document, review = county.under_review()
    concluded: dict[str, Any] = {**COMPLETE, "state": "concluded", "concluded_at": county.at}
    concluded["reviewer"] = county.people[REVIEWER]
    for blank in ("basis", "reasons", *HEADS, *(f"{head}_basis" for head in HEADS)):
        with pytest.raises(IntegrityError, match="review_concluded_is_complete"), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(**{**concluded, blank: ""})
    assert Review.objects.filter(pk=review.pk).update(**concluded) == 1


# Referral


@pytest.mark.clause("SR-8")
def test_a_referral_names_the_authority_and_not_oneself(doors: Doors) -> None:
    _document, review = doors.county.under_review()
    refer = {**COMPLETE, "opinion": "refer"}
    doors.refuse(
        "secrecy_review.give_opinion", review, REVIEWER, refer, clause="SR-8", why="没有选定报审机关"
    )
    doors.refuse(
        "secrecy_review.give_opinion",
        review,
        REVIEWER,
        {**refer, "authority": "rfbsc"},
        clause="SR-8",
        why="不能报给自己",
    )


@pytest.mark.clause("SR-8")
def test_it_goes_up_level_by_level_until_somebody_can_decide_and_comes_back(county: County) -> None:
    """Unsure: the township; unsure too: the secrecy administration, which decides; then it is signed at home."""
    document, review = county.under_review()
    refer = {"opinion": "refer", "basis": "《保守国家秘密法》第二十三条", "reasons": "拿不准是否涉密"}
    competent = {"authority": "lxcz", "competence": "镇政府主管这项工作（职责分工第三项）"}
    up = county.do("secrecy_review.give_opinion", review.ref, REVIEWER, {**refer, **competent}).matter
    assert (up.state, up.acting_agency.code) == ("referred", "lxcz")
    assert county.fresh(document).state == Document.State.REVIEW
    with pytest.raises(NotPermitted):
        county.do("secrecy_review.give_opinion", review.ref, REVIEWER, COMPLETE)

    up = county.do(
        "secrecy_review.give_opinion", review.ref, "lxcz-secrecy_reviewer", {**refer, "authority": "bmj"}
    ).matter
    assert (up.state, up.acting_agency.code) == ("referred", "bmj")
    done = county.do("secrecy_review.give_opinion", review.ref, "bmj-secrecy_reviewer", COMPLETE)
    assert (done.line.from_state, done.line.to_state) == ("referred", "concluded")
    assert [(r.from_agency.code, r.to_agency.code) for r in review.referrals.order_by("at")] == [
        ("rfbsc", "lxcz"),
        ("lxcz", "bmj"),
    ]
    assert county.fresh(document).state == Document.State.SIGNING
    clock = Clock.objects.of("review", review.pk).get()
    assert (clock.ending, clock.pauses.count()) == ("met", 0)

    county.do("disclosure.sign", document.ref, "rfbsc-department_head")
    county.do("disclosure.sign", document.ref, "rfbsc-leader")
    published = county.do("disclosure.publish", document.ref, RECORDS).matter
    assert published.state == Document.State.PUBLISHED


@pytest.mark.clause("SR-8")
def test_the_inspector_may_decide_what_was_referred(county: County) -> None:
    _document, review = county.under_review()
    refer = {"opinion": "refer", "basis": "第八条", "reasons": "拿不准", "authority": "bmj"}
    county.do("secrecy_review.give_opinion", review.ref, REVIEWER, refer)
    done = county.do("secrecy_review.give_opinion", review.ref, "secrecy_inspector", COMPLETE)
    assert done.matter.reviewer == county.people["secrecy_inspector"]


@pytest.mark.clause("SR-8")
def test_the_authority_sees_the_review_only_once_it_was_referred(doors: Doors) -> None:
    _document, review = doors.county.under_review()
    page = f"/desk/secrecy_review/review/{review.pk}/change/"
    assert doors.desk("lxcz-secrecy_reviewer").get(page).status_code == 404
    refer = {
        "opinion": "refer",
        "basis": "第八条",
        "reasons": "拿不准",
        "authority": "lxcz",
        "competence": "主管",
    }
    doors.county.do("secrecy_review.give_opinion", review.ref, REVIEWER, refer)
    assert doors.desk("lxcz-secrecy_reviewer").get(page).status_code == 200


@pytest.mark.clause("SR-8")
def test_whoever_is_asked_finds_it_on_their_work_list(doors: Doors) -> None:
    document, review = doors.county.under_review()
    refer = {
        "opinion": "refer",
        "basis": "第八条",
        "reasons": "拿不准",
        "authority": "lxcz",
        "competence": "主管",
    }
    doors.county.do("secrecy_review.give_opinion", review.ref, REVIEWER, refer)
    assert document.title in doors.desk("lxcz-secrecy_reviewer").get("/desk/").content.decode()
    notices = doors.county.people["lxcz-secrecy_reviewer"].notices
    assert notices.filter(subject__startswith="提出审查意见").count() == 1


# Void


@pytest.mark.clause("SR-3")
def test_a_void_review_stays_void(doors: Doors) -> None:
    document, review = doors.county.under_review()
    change = {"title": "新标题", "note": "改标题"}
    doors.county.do("disclosure.correct", document.ref, RECORDS, change)
    line = ledger.last_line("review", review.pk)
    assert line is not None
    assert (line.act, line.detail["cause"]) == ("secrecy_review.void", "disclosure.correct")
    doors.refuse(
        "secrecy_review.give_opinion", review, REVIEWER, COMPLETE, clause="SR-3", why="送审之后文本有改动"
    )
    doors.county.do("disclosure.return_to_drafter", document.ref, RECORDS, {"reason": "退回"})
    doors.county.do("disclosure.edit", document.ref, "rfbsc-drafter", {"title": review.title})
    doors.refuse(
        "secrecy_review.give_opinion", review, REVIEWER, COMPLETE, clause="SR-9", why="现在是“已失效”"
    )
