"""One search over everything public: documents, rules, agencies, replies, reports; and suggestions while one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction
from foundation.clauses import Citation, cite
from foundation.pages.public import public_page
from foundation.search.entries import LABELS
from foundation.search.filters import NarrowingForm
from foundation.search.found import found_page
from foundation.search.highlights import highlight, snippet
from foundation.search.names import begun, named
from foundation.search.queries import RANKED, WHOLE, Results, search, search_nearly
from foundation.search.rules import Rule, rules_with
from foundation.search.vain import count_vain
from foundation.visitors.throttle import MINUTE, Door, Meter, allow, sender

cite("PD-8", by=Citation("page", "search", "全站搜索：文件、制度、机构、答复、年报一次查完"))

#: What the index does not hold, for it is not published by acts.
RULE, AGENCY = "rule", "agency"
#: The order in time; without it the best come first.
NEWEST = "newest"
#: How many agencies and rules stand before the other hits.
FIRST_AGENCIES, FIRST_RULES = 3, 3
#: How many suggestions stand below the field.
SUGGESTED = 8
#: What is made anew, for it is not kept, is made so often for one network, which a village may share.
SEARCHING = Door("search", Meter("network", 1200, MINUTE))
TYPING = Door("search.suggestions", Meter("network", 1200, MINUTE))


class SearchForm(NarrowingForm):
    """What is searched, the kind that is shown, and in which order."""

    kind = forms.CharField(required=False)
    order = forms.CharField(required=False)


@dataclass(frozen=True)
class Tab:
    """One kind of hits: its number as the page shows it, and whether it is the one shown."""

    label: str
    url: str
    number: str
    current: bool


@public_page("q", "kind", "agency", "year", "order", "page")
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what fits the words, the best first: agencies so called, rules, and what was published (PD-8, 条例24)."""
    form = SearchForm(request.GET)
    q, within = form.chosen()
    if q and (wait := allow(SEARCHING, **sender(request))):
        answer = render(request, "search.html", {"q": q, "wait": wait}, status=429)
        answer["Retry-After"] = str(wait.seconds)
        return answer
    chosen, at = form.cleaned_data, timezone.now()
    narrowed = within != WHOLE
    kind = chosen.get("kind", "")
    kind = kind if kind in {*LABELS, RULE, AGENCY} else ""
    newest = chosen.get("order") == NEWEST
    meant, mentioned = named(q) if not narrowed else ([], [])
    bodies = meant + mentioned
    rules = rules_with(q) if not narrowed else []
    kinds = [kind] if kind in LABELS else [] if kind else None

    def look(limit: int, offset: int) -> Results:
        if newest:
            return search(q, kinds=kinds, within=within, limit=limit, offset=offset)
        return search_nearly(q, kinds=kinds, within=within, limit=limit, offset=offset, at=at)

    page, results = found_page(request, q, look)
    for entry in page.object_list:
        entry.kind_label = LABELS.get(entry.kind, "") if not kind else ""
    # Who types the name of a regulation means it; its articles come after what was published, where that fits as well.
    first = [_shown(rule, q) for rule in rules[:FIRST_RULES]] if not kind and page.number == 1 else []
    likeliest = bool(rules) and (not rules[0].article or not results.kinds or results.nearness == "akin")
    # An agency among other words is whom to ask, not what was looked for.
    fits = bool(meant or rules or (results.kinds and results.nearness != "akin"))
    nothing = bool(q) and not fits
    responsible = _responsible(page.object_list, bodies) if q else None
    context: dict[str, Any] = {
        **form.shown(),
        "kind": kind,
        "orders": [(NEWEST, "最新的在前")],
        "order": NEWEST if newest else "",
        "tabs": _tabs(request, kind, results, len(rules), len(bodies)) if q else [],
        "bodies": bodies
        if kind == AGENCY
        else bodies[:FIRST_AGENCIES]
        if not kind and page.number == 1
        else [],
        "rules": [_shown(rule, q) for rule in rules] if kind == RULE else [],
        "rules_before": first if likeliest else [],
        "rules_after": [] if likeliest else first,
        "page_obj": page,
        "total": results.count,
        "capped": results.capped,
        "nearness": results.nearness if results.kinds else "",
        "nothing": nothing,
        "responsible": responsible,
        "feed_url": f"{reverse('feed')}?{urlencode(_asked(request))}",
        "apply_url": f"{reverse('applications:apply')}?{urlencode({'wanted': q})}",
    }
    answer = render(request, "search.html", context)
    if nothing and not narrowed and not kind and page.number == 1:
        count_vain(q, responsible, at, sender(request))
        # Made anew for whoever asks next, so that they are counted too.
        answer.may_be_kept = False  # type: ignore[attr-defined]
    return answer


@public_page("q", kept=False)
def suggestions(request: HttpRequest) -> HttpResponse:
    """What is being typed may mean: agencies, everyday words, rules and titles; a piece of a page, for `static/site.js`."""
    form = SearchForm(request.GET)
    q, _within = form.chosen()
    if not q or allow(TYPING, **sender(request)):
        return HttpResponse()
    agencies, words = begun(q)
    searched = reverse("search")
    found = [
        (one.name, "机构", reverse("agencies:detail", args=[one.code])) for one in agencies[:FIRST_AGENCIES]
    ]
    found += [(word, "搜索", f"{searched}?{urlencode({'q': word})}") for word in words[:FIRST_RULES]]
    found += [(rule.regulation, "制度", rule.url) for rule in rules_with(q)[:FIRST_RULES] if not rule.article]
    entries = search(q, order="relevance", limit=SUGGESTED, at=timezone.now()).entries
    found += [(entry.title, LABELS[entry.kind], entry.url) for entry in entries]
    return render(request, "parts/suggestions.html", {"found": found[:SUGGESTED]})


def _tabs(request: HttpRequest, kind: str, results: Results, rules: int, bodies: int) -> list[Tab]:
    """All hits and each kind that has some; where there are very many, their number by kind is not counted."""
    asked = {name: value for name, value in _asked(request).items() if name != "kind"}
    numbers = {**{name: results.kinds[name] for name in LABELS}, RULE: rules, AGENCY: bodies}
    labels = {**LABELS, RULE: "制度", AGENCY: "机构"}
    many = results.many
    tabs = [
        Tab(
            "全部",
            f"?{urlencode(asked)}",
            f"{RANKED} 以上" if many else str(sum(numbers.values())),
            not kind,
        )
    ]
    for name, label in labels.items():
        if numbers[name] or name == kind or (many and name in LABELS):
            number = "" if many and name in LABELS else str(numbers[name])
            tabs.append(Tab(label, f"?{urlencode(asked | {'kind': name})}", number, name == kind))
    return tabs


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the address says of words, filters and order; not the page."""
    return {name: str(value) for name, value in request.GET.dict().items() if name != "page" and value}


def _shown(rule: Rule, q: str) -> dict[str, Any]:
    return {
        "title": highlight(f"{rule.regulation} {rule.article}".strip(), q),
        "excerpt": snippet(rule.text, q) if rule.text else [],
        "url": rule.url,
    }


def _responsible(entries: Any, bodies: list[Agency]) -> Agency | None:
    """The agency that is likely to know: one that is named, that of what is near, else the county's disclosure office."""
    if bodies:
        return bodies[0]
    near = [entry.agency_id for entry in entries if entry.agency_id]
    if near:
        return Agency.objects.public().filter(pk=max(near, key=near.count)).first()
    return agency_with(AgencyFunction.DISCLOSURE_OFFICE)
