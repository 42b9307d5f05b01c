"""The button of an act, and the address of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from foundation.casework import matters
from foundation.casework.acts import Act


@dataclass(frozen=True)
class Button:
    """The button of an act."""

    label: str
    url: str
    weight: str


def act_url(declared: Act, matter: Any) -> str:
    """The address of the page of an act on a matter."""
    return reverse("admin:act", args=[declared.name, matters.ref_of(matter)])
