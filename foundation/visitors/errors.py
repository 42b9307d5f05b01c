"""What is wrong with a form, all of it at once, for the head of its page."""

from __future__ import annotations

from django import forms


def errors_of(form: forms.Form) -> list[tuple[str, str]]:
    """The errors of a form, each with the HTML id of its field, blank for those of the whole form."""
    if not form.is_bound:
        return []
    found = []
    for name, texts in form.errors.items():
        place = ""
        if name in form.fields:
            bound = form[name]
            place = f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label
        found += [(place, str(text)) for text in texts]
    return found
