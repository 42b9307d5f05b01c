"""The form of a questionnaire: nothing is ticked beforehand and nothing demanded but one answer."""

from __future__ import annotations

from typing import Any

from django import forms

from foundation.characters import folded
from foundation.questionnaires.models import Questionnaire
from foundation.questionnaires.taking import Said
from foundation.questionnaires.wording import LONGEST_TEXT, Kind, Question, Ticks, proper


class QuestionnaireForm(forms.Form):
    """The questions as fields `q1`, `q2` …, and the code where somebody has one."""

    use_required_attribute = False

    code = forms.CharField(
        label="问卷码",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={
            "required": "请填写纸条或者问卷上的问卷码。",
            "max_length": "问卷码太长了，请对照纸条核对。",
        },
    )

    def __init__(self, data: Any = None, *, questionnaire: Questionnaire, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.asked = questionnaire.questions
        code = self.fields["code"]
        code.required = not questionnaire.open_web
        code.help_text = (
            "纸条或者问卷上的 11 位问卷码。没有问卷码的，也可以填，单独统计。"
            if questionnaire.open_web
            else "纸条或者问卷上的 11 位问卷码。问卷码只能用一次，看不出是谁用的。"
        )
        for question in self.asked:
            self.fields[f"q{question.key}"] = _field(question)

    def clean(self) -> None:
        """One answer at least."""
        if not any(self.cleaned_data.get(f"q{question.key}") for question in self.asked) and not self.errors:
            raise forms.ValidationError("一道题也没有答，请至少答一道。")

    @property
    def said(self) -> Said:
        """What was answered."""
        ticks: Ticks = {}
        texts: dict[str, str] = {}
        for question in self.asked:
            given = self.cleaned_data.get(f"q{question.key}")
            if not given:
                continue
            if question.kind is Kind.TEXT:
                texts[question.key] = folded(given)
            else:
                places = [given] if isinstance(given, str) else given
                ticks[question.key] = sorted(int(place) for place in places)
        return Said(ticks, texts)


def _field(question: Question) -> forms.Field:
    """The field of one question."""
    label = f"{question.number}. {question.text}"
    wrong = {"invalid_choice": "没有这个选项，请重新选。"}
    choices = [(str(place), option) for place, option in enumerate(question.options)]
    if question.kind is Kind.TEXT:
        return forms.CharField(
            label=label,
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="请不要写姓名、电话、住址。",
            error_messages={"max_length": f"超过 {LONGEST_TEXT} 个字，请写短一些。"},
        )
    if question.kind is Kind.SEVERAL:
        return forms.MultipleChoiceField(
            label=label,
            required=False,
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            help_text="可以选几项。",
            error_messages=wrong,
        )
    return forms.ChoiceField(
        label=label, required=False, choices=choices, widget=forms.RadioSelect, error_messages=wrong
    )


def read_sheets(asked: tuple[Question, ...], text: str) -> tuple[list[tuple[str, Said]], list[str]]:
    """Sheets as they are typed or pasted from a spreadsheet, one a line: code, then answers in order.

    Cells are divided by tabs or vertical bars. A tick is the number of the option from 1, several are divided by blanks or
    commas, nothing is a blank cell. Returns the sheets and sentences about lines that cannot be read.
    """
    sheets: list[tuple[str, Said]] = []
    wrong = []
    for n, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.replace("｜", "|").replace("\t", "|").split("|")]
        code, answers = cells[0], cells[1:]
        if len(answers) > len(asked):
            wrong.append(f"第 {n} 行有 {len(answers)} 个答案，题目只有 {len(asked)} 道。")
            continue
        ticks: Ticks = {}
        texts: dict[str, str] = {}
        for question, cell in zip(asked, answers, strict=False):
            if cell and question.kind is Kind.TEXT:
                texts[question.key] = cell
            elif cell:
                ticks[question.key] = _places(cell)
        if not proper(asked, ticks):
            wrong.append(f"第 {n} 行有的答案不是选项的序号，请对照问卷。")
            continue
        sheets.append((code, Said(ticks, texts)))
    return sheets, wrong


def _places(cell: str) -> list[int]:
    """The places of ticked options, from 0; an impossible one where it is no number."""
    parts = cell.replace("，", " ").replace(",", " ").replace("、", " ").split()
    return sorted({int(part) - 1 if part.isdecimal() and len(part) < 4 else -1 for part in parts})
