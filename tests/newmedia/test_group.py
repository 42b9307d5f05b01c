"""The contact group, under real names; originals recommended to one another (NM-5, NM-25)."""

from __future__ import annotations

import pytest
from django.db import InternalError, transaction
from django.test import Client

from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines.models import Clock
from newmedia.models import Account, Circular, CircularCopy, Post
from newmedia.statute import SEEN
from tests.newmedia.people import Office
from tests.newmedia.test_accounts import waits
from tests.personas import County

TOLD = {"title": "国庆期间值班", "body": "请各单位排好值班，保持电话畅通。"}


def send(office: Office, **more: str) -> Circular:
    given = {**TOLD, **more}
    return office.county.do("newmedia.send_circular", "agency:bmj", "bmj-records_office", given).matter


@pytest.mark.clause("NM-25")
def test_every_agency_with_an_account_gets_a_copy_and_says_that_it_saw_it(
    office: Office, county: County
) -> None:
    office.live()
    circular = send(office)
    copy = circular.copies.get()
    assert (copy.agency.code, copy.state) == ("rfbsc", "unread")
    assert (copy.ref, "newmedia.see_circular") in waits(county, "rfbsc-drafter")
    copy = office.do("see_circular", copy, "drafter").matter
    assert (copy.state, copy.reader) == ("seen", county.people["rfbsc-drafter"])
    clock = Clock.objects.of(copy.kind, copy.pk).get(limit=SEEN.code)
    assert clock.ending == "met"
    assert (copy.ref, "newmedia.answer_circular") not in waits(county, "rfbsc-drafter")
    with pytest.raises(InternalError, match="NM-25"), transaction.atomic():
        CircularCopy.objects.filter(pk=copy.pk).update(reader=county.people["rfbsc-leader"])
    with pytest.raises(InternalError, match="NM-25"), transaction.atomic():
        Circular.objects.update(body="别的")


@pytest.mark.clause("NM-25")
def test_an_answer_that_is_wanted_waits_until_it_is_given(office: Office, county: County) -> None:
    office.live()
    copy = send(office, answer_wanted="on").copies.get()
    copy = office.do("see_circular", copy, "drafter").matter
    assert (copy.ref, "newmedia.answer_circular") in waits(county, "rfbsc-records_office")
    copy = office.do("answer_circular", copy, "records_office", {"answer": "已经排好。"}).matter
    assert (copy.state, copy.reader) == ("answered", county.people["rfbsc-drafter"])
    assert copy in CircularCopy.objects.visible_to(county.actor("bmj-records_office"))
    assert copy not in CircularCopy.objects.visible_to(county.actor("lxcz-leader"))


@pytest.mark.clause("NM-25")
def test_it_is_sent_by_an_office_to_somebody(office: Office, county: County) -> None:
    with pytest.raises(Refused, match="群里没有人"):
        send(office)
    office.live()
    with pytest.raises(Refused, match="管政务新媒体的部门发"):
        county.do("newmedia.send_circular", "agency:rfbsc", "rfbsc-records_office", TOLD)


@pytest.mark.clause("NM-25")
def test_what_is_closed_waits_for_nobody(office: Office, county: County) -> None:
    office.live()
    circular = send(office)
    county.do("newmedia.close_circular", circular, "bmj-records_office", {})
    copy = circular.copies.get()
    assert copy.state == "closed"
    assert not Clock.objects.of(copy.kind, copy.pk).open().exists()


@pytest.mark.clause("NM-25")
def test_the_group_stands_there_by_real_names(office: Office, county: County, client: Client) -> None:
    office.live()
    client.force_login(county.people["lxcz-drafter"])
    page = client.get("/desk/newmedia/circular/contacts/").content.decode()
    assert county.people["rfbsc-leader"].full_name in page
    assert "终审" in page
    client.force_login(county.people["rfbsc-archivist"])
    assert client.get("/desk/newmedia/circular/contacts/").status_code == 403


# Originals


def others(office: Office) -> tuple[Office, Account]:
    """The account of another agency."""
    other = Office(office.county, "lxcz")
    return other, other.live(title="隆兴昌发布", handle="longxing")


@pytest.mark.clause("NM-5")
def test_an_original_is_recommended_and_passed_on_word_for_word(office: Office) -> None:
    post = office.released()
    other, account = others(office)
    with pytest.raises(Invalid, match="没有推荐"):
        other.do("pass_on", account, "drafter", {"post": post.pk})
    office.do("recommend", post, "department_head")
    copy = other.do("pass_on", account, "drafter", {"post": post.pk}).matter
    assert (copy.original, copy.body, copy.own) == (post, post.body, False)
    with pytest.raises(Invalid, match="已经转发过"):
        other.do("pass_on", account, "drafter", {"post": post.pk})
    other.release(other.approved(copy), address="https://weixin.example.cn/s/2")
    page = Client().get(f"/newmedia/posts/{copy.pk}/").content.decode()
    assert "转发自" in page
    assert f"/newmedia/posts/{post.pk}/" in page
    with pytest.raises(Refused, match="不能再推荐"):
        other.do("recommend", copy, "department_head")
    with pytest.raises(Refused, match="已经推荐过"):
        office.do("recommend", post, "department_head")


@pytest.mark.clause("NM-5")
def test_what_is_altered_or_withdrawn_is_not_passed_on(office: Office) -> None:
    post = office.released()
    office.do("recommend", post, "department_head")
    other, account = others(office)
    copy = other.do("pass_on", account, "drafter", {"post": post.pk}).matter
    copy = other.do("edit_post", copy, "drafter", {"title": "改过的标题"}).matter
    with pytest.raises(Refused, match="和原创不一样"):
        other.do("hand_in", copy, "drafter")
    copy = other.do("edit_post", copy, "drafter", {"title": post.title}).matter
    copy = other.approved(copy)
    office.do("withdraw_post", post, "leader", {"reason": "数据有误"})
    with pytest.raises(Refused, match="已经撤下这一条"):
        other.release(other.county.fresh(copy))
    with pytest.raises(InternalError, match="NM-5"), transaction.atomic():
        Post.objects.filter(pk=copy.pk).update(
            state="released", released_at=office.county.at, address="https://weixin.example.cn/s/2"
        )
