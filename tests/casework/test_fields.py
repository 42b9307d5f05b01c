"""The fields that every room shares: what they know of matter and moment, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.timezone import get_current_timezone

from disclosure.models import Document
from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import Step
from foundation.casework.fields import Day, EditForm, ManyFiles, Offered, OneOf, reason_form
from foundation.casework.forms import ActForm
from foundation.files import kept

AT = datetime(2026, 11, 20, 9, tzinfo=get_current_timezone())


def step(matter: Any = None) -> Step:
    """A step on a matter, on 20 November 2026."""
    return Step(None, matter, SYSTEM, AT)  # type: ignore[arg-type]


def said(day: Day, matter: Any, entered: str) -> str:
    """What the field objects to a day; empty where it takes it."""
    day.take(step(matter))
    try:
        day.clean(entered)
    except forms.ValidationError as wrong:
        return str(wrong.message)
    return ""


def test_a_day_that_has_not_come_is_refused_unless_it_may_lie_ahead() -> None:
    assert said(Day(label="收到日期"), None, "2026-11-20") == ""
    assert "收到日期 2026-11-21 还没有到" in said(Day(label="收到日期"), None, "2026-11-21")
    assert said(Day(label="函复日期", not_after_today=False), None, "2026-11-21") == ""
    assert Day(label="收到日期").clean("2126-01-01"), "outside an act there is no today"


BOUNDS: list[tuple[Any, Any]] = [
    ("formed_on", Document(formed_on=date(2026, 11, 2))),
    ("at", SimpleNamespace(at=datetime(2026, 11, 2, 23, tzinfo=get_current_timezone()))),
    (date(2026, 11, 2), None),
    (lambda step: step.matter.day, SimpleNamespace(day=date(2026, 11, 2))),
]


@pytest.mark.parametrize(("bound", "matter"), BOUNDS)
def test_a_day_before_its_bound_is_refused(bound: Any, matter: Any) -> None:
    def day() -> Day:
        return Day(label="签收日期", not_before=bound, which_is="发出之日")

    assert said(day(), matter, "2026-11-02") == ""
    assert said(day(), matter, "2026-11-01") == "签收日期不能早于发出之日（2026-11-02）。"


def test_a_bound_is_called_by_the_name_of_its_field_and_binds_only_where_it_is() -> None:
    assert "不能早于成文日期（" in said(
        Day(label="失效日期", not_before="formed_on"), BOUNDS[0][1], "2026-11-01"
    )
    assert said(Day(label="失效日期", not_before="formed_on"), Document(), "2026-11-01") == ""


class ChoiceForm(ActForm):
    """Choices that hang on the matter."""

    word = Offered(lambda matter: [(word, word) for word in matter.words])
    document = OneOf("documents", required=False)
    found = OneOf(lambda matter: matter.documents.filter(title="x"), required=False)


def test_each_form_offers_what_its_own_matter_has() -> None:
    one, other = (
        ChoiceForm({"word": "甲"}, step=step(SimpleNamespace(words=words, documents=Document.objects.none())))
        for words in ("甲乙", "丙")
    )
    assert one.is_valid()
    assert other.errors["word"] == ["没有这个选项，请从列出的里面选一个。"]
    assert list(ChoiceForm.base_fields["word"].choices) == []  # type: ignore[attr-defined]


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are inspected from now on."""
    seen: list[str] = []
    found = SimpleNamespace(media_type="text/plain")
    monkeypatch.setattr(kept, "inspect", lambda content, name: seen.append(name) or found)
    return seen


def papers(number: int) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"{n}.txt", "说明".encode()) for n in range(number)]


def test_each_of_many_files_is_looked_into_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, given = counted(monkeypatch), papers(2)
    assert ManyFiles(most=2).clean(given) == given
    assert seen == ["0.txt", "1.txt"]


@pytest.mark.parametrize(
    ("given", "required", "answer"),
    [(papers(3), True, "一共选了 3 个文件，最多 2 个"), ([], True, "请选择文件"), ([], False, "")],
)
def test_how_many_files_there_may_be(
    monkeypatch: pytest.MonkeyPatch, given: list[SimpleUploadedFile], required: bool, answer: str
) -> None:
    seen = counted(monkeypatch)
    field = ManyFiles(most=2, required=required, error_messages={"required": "请选择文件。"})
    if answer:
        with pytest.raises(forms.ValidationError, match=answer):
            field.clean(given)
    else:
        assert field.clean(given) == []
    assert seen == []


def test_a_file_that_may_not_be_taken_in_is_named() -> None:
    with pytest.raises(forms.ValidationError, match=r"^\['x\.exe："):
        ManyFiles(most=2).clean([SimpleUploadedFile("x.exe", b"MZ\x90\x00")])


class ContactForm(EditForm):
    """Two fields of a matter."""

    name = forms.CharField(required=False)
    phone = forms.CharField(required=False)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (lambda: {"name": "新名"}, {"name": "新名", "phone": "110"}),
        (lambda: QueryDict("name=新名"), {"name": "新名", "phone": ""}),
    ],
)
def test_only_the_command_line_keeps_what_is_not_given(
    given: Callable[[], Any], kept: dict[str, str]
) -> None:
    form = ContactForm(given(), step=step(SimpleNamespace(name="旧名", phone="110")))
    assert form.is_valid()
    assert form.cleaned_data == kept
    assert form.initial == {"name": "旧名", "phone": "110"}


def test_a_form_of_one_text_gives_the_reason() -> None:
    asked = reason_form("撤下原因", max_length=5)
    assert asked.reason_field == "reason"
    assert asked({"reason": " "}, step=step()).errors["reason"] == ["请填写撤下原因。"]
    assert "超过 5 个字" in str(asked({"reason": "一二三四五六"}, step=step()).errors["reason"])


TWO = [("a", "甲"), ("b", "乙")]


@pytest.mark.parametrize(
    ("box", "first"),
    [
        (forms.ChoiceField(choices=TWO), ""),
        (Offered(lambda matter: TWO), ""),
        (forms.ChoiceField(choices=TWO, initial="b"), "a"),
        (forms.ChoiceField(choices=TWO[:1]), "a"),
        (forms.ChoiceField(choices=TWO, required=False), "a"),
        (forms.ChoiceField(choices=TWO, widget=forms.RadioSelect), "a"),
        (forms.MultipleChoiceField(choices=TWO), "a"),
    ],
)
def test_a_box_of_several_choices_begins_with_none(box: forms.ChoiceField, first: str) -> None:
    form = type("Asked", (ActForm,), {"box": box})(step=step())
    choices = [value for value, _label in form.fields["box"].choices]
    assert choices[0] == first
    assert choices[-1] in ("a", "b")


@pytest.mark.django_db
@pytest.mark.parametrize(("required", "words"), [(True, "请选择"), (False, "不选")])
def test_a_choice_of_rows_begins_with_words(required: bool, words: str) -> None:
    class Choosing(ActForm):
        one = OneOf(lambda matter: Document.objects.none(), label="哪一件", required=required)

    assert f'<option value="" selected>{words}</option>' in str(Choosing(step=step())["one"])
