"""What is wrong with a form, all of it at once, for the head of its page."""

from __future__ import annotations

from django import forms


def errors_of(form: forms.Form) -> list[tuple[str, str]]:
    """The errors of a form in the order of its page, those of the whole form first, each with the HTML id of its field."""
    if not form.is_bound:
        return []
    found = [("", str(text)) for text in form.non_field_errors()]
    for name in form.fields:
        bound = form[name]
        place = f"{bound.auto_id}_0" if bound.use_fieldset else "" if bound.is_hidden else bound.id_for_label
        found += [(place, str(text)) for text in bound.errors]
    return found
