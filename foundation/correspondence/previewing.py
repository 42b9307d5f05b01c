"""The letters of every room for the preview of an act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps

from foundation.agencies.actors import Actor
from foundation.casework.preview import Page, on_preview
from foundation.correspondence.letters import kept_together
from foundation.correspondence.models import Letter


@on_preview
def written_at(actor: Actor, at: datetime) -> Iterator[Page]:
    """The letters issued at that very moment that this person may read, in the order in which they were written."""
    for model in apps.get_models():
        if issubclass(model, Letter):
            for letter in model._default_manager.filter(issued_at=at).order_by("pk"):
                if letter.open_to(actor, at):
                    yield Page(letter.caption, kept_together(letter.content))
