"""What citizens see of accounts, and what is printed of a filing."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from django.utils.timezone import localdate
from pypdf import PdfReader

from foundation.search.queries import search
from newmedia.models import Filing
from tests.newmedia.people import Office
from tests.personas import County


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.clause("NM-8")
def test_an_account_is_seen_once_it_is_open(office: Office) -> None:
    account = office.filed()
    assert "还没有登记的官方账号" in page("/newmedia/")
    assert Client().get(f"/newmedia/{account.pk}/").status_code == 404
    assert Client().get(f"/newmedia/{account.pk}/code.svg").status_code == 404
    live = Office(office.county, "lxcz").live(subject="隆兴昌镇人民政府", title="隆兴昌发布")
    shown = page("/newmedia/")
    assert "隆兴昌发布" in shown
    assert "荣丰发布" not in shown
    assert "2026-11-02" in shown
    assert "运行中" in page(f"/newmedia/{live.pk}/")
    code = Client().get(f"/newmedia/{live.pk}/code.svg")
    assert code["Content-Type"] == "image/svg+xml"
    assert b"<svg" in code.content


@pytest.mark.clause("NM-13")
def test_a_closed_account_says_where_to_go_and_has_no_code(office: Office) -> None:
    account = office.closed(office.live())
    for address in ("/newmedia/", f"/newmedia/{account.pk}/"):
        shown = page(address)
        assert "请关注“五原发布”微信公众号。" in shown
        assert "code.svg" not in shown
    assert Client().get(f"/newmedia/{account.pk}/code.svg").status_code == 404


@pytest.mark.clause("NM-13")
def test_a_notice_is_seen_while_it_stands_and_a_decision_is_not_before(office: Office) -> None:
    account = office.live()
    assert "注销" not in page(f"/newmedia/{account.pk}/").partition("<article")[2].partition("</article")[0]
    account = office.closing(account)
    assert "正在公示注销" not in page(f"/newmedia/{account.pk}/")
    account = office.decide(account)
    office.do("begin_notice", account, "drafter", {"notice_from": "2026-11-02"})
    shown = page(f"/newmedia/{account.pk}/")
    assert "正在公示注销" in shown
    assert "2026年11月23日" in shown


def test_a_suspended_account_says_so(office: Office) -> None:
    account = office.live()
    office.do("suspend", account, "leader", {"because": "hacked", "reason": "密码被改。"})
    shown = page(f"/newmedia/{account.pk}/")
    assert "账号被盗、被攻击" in shown
    assert "密码被改" not in shown


def test_the_list_is_narrowed(county: County) -> None:
    account = Office(county).live()
    Office(county, "lxcz").live(
        platform="weibo", handle="lxc", title="隆兴昌微博", subject="隆兴昌镇人民政府"
    )
    for query, there in (
        ("agency=rfbsc", True),
        ("platform=wechat", True),
        ("kind=running", True),
        ("agency=lxcz", False),
        ("platform=weibo", False),
        ("kind=closed", False),
        ("platform=nonsense&kind=%00", True),
    ):
        assert (account.title in page(f"/newmedia/?{query}")) is there, query


def test_an_account_is_found(office: Office) -> None:
    account = office.live()
    found = search("荣丰发布").entries[0]
    assert found.url == f"/newmedia/{account.pk}/"


@pytest.mark.clause("NM-8(2)")
def test_one_entry_prints_three_filings_and_the_sheet(office: Office) -> None:
    office.filing()
    filing = Filing.objects.get()
    client = Client()
    client.force_login(office.county.people["rfbsc-drafter"])
    answer = client.get(f"/desk/newmedia/filing/{filing.pk}/filing.pdf")
    assert answer["Content-Type"] == "application/pdf"
    pages = [each.extract_text() for each in PdfReader(BytesIO(answer.content)).pages]
    said = "".join("".join(pages).split())
    for words in (
        "宣传部）",
        "网信办）",
        "县政务公开办公室）",
        "全国政务新媒体信息报送系统信息表",
        "荣丰发布",
    ):
        assert words in said, words
    assert len(pages) == 4
    client.force_login(office.county.people["lxcz-drafter"])
    assert client.get(f"/desk/newmedia/filing/{filing.pk}/filing.pdf").status_code == 404


@pytest.mark.clause("NM-20")
def test_nothing_leads_to_an_account_that_somebody_has_taken_over(office: Office) -> None:
    account = office.live()
    office.do("suspend", account, "leader", {"because": "hacked", "reason": "有人冒发"})
    page = Client().get(f"/newmedia/{account.pk}/").content.decode()
    assert account.address not in page
    assert "不要相信" in page
    assert Client().get(f"/newmedia/{account.pk}/code.svg").status_code == 404
    assert "code.svg" not in Client().get("/newmedia/").content.decode()


@pytest.mark.clause("NM-8")
def test_programs_read_every_official_account(office: Office, client: Client) -> None:
    account = office.live()
    Office(office.county, "lxcz").proposed(title="隆兴昌发布")
    listed = client.get("/api/v1/accounts").json()["items"]
    [row] = listed
    assert row["title"] == "荣丰发布"
    assert (row["platform"], row["platform_name"], row["state"]) == ("wechat", "微信公众号", "运行中")
    assert row["address"] == account.address
    assert row["filed_on"] == str(account.filed_on)
    assert row["url"] == f"/newmedia/{account.pk}/"
    assert client.get(f"/api/v1/accounts/{account.pk}").json() == row
    assert client.get("/api/v1/accounts?agency=lxcz").json()["items"] == []
    assert client.get("/api/v1/accounts?format=csv").content.decode().count("荣丰发布") == 1
    hacked = {"because": "hacked", "reason": "密码被盗。"}
    office.do("suspend", account, "records_office", hacked)
    gone = client.get(f"/api/v1/accounts/{account.pk}").json()
    assert (gone["address"], gone["state"]) == ("", "暂停更新"), (
        "nothing leads to what somebody has taken over"
    )


@pytest.mark.clause("NM-13")
def test_programs_read_where_a_closed_account_went_and_not_before_its_notice(
    office: Office, client: Client
) -> None:
    account = office.live()
    account = office.closing(account)
    seen = client.get(f"/api/v1/accounts/{account.pk}").json()
    assert (seen["state"], seen["where_now"]) == ("运行中", "")
    account = office.decide(account)
    account = office.do(
        "begin_notice", account, "drafter", {"notice_from": str(localdate(office.county.at))}
    ).matter
    account = office.archived(office.over(account))
    office.do("cancel", account, "drafter", {"closed_on": str(localdate(office.county.at))})
    seen = client.get(f"/api/v1/accounts/{account.pk}").json()
    assert (seen["state"], seen["address"]) == ("已注销", "")
    assert seen["where_now"] == "请关注“五原发布”微信公众号。"
