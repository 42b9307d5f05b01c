"""Slips to print and cut: a code, and a QR code with which a phone opens the form with it filled in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from foundation.papers.typesetting import qr_code
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
    # The picture is of an address of the portal's own and a code.
    return [Slip(code, mark_safe(qr_code(f"{address}#{code}").decode())) for code in shown]  # noqa: S308
