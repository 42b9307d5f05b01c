"""The way to the page of one matter: by its number and query code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from foundation.visitors.codes import Codes
from foundation.visitors.errors import errors_of
from foundation.visitors.private import Pass
from foundation.visitors.throttle import Door, Wait, allow, sender

#: The hash of no code: an unknown number is compared with it, so that it takes as long as a wrong code.
NO_HASH = "0" * 64


class EntryForm(forms.Form):
    """Number and query code; width, blanks, dashes and case do not matter. A room names its number, and what it begins with."""

    LETTER = ""

    number = forms.CharField()
    code = forms.CharField(
        label="查询码",
        help_text="12 位字母和数字，例如 7K3M-Q2XW-94TC；大小写、空格和横线不影响。",
        error_messages={"required": "请填写查询码，12 位字母和数字。"},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, data: Any = None, *, number: str = "") -> None:
        if data is not None:
            data = {
                "number": self.written(data.get("number", "")),
                "code": _printable(data.get("code", "")),
            }
        super().__init__(data, initial={"number": self.written(number)}, use_required_attribute=False)

    @classmethod
    def written(cls, entered: str) -> str:
        """A number as the receipt has it, whatever its width, case, dashes and blanks; a missing zero is not supplied."""
        digits = digits_of(entered)
        return f"{cls.LETTER}{digits[:4]}-{digits[4:]}" if len(digits) > 4 else digits

    @classmethod
    def named(cls, number: str) -> Q:
        """The filter for the row of a number as `written` has it."""
        return Q(number=number)


def digits_of(entered: str) -> str:
    """The digits of a typed number, of any width, sixteen at most."""
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", entered[:60]))[:16]


def _printable(entered: str) -> str:
    wide = unicodedata.normalize("NFKC", entered[:60])
    return "".join(sign for sign in wide if sign.isalnum() or sign in " -")


@dataclass(frozen=True)
class Entrance:
    """Where number and code are asked for.

    `rows` are matters with a `code_hash`, `tries` counts wrong codes, of which `wrong` is said.
    """

    form: type[EntryForm]
    template: str
    wrong: str
    rows: Callable[[], QuerySet[Any]]
    codes: Codes
    tries: Door
    #: What else its template shows.
    more: Mapping[str, Any] = field(default_factory=dict)

    def ask(
        self,
        request: HttpRequest,
        form: EntryForm | None = None,
        *,
        status: int = 200,
        wait: Wait | None = None,
    ) -> HttpResponse:
        """The page with the form."""
        form = form or self.form()
        context = {**self.more, "form": form, "errors": errors_of(form), "wait": wait}
        response = render(request, self.template, context, status=status)
        if wait is not None:
            response["Retry-After"] = str(wait.seconds)
        return response

    def matched(self, request: HttpRequest) -> int | HttpResponse:
        """The key of the matter whose number and code were sent, or the page that asks again."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.ask(request, form, status=422)
        number = form.cleaned_data["number"]
        # Only what is compared is read: to decrypt the matter would take longer than to find none.
        found = self.rows().filter(self.form.named(number)).values_list("pk", "code_hash").first()
        pk, code_hash = found or (0, NO_HASH)
        if self.codes.matches(form.cleaned_data["code"], code_hash or NO_HASH):
            return int(pk)
        # Wrong codes alone are counted, and hold up wrong codes alone: the right one opens whatever strangers tried.
        if wait := allow(self.tries, **sender(request), number=number):
            return self.ask(request, form, status=429, wait=wait)
        form.add_error(None, self.wrong)
        return self.ask(request, form, status=422)


@dataclass(frozen=True, kw_only=True)
class Lasting(Entrance):
    """An entrance that gives a pass, with which the page stays open for a while."""

    holder: Pass

    def enter(self, request: HttpRequest) -> HttpResponse:
        """Give the pass to whoever sent number and code, or ask again."""
        found = self.matched(request)
        if isinstance(found, HttpResponse):
            return found
        return self.holder.give(self.to_page(), self.rows().only("pk", "code_hash").get(pk=found))

    def to_page(self, query: str = "") -> HttpResponse:
        """A redirect to the page that the pass opens."""
        return HttpResponseRedirect(reverse(self.holder.page) + query, status=HTTPStatus.SEE_OTHER)
