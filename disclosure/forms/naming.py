"""What forms, of other rooms too, name by its index number: a public document."""

from __future__ import annotations

from datetime import datetime

from django import forms

from disclosure.models import Document


def public_document(typed: str, at: datetime) -> Document | None:
    """The document of the index number that was typed, as public at that moment; None where nothing was typed.

    Raises `ValidationError` where no public document has that number.
    """
    number = typed.strip()
    if not number:
        return None
    found: Document | None = (
        Document.objects.public(at).filter(index__number=number).select_related("index").first()
    )
    if found is None:
        raise forms.ValidationError(f"本网站没有公开索引号为“{number}”的文件，请核对。")
    return found
