"""Whether an address leads anywhere: inside asked of the portal itself, outside politely and never in a private network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from threading import Timer
from time import monotonic
from urllib.parse import quote, unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousOperation

from foundation.pages.inside import ask

#: Seconds that one step of asking may take.
TIMEOUT = 8.0
#: So many times an address may lead on to another one.
REDIRECTS = 4
#: Of an answer to GET so much is read, and thrown away.
READ = 4096
PORTS = {"http": 80, "https": 443}
#: Addresses of the sixth version that stand for one of the fourth, which may be any: translated, and 6to4.
EMBEDDING = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")))
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
#: Answers of servers, and of what stands before them, that let no machine look: what a person would see, nobody knows.
UNSEEN = {403, 405, 406, 407, 412, 418, 429, 451, 503, *range(520, 531), 999}
#: Seconds that one address may take altogether, wherever it leads and however slowly it answers.
DEADLINE = 20.0
#: Of the sixth version, what is open internet.
OPEN_SIX = ipaddress.IPv6Network("2000::/3")


@dataclass(frozen=True)
class Answer:
    """Whether it leads somewhere, and in Chinese words what came of asking; None: it is not for us to say."""

    alive: bool | None
    said: str
    #: Whether anybody answered at all; where nobody does, it may be our own line.
    answered: bool = True


class Refused(Exception):
    """The address leads where the portal does not go."""


def agent() -> str:
    """Who asks, so that the asked can see it and complain."""
    return f"Mozilla/5.0 (compatible; wuyuan-portal link check; +{settings.SITE_URL or 'https://' + settings.SITE_DOMAIN})"


# Within the portal


def ask_inside(url: str) -> Answer:
    """What a visitor without account gets there, through the whole portal and without a network."""
    for _step in range(REDIRECTS + 1):
        parts = urlsplit(url)
        path = unquote(parts.path)
        plain = path.removeprefix("/elder") if path.startswith("/elder/") else path
        if plain.startswith("/desk/"):
            return Answer(False, "指向工作台，公众打不开")
        if plain.startswith("/search/") or plain == "/search":
            return Answer(None, "站内检索，没有检查")
        if plain.startswith(settings.STATIC_URL):
            return _static(plain.removeprefix(settings.STATIC_URL))
        status, onward = _status_of(path, parts.query, parts.hostname or "localhost")
        if onward is None:
            return _judged_inside(status)
        url = urljoin(url, onward)
        if urlsplit(url).hostname != parts.hostname:
            return Answer(True, f"打得开（{status}）")
    return Answer(False, "转来转去，到不了网页")


def _static(name: str) -> Answer:
    """Whether there is such a file of those that pages are made with."""
    try:
        found = bool(finders.find(name)) or staticfiles_storage.exists(name)
    except (SuspiciousOperation, ValueError):
        found = False
    return Answer(True, "打得开（200）") if found else Answer(False, "站内没有这个文件（404）")


def _judged_inside(status: int) -> Answer:
    if status in GONE:
        return Answer(False, f"站内没有这个网页（{status}）")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Answer(False, f"站内网页出错（{status}）")
    return Answer(True, f"打得开（{status}）")


def _status_of(path: str, query: str, host: str) -> tuple[int, str | None]:
    """The status with which the portal answers GET, and where that leads on to."""
    answer = ask(path, query=query, host=host, agent=agent())
    if (content := getattr(answer, "file_to_stream", None)) is not None:
        content.close()
    moved = 300 <= answer.status_code < 400
    return answer.status_code, answer.headers.get("Location") if moved else None


# Outside

Resolve = Callable[[str, int], list[str]]


def addresses_of(host: str, port: int) -> list[str]:
    """The network addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def public_address(host: str, port: int, known: Resolve) -> str:
    """An address of the host to connect to. Raises `Refused` where any of its addresses is not one of the open internet."""
    found = known(host, port)
    for each in found:
        address = ipaddress.ip_address(each.partition("%")[0])
        embeds = any(address in network for network in EMBEDDING if network.version == address.version)
        apart = isinstance(address, ipaddress.IPv6Address) and address not in OPEN_SIX
        if embeds or apart or not address.is_global or address.is_multicast or address.is_reserved:
            raise Refused("指向内部网络，没有检查")
    if not found:
        raise Refused("域名没有地址")
    return found[0]


class _Plain(http.client.HTTPConnection):
    """A connection to the very address that was looked at: a second look-up could lead elsewhere."""

    def __init__(self, host: str, port: int, address: str, seconds: float) -> None:
        super().__init__(host, port, timeout=min(TIMEOUT, seconds))
        self.address = address

    def connect(self) -> None:
        """Connect to the address; the host is told in the request alone."""
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _Secure(_Plain):
    """The same over TLS, whose certificate has to be the host's."""

    def connect(self) -> None:
        """Connect, and have the host prove its name."""
        super().connect()
        # The handshake on its own, so that the deadline can cut it off.
        self.sock = ssl.create_default_context().wrap_socket(
            self.sock, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()


Before = Callable[[str], None]


def ask_outside(url: str, before: Before, *, known: Resolve = addresses_of) -> Answer:
    """Ask with HEAD, with GET where that fails, and follow where it leads on, each step looked at alike.

    `before` is called with the host before each request, and waits as long as that host is owed.
    """
    until = monotonic() + DEADLINE
    try:
        for _step in range(REDIRECTS + 1):
            status, onward = _one(url, known, before, until)
            if onward is None:
                return _judged(status)
            url = urljoin(url, onward)
    except Refused as refused:
        return Answer(None, str(refused), answered=False)
    except socket.gaierror:
        return Answer(False, "域名查不到", answered=False)
    except ssl.SSLError:
        return Answer(False, "网站的证书不对")
    except TimeoutError:
        return Answer(False, "超时没有回应", answered=False)
    except (OSError, http.client.HTTPException, ValueError, UnicodeError):
        return Answer(False, "连接不上", answered=False)
    return Answer(False, "转来转去，到不了网页")


def _one(url: str, known: Resolve, before: Before, until: float) -> tuple[int, str | None]:
    """The status of one address, and where it leads on to; raises `Refused` before anything is sent to a private network."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise Refused("不是网页地址，没有检查")
    port = parts.port or PORTS[parts.scheme]
    if port not in PORTS.values() or parts.username or parts.password:
        raise Refused("不是普通的网页端口，没有检查")
    host = parts.hostname.encode("idna").decode()
    address = public_address(host, port, known)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe='/%:@!$&()*+,;=?~-._')}" if parts.query else ""
    )
    status, onward = 0, None
    for method in ("HEAD", "GET"):
        before(host)
        status, onward = _send(method, parts.scheme, host, port, address, target, until)
        if status < HTTPStatus.BAD_REQUEST:
            break
    return status, onward


def _send(
    method: str, scheme: str, host: str, port: int, address: str, target: str, until: float
) -> tuple[int, str | None]:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    connection = (_Secure if scheme == "https" else _Plain)(host, port, address, left)
    # A server that sends a byte now and then never times out.
    cut = Timer(left, _cut, (connection,))
    cut.daemon = True
    cut.start()
    try:
        connection.request(
            method, target, headers={"User-Agent": agent(), "Accept": "*/*", "Connection": "close"}
        )
        answer = connection.getresponse()
        if method == "GET":
            answer.read(READ)
        moved = 300 <= answer.status < 400 and answer.status != HTTPStatus.NOT_MODIFIED
        return answer.status, answer.getheader("Location") if moved else None
    except (OSError, http.client.HTTPException) as error:
        if monotonic() >= until:
            raise TimeoutError from error
        raise
    finally:
        cut.cancel()
        connection.close()


def _cut(connection: _Plain) -> None:
    """End a connection whose time is over, whatever it waits for."""
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _judged(status: int) -> Answer:
    """Dead is what is gone or broken; who wants a login is alive; of who wants no machines nobody knows."""
    if status in UNSEEN:
        return Answer(None, f"不让机器看（{status}）")
    if status in GONE:
        return Answer(False, f"网页已经没有（{status}）")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Answer(False, f"对方网站出错（{status}）")
    return Answer(True, f"打得开（{status}）")
