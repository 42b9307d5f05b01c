"""Errors as problem documents (RFC 9457): what is wrong, in words, under one media type."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

MEDIA_TYPE = "application/problem+json"
#: The titles of what the interface answers where it does not answer with data.
TITLES = {
    HTTPStatus.NOT_FOUND: "没有这个地址或者这条数据",
    HTTPStatus.METHOD_NOT_ALLOWED: "接口只读，只接受 GET 和 HEAD",
    HTTPStatus.GONE: "已经撤回",
    HTTPStatus.UNPROCESSABLE_ENTITY: "参数不对",
    HTTPStatus.TOO_MANY_REQUESTS: "请求太多",
    HTTPStatus.SERVICE_UNAVAILABLE: "暂时不能提供",
}


class Problem(Exception):
    """An answer other than data; `more` are members of the document beside the standard ones."""

    def __init__(self, status: HTTPStatus, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more


def problem(status: HTTPStatus, detail: str, **more: Any) -> HttpResponse:
    """The answer with a problem document; `type` is left out, which means that the status says it all."""
    document = {"title": TITLES[status], "status": int(status), "detail": detail, **more}
    return HttpResponse(
        json.dumps(document, ensure_ascii=False, default=str), status=status, content_type=MEDIA_TYPE
    )


#: The schema of a problem document.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
