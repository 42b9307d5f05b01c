"""Telling words that a person could have written from the technical values of a file: sizes, identifiers, typefaces."""

from __future__ import annotations

import re
import unicodedata

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u2e80-\u2fdf\U00020000-\U0003ffff"
HAN = re.compile(f"[{_HAN}]")
#: Eleven digits, as the shortest number of a person has, also if divided; a code of a sole trader; an address of mail.
NUMBER = re.compile(
    r"[0-9](?:[\s\-]{0,2}[0-9]){10}|(?<![0-9A-Z])9[0-9][0-9A-HJ-NP-Y]{16}(?![0-9A-Z])|[\w.\-]@[\w\-]+\.\w",
    re.ASCII,
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
#: What has at most so many ideographs and no number may be the name of a typeface or a style.
SHORT = 9
_DRAWN = re.compile(rf"[{_HAN}]{{1,10}} ?[:：]?[0-9]{{1,6}}")
#: What formats of dates and amounts are made of.
_FORMAT = frozenset("年月日时時分秒上午下元万亿圆整负周星期个第季度")
ENCODED = re.compile(r"[A-Za-z0-9+/\s]{400,}={0,2}\s*")


def worth(text: str) -> bool:
    """Whether the text holds ideographs, a number as long as those of a person, or an address of mail."""
    if text.isascii():
        return len(text) > 4 and NUMBER.search(text) is not None
    return HAN.search(text) is not None or NUMBER.search(plain(text)) is not None


def plain(text: str) -> str:
    """The text with full-width digits made plain and without characters that nobody sees."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text))


def numbered(text: str) -> bool:
    """Whether the text holds a number as long as those of a person, or an address of mail."""
    return NUMBER.search(text if text.isascii() else plain(text)) is not None


def is_label(text: str) -> bool:
    """Whether it is short enough for the name of a typeface or a style, such as 宋体, without a number of a person."""
    return not numbered(text) and len(HAN.findall(text)) <= SHORT


def is_drawn(text: str) -> bool:
    """Whether it is a name such as 图片 1, which programs give to what is drawn."""
    return _DRAWN.fullmatch(text) is not None and not numbered(text)


def is_format(text: str) -> bool:
    """Whether its ideographs are those of dates and amounts alone."""
    return not numbered(text) and set(HAN.findall(text)) <= _FORMAT


def is_encoded(text: str) -> bool:
    """Whether the text is a long stretch of base64, in which anything may stand."""
    return len(text) >= 400 and ENCODED.fullmatch(text) is not None
