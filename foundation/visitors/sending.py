"""The sending of a citizen's form: read once, known again by its token, and let through or not.

The token is random, stands in the form and yields the query code (`codes.py`); rows keep its digest in `form_token`, unique, so
that a second click finds what the first one made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseRedirect, QueryDict

from foundation.visitors import challenge as proof
from foundation.visitors.codes import new_token
from foundation.visitors.throttle import Door, Wait, allow

if TYPE_CHECKING:
    from django.http.request import _ImmutableQueryDict

Row = TypeVar("Row", bound=Model)


class SeeOther(HttpResponseRedirect):
    """Leads the browser from a form that was done to a page, which it may load again."""

    status_code = HTTPStatus.SEE_OTHER


class TokenField(forms.RegexField):
    """The hidden field with the form's token; an error tells the visitor to open `page` again."""

    listed_as = "RegexField"

    def __init__(self, page: str = "这一页") -> None:
        said = dict.fromkeys(("required", "invalid"), f"这张表已经失效，请重新打开{page}填写。")
        super().__init__(r"^[A-Za-z0-9_-]{43}$", widget=forms.HiddenInput, error_messages=said)


def posted(request: HttpRequest) -> _ImmutableQueryDict | None:
    """What was sent; None where it is more than anybody types: then Django stopped reading, and nothing of it is known."""
    try:
        return request.POST
    except (TooManyFilesSent, TooManyFieldsSent, RequestDataTooBig):
        return None


def token_of(given: Mapping[str, str]) -> str:
    """The token for the page of a form: the one that it came with, or a new one."""
    token = given.get("token", "")
    return token if len(token) == len(new_token()) else new_token()


def hashed(token: str) -> str:
    """The stored digest of a form's token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def sent_with(rows: QuerySet[Row], token: str) -> Row | None:
    """The one of these rows that was made by the form with this token, if there is one; one query at most."""
    return rows.filter(form_token=hashed(token)).first() if 20 <= len(token) <= 64 else None


def shown_as_typed(given: QueryDict, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the fields of a form that is shown without being checked."""
    return {name: given.getlist(name)[-1] for name in given if name in fields and name != "token"}


def wait_to_send(
    given: Mapping[str, str], who: dict[str, str], proved: bool, at: datetime, door: Door, unproved: Door
) -> Wait | None:
    """How long the visitor has to wait before the form goes through `door`; a solved challenge allows more tries."""
    if not proved:
        if not proof.open_long_enough(given.get("opened", ""), given.get("token", ""), at):
            return Wait(int(proof.PATIENCE.total_seconds()))
        if wait := allow(unproved, **who):
            return wait
    return allow(door, **who)
