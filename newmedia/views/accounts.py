"""The official accounts of the county, so that a false one is recognised; closed ones say where to go."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from disclosure.models import Document
from foundation.pages.paging import page_of
from foundation.pages.public import public_page
from foundation.papers.typesetting import qr_code
from foundation.search.filters import NarrowingForm
from newmedia.models import Account, Post
from newmedia.statute import Platform, Suspended

State = Account.State
#: The posts that an account's page names.
NEWEST = 20
#: What citizens see of a state: its label, the level of its tag, the states it stands for.
STANDING: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "running": ("运行中", "ok", (State.LIVE, State.CLOSING)),
    "suspended": ("暂停更新", "grain", (State.SUSPENDED,)),
    "notice": ("正在公示注销", "grain", (State.NOTICE, State.DUE)),
    "closed": ("已注销", "", (State.CLOSED, State.MERGED)),
}


class ListForm(NarrowingForm):
    """Agency, platform, and whether it runs."""

    platform = forms.CharField(required=False)
    kind = forms.CharField(required=False)

    def among(self, name: str, allowed: Any) -> str:
        """The chosen value of a filter; blank where none is chosen or there is none like it."""
        self.is_valid()
        given: str = self.cleaned_data.get(name, "")
        return given if given in allowed else ""


def leads_there(account: Account) -> bool:
    """Whether pages lead to it: not to one that is cancelled, nor to one that somebody else has taken over."""
    return account.state not in Account.OVER and account.suspended_because != Suspended.HACKED


def shown(account: Account) -> dict[str, Any]:
    """An account as citizens see it."""
    standing = next(key for key, (_label, _level, states) in STANDING.items() if account.state in states)
    label, level, _states = STANDING[standing]
    # A suspended account that the leader decided to close is still suspended.
    if account.state == State.CLOSING and account.suspended_because:
        label, level = STANDING["suspended"][:2]
    return {
        "account": account,
        "label": label,
        "level": level,
        "closed": standing == "closed",
        "leads_there": leads_there(account),
    }


@public_page("agency", "platform", "kind", "page")
def account_list(request: HttpRequest) -> HttpResponse:
    """Every account that was ever opened: the running ones first, each with code, filing day and what it is for."""
    form = ListForm(request.GET)
    (_q, within) = form.chosen()
    platform, kind = form.among("platform", Platform.values), form.among("kind", STANDING)
    rows = Account.objects.public().select_related("agency", "merged_into")
    if within.agency:
        rows = rows.filter(agency=within.agency)
    if platform:
        rows = rows.filter(platform=platform)
    if kind:
        rows = rows.filter(state__in=STANDING[kind][2])
    chosen = form.shown()
    asked = {"agency": chosen["agency"], "platform": platform, "kind": kind}
    over = Case(When(state__in=[State.CLOSED, State.MERGED], then=Value(1)), default=Value(0))
    page = page_of(request, rows.order_by(over, "agency__kind", "agency__code", "platform", "pk"))
    context = {
        **chosen,
        "platforms": Platform.choices,
        "platform": platform,
        "kinds": [(key, label) for key, (label, _level, _states) in STANDING.items()],
        "kind": kind,
        "page_obj": page,
        "total": page.paginator.count,
        "rows": [shown(account) for account in page],
        "narrowed": bool(chosen["agency"] or platform or kind),
        "asked": urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "newmedia/list.html", context)


@public_page()
def account_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One account; a closed one says where to go now."""
    rows = Account.objects.public().select_related("agency", "merged_into")
    account = get_object_or_404(rows, pk=pk)
    newest = account.posts.public().order_by("-released_at", "-pk")[:NEWEST]
    return render(request, "newmedia/detail.html", {**shown(account), "posts": newest})


@public_page()
def post_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One post: where it stands, what was put right; of a withdrawn one why, and its text no more."""
    rows = Post.objects.public().select_related(
        "agency", "account__agency", "source", "original__account", "document__index"
    )
    post = get_object_or_404(rows.prefetch_related("mendings"), pk=pk)
    document = post.document
    if document is not None and document.state != Document.State.PUBLISHED:
        document = None
    withdrawn = post.state == Post.State.WITHDRAWN
    told = Post.objects.none()
    if post.incident_id is not None:
        told = (
            Post.objects.public()
            .filter(incident=post.incident_id)
            .exclude(pk=post.pk)
            .order_by("released_at")
        )
    context = {"post": post, "document": document, "withdrawn": withdrawn, "told": told}
    return render(request, "newmedia/post.html", context)


@public_page("page")
def corrections(request: HttpRequest) -> HttpResponse:
    """What was put right or withdrawn, the newest first."""
    rows = Post.objects.filter(state__in=[Post.State.CORRECTED, Post.State.WITHDRAWN])
    rows = rows.select_related("agency", "account").prefetch_related("mendings")
    page = page_of(request, rows.order_by("-released_at", "-pk"))
    return render(
        request,
        "newmedia/corrections.html",
        {"page_obj": page, "total": page.paginator.count, "asked": ""},
    )


@public_page()
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code that leads to an account at its platform; none of a closed one, or of one that somebody else has taken over."""
    account = get_object_or_404(Account.objects.public(), pk=pk)
    if not leads_there(account):
        raise Http404
    return HttpResponse(qr_code(account.address), content_type="image/svg+xml")
