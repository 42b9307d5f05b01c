"""Characters that Word takes from fonts of symbols, raised and lowered figures, and boxes: as Unicode has them."""

from __future__ import annotations

import re

#: What stands in the text for a symbol that is not known.
UNKNOWN = "〓"
TICKED, UNTICKED = "☑", "☐"

_GREEK_CAPITALS = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
_GREEK_SMALL = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOL = (
    dict(enumerate(_GREEK_CAPITALS, 0x41))
    | dict(enumerate(_GREEK_SMALL, 0x61))
    | dict(enumerate("0123456789:;<=>?", 0x30))
    | dict(zip(b"!#%&()+,./[]_{|} *-@", "!#%&()+,./[]_{|} ∗−≅", strict=True))
    | {0x22: "∀", 0x24: "∃", 0x27: "∋", 0x5C: "∴", 0x5E: "⊥", 0x7E: "∼"}
    | {0xA2: "′", 0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xA6: "ƒ", 0xA7: "♣", 0xA8: "♦", 0xA9: "♥", 0xAA: "♠"}
    | {0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥"}
    | {0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…"}
    | {0xC4: "⊗", 0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xC9: "⊃", 0xCA: "⊇", 0xCC: "⊂", 0xCD: "⊆"}
    | {0xCE: "∈", 0xCF: "∉", 0xD0: "∠", 0xD1: "∇", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√"}
    | {0xD7: "⋅", 0xD8: "¬", 0xD9: "∧", 0xDA: "∨", 0xDB: "⇔", 0xDC: "⇐", 0xDD: "⇑", 0xDE: "⇒", 0xDF: "⇓"}
    | {0xE0: "◊", 0xE5: "∑", 0xF2: "∫"}
)
_WINGDINGS = (
    {0x20: " ", 0x21: "✏", 0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x36: "⌛", 0x46: "☞", 0x4A: "☺"}
    | {0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x74: "◆", 0x75: "◆"}
    | {0x76: "❖", 0x77: "◆", 0x80: "⓪", 0x8B: "⓿", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★"}
    | dict(enumerate("①②③④⑤⑥⑦⑧⑨⑩", 0x81))
    | dict(enumerate("❶❷❸❹❺❻❼❽❾❿", 0x8C))
    | {0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨"}
    | {0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"}
)
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x2A: "☐", 0xA3: "□"}
_FONTS = {
    "symbol": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": {},
    "webdings": {},
}
OWN = re.compile("[\ue000-\uf8ff]")

RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def is_symbols(font: str) -> bool:
    """Whether a font draws other signs than the characters say."""
    return font.lower() in _FONTS


def symbol(code: int, font: str) -> str | None:
    """The character that a font draws at a code; None when that is not known."""
    known = _FONTS.get(font.lower())
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if known is not None:
        return known.get(low)
    if low != code:
        return _WINGDINGS.get(low) if not font else None
    if 0x20 <= code <= 0x10FFFF and not OWN.match(chr(code)) and not 0xD800 <= code <= 0xDFFF:
        return chr(code)
    return None


def raised(text: str) -> str | None:
    """The text in raised figures, as in m²; None where Unicode has none for it."""
    return _moved(text, RAISED)


def lowered(text: str) -> str | None:
    """The text in lowered figures, as in CO₂; None where Unicode has none for it."""
    return _moved(text, LOWERED)


def _moved(text: str, table: dict[int, int]) -> str | None:
    return text.translate(table) if all(ord(char) in table for char in text) else None
