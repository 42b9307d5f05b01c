"""Whether an address leads anywhere: inside asked of the portal itself, outside politely and never in a private network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.urls import Resolver404, resolve

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
#: Answers to HEAD of servers that do not know it, or answer it otherwise than GET.
ASK_AGAIN = {400, 403, 404, 405, 406, 501}


@dataclass(frozen=True)
class Answer:
    """Whether it leads somewhere, and in Chinese words what came of asking; None: it is not for us to say."""

    alive: bool | None
    said: str


class Refused(Exception):
    """The address leads where the portal does not go."""


def agent() -> str:
    """Who asks, so that the asked can see it and complain."""
    return f"Mozilla/5.0 (compatible; wuyuan-portal link check; +{settings.SITE_URL or 'https://' + settings.SITE_DOMAIN})"


# Within the portal


def ask_inside(url: str) -> Answer:
    """What a visitor without account gets there, through the whole portal and without a network."""
    parts = urlsplit(url)
    try:
        resolve(unquote(parts.path))
    except Resolver404:
        return Answer(False, "站内没有这个网页（404）")
    if parts.path.startswith("/desk/"):
        return Answer(False, "指向工作台，公众打不开")
    status = _status_of(unquote(parts.path), parts.query, parts.hostname or "localhost")
    if status in GONE:
        return Answer(False, f"站内网页已经没有（{status}）")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Answer(False, f"站内网页出错（{status}）")
    return Answer(True, f"打得开（{status}）")


def _status_of(path: str, query: str, host: str) -> int:
    """The status with which the portal answers GET."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": host,
        "SERVER_PORT": "443",
        "HTTP_HOST": host,
        "HTTP_USER_AGENT": agent(),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "https",
    }
    setup_testing_defaults(environ)
    # Not by the signals of a web server's request, which would close the worker's own connection to the database.
    answer = _handler().get_response(WSGIRequest(environ))
    if (content := getattr(answer, "file_to_stream", None)) is not None:
        content.close()
    return answer.status_code


@cache
def _handler() -> BaseHandler:
    """The portal with everything before and behind its pages, made once for each process."""
    handler = BaseHandler()
    handler.load_middleware()
    return handler


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
        mapped = getattr(address, "ipv4_mapped", None) or address
        embeds = any(address in network for network in EMBEDDING if network.version == address.version)
        if embeds or not mapped.is_global or mapped.is_multicast:
            raise Refused("指向内部网络，没有检查")
    if not found:
        raise Refused("域名没有地址")
    return found[0]


class _Plain(http.client.HTTPConnection):
    """A connection to the very address that was looked at: a second look-up could lead elsewhere."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.address = address

    def connect(self) -> None:
        """Connect to the address; the host is told in the request alone."""
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _Secure(_Plain):
    """The same over TLS, whose certificate has to be the host's."""

    def connect(self) -> None:
        """Connect, and have the host prove its name."""
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def ask_outside(url: str, *, known: Resolve = addresses_of) -> Answer:
    """Ask with HEAD, with GET where a server does not answer that, and follow where it leads on, each step looked at alike."""
    try:
        for _step in range(REDIRECTS + 1):
            status, onward = _one(url, known)
            if onward is None:
                return _judged(status)
            url = urljoin(url, onward)
    except Refused as refused:
        return Answer(None, str(refused))
    except socket.gaierror:
        return Answer(False, "域名查不到")
    except ssl.SSLError:
        return Answer(False, "网站的证书不对")
    except TimeoutError:
        return Answer(False, "超时没有回应")
    except (OSError, http.client.HTTPException, ValueError, UnicodeError):
        return Answer(False, "连接不上")
    return Answer(False, "转来转去，到不了网页")


def _one(url: str, known: Resolve) -> tuple[int, str | None]:
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
    status, onward = _send("HEAD", parts.scheme, host, port, address, target)
    if status in ASK_AGAIN:
        status, onward = _send("GET", parts.scheme, host, port, address, target)
    return status, onward


def _send(
    method: str, scheme: str, host: str, port: int, address: str, target: str
) -> tuple[int, str | None]:
    connection = (_Secure if scheme == "https" else _Plain)(host, port, address)
    try:
        connection.request(
            method, target, headers={"User-Agent": agent(), "Accept": "*/*", "Connection": "close"}
        )
        answer = connection.getresponse()
        if method == "GET":
            answer.read(READ)
        moved = 300 <= answer.status < 400 and answer.status != HTTPStatus.NOT_MODIFIED
        return answer.status, answer.getheader("Location") if moved else None
    finally:
        connection.close()


def _judged(status: int) -> Answer:
    """Dead is what is gone or broken; who wants a login or no robots is alive."""
    if status in GONE:
        return Answer(False, f"网页已经没有（{status}）")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Answer(False, f"对方网站出错（{status}）")
    return Answer(True, f"打得开（{status}）")
