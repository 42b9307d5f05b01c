"""Whose address is counted: what a proxy says is believed of the trusted ones alone."""

from __future__ import annotations

from typing import Any

import pytest

from wuyuan_portal.proxies import behind


def told(proxies: list[str], remote: str, forwarded: str | None, proto: str = "https") -> tuple[str, str]:
    """The address and the scheme that the portal sees."""
    seen: dict[str, Any] = {}
    application = behind(lambda environ, start: seen.update(environ), proxies)
    environ = {"REMOTE_ADDR": remote, "wsgi.url_scheme": "http", "HTTP_X_FORWARDED_PROTO": proto}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    application(environ, lambda *a: None)
    return seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("10.0.0.2", "198.51.100.7", "198.51.100.7"),
        # What the client wrote itself stands before what the proxy wrote.
        ("10.0.0.2", "1.1.1.1, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "1.1.1.1, 198.51.100.7, 10.0.0.3", "198.51.100.7"),
        # A port would make every connection another address.
        ("10.0.0.2", "198.51.100.7:51234", "198.51.100.7"),
        ("10.0.0.2", "[2001:db8::7]:51234", "2001:db8::7"),
        ("::ffff:10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "nonsense", "10.0.0.2"),
        ("10.0.0.2", "1.1.1.1, nonsense", "10.0.0.2"),
        ("10.0.0.2", None, "10.0.0.2"),
        ("10.0.0.2", " , ", "10.0.0.2"),
    ],
)
def test_a_trusted_proxy_is_believed_as_far_as_it_wrote(
    remote: str, forwarded: str | None, address: str
) -> None:
    assert told(["10.0.0.0/8"], remote, forwarded) == (address, "https")


def test_nobody_else_is_believed() -> None:
    assert told(["10.0.0.0/8"], "203.0.113.9", "198.51.100.7") == ("203.0.113.9", "http")


def test_where_any_proxy_is_trusted_its_own_word_counts_and_nothing_before() -> None:
    assert told(["*"], "203.0.113.9", "1.1.1.1, 198.51.100.7")[0] == "198.51.100.7"
