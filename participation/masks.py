"""Hiding personal data in what citizens write, before anybody outside reads it."""

from __future__ import annotations

from foundation.privacy.detectors import Kind, detect


def masked(text: str) -> str:
    """The text with a note in the place of each number of an identity card, telephone, bank card or home address."""
    parts, end = [], 0
    for found in detect(text):
        if found.kind is Kind.SECRECY_MARKING or found.start < end:
            continue
        parts += [text[end : found.start], f"〔隐去{found.label}〕"]
        end = found.end
    return "".join([*parts, text[end:]])


def personal_in(text: str) -> list[str]:
    """The labels of what must not be said in public: personal data and secrecy markings."""
    return list(dict.fromkeys(found.label for found in detect(text)))
