"""Form fields for names, contacts and identity numbers; each error is one Chinese sentence on how to correct the entry.

The length is checked before anything else is read.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

import phonenumbers
from django import forms
from stdnum.cn import ric, uscc

from foundation.characters import folded

#: The most characters of a name, number or address.
LONGEST = 300

#: Invisible characters in copied text: marks of direction, joiners, lone surrogates.
#: Between two Mongolian letters U+180E is part of the spelling.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
    "|(?<![\u1820-\u18aa])\u180e|\u180e(?![\u1820-\u18aa])"
)
#: What keyboards offer for the dot between the parts of a name, for hyphen and apostrophe, and for the 〇 in one.
_IN_NAMES = str.maketrans(
    {
        **dict.fromkeys("•・‧･∙⋅．●․⸱⸳᛫", "·"),
        **dict.fromkeys("－‐‑‒–—―−", "-"),
        **dict.fromkeys("‘＇ʼ′`", "'"),
        **dict.fromkeys("○◯", "〇"),
    }
)
#: Letters of the supplementary ideographic planes: rare names use some that are newer than Python's own tables.
_RARE = range(0x20000, 0x3FFFE)

_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
#: GB 32100-2015, with the registering departments that came later, such as N for rural collectives.
_CREDIT_CODE = re.compile(r"[1-9ANY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_ORGANISATION_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
#: The patterns of numbers of travel and residence documents, with the sentence for a wrong one.
_PAPERS: dict[str, tuple[re.Pattern[str], str]] = {
    "passport": (
        re.compile(r"(?=.*[0-9])[A-Z0-9]{5,17}"),
        "护照号码由 5 至 17 位字母和数字组成，请按护照资料页核对。",
    ),
    "hong_kong_macao": (
        re.compile(r"[HM][0-9]{8}([0-9]{2})?"),
        "港澳居民来往内地通行证号码是 H 或 M 加 8 位数字，请再核对一遍。",
    ),
    "taiwan": (
        re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?"),
        "台湾居民来往大陆通行证号码是 8 位数字，请再核对一遍。",
    ),
    "permanent_resident": (
        re.compile(r"9[0-9]{16}[0-9X]|[A-Z]{3}[0-9]{12}"),
        "外国人永久居留身份证号码是 9 开头的 18 位，或 3 个字母加 12 位数字，请再核对一遍。",
    ),
}


class Line(forms.CharField):
    """One line of printable text: blanks made one, radicals made characters.

    `autocomplete` names what the browser may fill in of whoever sits before it; blank, it leaves the field alone.
    """

    longest = LONGEST
    #: What stands beside the label of a line that may stay blank, instead of 选填.
    optional = ""
    #: What kind of keyboard a telephone shows, where it is not the usual one.
    keyboard = ""
    #: What is meant by characters that have no place in such a line.
    meant: dict[int, str] = {}

    def __init__(self, **kwargs: Any) -> None:
        self.longest = kwargs.pop("max_length", self.longest)
        self.autocomplete = kwargs.pop("autocomplete", "")
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Tell browser and telephone what is to be typed."""
        attrs = super().widget_attrs(widget)
        attrs["autocomplete"] = self.autocomplete or "off"
        return attrs | ({"inputmode": self.keyboard} if self.keyboard else {})

    def to_python(self, value: Any) -> str:
        """Clean the line, or refuse it."""
        text = str(value or "")
        if len(text) <= 4 * self.longest:
            text = unicodedata.normalize("NFC", folded(_UNSEEN.sub("", text)).translate(self.meant))
            text = " ".join(text.split())
        _check_length(text, self.longest)
        kinds = {unicodedata.category(letter) for letter in text if letter != "\u180e"}
        if kinds & {"Cc", "Cf", "Co"}:
            raise forms.ValidationError("里面有无法显示的字符，请删去后重新填写。")
        if kinds & {"So", "Sk"}:
            raise forms.ValidationError("里面有表情或图形符号，请删去后重新填写。")
        if "<" in text or ">" in text:
            raise forms.ValidationError("里面有“<”或“>”，请只写文字。")
        return text


class PersonName(Line):
    """A person's name: letters of any script, one at least, the dot between, blanks and hyphens."""

    meant = _IN_NAMES

    longest = 60

    def to_python(self, value: Any) -> str:
        """The name as the papers write it."""
        name = super().to_python(value)
        name = "".join(unicodedata.normalize("NFKC", x) if "Ａ" <= x <= "ｚ" else x for x in name)
        if any(unicodedata.category(letter) in ("Nd", "No") for letter in name):
            raise forms.ValidationError("姓名里不能有数字，请按证件上的写法填写。")
        if not all(_in_names(letter) for letter in name):
            raise forms.ValidationError("姓名里不能有标点或符号，请按证件上的写法填写。")
        if name and not any(_is_letter(letter) for letter in name):
            raise forms.ValidationError("请按证件上的写法填写姓名。")
        return name


class PhoneNumber(Line):
    """A telephone number: mobiles as eleven digits, landlines as 0478-5220328, foreign ones with a plus."""

    longest = 40
    keyboard = "tel"

    def to_python(self, value: Any) -> str:
        """The number as it is usually written in its country."""
        text = unicodedata.normalize("NFKC", super().to_python(value))
        if not text:
            return ""
        try:
            number = phonenumbers.parse(re.sub("转|分机", " ext. ", text), "CN")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or re.search(r"[^\W\d_]{4,}", text.replace("ext", "")):
            raise forms.ValidationError("这不像电话号码，请填手机号，或带区号的座机号（例如 0478-5220328）。")
        possible = phonenumbers.is_possible_number_with_reason(number)
        if possible == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            raise forms.ValidationError("座机号码请加上区号，例如 0478-5220328。")
        if possible != phonenumbers.ValidationResult.IS_POSSIBLE:
            raise forms.ValidationError("电话号码的位数不对，请再核对一遍。")
        # Eleven digits or none: the library takes ten for a landline of a city that has no such numbers.
        if number.country_code == 86 and re.match(r"1[3-9]", text) and len(str(number.national_number)) != 11:
            raise forms.ValidationError("手机号码是 11 位，请再核对一遍。")
        return _as_written(number)


#: What ends a sentence or parts a list, and no address.
_MARKS = "。、，,；;：:.！!"


class Email(forms.EmailField):
    """An e-mail address, by default of at most 254 characters; `autocomplete` and `optional` as of a `Line`."""

    optional = ""

    def __init__(self, **kwargs: Any) -> None:
        self.longest = kwargs.pop("max_length", 254)
        self.autocomplete = kwargs.pop("autocomplete", "")
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "电子邮箱的写法不对，应当像 name@example.cn。"
        for check in self.validators:
            # The widest is the only one left to object: what is too long or does not print is refused before.
            if hasattr(check, "user_regex"):
                check.message = self.error_messages["invalid"]  # type: ignore[attr-defined]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Tell the browser what is to be typed; the widget's type tells the telephone."""
        return super().widget_attrs(widget) | {"autocomplete": self.autocomplete or "off"}

    def to_python(self, value: Any) -> str:
        """The address without blanks and invisible characters around it, nor a mark that slipped in behind it."""
        text = str(value or "")
        if len(text) <= 4 * self.longest:
            text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).strip().rstrip(_MARKS)
        if len(text) > self.longest:
            raise forms.ValidationError(f"电子邮箱太长了，最多 {self.longest} 个字符，请再核对一遍。")
        if any(letter.isspace() or not letter.isprintable() for letter in text):
            raise forms.ValidationError("电子邮箱里不能有空格、换行或看不见的字符，一次只填一个。")
        return text


class Postcode(Line):
    """A postcode of six digits."""

    keyboard = "numeric"

    def to_python(self, value: Any) -> str:
        """The six digits in half width."""
        text = unicodedata.normalize("NFKC", super().to_python(value)).replace(" ", "")
        if text and not re.fullmatch(r"[0-9]{6}", text):
            raise forms.ValidationError("邮政编码是 6 位数字。")
        return text


def identity_number(kind: str, entered: str, today: date) -> str:
    """The number of an identity document, checked by its kind. Raises `forms.ValidationError`."""
    if len(entered) > LONGEST:
        raise forms.ValidationError("证件号码太长了，请再核对一遍。")
    number = re.sub(r"[\s\-‐‑–—]", "", unicodedata.normalize("NFKC", _UNSEEN.sub("", entered)).upper())
    # Marks that a blank held apart come together: what is kept must be taken again as it is.
    number = unicodedata.normalize("NFKC", number)
    if kind == "resident":
        return _resident(number, today)
    if kind == "credit_code":
        return _organisation_code(number) if len(number) == 9 else _credit_code(number)
    if kind == "other":
        return _as_on_paper(entered)
    if kind in _PAPERS:
        pattern, sentence = _PAPERS[kind]
        if not pattern.fullmatch(number):
            raise forms.ValidationError(sentence)
    return number


def _as_on_paper(entered: str) -> str:
    """The number of a paper that no standard describes, with the hyphens and words that belong to it."""
    number = unicodedata.normalize("NFKC", folded(_UNSEEN.sub("", entered))).upper()
    number = " ".join(re.sub("[‐‑‒–—―−]", "-", unicodedata.normalize("NFKC", number)).split())
    if number and not any(letter.isalnum() for letter in number):
        raise forms.ValidationError("请按证件或登记证明填写号码。")
    return number


def _resident(number: str, today: date) -> str:
    if re.fullmatch(r"[0-9]{15}", number):
        raise forms.ValidationError("15 位的旧身份证号已经停用，请填写 18 位的身份证号。")
    if len(number) != 18:
        raise forms.ValidationError(f"身份证号应为 18 位，现在是 {len(number)} 位，请再核对一遍。")
    if not _RESIDENT.fullmatch(number):
        raise forms.ValidationError("身份证号只有数字，最后一位可以是 X，请再核对一遍。")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise forms.ValidationError("身份证号里的出生日期不存在，请再核对一遍。") from None
    if born > today:
        raise forms.ValidationError("身份证号里的出生日期在今天以后，请再核对一遍。")
    if born.year < today.year - 130:
        raise forms.ValidationError("身份证号里的出生日期太早，请再核对一遍。")
    # The place is not looked up: counties were merged and renamed, and the lists of them are never complete.
    if ric.calc_check_digit(number) != number[-1]:
        raise forms.ValidationError("身份证号最后一位与前面不符，请再核对一遍。")
    return number


def _credit_code(number: str) -> str:
    if len(number) != 18:
        raise forms.ValidationError(f"统一社会信用代码应为 18 位，现在是 {len(number)} 位，请再核对一遍。")
    if not _CREDIT_CODE.fullmatch(number):
        raise forms.ValidationError(
            "统一社会信用代码由数字和大写字母组成，不用 I、O、S、V、Z，请再核对一遍。"
        )
    if uscc.calc_check_digit(number) != number[-1]:
        raise forms.ValidationError("统一社会信用代码最后一位与前面不符，请再核对一遍。")
    return number


def _organisation_code(number: str) -> str:
    """An organisation code of nine characters (GB 11714-1997), the predecessor of the credit code."""
    if not _ORGANISATION_CODE.fullmatch(number):
        raise forms.ValidationError("组织机构代码由 8 位数字或字母加 1 位校验码组成，请再核对一遍。")
    weighted = sum(int(x, 36) * w for x, w in zip(number, (3, 7, 9, 10, 5, 8, 4, 2), strict=False))
    if "0123456789X"[-weighted % 11] != number[-1]:
        raise forms.ValidationError("组织机构代码最后一位与前面不符，请再核对一遍。")
    return number


def _check_length(text: str, longest: int) -> None:
    if len(text) > longest:
        raise forms.ValidationError(f"太长了，最多 {longest:,} 个字，现在多出 {len(text) - longest:,} 个字。")


def _is_letter(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "L" or letter == "〇" or ord(letter) in _RARE


def _in_names(letter: str) -> bool:
    # A mark may stand on a letter, or choose between its shapes, as U+180E does in Mongolian; Tibetan has a dot of its own.
    return (
        letter in " ·-.'’\u180e\u1806\u0f0b\u0f0c"
        or unicodedata.category(letter)[0] == "M"
        or _is_letter(letter)
    )


def _as_written(number: phonenumbers.PhoneNumber) -> str:
    if number.country_code != 86:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    digits = phonenumbers.national_significant_number(number)
    area = phonenumbers.length_of_geographical_area_code(number)
    written = f"0{digits[:area]}-{digits[area:]}" if area else digits
    return f"{written}转{number.extension}" if number.extension else written
