"""Which page of this portal somebody speaks of: the path of a page that everybody can open, and the document on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.urls import Resolver404, resolve

from disclosure.models import Document
from feedback.models import PublishedMessage
from feedback.statute import MAX_PAGE
from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction

#: What no path of this portal holds: blanks, control characters, backslashes, quotes and brackets.
_STRANGE = re.compile(r"[\s\\<>\"'`\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]")


@dataclass(frozen=True)
class Place:
    """A page: its path without parameters, the document that stands or stood there, the agency whose page it is."""

    path: str
    document: Document | None = None
    agency: Agency | None = None

    @property
    def receiver(self) -> Agency | None:
        """Who hears of an error on it: the document's or the page's agency, else the county's disclosure office."""
        agency = self.document.agency if self.document else self.agency
        if agency is not None:
            agency = agency.successor or agency
        return agency or county_office()


def county_office() -> Agency | None:
    """The agency that looks after the portal as a whole; None where the county has named none."""
    return agency_with(AgencyFunction.DISCLOSURE_OFFICE) or agency_with(AgencyFunction.COUNTY_OFFICE)


def place_at(given: str, at: datetime) -> Place | None:
    """The page of this portal at a path; None for any other address, for the desk, and for pages of one person.

    Parameters are dropped: they may hold what somebody searched for. A page with arguments counts where it is a public one.
    """
    path = _path_of(given)
    if not path:
        return None
    try:
        match = resolve(path)
    except Resolver404:
        return None
    public = getattr(match.func, "is_public_page", False)
    # The addresses of private pages may hold a secret.
    private_form = getattr(match.func, "is_private_page", False) and not match.args and not match.kwargs
    if not (public or private_form):
        return None
    if match.namespace == "documents" and "number" in match.kwargs:
        documents = Document.objects.once_public(at).filter(index__number=match.kwargs["number"])
        if "version" in match.kwargs:
            documents = documents.filter(version=match.kwargs["version"])
        document = documents.select_related("agency__successor").order_by("-version", "-pk").first()
        return Place(path, document) if document else None
    if "code" in match.kwargs:  # an agency's page, or that of its annual report
        agency = Agency.objects.select_related("successor").filter(code=match.kwargs["code"]).first()
        return Place(path, agency=agency) if agency else None
    if match.namespace == "feedback" and "number" in match.kwargs:
        found = PublishedMessage.objects.public().filter(number=match.kwargs["number"])
        published = found.select_related("agency__successor").first()
        return Place(path, agency=published.agency) if published else None
    return Place(path)


def _path_of(given: str) -> str:
    """The path of what was given, if it is one of ours by its form; blank otherwise."""
    if not given.startswith("/") or given.startswith("//") or len(given) > 3 * MAX_PAGE:
        return ""
    try:
        path = unquote(urlsplit(given).path, errors="strict")
    except (ValueError, UnicodeDecodeError):
        return ""
    if len(path) > MAX_PAGE or not path.startswith("/") or path.startswith("//") or _STRANGE.search(path):
        return ""
    return path
