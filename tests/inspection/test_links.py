"""Links of public texts: gathered, asked for politely, never inside a private network, dead only after two days."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from time import sleep
from typing import Any, ClassVar

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from inspection import asking, links
from inspection.asking import Answer, ask_inside, ask_outside, public_address
from inspection.clockwork import check_all
from inspection.models import Link, LinkUse, Shortfall
from inspection.statute import OUTSIDE_A_NIGHT
from tests.inspection.people import Office

pytestmark = [pytest.mark.django_db, pytest.mark.clause("国办秘函〔2019〕19号")]
OUTSIDE = "https://www.example.gov.cn/tongzhi/1.html"


@pytest.fixture
def site(settings: Any) -> Any:
    """The site has a name, and may ask outside."""
    settings.SITE_URL, settings.SITE_DOMAIN = "https://www.wuyuan.test", "www.wuyuan.test"
    settings.ALLOWED_HOSTS = ["www.wuyuan.test"]
    settings.CHECK_OUTSIDE_LINKS = True
    return settings


def dead(url: str, before: Any = None) -> Answer:
    return Answer(False, "网页已经没有（404）")


def alive(url: str, before: Any = None) -> Answer:
    return Answer(True, "打得开（200）")


def no_pause() -> None:
    """Tests do not wait."""


def no_before(host: str) -> None:
    """Nor before a single request."""


def with_link(office: Office, url: str = OUTSIDE) -> Link:
    """A published document whose text leads there, gathered."""
    office.county.published(body=f"各单位：\n申报入口见{url}，请按时申报。")
    links.gather(office.county.at)
    return Link.objects.get()


def test_an_address_ends_where_the_sentence_goes_on() -> None:
    text = "见 http://a.example.cn/x?y=1#z，和（https://b.example.cn/(1)）。HTTPS 不算，http://localhost/ 也不算。"
    assert links.addresses_in(text) == ["http://a.example.cn/x?y=1", "https://b.example.cn/(1)"]
    assert links.addresses_in("http://a.example.cn:99999/") == []
    assert links.addresses_in("https://A.example.cn/Q.") == ["https://a.example.cn/Q"]


def test_what_is_public_is_gathered_and_what_is_withdrawn_is_not(office: Office, site: Any) -> None:
    county = office.county
    county.draft(body="https://draft.example.cn/ 还没有公开")
    document = county.published(body=f"各单位：\n见{OUTSIDE}。")
    links.gather(county.at)
    use = LinkUse.objects.select_related("link").get()
    assert (use.link.url, use.agency, use.title, use.link.inside) == (
        OUTSIDE,
        document.agency,
        document.title,
        False,
    )
    links.gather(county.at)
    assert (Link.objects.count(), LinkUse.objects.count()) == (1, 1)
    county.do("disclosure.withdraw", document.ref, "rfbsc-records_office", {"reason": "有误"})
    links.gather(county.at)
    assert not Link.objects.exists()


def test_outside_it_is_dead_after_failing_on_two_days_and_alive_again_at_once(
    office: Office, site: Any
) -> None:
    county = office.county
    link = with_link(office)
    for day in (1, 1):  # twice on one day is once
        county.at += timedelta(days=day)
        links.check(county.at, outside=dead, pause=no_pause)
        links.check(county.at, outside=dead, pause=no_pause)
        link.refresh_from_db()
        check_all(at=county.at)
        assert Shortfall.objects.standing().filter(indicator="link").exists() == (link.failed_days == 2)
    row = Shortfall.objects.get(indicator="link")
    assert OUTSIDE in row.label
    assert "404" in row.detail
    assert row.agency.code == "rfbsc"
    county.at += timedelta(days=1)
    links.check(county.at, outside=alive, pause=no_pause)
    check_all(at=county.at)
    row.refresh_from_db()
    assert row.mended_on is not None


def test_what_answered_is_left_alone_for_a_week(office: Office, site: Any) -> None:
    county, asked = office.county, []
    with_link(office)
    for _day in range(8):
        links.check(county.at, outside=lambda url, before: (asked.append(url), alive(url))[1], pause=no_pause)
        county.at += timedelta(days=1)
    assert len(asked) == 2


def test_switched_off_nobody_outside_is_asked(office: Office, site: Any) -> None:
    site.CHECK_OUTSIDE_LINKS = False
    with_link(office)

    def never(url: str, before: Any) -> Answer:
        raise AssertionError

    assert links.check(office.county.at, outside=never, pause=no_pause) == 0


def test_tests_and_development_ask_nobody(settings: Any) -> None:
    assert settings.CHECK_OUTSIDE_LINKS is False


def test_a_night_has_a_bound_and_a_host_is_not_hurried(office: Office, site: Any) -> None:
    day = office.county.at.date()
    rows = [
        Link(url=f"https://h{n % 3}.example.cn/{n}", digest=f"{n:064d}", host=f"h{n % 3}.example.cn")
        for n in range(links.OUTSIDE_AT_ONCE + 50)
    ]
    Link.objects.bulk_create(rows)
    hosts: list[str] = []
    pauses: list[int] = []
    done = links.check(
        office.county.at,
        outside=lambda url, before: (hosts.append(url.split("/")[2]), before(hosts[-1]), alive(url))[2],
        pause=lambda: pauses.append(1),
    )
    assert done == links.OUTSIDE_AT_ONCE
    # Each host is owed its pause, also where another was asked in between.
    assert len(pauses) == links.OUTSIDE_AT_ONCE - len(set(hosts))
    pauses.clear()
    Link.objects.bulk_create(
        [
            Link(url=f"https://x.example.cn/{n}", digest=f"x{n:063d}", host="x", checked_on=day)
            for n in range(OUTSIDE_A_NIGHT)
        ]
    )
    assert links.check(office.county.at, outside=alive, pause=no_pause) == 0
    Link.objects.exclude(host="h1.example.cn").delete()
    Link.objects.update(checked_on=None)
    left = Link.objects.count()
    links.check(
        office.county.at,
        outside=lambda url, before: (before(url.split("/")[2]), alive(url))[1],
        pause=lambda: pauses.append(1),
    )
    assert len(pauses) == min(left, links.OUTSIDE_AT_ONCE) - 1


def test_an_address_that_breaks_the_asking_stops_nothing(office: Office, site: Any) -> None:
    link = with_link(office)

    def breaks(url: str, before: Any) -> Answer:
        raise RuntimeError

    assert links.check(office.county.at, outside=breaks, pause=no_pause) == 1
    link.refresh_from_db()
    assert (link.failed_days, link.checked_on) == (0, office.county.at.date())


def test_the_time_of_the_worker_ends_the_run(office: Office, site: Any) -> None:
    with_link(office)

    def slow(url: str, before: Any) -> Answer:
        raise SoftTimeLimitExceeded

    with pytest.raises(SoftTimeLimitExceeded):
        links.check(office.county.at, outside=slow, pause=no_pause)


def test_a_run_ends_after_its_minutes(office: Office, site: Any) -> None:
    Link.objects.bulk_create(
        Link(url=f"https://h{n}.example.cn/", digest=f"{n:064d}", host=f"h{n}.example.cn") for n in range(9)
    )
    ticks = iter(range(0, 9999, 100))
    done = links.check(office.county.at, outside=alive, pause=no_pause, clock=lambda: float(next(ticks)))
    assert done == 2


def test_where_nobody_answers_nothing_is_recorded(office: Office, site: Any) -> None:
    link = with_link(office)

    def silent(url: str, before: Any) -> Answer:
        return Answer(False, "连接不上", answered=False)

    links.check(office.county.at, outside=silent, pause=no_pause)
    link.refresh_from_db()
    assert (link.failed_days, link.checked_on) == (0, None)
    Link.objects.create(
        url="https://b.example.cn/",
        digest="b" * 64,
        host="b.example.cn",
        status="打得开（200）",
        checked_on=office.county.at.date(),
    )
    # Somebody else answers, so that it is not our own line.
    links.check(
        office.county.at,
        outside=lambda url, before: alive(url) if "//b." in url else silent(url, before),
        pause=no_pause,
    )
    link.refresh_from_db()
    assert link.failed_days == 1


# Inside


def test_inside_the_portal_answers_for_itself(office: Office, site: Any) -> None:
    county = office.county
    document = county.published()
    base = "https://www.wuyuan.test"
    assert ask_inside(f"{base}/").alive
    assert ask_inside(f"{base}/documents/{document.index_number}/").alive is True
    assert ask_inside(f"{base}/documents/wy-rfbsc/2026-99999/").alive is False
    assert ask_inside(f"{base}/no-such-room/").alive is False
    assert ask_inside(f"{base}/desk/").alive is False
    assert ask_inside(f"{base}/documents").alive is True
    assert ask_inside(f"{base}/no-such-room").alive is False
    assert ask_inside(f"{base}/elder/documents/{document.index_number}/").alive is True
    assert ask_inside(f"{base}/static/site.js").alive is True
    assert ask_inside(f"{base}/static/no-such-file.js").alive is False
    for never in ("/search/?q=1", "/search/suggestions/?q=1", "/elder/search/?q=1"):
        assert ask_inside(base + never).alive is None
    county.do("disclosure.withdraw", document.ref, "rfbsc-records_office", {"reason": "有误"})
    assert ask_inside(f"{base}/documents/{document.index_number}/").alive is False


def test_a_dead_link_within_the_site_shows_the_same_night(office: Office, site: Any) -> None:
    county = office.county
    link = with_link(office, "https://www.wuyuan.test/documents/wy-rfbsc/2026-99999/")
    assert link.inside
    county.at += timedelta(hours=1)
    links.check(county.at, pause=no_pause)
    check_all(at=county.at)
    assert Shortfall.objects.standing().filter(indicator="link").exists()


# Outside, as far as a network is needed on this machine alone


class Server(BaseHTTPRequestHandler):
    """Answers by its path."""

    asked: ClassVar[list[tuple[str, str, str]]] = []

    def answer(self) -> None:
        """The status that the path names; `/to/…` leads on."""
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        parts = self.path.strip("/").split("/", 1)
        if parts[0] == "drip":
            self.drip()
            return
        if parts[0] == "to":
            self.send_response(302)
            self.send_header("Location", parts[1])
        elif parts[0] == "get-only":
            self.send_response(405 if self.command == "HEAD" else 200)
        else:
            self.send_response(int(parts[0]))
        self.end_headers()

    def drip(self) -> None:
        """A byte now and then, without an end."""
        with suppress(OSError):
            for _n in range(30):
                self.wfile.write(b"H")
                sleep(0.1)

    do_GET = do_HEAD = answer  # noqa: N815

    def log_message(self, *told: Any) -> None:
        """Tests are silent."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that stands for the internet: named www.example.cn, reached at this machine."""
    made = HTTPServer(("127.0.0.1", 0), Server)
    Server.asked.clear()
    Thread(target=made.serve_forever, daemon=True).start()
    monkeypatch.setattr(asking, "PORTS", {"http": made.server_port})
    real = asking.public_address

    def outside(host: str, port: int, known: Any) -> str:
        return "127.0.0.1" if host == "www.example.cn" else real(host, port, known)

    monkeypatch.setattr(asking, "public_address", outside)
    yield "http://www.example.cn"
    made.shutdown()
    made.server_close()


def private(host: str, port: int) -> list[str]:
    """Every name leads into the county's own network."""
    return ["10.1.2.3"]


@pytest.mark.parametrize(
    ("path", "alive"),
    [
        ("/200", True),
        ("/404", False),
        ("/410", False),
        ("/500", False),
        ("/401", True),
        *((f"/{status}", None) for status in (403, 405, 429, 503, 521)),
    ],
)
def test_what_is_gone_or_broken_is_dead(server: str, path: str, alive: bool | None) -> None:
    assert ask_outside(server + path, no_before).alive is alive


def test_head_then_get_with_a_name_to_complain_to(server: str, site: Any) -> None:
    assert ask_outside(f"{server}/get-only", no_before).alive
    assert [command for command, _path, _agent in Server.asked] == ["HEAD", "GET"]
    assert "https://www.wuyuan.test" in Server.asked[0][2]


def test_a_host_is_owed_its_pause_between_head_and_get_too(server: str) -> None:
    asked: list[str] = []
    ask_outside(f"{server}/get-only", asked.append)
    assert asked == ["www.example.cn"] * 2


def test_one_address_has_its_seconds_whatever_drips(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "DEADLINE", 0.5)
    answer = ask_outside(f"{server}/drip", no_before)
    assert (answer.alive, answer.said, answer.answered) == (False, "超时没有回应", False)


def test_it_follows_where_an_address_leads_but_not_into_a_private_network(server: str) -> None:
    assert ask_outside(f"{server}/to/http://www.example.cn/200", no_before).alive is True
    assert ask_outside(f"{server}/to/http://www.example.cn/404", no_before).alive is False
    inner = ask_outside(f"{server}/to/http://inner.example.cn/200", no_before, known=private)
    assert (inner.alive, inner.said) == (None, "指向内部网络，没有检查")
    round_and_round = ask_outside(f"{server}/to//to/", no_before)
    assert round_and_round.alive is not True
    assert ask_outside(f"{server}/to/file:///etc/passwd", no_before).alive is None


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "::ffff:8.8.8.8",
        "2002:808:808::1",
        "fec0::1",
        "::8.8.8.8",
        "4000::1",
        "240.0.0.1",
    ],
)
def test_no_private_address_is_connected_to(address: str) -> None:
    with pytest.raises(asking.Refused):
        public_address("inner.example.cn", 80, lambda host, port: [address])
    # Nor where one of several is.
    with pytest.raises(asking.Refused):
        public_address("inner.example.cn", 80, lambda host, port: ["93.184.215.14", address])


def test_no_other_port_and_no_password_is_tried() -> None:
    for url in ("http://www.example.cn:22/", "http://a:b@www.example.cn/", "ftp://www.example.cn/"):
        assert ask_outside(url, no_before, known=lambda host, port: ["93.184.215.14"]).alive is None
    assert public_address("www.example.cn", 80, lambda host, port: ["93.184.215.14"]) == "93.184.215.14"


def test_a_name_that_nobody_knows_is_dead() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror

    assert ask_outside("http://nobody.example.cn/", no_before, known=unknown).alive is False
