"""The portal asks itself for one of its own pages: through everything before and behind it, without a network."""

from __future__ import annotations

from functools import cache
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http.response import HttpResponseBase


def ask(path: str, *, query: str = "", host: str = "", agent: str = "wuyuan-portal") -> HttpResponseBase:
    """What a visitor without account gets who asks for this path by GET; `agent` is who asks, as logs name it."""
    host = host or settings.SITE_DOMAIN or "localhost"
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": host,
        "SERVER_PORT": "443",
        "HTTP_HOST": host,
        "HTTP_USER_AGENT": agent,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "https",
    }
    setup_testing_defaults(environ)
    # Not by the signals of a web server's request, which would close the worker's own connection to the database.
    return _handler().get_response(WSGIRequest(environ))


@cache
def _handler() -> BaseHandler:
    """The portal with everything before and behind its pages, made once for each process."""
    handler = BaseHandler()
    handler.load_middleware()
    return handler
