"""The address of whoever sends a request that came through proxies: what they say is believed of the trusted ones alone."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

#: A trusted proxy that may be anywhere: of X-Forwarded-For its own last entry counts, and nothing before.
ANY = "*"


def behind(application: WSGIApplication, proxies: Iterable[str]) -> WSGIApplication:
    """The application, told the client's address and scheme by X-Forwarded-For and X-Forwarded-Proto of these proxies.

    `proxies` are addresses, networks, or `*`. The entries of X-Forwarded-For are read from the right, as far as trusted proxies
    wrote them: what a client puts in front of them says nothing.
    """
    told = tuple(proxies)
    networks = [ip_network(each, strict=False) for each in told if each != ANY]
    anywhere = ANY in told

    def trusted(given: str) -> bool:
        address = _address(given)
        return address is not None and any(address in network for network in networks)

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if anywhere or trusted(str(environ.get("REMOTE_ADDR", ""))):
            entries = [each.strip() for each in str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
            for entry in reversed([each for each in entries if each]):
                address = _address(entry)
                if address is None:
                    break
                environ["REMOTE_ADDR"] = str(address)
                if anywhere or not trusted(entry):
                    break
            if environ.get("HTTP_X_FORWARDED_PROTO") in ("http", "https"):
                environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"]
        return application(environ, start_response)

    return answer


def _address(given: str) -> IPv4Address | IPv6Address | None:
    """The address in an entry, which may have a port behind it."""
    host = given.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        found = ip_address(host)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
