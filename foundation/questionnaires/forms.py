"""The form of a questionnaire: nothing is ticked beforehand and nothing demanded but one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from foundation.characters import folded
from foundation.questionnaires import codes
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
        return _said(self.asked, self.cleaned_data, "q")


class SubjectsForm(QuestionnaireForm):
    """The questions of each picked subject as `s3q1` …, and those that are asked once as `q1` …, with the code."""

    def __init__(
        self,
        data: Any = None,
        *,
        questionnaire: Questionnaire,
        picked: Sequence[int],
        initial: Any = None,
    ) -> None:
        super().__init__(data, questionnaire=questionnaire, initial=initial)
        self.picked = picked
        self.names = questionnaire.subjects
        self.of_each = questionnaire.of_each
        once, self.fields = self.fields, {}
        for place in picked:
            for question in self.of_each:
                self.fields[f"s{place}q{question.key}"] = _field(question)
        self.fields |= {name: field for name, field in once.items() if name != "code"}
        self.fields["code"] = once["code"]

    def clean(self) -> None:
        """One answer about one subject at least."""
        if self.errors:
            return
        if not self.picked:
            raise forms.ValidationError("还没有选评哪一个。")
        if not any(part.anything for part in self.said.on.values()):
            raise forms.ValidationError("一道题也没有答，请至少答一道。")

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each subject below its name."""
        return [
            (self.names[place], [self[f"s{place}q{question.key}"] for question in self.of_each])
            for place in self.picked
        ]

    @property
    def once(self) -> list[forms.BoundField]:
        """The fields of what is asked once, without the code."""
        return [self[f"q{question.key}"] for question in self.asked]

    @property
    def said(self) -> Said:
        """What was answered."""
        once = _said(self.asked, self.cleaned_data, "q")
        on = {place: _said(self.of_each, self.cleaned_data, f"s{place}q") for place in self.picked}
        return Said(once.ticks, once.texts, on)


def _said(asked: tuple[Question, ...], given: Mapping[str, Any], prefix: str) -> Said:
    """The answers to these questions, whose fields begin so."""
    ticks: Ticks = {}
    texts: dict[str, str] = {}
    for question in asked:
        value = given.get(f"{prefix}{question.key}")
        if not value:
            continue
        if question.kind is Kind.TEXT:
            texts[question.key] = folded(value)
        else:
            places = [value] if isinstance(value, str) else value
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


def read_sheets(questionnaire: Questionnaire, text: str) -> tuple[list[tuple[str, Said]], list[str]]:
    """Sheets as they are typed or pasted from a spreadsheet, one a line: code, then answers in order.

    Cells are divided by tabs or vertical bars. A tick is the number of the option from 1, several are divided by blanks or
    commas, nothing is a blank cell. Of a questionnaire with subjects a sheet is several lines of the same code: the second
    cell is the number of the subject on the sheet, or 0 for what is asked once. Returns the sheets and sentences about lines
    that cannot be read.
    """
    sheets: dict[str, Said] = {}
    wrong = []
    for n, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        code, *answers = (cell.strip() for cell in line.replace("｜", "|").replace("\t", "|").split("|"))
        asked, place = questionnaire.questions, None
        if questionnaire.subjects:
            number = answers.pop(0) if answers else ""
            if not number.isdecimal() or not int(number) <= len(questionnaire.subjects):
                wrong.append(f"第 {n} 行第二格要写评的是第几个，例如 3；不分对象的题写 0。")
                continue
            if int(number):
                asked, place = questionnaire.of_each, int(number) - 1
        said, reason = _read_line(asked, answers)
        if said is None:
            wrong.append(f"第 {n} 行{reason}")
            continue
        if not questionnaire.subjects:
            sheets[f"{n} {code}"] = said
            continue
        sheet = sheets.setdefault(f"0 {codes.normalised(code)}", Said({}))
        if place in sheet.on or (place is None and sheet.anything):
            wrong.append(f"第 {n} 行：同一张问卷里这一个录了两次。")
        elif place is None:
            sheet.ticks.update(said.ticks)
            sheet.texts.update(said.texts)
        else:
            sheet.on[place] = said
    return [(key.partition(" ")[2], said) for key, said in sheets.items()], wrong


def _read_line(asked: tuple[Question, ...], answers: list[str]) -> tuple[Said | None, str]:
    """The answers of one line, or None and what is wrong with it."""
    if len(answers) > len(asked):
        return None, f"有 {len(answers)} 个答案，题目只有 {len(asked)} 道。"
    ticks: Ticks = {}
    texts: dict[str, str] = {}
    for question, cell in zip(asked, answers, strict=False):
        if cell and question.kind is Kind.TEXT:
            texts[question.key] = cell
        elif cell:
            ticks[question.key] = _places(cell)
    if not proper(asked, ticks):
        return None, "有的答案不是选项的序号，请对照问卷。"
    return Said(ticks, texts), ""


def _places(cell: str) -> list[int]:
    """The places of ticked options, from 0; an impossible one where it is no number."""
    parts = cell.replace("，", " ").replace(",", " ").replace("、", " ").split()
    return sorted({int(part) - 1 if part.isdecimal() and len(part) < 4 else -1 for part in parts})
