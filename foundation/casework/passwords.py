"""What a password must not be made of: its user's own data, the words of the county and the portal, a year."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from foundation.agencies.models import Staff

#: Words that come to everybody's mind here, as they are typed.
COMMON = [
    "wuyuanxian",
    "wuyuan",
    "bayannaoer",
    "bayannur",
    "neimenggu",
    "longxingchang",
    "rongfeng",
    "tianjitai",
    "zhengwugongkai",
    "xinxigongkai",
    "zhengwu",
    "gongkai",
    "zhengfu",
    "bangongshi",
    "xianzhengfu",
    "portal",
    "gov",
    "password",
    "passwd",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "admin",
    "administrator",
    "guanliyuan",
    "mima",
    "welcome",
    "huanying",
    "iloveyou",
    "woaini",
    "qwertyuiop",
    "qwerty",
    "qwer",
    "asdfghjkl",
    "asdf",
    "zxcvbnm",
    "zxcv",
    "qazwsx",
    "1qaz2wsx",
    "五原县",
    "五原",
    "巴彦淖尔",
    "内蒙古",
    "政务公开",
    "信息公开",
    "政府",
    "办公室",
    "公开",
    "管理员",
    "密码",
    "欢迎",
]
#: What must be left when such words, years, and rows of digits are taken out.
LEAST_LEFT = 6
#: The shortest own word that counts: the surname alone would forbid too much.
SHORTEST_LATIN, SHORTEST_OTHER = 3, 2
_DIGITS = re.compile(
    r"(?:19|20)\d{2}(?:\d{4})?|(\d)\1{2,}|0123456789|123456789|12345678|1234567|123456|12345|1234|123"
)


class OwnWordsValidator:
    """Refuses passwords that consist of words anybody would guess of this user and this county."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise `ValidationError` where too little is left without them."""
        typed = unicodedata.normalize("NFKC", password).casefold()
        left = typed
        for word in sorted({*own_words(user), *COMMON}, key=len, reverse=True):
            left = left.replace(word, "")
        left = "".join(sign for sign in _DIGITS.sub("", left) if sign.isalnum())
        if left != "".join(sign for sign in typed if sign.isalnum()) and len(left) < LEAST_LEFT:
            raise ValidationError(
                "这个密码太好猜：去掉用户名、姓名、单位、电话、地名、年份和常见的词，剩下的不够。请换几个不相干的词连起来。",
                code="password_of_own_words",
            )

    def get_help_text(self) -> str:
        return "密码不能由用户名、姓名、单位、电话、地名、年份和常见的词拼成。"


def own_words(user: Any) -> set[str]:
    """The words that belong to an account: its names, its agency's, its telephone and mail address, casefolded."""
    said = [settings.SITE_DOMAIN, settings.SITE_NAME, settings.SITE_ORGANISER]
    if isinstance(user, Staff):
        said += [user.username, user.full_name, user.phone, user.email]
        if user.agency is not None:
            said += [user.agency.name, user.agency.short_name, user.agency.code, user.agency.office_phone]
    words: set[str] = set()
    for each in said:
        whole = unicodedata.normalize("NFKC", each or "").casefold()
        digits = "".join(sign for sign in whole if sign.isdecimal())
        words |= {whole, *re.split(r"[^\w]|_", whole), *re.findall(r"[a-z]+", whole)}
        # The whole number, and what people know of it: its end.
        words |= {digits[-n:] for n in (4, 6, 8, 11) if len(digits) >= max(n, 7)}
    return {word for word in words if len(word) >= (SHORTEST_LATIN if word.isascii() else SHORTEST_OTHER)}
