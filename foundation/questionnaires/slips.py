"""Slips to print and cut: a code, and a QR code with which a phone opens the form with it filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe

from foundation.questionnaires import codes, taking
from foundation.questionnaires.models import Questionnaire
from foundation.questionnaires.stacks import MOST_SLIPS, KeyForm

UNKNOWN = "没有这一批。请对照取件码再核对一遍，忘了的再做一批。"


@dataclass(frozen=True)
class Slip:
    """A code as it is printed, and its picture."""

    code: str
    qr: SafeString


def slips(questionnaire: Questionnaire, form: KeyForm, address: str) -> list[Slip]:
    """The codes of the batch whose key was entered; none, with an error in the form, where it is of no batch.

    A code stands behind the sign # of `address`, where the form is: that part is not sent, so that no log holds a code.
    """
    if not form.is_valid():
        return []
    key = codes.normalised(form.cleaned_data["key"])
    found = taking.batch(questionnaire, key, MOST_SLIPS) if len(key) == codes.KEY_LENGTH else []
    if not found:
        form.add_error("key", UNKNOWN)
    shown = (codes.shown(code) for code in found)
    return [Slip(code, drawn(f"{address}#{code}")) for code in shown]


def drawn(said: str) -> SafeString:
    """A QR code as a picture within the page; its text comes from the portal alone."""
    picture = segno.make_qr(said, error="m").svg_inline(
        scale=3, omitsize=True, svgclass="slip-code", lineclass=None
    )
    return mark_safe(re.sub(r"<svg ", '<svg aria-hidden="true" ', picture, count=1))  # noqa: S308
