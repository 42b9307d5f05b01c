"""The page on which anybody checks the ledger and a downloaded file, and what the check is made with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from foundation.files.publications import publications_of
from foundation.pages.paging import page_of
from foundation.pages.public import public_page, site_url
from foundation.seals.models import Seal, Verification
from foundation.seals.sealing import trusted_keys
from foundation.seals.verifying import published_lines
from foundation.visitors.throttle import HOUR, Door, Meter, sender, spend

#: Each hash is computed anew, or it would prove nothing. The script of a citizen waits when it is told to.
DIGESTS = Door("seals.lines", Meter("address", 1_000_000, HOUR), Meter("network", 2_000_000, HOUR))
_SCRIPT = Path(__file__).with_name("check_seals.py")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@public_page("page")
def overview(request: HttpRequest) -> HttpResponse:
    """The seals, the last verification, and how to check them and a file."""
    return render(request, "seals/overview.html", _context(request))


@public_page("sha256")
def check_file(request: HttpRequest) -> HttpResponse:
    """Whether the file with this SHA-256 was published here, when, and whether it still stands."""
    # Windows prints a digest with blanks between the bytes, and some programs in capital letters.
    asked = "".join(request.GET.get("sha256", "").split()).lower()
    right = bool(_DIGEST.fullmatch(asked))
    found = publications_of(asked, timezone.now()) if right else []
    context = {"asked": asked[:200], "right": right, "publications": found}
    return render(request, "seals/file.html", context, status=200 if right else 400)


@public_page(kept=False)
def published_seals(request: HttpRequest) -> HttpResponse:
    """Every seal as its published line, the oldest first."""
    lines = (f"{seal.published}\n" for seal in Seal.objects.order_by("number").iterator())
    return _text("".join(lines), "seals.txt")


@public_page(kept=False)
def lines_of_seal(request: HttpRequest, number: int) -> HttpResponse:
    """The hashes of the lines that a seal covers, as the ledger holds them now; they tell nothing of the lines."""
    seal = get_object_or_404(Seal, number=number)
    if wait := spend(DIGESTS, seal.lines, sender(request)):
        answer = HttpResponse(str(wait), status=429, content_type="text/plain; charset=utf-8")
        answer["Retry-After"] = str(wait.seconds)
        return answer
    return _text("".join(f"{one}\n" for one in published_lines(seal)), f"{number}.txt")


@public_page()
def script(request: HttpRequest) -> HttpResponse:
    """The script with which anybody checks the seals."""
    return _text(_SCRIPT.read_text(encoding="utf-8"), _SCRIPT.name)


def _context(request: HttpRequest) -> dict[str, Any]:
    return {
        "page": page_of(request, Seal.objects.all()),
        "latest": Seal.objects.first(),
        "verification": Verification.objects.first(),
        "keys": sorted(trusted_keys()),
        "site_url": site_url(request),
    }


def _text(content: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
