"""Acts on the county's everyday words."""

from __future__ import annotations

from typing import Any

from django import forms

from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import Step, act
from foundation.casework.forms import ActForm
from foundation.search.models import Synonym
from foundation.search.words import fold, parse

#: The longest word, and the most official ones for it.
LONGEST, MOST_MEANT = 20, 12


def keeps_the_words(agency: Agency) -> bool:
    """Whether the county's everyday words are kept on this agency's page at the desk."""
    return AgencyFunction.DISCLOSURE_OFFICE in agency.functions


class SynonymForm(ActForm):
    """An everyday word, and the official one."""

    everyday = forms.CharField(label="百姓的说法", max_length=LONGEST, help_text="例如 取暖费。")
    official = forms.CharField(
        label="文件里的说法",
        max_length=40,
        help_text="例如 清洁取暖补贴。搜索前一个，也会找到写着后一个的。",
    )

    def clean_everyday(self) -> str:
        return _word(self.cleaned_data["everyday"])

    def clean_official(self) -> str:
        return _word(self.cleaned_data["official"])

    def clean(self) -> dict[str, Any]:
        """Two different words that do not stand beside each other yet."""
        given = super().clean() or self.cleaned_data
        everyday, official = given.get("everyday"), given.get("official")
        if not everyday or not official:
            return given
        if fold(everyday) == fold(official):
            raise forms.ValidationError("两个说法是一样的，不用登记。")
        beside = Synonym.objects.filter(everyday=everyday)
        if beside.filter(official=official).exists():
            raise forms.ValidationError("这一对已经登记过。")
        if beside.count() >= MOST_MEANT:
            raise forms.ValidationError(f"“{everyday}”已经有 {MOST_MEANT} 个说法，请先删去用不着的。")
        return given


@act(
    "search.add_synonym",
    "增加百姓的说法",
    on=Agency,
    role=Role.COUNTY_SUPERVISOR,
    asks=SynonymForm,
    cites=("PD-8",),
    when=keeps_the_words,
)
def add_synonym(step: Step) -> None:
    """From now on who searches the everyday word finds what is written in the official one."""
    synonym = Synonym.objects.create(**step.data)
    step.reason = str(synonym)


class PairForm(ActForm):
    """The pair of words to remove."""

    synonym = forms.ModelChoiceField(
        label="说法",
        queryset=Synonym.objects.all(),
        error_messages={"invalid_choice": "这一对已经删去。"},
    )


@act(
    "search.remove_synonym",
    "删去百姓的说法",
    on=Agency,
    role=Role.COUNTY_SUPERVISOR,
    asks=PairForm,
    cites=("PD-8",),
    weight="quiet",
    when=lambda agency: keeps_the_words(agency) and Synonym.objects.exists(),
)
def remove_synonym(step: Step) -> None:
    """The everyday word finds from now on what is written so itself."""
    synonym: Synonym = step.data["synonym"]
    step.reason = str(synonym)
    synonym.delete()


def _word(given: str) -> str:
    word = "".join(given.split())
    if len(word) < 2 or not parse(word):
        raise forms.ValidationError("请写一个词，至少两个字。")
    return word
