"""The interface for programs and the page that explains it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from foundation.machines.asking import MOST
from foundation.machines.serving import ROOT, addresses, schema, served
from foundation.pages.public import public_page, site_url


def openapi(request: HttpRequest) -> HttpResponse:
    """The schema of the interface, by OpenAPI."""
    return HttpResponse(
        json.dumps(schema(), ensure_ascii=False, default=str), content_type="application/json"
    )


@public_page()
def guide(request: HttpRequest) -> HttpResponse:
    """Explain the interface, made from its schema: addresses, parameters, and how each is called."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for address, item in schema()["paths"].items():
        operation = item["get"]
        groups.setdefault(operation["tags"][0], []).append(
            {
                "address": address,
                "summary": operation.get("description") or operation["summary"],
                "parameters": [_described(one) for one in operation.get("parameters", [])],
                "example": _example(address, operation),
                "csv": "text/csv" in operation["responses"]["200"]["content"],
            }
        )
    context = {
        "groups": groups,
        "root": ROOT,
        "most": MOST,
        "here": site_url(request),
    }
    return render(request, "machines/guide.html", context)


def _described(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter as the page shows it: what it means, and what it may be."""
    form = parameter["schema"]
    form = next((one for one in form.get("anyOf", ()) if one.get("type") != "null"), form)
    values = "、".join(form["enum"]) if "enum" in form else ""
    if "maximum" in form:
        values = f"{form['minimum']}—{form['maximum']}"
    return {
        "name": parameter["name"],
        "said": parameter.get("description") or parameter["schema"].get("description", ""),
        "values": values,
        "required": parameter["required"],
    }


def _example(address: str, operation: dict[str, Any]) -> str:
    """The address with the examples of its parameters."""
    asked = []
    for one in operation.get("parameters", []):
        example = one.get("example", one["schema"].get("example"))
        if one["in"] == "path":
            address = address.replace(f"{{{one['name']}}}", str(example or one["name"]))
        elif example is not None:
            asked.append(f"{one['name']}={example}")
    return address + ("?" + "&".join(asked) if asked else "")


app_name = "api"
urlpatterns = [
    path("", guide, name="guide"),
    path("v1/openapi.json", served(openapi, ()), name="openapi"),
    *addresses(),
]
