"""The content security policy: what settings allow, and the sheets that stand within a page, by their digests."""

from __future__ import annotations

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from foundation.pages.within import named, within


class Policy(CSPMiddleware):  # type: ignore[misc]
    """Send the policy with every answer, the digests with those that a browser shows as a page."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The parts of an answer's policy."""
        parts = super().get_policy_parts(request, response, report_only)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            parts.update = {"style-src": [SELF, *(within(name).digest for name in named(request))]}
        return parts
