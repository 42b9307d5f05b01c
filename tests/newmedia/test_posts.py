"""Posts: three reviews by three people of exactly this text, released as approved, put right in public (NM-2 to NM-11, NM-21)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from foundation.agencies.models import Staff
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.figures.computing import values
from foundation.figures.declared import FIGURES, Span
from newmedia.models import Post, PostReview
from tests.newmedia.people import GATES, POST, REPOST, Office
from tests.newmedia.test_accounts import waits
from tests.personas import County


@pytest.mark.clause("NM-9")
def test_a_post_goes_through_three_reviews_and_is_released_as_approved(office: Office) -> None:
    post = office.handed_in()
    for name, role in (
        ("pass_first", "records_office"),
        ("pass_second", "department_head"),
        ("approve", "leader"),
    ):
        assert (post.ref, f"newmedia.{name}") in waits(office.county, f"rfbsc-{role}")
        post = office.do(name, post, role, {"gates": GATES}).matter
    assert [row.stage for row in post.reviews.all()] == ["first", "second", "final"]
    assert {row.digest for row in post.reviews.all()} == {post.digest}
    assert (post.ref, "newmedia.release") in waits(office.county, "rfbsc-drafter")
    post = office.release(post)
    assert post.state == "released"
    page = Client().get(f"/newmedia/posts/{post.pk}/").content.decode()
    assert "早晚各供水两小时" in page
    assert post.address in page


@pytest.mark.clause("NM-10")
def test_a_colleague_submits_what_the_editors_make_a_post_of(office: Office) -> None:
    account = office.live()
    given = {"sort": "service", "title": "换季供水", "body": "11 月 3 日起换季供水。"}
    post = office.do("submit", account, "records_office", given).matter
    assert (post.submitter, post.drafter) == (office.county.people["rfbsc-records_office"], None)
    assert (post.ref, "newmedia.hand_in") in waits(office.county, "rfbsc-drafter")
    office.do("edit_post", post, "drafter", {"title": "11 月 3 日起换季供水"})
    post = office.do("hand_in", post, "drafter").matter
    with pytest.raises(NotPermitted, match="您已办理过"):
        office.do("pass_first", post, "records_office", {"gates": GATES})


@pytest.mark.clause("NM-9")
def test_all_five_gates_are_ticked(office: Office) -> None:
    post = office.handed_in()
    with pytest.raises(Invalid, match="保密关、文字关还没有核对"):
        office.do("pass_first", post, "records_office", {"gates": GATES[:3]})


@pytest.mark.clause("NM-9")
def test_nobody_reviews_twice_or_what_they_wrote(office: Office) -> None:
    """Whoever wrote it under another of their accounts neither."""
    county, account = office.county, office.live()
    county.grant("rfbsc-records_office", "drafter")
    row = account.assignments.get(duty="first")
    staff = county.people["rfbsc-records_office"]
    office.do("assign", account, "records_office", {"staff": staff.pk, "duty": "editor"})
    post = office.do("write", county.fresh(account), "records_office", POST).matter
    office.do("hand_in", post, "records_office")
    with pytest.raises(NotPermitted, match="您已办理过"):
        office.do("pass_first", post, "records_office", {"gates": GATES})
    twin = county.people["rfbsc-secrecy_reviewer"]
    office.do("relieve", account, "department_head", {"assignment": row.pk})
    office.do("assign", account, "department_head", {"staff": twin.pk, "duty": "first"})
    # Accounts of one person are told by its number, which only one of them in use may bear.
    Staff.objects.filter(pk=staff.pk).update(person="x" * 64, is_active=False)
    Staff.objects.filter(pk=twin.pk).update(person="x" * 64)
    twin.refresh_from_db()
    county.people["rfbsc-secrecy_reviewer"] = twin
    with pytest.raises(NotPermitted, match="您已办理过"):
        office.do("pass_first", post, "secrecy_reviewer", {"gates": GATES})


@pytest.mark.clause("NM-18")
def test_only_whom_the_account_names_edits_and_reviews(office: Office) -> None:
    account = office.live()
    with pytest.raises(Refused, match="不是“荣丰发布”的采编人员"):
        office.do("write", account, "records_office", POST)
    post = office.handed_in(office.written(account))
    with pytest.raises(Refused, match="不是“荣丰发布”的初审人员"):
        office.do("pass_first", post, "secrecy_reviewer", {"gates": GATES})


@pytest.mark.clause("NM-18")
def test_who_is_not_on_the_establishment_any_more_reviews_nothing(office: Office) -> None:
    post = office.handed_in()
    Staff.objects.filter(username="rfbsc-records_office").update(on_establishment=False)
    with pytest.raises(Refused, match="在编人员"):
        office.do("pass_first", post, "records_office", {"gates": GATES})
    with pytest.raises(InternalError, match="NM-18"), transaction.atomic():
        PostReview.objects.create(
            post=post,
            round=1,
            stage="first",
            staff=office.county.people["rfbsc-records_office"],
            digest=post.digest,
            gates=GATES,
            at=office.county.at,
        )


@pytest.mark.clause("NM-9")
def test_the_database_approves_nothing_that_three_people_did_not_review(office: Office) -> None:
    post = office.handed_in()
    post = office.do("pass_first", post, "records_office", {"gates": GATES}).matter
    post = office.do("pass_second", post, "department_head", {"gates": GATES}).matter
    with pytest.raises(InternalError, match="NM-9"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(state="approved")
    with pytest.raises(InternalError, match="NM-9"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(body="别的话")
    with pytest.raises(IntegrityError), transaction.atomic():
        PostReview.objects.create(
            post=post,
            round=1,
            stage="final",
            staff=office.county.people["rfbsc-department_head"],
            digest=post.digest,
            gates=GATES,
            at=office.county.at,
        )


@pytest.mark.clause("NM-9")
def test_what_is_changed_is_reviewed_anew_by_all_three(office: Office) -> None:
    post = office.approved()
    post = office.do("take_back", post, "drafter", {"reason": "时间有变。"}).matter
    post = office.do("edit_post", post, "drafter", {"body": "11 月 4 日起换季供水。"}).matter
    post = office.handed_in(post)
    Post.objects.filter(pk=post.pk).update(state="second")
    Post.objects.filter(pk=post.pk).update(state="final")
    with pytest.raises(InternalError, match="NM-9"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(state="approved")
    Post.objects.filter(pk=post.pk).update(state="draft")
    post = office.handed_in(office.county.fresh(post))
    assert office.reviewed(post).reviews.count() == 6


@pytest.mark.clause("NM-9")
def test_a_reviewer_sends_it_back_with_a_reason(office: Office) -> None:
    post = office.handed_in()
    post = office.do("return_post", post, "records_office", {"reason": "写清楚哪些小区。"}).matter
    assert post.state == "draft"
    assert (post.ref, "newmedia.hand_in") in waits(office.county, "rfbsc-drafter")


@pytest.mark.clause("NM-9")
def test_what_stands_there_otherwise_is_told_where(office: Office) -> None:
    post = office.approved()
    other = post.body.replace("两小时", "三小时")
    with pytest.raises(Invalid, match=r"三小时.*两小时"):
        office.release(post, released_text=other)
    assert office.release(post, released_text=f"{post.title}\n\n{post.body}  \n").state == "released"


@pytest.mark.clause("NM-9")
def test_nothing_is_released_before_it_is_approved_or_tomorrow(office: Office) -> None:
    post = office.approved()
    with pytest.raises(Invalid, match="先审后发"):
        office.release(post, released_at_0="2026-10-20", released_at_1="08:00")
    with pytest.raises(Invalid, match="还没有到"):
        office.release(post, released_at_0="2026-12-20", released_at_1="08:00")
    at = post.approved_at - timedelta(days=1)  # type: ignore[operator]
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(state="released", released_at=at, address="https://a.cn")


def test_a_suspended_account_publishes_nothing(office: Office) -> None:
    account = office.live()
    post = office.approved(office.written(account))
    office.do("suspend", account, "leader", {"because": "hacked", "reason": "被盗。"})
    with pytest.raises(Refused, match="暂停运行"):
        office.release(post)


# Sources


@pytest.mark.clause("NM-4")
def test_a_repost_names_a_source_of_the_list_in_force(office: Office) -> None:
    account, source = office.live(), office.source()
    with pytest.raises(Invalid, match="请填写原文网址"):
        office.written(account, source=source.pk)
    later = office.source("后来的网站", listed_on="2026-11-02")
    ended = office.source("停用的网站")
    data = {"lapsed_on": "2026-11-02", "reason": "新名单里没有。"}
    office.county.do("newmedia.lapse_source", ended, "bmj-records_office", data)
    with pytest.raises(Invalid, match="不在今天有效的名单里"):
        office.written(account, source=ended.pk, **REPOST)
    for each in (source, later):
        assert office.written(account, source=each.pk, **REPOST).source == each


@pytest.mark.clause("NM-4")
def test_a_source_struck_off_between_approval_and_release_stops_it(office: Office) -> None:
    source = office.source()
    account = office.live()
    post = office.written(account, source=source.pk, **REPOST)
    with pytest.raises(Invalid, match="请和原文核对"):
        office.do("pass_first", office.handed_in(post), "records_office", {"gates": GATES})
    post = office.reviewed(office.county.fresh(post))
    data = {"lapsed_on": "2026-11-02", "reason": "新名单里没有。"}
    office.county.do("newmedia.lapse_source", source, "bmj-records_office", data)
    with pytest.raises(Refused, match="不在转发名单里"):
        office.release(post)
    with pytest.raises(InternalError, match="NM-4"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(
            state="released", released_at=office.county.at, address="https://a.cn"
        )


@pytest.mark.clause("NM-4")
def test_only_the_propaganda_department_keeps_the_list(office: Office) -> None:
    given = {"name": "某网", "level": "central", "edition": "名单", "listed_on": "2025-06-01"}
    with pytest.raises(Refused, match="由宣传部管"):
        office.do("list_source", "agency:rfbsc", "records_office", given)
    office.source()
    with pytest.raises(Invalid, match="已经有这个来源"):
        office.source()


# Who may announce


@pytest.mark.clause("NM-11")
@pytest.mark.parametrize("bulletin", ["personnel", "case"])
def test_personnel_and_cases_are_announced_by_those_who_may(office: Office, bulletin: str) -> None:
    account = office.live()
    post = office.written(account, bulletin=bulletin)
    with pytest.raises(Refused, match="统一发布"):
        office.handed_in(post)
    passed_on = office.written(account, bulletin=bulletin, source=office.source().pk, **REPOST)
    assert office.handed_in(passed_on).state == "first"
    own = office.county.agencies["rfbsc"]
    own.functions = ["organisation"]
    own.save()
    assert office.handed_in(office.county.fresh(post)).state == "first"


@pytest.mark.clause("NM-2")
def test_every_post_is_of_one_of_four_kinds(office: Office) -> None:
    account = office.live()
    with pytest.raises(Invalid, match="内容类别"):
        office.written(account, sort="")
    with pytest.raises(Invalid, match="没有这个选项"):
        office.written(account, sort="fun")


# Words


@pytest.mark.clause("NM-6")
def test_what_is_found_is_changed_or_answered_before_it_goes_on(office: Office) -> None:
    post = office.written(body="办事处电话 13800138000，快来扫码领取礼品。")
    assert [row.sort for row in post.findings.all()] == ["手机号码", "像是商业广告"]
    with pytest.raises(Refused, match="还有 2 处提示没有处理"):
        office.handed_in(post)
    row = post.findings.get(sort="手机号码")
    said = {"finding": row.pk, "answer": "公开的值班手机。"}
    post = office.do("answer_finding", post, "drafter", said).matter
    post = office.do("edit_post", post, "drafter", {"body": "办事处电话 13800138000，欢迎来办事。"}).matter
    assert [row.answer for row in post.findings.all()] == ["公开的值班手机。"], "what was said is kept"
    assert office.handed_in(post).state == "first"


@pytest.mark.clause("NM-6")
def test_what_must_not_be_said_is_not_answered_away(office: Office) -> None:
    post = office.written(body="淘宝店 www.taobao.com 有售。")
    with pytest.raises(Refused, match="有不能发布的文字：商业链接"):
        office.handed_in(post)
    row = post.findings.get()
    with pytest.raises(Invalid):
        office.do("answer_finding", post, "drafter", {"finding": row.pk, "answer": "可以的"})


@pytest.mark.clause("NM-6")
def test_the_table_begins_empty_and_counts_from_the_day_it_has_a_word(office: Office) -> None:
    account = office.live()
    assert not office.written(account, body="警钟常鸣。").findings.exists()
    with pytest.raises(Invalid, match="单个字"):
        office.term("常", "block")
    term = office.term("警钟常鸣", "block", "应为“警钟长鸣”。")
    post = office.written(account, body="警钟常鸣。")
    assert post.findings.get().advice == "应为“警钟长鸣”。"
    office.county.do("newmedia.strike_term", term, "bmj-records_office", {"reason": "不再用。"})
    assert not office.do("edit_post", post, "drafter", {"title": "提醒"}).matter.findings.exists()


@pytest.mark.clause("NM-6")
def test_what_a_machine_made_is_labelled_before_it_is_released(office: Office) -> None:
    post = office.approved(made_by_ai="on")
    with pytest.raises(Invalid, match="请先在平台上加上标识"):
        office.release(post)
    assert office.release(post, labelled="on").state == "released"


# Put right


@pytest.mark.clause("NM-21")
def test_something_wrong_is_put_right_where_everybody_reads_it(office: Office) -> None:
    post = office.released()
    with pytest.raises(Invalid, match="手机号码"):
        office.do("mend", post, "leader", {"sort": "correction", "text": "请打 13800138000。"})
    post = office.do("mend", post, "leader", {"sort": "correction", "text": "应为 11 月 4 日。"}).matter
    assert post.state == "corrected"
    for address in ("/newmedia/corrections/", f"/newmedia/posts/{post.pk}/"):
        assert "应为 11 月 4 日。" in Client().get(address).content.decode()
    assert "已发布，有更正" in Client().get(f"/newmedia/{post.account_id}/").content.decode()


@pytest.mark.clause("NM-21")
def test_a_withdrawn_post_leaves_its_reason_and_no_text(office: Office) -> None:
    post = office.do("withdraw_post", office.released(), "leader", {"reason": "时间有误，另行发布。"}).matter
    page = Client().get(f"/newmedia/posts/{post.pk}/").content.decode()
    assert "时间有误，另行发布。" in page
    assert "早晚各供水两小时" not in page
    assert "时间有误" in Client().get("/newmedia/corrections/").content.decode()


def test_what_is_not_released_is_nobodys_to_read(office: Office) -> None:
    post = office.approved()
    assert Client().get(f"/newmedia/posts/{post.pk}/").status_code == 404


# A published document


@pytest.mark.clause("NM-2")
def test_a_published_document_offers_the_short_text_with_the_link_back(county: County) -> None:
    office = Office(county)
    account, document = office.live(), county.published()
    client = Client()
    client.force_login(county.people["rfbsc-drafter"])
    page = client.get(f"/desk/disclosure/document/{document.pk}/change/").content.decode()
    assert "写成新媒体信息" in page
    form = client.get(f"/desk/act/newmedia.write_about/{document.ref}/").content.decode()
    assert f"/documents/{document.index_number}/" in form
    post = office.do("write_about", document, "drafter", {**POST, "account": account.pk}).matter
    assert post.document == document
    released = office.released(post)
    page = Client().get(f"/newmedia/posts/{released.pk}/").content.decode()
    assert f"/documents/{document.index_number}/" in page
    beside = Client().get(f"/documents/{document.index_number}/").content.decode()
    assert f"/newmedia/posts/{released.pk}/" in beside


@pytest.mark.clause("NM-6")
def test_leaders_names_are_kept_by_the_propaganda_department(office: Office) -> None:
    account = office.live()
    with pytest.raises(Invalid, match="连同职务写"):
        office.term("张三", "", sort="leader")
    with pytest.raises(Invalid, match="请选择遇到时怎么办"):
        office.term("攻府", "")
    term = office.term("测试县长张建国", "", sort="leader")
    assert (term.sort, term.severity) == ("leader", "answer")
    post = office.written(account, body="测试县长张健国到荣丰办事处调研换季供水。")
    [finding] = post.findings.all()
    assert (finding.passage, finding.severity) == ("测试县长张健国", "answer")
    assert "测试县长张建国" in finding.advice
    with pytest.raises(Refused, match="说明"):
        office.handed_in(post)
    assert not office.written(account, title="另一条", body="测试县长张建国来了。").findings.exists()


@pytest.mark.clause("NM-9")
@pytest.mark.clause("NM-12")
def test_the_share_of_posts_with_three_reviews_counts_no_first_words(office: Office) -> None:
    account = office.live()
    post = office.released(office.written(account))
    office.said(office.word(office.incident(), account))
    figure, span = FIGURES["newmedia.three_reviews"], Span.of_year(2026)
    share = values(figure, span).of(post.agency_id)
    assert (share.number, share.rows) == (100, 1)
    # Reviews of another text, or of another round, are none of it.
    Post.objects.filter(pk=post.pk).update(round=post.round + 1)
    assert values(figure, span).of(post.agency_id).number == 0
