"""Forms of acts."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.datastructures import MultiValueDict

from foundation.casework.refusals import Invalid
from foundation.characters import folded

if TYPE_CHECKING:
    from foundation.casework.acts import Step


class ActForm(forms.Form):
    """The form of an act; its step holds the matter, the actor and the moment."""

    #: The field whose value is the reason in the ledger.
    reason_field = "reason"
    #: The label of the button, if not that of the act, and a sentence above the form.
    button = ""
    says = ""
    #: Fields that the form lets stay blank and a gate demands.
    demanded: frozenset[str] = frozenset()

    def __init__(self, data: Any = None, *args: Any, step: Step, **kwargs: Any) -> None:
        self.step = step
        super().__init__(_readable(_storable(data), self.base_fields), *args, **kwargs)
        for name, entry in self.fields.items():
            entry.demanded = name in self.demanded  # type: ignore[attr-defined]
            # A field that depends on matter or moment (`foundation.casework.fields`) is told of them.
            getattr(entry, "take", lambda step: None)(step)
            if self.get_initial_for_field(entry, name) is None:
                _choose_nothing(entry)
            default = forms.ChoiceField.default_error_messages["invalid_choice"]
            if entry.error_messages.get("invalid_choice") == default:
                entry.error_messages["invalid_choice"] = "没有这个选项，请从列出的里面选一个。"
            if entry.error_messages["required"] == forms.Field.default_error_messages["required"]:
                verb = "选择" if isinstance(entry, forms.ChoiceField | forms.FileField) else "填写"
                entry.error_messages["required"] = f"请{verb}{entry.label or name}。"


def _choose_nothing(entry: forms.Field) -> None:
    """Have a box of several choices begin with none, so that nobody sends the first one unseen."""
    if type(entry.widget) is not forms.Select or not isinstance(entry, forms.ChoiceField):
        return
    if isinstance(entry, forms.ModelChoiceField):
        # A choice of rows begins with none by itself, without words; the rows are not read here.
        if entry.empty_label == forms.ModelChoiceField(None).empty_label:
            entry.empty_label = "请选择" if entry.required else "不选"
    elif entry.required:
        choices = list(entry.widget.choices)
        if len(choices) > 1 and choices[0][0] != "":
            entry.choices = [("", "请选择"), *choices]


def _readable(given: Any, fields: Mapping[str, forms.Field]) -> Any:
    """What was entered in fields of text, with radicals made characters; a password stays as it was typed."""
    if isinstance(given, MutableMapping):
        for name, entry in fields.items():
            secret = isinstance(entry.widget, forms.PasswordInput)
            if isinstance(entry, forms.CharField) and not secret and isinstance(given.get(name), str):
                given[name] = folded(given[name])
    return given


def _storable(given: Any) -> Any:
    """The entered data without NUL and lone surrogates, which PostgreSQL cannot store."""
    if isinstance(given, str):
        return given.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
    if isinstance(given, list | tuple):
        return [_storable(item) for item in given]
    if isinstance(given, MultiValueDict):
        return MultiValueDict({name: _storable(values) for name, values in given.lists()})
    if isinstance(given, Mapping):
        return {name: _storable(value) for name, value in given.items()}
    return given


def label_of(form: forms.Form, name: str) -> str:
    """The label of a field, or 填写内容 for errors of the form as a whole."""
    return str(form[name].label) if name in form.fields else "填写内容"


def show(invalid: Invalid, form: forms.Form) -> None:
    """Add errors raised outside a valid form to it: at the field with that label, else above all fields."""
    if form.is_valid():
        for label, texts in invalid.errors.items():
            named = next((name for name in form.fields if str(form[name].label) == label), None)
            form.add_error(named, texts)
