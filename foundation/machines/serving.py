"""The interface put together: what every answer of `/api/v1/` has in common, and its schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from foundation.machines.declaring import ROUTERS
from foundation.machines.problems import MEDIA_TYPE, SCHEMA, Problem, problem
from foundation.pages.public import public_page

#: Where the interface stands.
ROOT = "/api/v1/"
DESCRIPTION = (
    "五原县政府信息公开平台上公开的一切，供程序读取。只读，不用登记；内容与网页相同，撤回的立即不再给出。"
)
_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")

View = Callable[..., HttpResponseBase]


class Renderer(JSONRenderer):
    """JSON in which Chinese can be read."""

    json_dumps_params = {"ensure_ascii": False}


@cache
def interface() -> NinjaAPI:
    """The parts of all rooms as one interface; its own documentation pages run scripts of others and are left out."""
    api = NinjaAPI(
        title="五原县政府信息公开平台数据接口",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        openapi_url=None,
        urls_namespace="api-v1",
        renderer=Renderer(),
    )
    for name, router in sorted(ROUTERS.items()):
        api.add_router(f"/{name}", router)

    @api.exception_handler(Problem)
    def told(request: HttpRequest, error: Problem) -> HttpResponse:
        answer = problem(error.status, error.detail, **error.more)
        if "retry_after" in error.more:
            answer["Retry-After"] = str(error.more["retry_after"])
        return answer

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(HTTPStatus.NOT_FOUND, "没有这条数据，或者它没有公开。")

    @api.exception_handler(ValidationError)
    def wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [
            {"parameter": str(one["loc"][-1]), "message": str(one["msg"]).removeprefix("Value error, ")}
            for one in error.errors
        ]
        named = "、".join(dict.fromkeys(one["parameter"] for one in errors))
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"这些参数的值不能用：{named}。", errors=errors)

    return api


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI document: that of the parts, with the problem documents and CSV that each may answer with."""
    described: dict[str, Any] = interface().get_openapi_schema(path_prefix=ROOT)
    described["components"].setdefault("schemas", {})["Problem"] = SCHEMA
    told = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for item in described["paths"].values():
        operation = item["get"]
        asked = operation.get("parameters", [])
        answers = operation["responses"]
        for status in (404, 410, 422, 429):
            answers[str(status)] = {"description": HTTPStatus(status).phrase, **told}
        if any(one["name"] == "format" for one in asked):
            answers[200]["content"]["text/csv"] = {"schema": {"type": "string"}}
        operation["responses"] = {str(status): answer for status, answer in answers.items()}
    if settings.SITE_URL:
        described["servers"] = [{"url": settings.SITE_URL}]
    return described


def parameters(operation: dict[str, Any]) -> tuple[str, ...]:
    """The names of the query parameters of an operation."""
    return tuple(one["name"] for one in operation.get("parameters", []) if one["in"] == "query")


def served(view: View, reads: tuple[str, ...]) -> View:
    """A view of the interface as a public page: readable from every site, with no parameter but its own, each once."""

    @public_page(*reads)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if any("\0" in str(argument) for argument in kwargs.values()):
            return problem(HTTPStatus.NOT_FOUND, "没有这条数据。")
        return _refused(request, reads) or view(request, *args, **kwargs)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            refused = problem(HTTPStatus.METHOD_NOT_ALLOWED, "请改用 GET。")
            refused["Allow"] = "GET, HEAD"
            return _for_everyone(refused)
        # ninja takes a HEAD for a method that nobody declared; the server leaves the body out.
        asked_head, request.method = request.method == "HEAD", "GET"
        try:
            return _for_everyone(page(request, *args, **kwargs))
        finally:
            request.method = "HEAD" if asked_head else "GET"

    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def _refused(request: HttpRequest, reads: tuple[str, ...]) -> HttpResponse | None:
    """What is wrong with the parameters as such: one that is not known, or stands twice."""
    unknown = sorted(request.GET.keys() - set(reads))
    if unknown:
        known = f"这里可以用的有：{'、'.join(reads)}。" if reads else "这里没有参数。"
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"不认识参数 {'、'.join(unknown)[:200]}。{known}")
    if twice := [name for name, values in request.GET.lists() if len(values) > 1]:
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"参数 {'、'.join(twice)} 给了不止一次。")
    if any("\0" in value for value in request.GET.values()):
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "参数里有空字符。")
    return None


def _for_everyone(answer: HttpResponseBase) -> HttpResponseBase:
    """Public data, without cookies: every site may read it."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def addresses() -> list[URLPattern]:
    """The addresses of all parts, each served as a public page, and at last whatever there is not."""
    operations = {address: item["get"] for address, item in schema()["paths"].items()}
    found = []
    for pattern in interface().urls[0]:
        assert isinstance(pattern, URLPattern)
        assert pattern.callback is not None
        route = str(pattern.pattern)
        operation = operations.get(ROOT + _ARGUMENT.sub(r"{\1}", route))
        if operation is None:  # ninja's own root
            continue
        view = served(pattern.callback, parameters(operation))
        found.append(path(f"v1/{route}", view, name=pattern.name))

    def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
        return problem(HTTPStatus.NOT_FOUND, f"没有这个地址。有哪些，见 {ROOT}openapi.json。")

    return [
        *found,
        path("v1/", served(nothing, ()), name="root"),
        path("v1/<path:rest>", served(nothing, ()), name="nothing"),
    ]
