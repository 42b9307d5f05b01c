"""Wordings that somebody keeps for themselves and takes over into texts at the desk; nobody else reads them."""

from __future__ import annotations

from django import forms

from foundation.casework.fields import PlainText
from foundation.casework.models import Phrase

#: The most that one person keeps, and the most characters of each.
MOST, LONGEST = 60, 1000


class PhraseForm(forms.Form):
    """A wording to be kept."""

    text = PlainText(
        label="常用语",
        max_length=LONGEST,
        rows=4,
        help_text="只有您自己看得到。不要写身份证号、手机号等个人信息。",
        error_messages={"required": "请填写常用语。"},
    )

    def __init__(self, *args: object, staff_id: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.staff_id = staff_id

    def clean_text(self) -> str:
        """Refuse one too many, and one that is kept already."""
        text: str = self.cleaned_data["text"]
        own = of(self.staff_id)
        if len(own) >= MOST:
            raise forms.ValidationError(f"最多保存 {MOST} 条，请先删掉不用的。")
        if any(phrase.text == text for phrase in own):
            raise forms.ValidationError("这一条已经保存过。")
        return text

    def keep(self) -> None:
        """Keep it."""
        Phrase.objects.create(staff_id=self.staff_id, text=self.cleaned_data["text"])


def of(staff_id: int | None) -> list[Phrase]:
    """What this person keeps, the oldest first."""
    return list(Phrase.objects.filter(staff=staff_id)) if staff_id else []


def forget(staff_id: int, number: str) -> None:
    """Drop one of this person's own; another's number does nothing."""
    if number.isdecimal() and len(number) < 19:
        Phrase.objects.filter(staff_id=staff_id, pk=number).delete()
