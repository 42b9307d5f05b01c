"""The month-end check of every account: counted, kept as it was made, circulated (NM-13, NM-24)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from foundation.casework.refusals import Refused
from foundation.deadlines.sweep import sweep
from newmedia import monthly
from newmedia.acts.monthly import concerned
from newmedia.clockwork import check_months
from newmedia.models import Account, MonthCheck, Post
from tests.newmedia.people import POST, Office
from tests.newmedia.test_accounts import waits
from tests.personas import County


def checked(office: Office) -> dict[str, monthly.Row]:
    """This month until today, by the names of accounts."""
    today = localdate(office.county.at)
    rows = monthly.check(Account.objects.all(), today.replace(day=1), today)
    return {row.title: row for row in rows}


def days(office: Office, number: int) -> None:
    office.county.at += timedelta(days=number)
    sweep(office.county.at)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 31), date(2026, 1, 1), date(2026, 1, 31)),
        (date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 1), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_the_edges_of_months(day: date, first: date, last: date) -> None:
    assert monthly.month_of(day) == (first, last)


@pytest.mark.clause("NM-13")
def test_own_and_reposted_are_counted_apart(office: Office) -> None:
    account = office.live()
    office.released(office.written(account))
    source = office.source()
    office.released(office.written(account, source=source.pk, source_address="https://news.example.cn/1"))
    row = checked(office)["荣丰发布"]
    assert (row.own, row.reposted, row.silent_days) == (1, 1, 0)
    assert (row.problems, row.hints) == ([], ["原创少，可以考虑并入别的账号"])


@pytest.mark.clause("NM-21")
def test_what_is_put_right_counts_in_its_own_month(office: Office) -> None:
    post = office.released()
    days(office, 35)
    office.do("mend", post, "leader", {"sort": "correction", "text": "应为 11 月 4 日。"})
    assert checked(office)["荣丰发布"].mended == 1
    november = monthly.check(Account.objects.all(), date(2026, 11, 1), date(2026, 11, 30))
    assert november[0].mended == 0


@pytest.mark.clause("NM-13")
def test_silence_stands_in_the_table_the_graver_alone(office: Office) -> None:
    office.live()
    days(office, 15)
    assert checked(office)["荣丰发布"].problems == ["超过两周没有更新"]
    days(office, 17)
    assert checked(office)["荣丰发布"].problems == ["超过一个月没有更新"]


@pytest.mark.clause("NM-13")
@pytest.mark.parametrize(
    ("after", "body", "trivial"),
    [
        (12, "早安。", True),
        (12, "早。" + "\u200b！" * 30, True),
        (12, POST["body"], False),
        (5, "早安。", False),
    ],
)
def test_what_only_beats_the_line_is_pointed_out(
    office: Office, after: int, body: str, trivial: bool
) -> None:
    account = office.live()
    days(office, after)
    post = office.released(office.written(account, body=body))
    assert post.trivial is trivial
    found = checked(office)["荣丰发布"].problems
    assert found == (["卡着期限凑数更新 1 次"] if trivial else [])


@pytest.mark.clause("NM-13")
def test_a_repost_at_the_edge_beats_the_line_too(office: Office) -> None:
    account, source = office.live(), office.source()
    days(office, 12)
    given = {"source": source.pk, "source_address": "https://news.example.cn/1"}
    assert office.released(office.written(account, **given)).trivial


@pytest.mark.clause("NM-22")
@pytest.mark.clause("NM-23")
def test_what_ran_out_in_the_month_stands_at_its_account(office: Office) -> None:
    account = office.live()
    row = account.assignments.get(duty="manager")
    office.do("relieve", account, "department_head", {"assignment": row.pk})
    office.incident(minutes=10)
    days(office, 9)
    problems = checked(office)["荣丰发布"].problems
    assert set(problems) == {
        "突发事件超过 120 分钟才首发",
        "变动没有按时报备",
        "密码没有按时重新设置",
    }


@pytest.mark.clause("NM-13")
def test_the_check_is_made_once_and_stays(office: Office, county: County) -> None:
    office.live()
    assert check_months(at=county.at) == 0, "nothing ran last month"
    days(office, 30)
    assert check_months(at=county.at) == 1
    assert check_months(at=county.at) == 0
    made = MonthCheck.objects.get()
    assert (made.month, made.accounts, made.failing) == (date(2026, 11, 1), 1, 1)
    assert made.title == "2026 年 11 月政务新媒体检查表"
    assert (made.ref, "newmedia.circulate_check") in waits(county, f"{made.agency.code}-leader")
    with pytest.raises(InternalError, match="NM-13"), transaction.atomic():
        MonthCheck.objects.update(failing=0)
    assert made not in MonthCheck.objects.visible_to(county.actor("lxcz-leader"))
    made = county.do("newmedia.circulate_check", made, f"{made.agency.code}-leader", {}).matter
    assert made in MonthCheck.objects.visible_to(county.actor("lxcz-leader"))


@pytest.mark.clause("NM-13")
def test_no_month_is_left_out_however_long_nothing_ran(office: Office) -> None:
    office.live()
    days(office, 100)
    assert check_months(at=office.county.at) == 3
    months = list(MonthCheck.objects.order_by("month").values_list("month", flat=True))
    assert months == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]


@pytest.mark.clause("NM-13")
def test_page_workbook_and_paper_say_the_same(office: Office, county: County, client: Client) -> None:
    office.live()
    days(office, 30)
    check_months(at=county.at)
    made = MonthCheck.objects.get()
    client.force_login(county.people[f"{made.agency.code}-leader"])
    page = client.get(f"/desk/newmedia/monthcheck/{made.pk}/change/").content.decode()
    assert "超过两周没有更新" in page
    book = client.get(f"/desk/newmedia/monthcheck/{made.pk}/check.xlsx")
    assert book.content.startswith(b"PK")
    paper = client.get(f"/desk/newmedia/monthcheck/{made.pk}/check.pdf")
    assert paper.content.startswith(b"%PDF")
    listed = client.get("/desk/newmedia/monthcheck/").content.decode()
    assert "本月到今天的情况" in listed


@pytest.mark.clause("NM-13")
def test_this_month_shows_whoever_asks_the_accounts_they_may_read(
    office: Office, county: County, client: Client
) -> None:
    office.live()
    Office(county, "lxcz").live(handle="longxing", title="隆兴昌发布")
    for who, seen in (("lxcz-drafter", False), ("bmj-records_office", True)):
        client.force_login(county.people[who])
        page = client.get("/desk/newmedia/monthcheck/now/").content.decode()
        assert ("荣丰发布" in page) is seen
        assert "隆兴昌发布" in page
    assert client.get("/desk/newmedia/monthcheck/now/?as=xlsx").content.startswith(b"PK")


@pytest.mark.clause("NM-13")
def test_many_posts_cost_no_more_queries(office: Office) -> None:
    account = office.live()
    post = office.released(office.written(account))

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            checked(office)
        return len(seen)

    few = queries()
    Post.objects.bulk_create(
        Post(
            agency=post.agency,
            created_at=post.created_at,
            account=account,
            sort="service",
            title=str(n),
            body="一",
        )
        for n in range(60)
    )
    other = Office(office.county, "lxcz")
    other.live(handle="longxing", title="隆兴昌发布")
    days(office, 16)
    assert queries() <= few + 1, "one more for the watches whose days ran out"


@pytest.mark.clause("NM-13")
def test_made_late_it_says_how_everything_stood_at_the_end_of_the_month(
    office: Office, county: County
) -> None:
    account = office.live()
    post = office.released(office.written(account))
    silent = Office(county, "lxcz").live(handle="longxing", title="隆兴昌发布")
    days(office, 30)
    # All of this is of December: before anybody makes the table of November.
    given = {"reason": "数据有误，另行发布。"}
    office.do("withdraw_post", post, "leader", given)
    office.do("suspend", account, "records_office", {"because": "platform", "reason": "平台维护。"})
    Office(county, "lxcz").released(Office(county, "lxcz").written(silent))
    changed = Account.objects.get(pk=silent.pk)
    Office(county, "lxcz").do("change", changed, "drafter", {**_facts(changed), "title": "隆兴昌政务"})
    days(office, 40)
    check_months(at=county.at)
    november = MonthCheck.objects.get(month=date(2026, 11, 1))
    rows = {row.title: row for row in monthly.read(november.rows)}
    assert set(rows) == {"荣丰发布", "隆兴昌发布"}
    one, other = rows["荣丰发布"], rows["隆兴昌发布"]
    assert (one.state, one.own, one.mended) == ("运行中", 1, 0)
    assert "暂停运行" not in one.problems
    assert (other.last_post, other.problems) == ("", ["超过两周没有更新"])
    assert other.silent_days == (date(2026, 11, 30) - localdate(silent.live_at)).days
    december = MonthCheck.objects.get(month=date(2026, 12, 1))
    assert {row.title: row.state for row in monthly.read(december.rows)}["荣丰发布"] == "暂停运行"


def _facts(account: Account) -> dict[str, object]:
    """The facts of an account as the form of a change has them."""
    names = ("title", "handle", "address", "purpose", "subject", "in_charge", "phone", "interactions")
    return {name: getattr(account, name) for name in names}


def refused(county: County, first: MonthCheck, clerk: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        county.do("newmedia.make_edition", first, clerk, {"reason": "再做一版"})


@pytest.mark.clause("NM-13")
def test_a_second_edition_says_why_and_what_differs_and_the_first_stays(
    office: Office, county: County, client: Client
) -> None:
    account = office.live()
    approved = office.approved(office.written(account))
    then = office.now()
    days(office, 30)
    check_months(at=county.at)
    first = MonthCheck.objects.get()
    clerk = f"{first.agency.code}-records_office"
    before = (first.rows, first.digest)
    refused(county, first, clerk, "完全一样")
    # A post of November that nobody registered until now.
    office.release(approved, **then)
    client.force_login(county.people[clerk])
    page = client.get(f"/desk/newmedia/monthcheck/{first.pk}/change/").content.decode()
    assert "现在统计不同的" in page
    second: MonthCheck = county.do(
        "newmedia.make_edition", first, clerk, {"reason": "有一条 11 月的信息补登。"}
    ).matter
    assert second.title == "2026 年 11 月政务新媒体检查表（第 2 版）"
    assert {(one["head"], one["before"], one["after"]) for one in second.differences} >= {("原创", "0", "1")}
    first.refresh_from_db()
    assert (first.rows, first.digest) == before
    refused(county, first, clerk, "更新的一版")
    assert check_months(at=county.at) == 0, "no month is made anew by itself"
    page = client.get(f"/desk/newmedia/monthcheck/{second.pk}/change/").content.decode()
    assert "有一条 11 月的信息补登。" in page
    assert "和上一版不同的" in page
    assert client.get(f"/desk/newmedia/monthcheck/{second.pk}/check.pdf").content.startswith(b"%PDF")
    with pytest.raises(InternalError, match="NM-13"), transaction.atomic():
        MonthCheck.objects.filter(pk=second.pk).update(because="别的原因")


@pytest.mark.clause("NM-13")
def test_whoever_is_told_of_a_check_costs_the_same_however_many_agencies(
    office: Office, county: County
) -> None:
    def told() -> int:
        days(office, 31)
        check_months(at=county.at)
        made = MonthCheck.objects.order_by("month").last()
        with CaptureQueriesContext(connection) as seen:
            people = set(concerned(made))
        assert county.people["rfbsc-leader"] in people
        return len(seen)

    office.live()
    days(office, 16)
    few = told()
    Office(county, "lxcz").live(handle="longxing", title="隆兴昌发布")
    assert told() == few == 1
